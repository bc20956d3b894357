import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

/// The invariants of the format in the sections of layers, each broken in a file with right checksums.
@Suite("Opening and checking find every invariant of a layer broken")
struct LayerCheckTests {
  private func forged() throws -> ForgedSegment {
    var transcript = TestIndex.transcript("s", ["They went home.", "Gone.", "home"])
    func annotate(_ turn: Int, _ layer: Annotation.Layer, _ range: Range<Int>, _ value: String) {
      transcript.turns[turn].annotations.append(
        Annotation(layer: layer, range: range, value: value))
    }
    annotate(0, .lemma, 5..<9, "go")
    annotate(0, .pos, 5..<9, "VERB")
    annotate(0, .pos, 10..<14, "NOUN")
    annotate(1, .lemma, 0..<4, "go")
    annotate(2, .lemma, 0..<4, "home")
    return ForgedSegment(try TestIndex.image([transcript]))
  }

  private func invalid(_ section: String, _ invariant: Int) -> IndexProblem.Kind {
    .invalid(section: section, invariant: invariant)
  }

  private func meta(_ name: String, values: Int, tokens: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.string(name)
    writer.count(values)
    writer.count(tokens)
    return writer.bytes
  }

  @Test("whole, it has no problem, and the sections of its layers stand behind those of the words")
  func whole() throws {
    let forged = try forged()
    #expect(forged.problems == [])
    let names = forged.sections.map { SectionName(tag: $0.tag.rawValue, layer: $0.layer) }
    #expect(
      names.map(\.description)
        == SectionTag.allCases.map(\.rawValue)
        + [1, 2].flatMap { layer in
          ["FWRD", "FOFF", "DLST", "DKEY", "TORD", "META"].map { "\($0)/\(layer)" }
        })
    // None before the value, none behind the last one.
    #expect(forged[.forward, 1] == [0, 1, 1, 2])
    #expect(forged[.forward, 2] == [0, 2, 1])
  }

  @Test("4: the order of its sections")
  func order() throws {
    var segment = try forged()
    segment.sections.swapAt(21, 22)
    #expect(segment.problems == [invalid("table", 4)])
    segment = try forged()
    segment.sections.swapAt(0, 26)
    #expect(segment.problems == [invalid("table", 4)])
  }

  @Test(
    "5: heads that cannot be read",
    arguments: [SectionTag.forwardOffsets, .dictionaryKeys, .termOrder, .meta])
  func heads(_ tag: SectionTag) throws {
    var segment = try forged()
    segment[tag, 2] = []
    #expect(segment.problems == [invalid(tag.rawValue + "/2", 5)])
  }

  @Test("a layer is whole or not there", arguments: SectionTag.ofLayer)
  func missing(_ tag: SectionTag) throws {
    var segment = try forged()
    segment.sections.removeAll { $0.layer == 1 && $0.tag == tag }
    #expect(segment.problems == [.missingSection(tag.rawValue + "/1")])
  }

  @Test("6: counts, numbers and names agree")
  func counts() throws {
    func with(_ meta: [UInt8]) throws -> [IndexProblem.Kind] {
      var segment = try forged()
      segment[.meta, 1] = meta
      return segment.problems
    }
    #expect(try with(meta("lemma", values: 1, tokens: 3)) == [invalid("DKEY/1", 6)])
    #expect(try with(meta("pos", values: 2, tokens: 3)) == [invalid("META/1", 6)])
    #expect(try with(meta("sense", values: 2, tokens: 3)) == [invalid("META/1", 6)])
    var segment = try forged()
    segment[.forwardOffsets, 1] = OffsetTable.encode([0, 2, 4])
    #expect(segment.problems == [invalid("FOFF/1", 6)])
    segment = try forged()
    for index in segment.sections.indices where segment.sections[index].layer == 1 {
      segment.sections[index].layer = 4
    }
    segment.sections.swapAt(21, 27)
    #expect(segment.problems == [invalid("META/4", 6)])
  }

  @Test("6: no two layers of one name")
  func names() throws {
    var segment = try forged()
    for index in segment.sections.indices where segment.sections[index].layer > 0 {
      segment.sections[index].layer += 3
    }
    segment[.meta, 4] = meta("sense", values: 2, tokens: 3)
    segment[.meta, 5] = meta("sense", values: 2, tokens: 2)
    #expect(segment.problems == [invalid("META/5", 6)])
  }

  @Test("10: codes of no value, more codes than positions", arguments: [3, 0xBF, 0xFF] as [UInt8])
  func codes(_ byte: UInt8) throws {
    var segment = try forged()
    segment[.forward, 1][3] = byte
    #expect(segment.problems == [invalid("FWRD/1", 10)])
    segment = try forged()
    segment[.forward, 1] += [1]
    segment[.forwardOffsets, 1] = OffsetTable.encode([0, 2, 3, 5])
    #expect(segment.problems == [invalid("FWRD/1", 10)])
  }

  @Test("12: a code of none behind the last value")
  func none() throws {
    var segment = try forged()
    segment[.forward, 1] = [0, 1, 0, 1, 2]
    segment[.forwardOffsets, 1] = OffsetTable.encode([0, 3, 4, 5])
    #expect(segment.problems == [invalid("FWRD/1", 12), invalid("FOFF/1", 12)])
  }

  @Test("12: ids, lists, sums")
  func lists() throws {
    var segment = try forged()
    segment[.meta, 1] = meta("lemma", values: 2, tokens: 4)
    #expect(segment.problems == [invalid("META/1", 12)])
    segment = try forged()
    segment[.dictionaryLists, 1][2] += 1
    #expect(segment.problems == [invalid("DLST/1", 12)])
    segment = try forged()
    // `home` where `go` was: both are found under the other's id.
    segment[.forward, 1] = [0, 2, 2, 1]
    #expect(!segment.problems.isEmpty)
    segment = try forged()
    segment[.termOrder, 1].swapAt(1, 2)
    #expect(!segment.problems.isEmpty)
  }

  @Test("12: nothing stands behind what a section says", arguments: SectionTag.ofLayer)
  func trailing(_ tag: SectionTag) throws {
    var segment = try forged()
    if tag == .forwardOffsets {
      segment[tag, 2] += [UInt8](repeating: 0, count: 256)
    } else {
      segment[tag, 2].append(0)
    }
    #expect(segment.problems == [invalid(tag.rawValue + "/2", 12)])
  }

  @Test("12: a layer without a value is none")
  func empty() throws {
    var segment = try forged()
    var head = ByteWriter()
    head.u64(0)
    head.u64(0)
    for (tag, bytes) in [
      (SectionTag.forward, []), (.forwardOffsets, OffsetTable.encode([0, 0, 0, 0])),
      (.dictionaryLists, []), (.dictionaryKeys, head.bytes), (.termOrder, [1]),
      (.meta, meta("norm", values: 0, tokens: 0)),
    ] as [(SectionTag, [UInt8])] {
      segment.sections.append((tag, 3, bytes))
    }
    #expect(segment.problems == SectionTag.ofLayer.map { invalid($0.rawValue + "/3", 12) })
  }

  @Test("parts of tags that this version does not know are passed over")
  func unknown() throws {
    let image = try SegmentImage { writer in
      for section in try forged().sections {
        try writer.section(section.tag, layer: section.layer, section.bytes)
      }
      // A tag of the words alone is nothing that a layer has.
      try writer.section(.residual, layer: 1, [1, 2, 3])
    }
    let segment = try Segment(image)
    #expect(segment.layers.map(\.name) == ["lemma", "pos"])
    #expect(segment.check() == [])
  }
}
