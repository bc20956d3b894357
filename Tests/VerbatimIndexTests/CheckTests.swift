import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

/// Each numbered invariant of the format, broken in a file whose checksums are right.
@Suite("Opening and checking find every invariant broken")
struct CheckTests {
  private func image() throws -> SegmentImage {
    var transcripts = [
      TestIndex.transcript(
        "s1", ["The peer worker came.", "Yes, NHS-funded!", "the the McDonald"]),
      TestIndex.transcript("s2", ["And left.", "erm", ""]),
    ]
    transcripts[0].turns[1].events = [Event(kind: "vocal", description: "laughs")]
    transcripts[0].turns[2].id = "u3"
    return try TestIndex.image(transcripts)
  }

  private func forged() throws -> ForgedSegment { ForgedSegment(try image()) }

  private func invalid(_ section: String, _ invariant: Int) -> IndexProblem.Kind {
    .invalid(section: section, invariant: invariant)
  }

  /// The frame's bytes changed by `change`, the table's checksum made right.
  private func framed(_ change: (inout [UInt8]) -> Void) throws -> [IndexProblem.Kind] {
    var bytes = try image().bytes
    change(&bytes)
    Segment.repairChecksums(&bytes)
    return ForgedSegment.problems(bytes)
  }

  private func meta(turns: Int = 6, terms: Int, sessions: Int = 2, tokens: Int = 12) -> [UInt8] {
    var writer = ByteWriter()
    writer.string(Analyzer.standard.identifier)
    for count in [turns, tokens, terms, 0, sessions] { writer.count(count) }
    return writer.bytes
  }

  @Test("whole, it has no problem")
  func whole() throws {
    #expect(try forged().problems == [])
  }

  @Test("1, 2: header and footer")
  func headerAndFooter() throws {
    #expect(try framed { $0[0] ^= 1 } == [.foreign])
    #expect(try framed { $0[8] = 2 } == [.newer(version: 2, supported: 1)])
    #expect(try framed { $0[8] = 0 } == [invalid("header", 1)])
    #expect(try framed { $0[12] = 1 } == [invalid("header", 1)])
    #expect(try framed { $0[$0.count - 20] = 2 } == [invalid("footer", 2)])
    #expect(try framed { $0[$0.count - 24] -= 1 } == [invalid("footer", 2)])
    #expect(try framed { $0[$0.count - 25] = 0x80 } == [invalid("footer", 2)])
  }

