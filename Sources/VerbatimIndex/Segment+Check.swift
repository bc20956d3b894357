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
        problems.append(IndexProblem(file: file, kind: .checksum(section: entry.tag)))
      }
    }
    guard problems.isEmpty else { return problems }
    do throws(IndexProblem) {
      try checkFrame()
      return differences(from: try rebuilt())
    } catch {
      return [error]
    }
  }

  /// The segment's name as its sections give it.
  public var computedName: Digest {
    var hash = SHA256()
    for entry in contents.entries {
      var head = ByteWriter()
      head.slice(entry.tag.utf8)
      head.u32(entry.layer)
      head.u64(UInt64(entry.range.count))
      head.bytes.withUnsafeBytes { hash.update($0) }
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[entry.range]))
    }
    return hash.finish()
  }

  /// The problem of a turn that does not decode.
  public func damage(_ turn: Int) -> IndexProblem {
    problem(.forward, invariant: 10)
  }

  /// The known sections are in their order, and what lies between sections is as little as can be,
  /// and zero.
  private func checkFrame() throws(IndexProblem) {
    let known = contents.entries.filter { $0.layer == 0 }.compactMap {
      SectionTag(rawValue: $0.tag)
    }
    guard known == SectionTag.allCases else {
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

  /// The segment that the builder makes of the sessions that come out of this one.
  private func rebuilt() throws(IndexProblem) -> Segment {
    var builder = SegmentBuilder(analyzer: analyzer)
    var previous: String?
    for index in 0..<sessionCount {
      let entry = try session(index)
      if let previous, !NaturalOrder.precedes(previous, entry.session.id) {
        throw problem(.sessions, invariant: 11)
      }
      previous = entry.session.id
      builder.add(try transcript(index), fingerprint: entry.fingerprint)
    }
    return try Segment(try builder.assemble())
  }

  private func differences(from other: Segment) -> [IndexProblem] {
    withExtendedLifetime(other) {
      SectionTag.allCases.compactMap { tag in
        guard let mine = part(tag), let theirs = other.part(tag), mine.elementsEqual(theirs) else {
          return problem(tag, invariant: 12)
        }
        return nil
      }
    }
  }

  private func part(_ tag: SectionTag) -> UnsafeRawBufferPointer? {
    contents.entries.first { $0.tag == tag.rawValue && $0.layer == 0 }
      .map { UnsafeRawBufferPointer(rebasing: bytes[$0.range]) }
  }
}
