import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Terms, words inside of words, and facts of turns")
struct DictionaryTests {
  private func turns(_ postings: TurnPostings, of segment: Segment) -> [Int] {
    var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    var cursor = postings.cursor()
    words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
    return (0..<segment.turnCount).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  @Test("lists and counts of a random corpus are those of its turns", arguments: [1, 2, 3])
  func lists(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let segment = try TestIndex.segment(
      RandomCorpus.transcripts(sessions: 3, turns: 60 * seed, using: &generator))
    var turnsOf: [Int: [Int]] = [:]
    var counts: [Int: Int] = [:]
    var ids: [Int] = []
    for turn in 0..<segment.turnCount {
      #expect(segment.decodeTerms(turn, into: &ids))
      for id in ids { counts[id, default: 0] += 1 }
      for id in Set(ids) { turnsOf[id, default: []].append(turn) }
    }
    var previous: (count: Int, bytes: [UInt8])?
    for id in 0..<segment.termCount {
      let entry = try #require(segment.entry(id))
      #expect(entry.term.id == id)
      #expect(entry.postings.count == turnsOf[id]?.count)
      #expect(turns(entry.postings, of: segment) == turnsOf[id])
      let hot = try #require(segment.terms.hotForm(id))
      #expect(hot.usualCase == entry.term.usualCase)
      // Safety: the segment is open, and a form has so many bytes.
      #expect(
        UnsafeBufferPointer(start: hot.bytes, count: hot.length).elementsEqual(entry.term.bytes))
      #expect(entry.term.occurrenceCount == counts[id])
      // Falling frequency, ties by bytes.
      let count = try #require(counts[id])
      if let previous {
        #expect(
          previous.count > count
            || previous.count == count
              && !entry.term.bytes.lexicographicallyPrecedes(previous.bytes)
        )
      }
      previous = (count, entry.term.bytes)
    }
    #expect(segment.entry(-1) == nil)
    #expect(segment.entry(segment.termCount) == nil)
  }

  private func related(_ relation: WordRelation, _ fold: String, prefix: Bool = false) throws
    -> [String]
  {
    let text = "NHS-funded co-op th- [Peer support worker A] th-x funded"
    var transcript = TestIndex.transcript("s", [text])
    transcript.turns[0].marks = [Mark(kind: .placeholder, range: 21..<44)]
    let segment = try TestIndex.segment([transcript])
    return segment.relatedTerms(relation, fold: Array(fold.utf8), isPrefix: prefix)
      .compactMap { segment.term($0)?.string }.sorted()
  }

  @Test("parts lead to the words they are in, broken-off words lose their mark")
  func parts() throws {
    #expect(try related(.part, "funded") == ["nhs-funded"])
    #expect(try related(.part, "nhs") == ["nhs-funded"])
    #expect(try related(.part, "th") == ["th-", "th-x"])
    #expect(try related(.part, "co") == ["co-op"])
    #expect(try related(.part, "nhs-funded") == [])
    #expect(try related(.part, "peer") == [])
    #expect(try related(.part, "fund") == [])
    #expect(try related(.part, "fund", prefix: true) == ["nhs-funded"])
  }

  @Test("words inside a placeholder lead to it")
  func inner() throws {
    #expect(try related(.inner, "peer") == ["[peer support worker a]"])
    #expect(try related(.inner, "a") == ["[peer support worker a]"])
    #expect(try related(.inner, "funded") == [])
    #expect(try related(.inner, "wor", prefix: true) == ["[peer support worker a]"])
  }

  @Test("events by kind, description and word; attributes by name and value, without case")
  func facets() throws {
    var transcript = TestIndex.transcript("s", ["a", "b", "c", "d"])
    transcript.turns[0].events = [Event(kind: "vocal", description: "All laugh, loudly")]
    transcript.turns[2].events = [Event(kind: "Pause"), Event(kind: "vocal", description: "laugh")]
    transcript.turns[1].attributes = [.init(name: "Topic", value: "Trust")]
    transcript.turns[3].attributes = [
      .init(name: "topic", value: "trust"), .init(name: "topic", value: "Ärger"),
    ]
    let segment = try TestIndex.segment([transcript])
    func events(_ value: String) -> [[Int]] {
      let key = Array(value.utf8)
      return segment.eventPostings(prefix: key) { $0.elementsEqual(key) }
        .map { turns($0, of: segment) }
    }
    #expect(events("vocal") == [[0, 2]])
    #expect(events("laugh") == [[0, 2]])
    #expect(events("loudly") == [[0]])
    #expect(events("all laugh, loudly") == [[0]])
    #expect(events("pause") == [[2]])
    #expect(events("trust") == [])
    func attributes(_ name: String, _ value: String) -> [[Int]] {
      segment.attributePostings(name: name, prefix: []) { $0.elementsEqual(value.utf8) }
        .map { turns($0, of: segment) }
    }
    #expect(attributes("topic", "trust") == [[1, 3]])
    #expect(attributes("TOPIC", "ärger") == [[3]])
    #expect(attributes("topic", "arger") == [])
    #expect(attributes("top", "trust") == [])
    #expect(segment.turnAttributeNames() == ["topic"])
    #expect(segment.check() == [])
  }

  @Test(
    "a sentence starts behind . ? ! … and a line feed",
    arguments: [
      (".", true), ("? ", true), (" – !", true), ("… ", true), ("\n", true), ("", false),
      (" ", false), (", ", false), (" – ", false), ("\u{2025}", false), ("\r", false),
    ])
  func sentences(gap: String, ends: Bool) {
    #expect(Expectation.endsSentence(gap.utf8) == ends)
  }
}