  @Test("3: table entries")
  func table() throws {
    let bytes = try image().bytes
    let table = bytes.count - 32 - SectionTag.allCases.count * 32
    #expect(try framed { $0[table] = 0x6D } == [invalid("mWRD", 3)])
    #expect(try framed { $0[table + 8] += 1 } == [invalid("FWRD", 3)])
    #expect(try framed { $0[table + 8] = 8 } == [invalid("FWRD", 3)])
    #expect(try framed { $0[table + 22] = 1 } == [invalid("FWRD", 3)])
    // FOFF begins where FWRD does.
    #expect(try framed { $0[table + 40] = $0[table + 8] } == [invalid("FOFF", 3)])
    // Two entries of one name.
    #expect(
      try framed { for i in 0..<4 { $0[table + 32 + i] = $0[table + i] } }
        == [invalid("FWRD", 3)])
    #expect(try framed { $0[table] = 0x58 } == [.missingSection("FWRD")])
  }

  @Test("4: padding, and the order of sections")
  func frame() throws {
    let ranges = try #require(Segment.sectionRanges(try image().bytes))
    let gap = try #require(
      zip(ranges, ranges.dropFirst()).first { $0.upperBound < $1.lowerBound })
    #expect(try framed { $0[gap.0.upperBound] = 1 } == [invalid("table", 4)])
    var swapped = try forged()
    swapped.sections.swapAt(3, 9)
    #expect(swapped.problems == [invalid("table", 4)])
  }

  @Test("5: heads that cannot be read", arguments: SectionTag.allCases)
  func heads(tag: SectionTag) throws {
    let mayBeEmpty: Set<SectionTag> = [
      .dictionaryLists, .hotTerms, .pairLists, .relationLists, .facetLists, .forward, .residual,
      .details,
    ]
    var segment = try forged()
    segment[tag] = []
    let problems = segment.problems
    #expect(!problems.isEmpty)
    if !mayBeEmpty.contains(tag) { #expect(problems == [invalid(tag.rawValue, 5)]) }
  }

  @Test("6: counts of parts agree")
  func counts() throws {
    let whole = try Segment(try image())
    let terms = whole.termCount
    func with(_ meta: [UInt8]) throws -> [IndexProblem.Kind] {
      var segment = try forged()
      segment[.meta] = meta
      return segment.problems
    }
    #expect(try with(meta(terms: terms, sessions: 1)) == [invalid("SESS", 6)])
    #expect(try with(meta(terms: terms - 1)) == [invalid("DKEY", 6)])
    #expect(try with(meta(turns: 5, terms: terms)) == [invalid("FOFF", 6)])
    var segment = try forged()
    segment[.sessions] = [UInt8](repeating: 0, count: 8)
    segment[.meta] = meta(terms: terms, sessions: 0)
    #expect(segment.problems == [invalid("SESS", 6)])
    segment = try forged()
    segment[.detailOffsets] = OffsetTable.encode([])
    #expect(segment.problems == [invalid("FOFF", 6)])
  }

  @Test("7: records of sessions")
  func records() throws {
    var segment = try forged()
    segment[.sessions][9] = 0xFF
    #expect(segment.problems == [invalid("SESS", 7)])
  }

  @Test("8: speaker sets")
  func sets() throws {
    var segment = try forged()
    segment[.speakers][4] = 3
    #expect(segment.problems == [invalid("SPKR", 8)])
  }

  @Test("9: details of turns")
  func details() throws {
    var segment = try forged()
    segment[.details].removeLast()
    #expect(segment.problems == [invalid("DETL", 9)])
    segment = try forged()
    segment[.details] = [UInt8](repeating: 0xFF, count: segment[.details].count)
    #expect(segment.problems == [invalid("DETL", 9)])
  }

  @Test("10: codes and events of turns")
  func turns() throws {
    for byte in [0xBF, 0xFF] as [UInt8] {
      var segment = try forged()
      segment[.forward][0] = byte
      #expect(segment.problems == [invalid("FWRD", 10)])
    }
    // No such event, a run beyond the turn, a run without event, no such kind.
    for byte in [251, 249, 250, 255] as [UInt8] {
      var segment = try forged()
      segment[.residual][segment[.residual].count - 1] = byte
      #expect(segment.problems == [invalid("FWRD", 10)])
    }
  }

  @Test("11: the order of sessions, each id once")
  func order() throws {
    for digit in [0x31, 0x30] as [UInt8] {
      var segment = try forged()
      // The second session's record begins with its id: its length, `s2`.
      let at = Int(segment[.sessions][24]) + Int(segment[.sessions][25]) * 256
      #expect(segment[.sessions][at...(at + 2)].elementsEqual([2, 0x73, 0x32]))
      segment[.sessions][at + 2] = digit
      #expect(segment.problems == [invalid("SESS", 11)])
    }
  }

  @Test("12: nothing stands behind what a section says", arguments: SectionTag.allCases)
  func trailing(tag: SectionTag) throws {
    var segment = try forged()
    switch tag {
    case .separators: return
    case .forwardOffsets, .residualOffsets, .detailOffsets, .hotTermOffsets, .pairKeys:
      segment[tag] += [UInt8](repeating: 0, count: 256)
    default: segment[tag].append(0)
    }
    #expect(segment.problems == [invalid(tag.rawValue, 12)])
  }

  @Test("12: counts and sums")
  func sums() throws {
    let whole = try Segment(try image())
    var segment = try forged()
    segment[.meta] = meta(terms: whole.termCount)
    #expect(segment.problems == [invalid("META", 12)])
  }

  @Test("12: the order of terms, their cases, their lists")
  func dictionary() throws {
    var segment = try forged()
    segment[.termOrder].swapAt(1, 2)
    #expect(segment.problems == [invalid("TORD", 12)])
    // The first payload: id, usual case, turns, form, delta.
    segment = try forged()
    segment[.dictionaryLists][1] = 2
    #expect(segment.problems == [invalid("DLST", 12)])
    segment = try forged()
    segment[.dictionaryLists][4] += 1
    #expect(segment.problems == [invalid("DLST", 12)])
    segment = try forged()
    segment[.hotTerms][segment[.hotTerms].count - 1] ^= 1
    #expect(segment.problems.contains(invalid("DKEY", 12)))
  }

  @Test("12: a list in another form than its own")
  func form() throws {
    let texts = (0..<200).map { $0 % 2 == 0 ? "even" : "odd" }
    let image = try TestIndex.image([TestIndex.transcript("s", texts)])
    let segment = try Segment(image)
    var table = KeyTableWriter()
    var lists: [UInt8] = []
    segment.terms.table.walk(from: 0) { _, key, payload in
      var bytes = Array(payload)
      if bytes[4] == TurnList.Form.bitmap.rawValue {
        let first: UInt8 = key.elementsEqual("even".utf8) ? 0 : 1
        bytes[4...] = [TurnList.Form.varints.rawValue, first] + Array(repeating: 1, count: 99)
      }
      table.append(key: Array(key), payloadLength: bytes.count)
      lists += bytes
      return true
    }
    var forged = ForgedSegment(image)
    forged[.dictionaryKeys] = table.finish()
    forged[.dictionaryLists] = lists
    #expect(forged.problems == [invalid("DLST", 12), invalid("DKEY", 12)])
  }

  @Test("12: relations and facts that are missing or too many")
  func relationsAndFacts() throws {
    let empty = KeyTableWriter().finish()
    for (keys, lists) in [
      (SectionTag.relationKeys, SectionTag.relationLists), (.facetKeys, .facetLists),
    ] {
      var segment = try forged()
      segment[keys] = empty
      segment[lists] = []
      #expect(segment.problems == [invalid(lists.rawValue, 12), invalid(keys.rawValue, 12)])
      segment = try forged()
      segment[lists][0] ^= 1
      #expect(segment.problems == [invalid(lists.rawValue, 12)])
      segment = try forged()
      segment[keys][segment[keys].count - 2] ^= 1
      #expect(segment.problems == [invalid(keys.rawValue, 12)])
    }
  }

  @Test("12: a residual in another form than its own, kinds that nothing uses")
  func residual() throws {
    let image = try TestIndex.image([TestIndex.transcript("s", ["Yes no"])])
    var segment = ForgedSegment(image)
    #expect(segment[.residual] == [2])
    // The same event written the long way.
    segment[.residual] = [255, 2, 5]
    segment[.residualOffsets] = OffsetTable.encode([0, 3])
    #expect(segment.problems == [invalid("RESD", 12), invalid("ROFF", 12)])
    segment = ForgedSegment(image)
    // Two separators, none and a blank; the short kinds are then (expected, 1) and one that nothing uses.
    #expect(segment[.separators] == [2, 0, 2, 32, 1, 0, 1])
    segment[.separators] = [2, 0, 2, 32, 2, 0, 1, 1, 0]
    #expect(segment.problems == [invalid("SEPS", 12)])
  }

  @Test("12: a literal surface that is not its term")
  func literal() throws {
    var segment = try forged()
    let at = try #require(
      segment[.residual].indices.first { segment[.residual][$0...].starts(with: "McD".utf8) })
    segment[.residual][at] = 0x42
    #expect(segment.problems.contains(invalid("DKEY", 12)))
  }

  @Test("sections that this version does not know are passed over")
  func unknown() throws {
    var segment = try forged()
    // No layer of annotations has a residual.
    segment.sections.append((.residual, 7, [1, 2, 3]))
    #expect(segment.problems == [])
    let opened = try Segment(copying: segment.bytes, file: "test")
    #expect(try opened.computedName == SegmentImage(sections: segment.sections).name)
    #expect(opened.computedName != (try image().name))
  }
}
