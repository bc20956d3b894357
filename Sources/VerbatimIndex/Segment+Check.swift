import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

extension Segment {
  /// Verifies everything that opening takes on trust: checksums, then that every session comes out,
  /// then that every section holds exactly the bytes that the builder makes of these sessions. The
  /// format is canonical, so nothing that a section says can be wrong and pass.
  ///
  /// The invariants are numbered in the article <doc:Format>. Cost: building the segment again, in
  /// time and memory. Returns what is wrong, at most one problem a section; empty means whole.
  public func check() -> [IndexProblem] {
    var problems: [IndexProblem] = []
    for entry in contents.entries {
      let part = UnsafeRawBufferPointer(rebasing: bytes[entry.range])
      if Checksum.xxh3(part) != entry.checksum {
        let name = SectionName(tag: entry.tag, layer: entry.layer)
        problems.append(IndexProblem(file: file, kind: .checksum(section: name.description)))
      }
    }
    guard problems.isEmpty else { return problems }
    do {
      try checkFrame()
      return try differences()
    } catch let problem as IndexProblem {
      return [problem]
    } catch {
      // A builder that keeps everything in memory meets nothing else.
      return [problem(.meta, invariant: 12)]
    }
  }

  /// The segment's name as its table gives it.
  public var computedName: Digest { SectionTable.name(of: contents.entries) }

  /// The problem of a turn that does not decode.
  public func damage(_ turn: Int) -> IndexProblem {
    problem(.forward, invariant: 10)
  }

  /// The known sections are in their order, and what lies between sections is as little as can be,
  /// and zero.
  private func checkFrame() throws(IndexProblem) {
    guard knownSections == expectedSections else {
      throw IndexProblem(file: file, kind: .invalid(section: "table", invariant: 4))
    }
    var end = SegmentLayout.headerLength
    let table = contents.tableOffset..<contents.tableOffset
    for range in contents.entries.map(\.range) + [table] {
      let gap = bytes[end..<range.lowerBound]
      guard gap.count < 8, gap.allSatisfy({ $0 == 0 }) else {
        throw IndexProblem(file: file, kind: .invalid(section: "table", invariant: 4))
      }
      end = range.upperBound
    }
  }

  /// The sections that this version knows, in file order.
  private var knownSections: [SectionName] {
    contents.entries.compactMap { entry in
      guard let tag = SectionTag(rawValue: entry.tag),
        entry.layer == 0 || SectionTag.ofLayer.contains(tag)
      else { return nil }
      return SectionName(tag: entry.tag, layer: entry.layer)
    }
  }

  /// Those of the words, then those of each layer by its number.
  private var expectedSections: [SectionName] {
    SectionTag.allCases.map { SectionName(tag: $0.rawValue, layer: 0) }
      + layerStores.flatMap { layer in
        SectionTag.ofLayer.map { SectionName(tag: $0.rawValue, layer: layer.number) }
      }
  }

  /// The sections that the builder makes otherwise, of the sessions that come out of this segment.
  private func differences() throws -> [IndexProblem] {
    let builder = SegmentBuilder(analyzer: analyzer)
    var previous: String?
    for index in 0..<sessionCount {
      let entry = try session(index)
      if let previous, !NaturalOrder.precedes(previous, entry.session.id) {
        throw problem(.sessions, invariant: 11)
      }
      previous = entry.session.id
      try builder.add(try transcript(index), fingerprint: entry.fingerprint)
    }
    let writer = SectionWriter.comparing(with: self)
    try builder.write(to: writer)
    // A layer of which nothing comes out is none.
    let surplus = Set(knownSections).subtracting(writer.sections)
    return (writer.differences + knownSections.filter(surplus.contains)).map {
      IndexProblem(file: file, kind: .invalid(section: $0.description, invariant: 12))
    }
  }

  func part(_ tag: SectionTag, layer: UInt32) -> UnsafeRawBufferPointer? {
    contents.entries.first { $0.tag == tag.rawValue && $0.layer == layer }
      .map { UnsafeRawBufferPointer(rebasing: bytes[$0.range]) }
  }
}
