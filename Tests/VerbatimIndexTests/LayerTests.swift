import Foundation
import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Layers of annotations")
struct LayerTests {
  private static func sessions(_ seed: UInt64, count: Int = 6, turns: Int = 60) -> [Transcript] {
    var generator = SeededGenerator(seed: seed)
    var sessions = RandomCorpus.transcripts(sessions: count, turns: turns, using: &generator)
    RandomAnnotations.add(to: &sessions, using: &generator)
    return sessions
  }

  private static func sorted(_ sessions: [Transcript]) -> [Transcript] {
    sessions.sorted { NaturalOrder.precedes($0.session.id, $1.session.id) }
  }

  private static func tokens(_ turn: Turn, _ analyzer: Analyzer) -> [Token] {
    let placeholders = turn.marks.filter { $0.kind == .placeholder }.map { mark in
      (turn.text.utf8Offset(ofScalar: mark.range.lowerBound) ?? 0)..<(turn.text.utf8Offset(
        ofScalar: mark.range.upperBound) ?? 0)
    }
    return analyzer.tokens(of: turn.text, placeholders: placeholders)
  }

  private static func turns(_ postings: TurnPostings, of count: Int) -> [Int] {
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    var cursor = postings.cursor()
    words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<count) }
    return (0..<count).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  @Test("every position has the value of the stretch over its first scalar", arguments: 0..<6)
  func values(seed: UInt64) throws {
    let sessions = Self.sessions(seed)
    let segment = try TestIndex.segment(sessions)
    #expect(segment.layers.map(\.name) == ["lemma", "pos", "norm", "chunk", "sense"])
    for layer in segment.layers {
      var ids: [Int] = []
      var turn = 0
      var found: [String: (occurrences: Int, turns: [Int])] = [:]
      for transcript in Self.sorted(sessions) {
        for spoken in transcript.turns {
          let expected = RandomAnnotations.expected(
            spoken, Annotation.Layer(rawValue: layer.name), Self.tokens(spoken, .standard))
          #expect(layer.valueIDs(ofTurn: turn, into: &ids))
          let values = ids.map { id in
            id < 0 ? nil : layer.value(id).map { String(decoding: $0, as: UTF8.self) }
          }
          #expect(values == expected, "turn \(turn) of \(layer.name)")
          #expect(layer.hasValues(turn) == expected.contains { $0 != nil })
          for value in expected.compactMap({ $0 }) {
            found[value, default: (0, [])].occurrences += 1
            if found[value]?.turns.last != turn { found[value]?.turns.append(turn) }
          }
          turn += 1
        }
      }
      #expect(layer.valueCount == found.count)
      #expect(layer.tokenCount == found.values.reduce(0) { $0 + $1.occurrences })
      for (value, facts) in found {
        let entry = try #require(layer.entry(of: Array(value.utf8)))
        #expect(entry.occurrenceCount == facts.occurrences)
        #expect(Self.turns(entry.postings, of: segment.turnCount) == facts.turns)
        #expect(layer.entry(entry.id)?.string == value)
      }
      let ranked = (0..<layer.valueCount).compactMap { layer.entry($0) }
      for (left, right) in zip(ranked, ranked.dropFirst()) {
        #expect(
          left.occurrenceCount > right.occurrenceCount
            || left.occurrenceCount == right.occurrenceCount
              && left.value.lexicographicallyPrecedes(right.value)
        )
      }
    }
    #expect(segment.layer(named: "lemma")?.entry(of: Array("nowhere".utf8)) == nil)
    #expect(segment.layer(named: "nothing") == nil)
  }

  @Test("values are walked by prefix, in the order of their bytes")
  func walk() throws {
    var transcript = TestIndex.transcript("s", ["a b c d e", "f"])
    let values = ["go", "gone", "é", "g", "go"]
    transcript.turns[0].annotations = values.enumerated().map {
      Annotation(layer: .lemma, range: $0.offset * 2..<$0.offset * 2 + 1, value: $0.element)
    }
    let layer = try #require(try TestIndex.segment([transcript]).layer(named: "lemma"))
    func walked(_ prefix: String) -> [String] {
      var found: [String] = []
      layer.walk(prefix: Array(prefix.utf8)) { value, entry in
        found.append("\(String(decoding: value, as: UTF8.self)) \(entry()?.occurrenceCount ?? 0)")
        return true
      }
      return found
    }
    #expect(walked("") == ["g 1", "go 2", "gone 1", "é 1"])
    #expect(walked("go") == ["go 2", "gone 1"])
    #expect(walked("x").isEmpty)
  }

  @Test("what comes out of a segment goes into the next one as the same bytes", arguments: 0..<4)
  func roundTrip(seed: UInt64) throws {
    let image = try TestIndex.image(Self.sessions(seed + 10))
    let segment = try Segment(image)
    #expect(segment.check() == [])
    let again = try (0..<segment.sessionCount).map { try segment.transcript($0) }
    #expect(try TestIndex.image(again).bytes == image.bytes)
    // Tokens have one value a layer, over the whole token: these come back as they went in.
    let third = try TestIndex.segment(again)
    for index in 0..<third.sessionCount { #expect(try third.transcript(index) == again[index]) }
  }

  @Test("the sections of the words are the same with annotations and without")
  func wordsAreTheSame() throws {
    let sessions = Self.sessions(3)
    var plain = sessions
    for session in plain.indices {
      for turn in plain[session].turns.indices { plain[session].turns[turn].annotations = [] }
    }
    let (with, without) = (try TestIndex.image(sessions), try TestIndex.image(plain))
    let ranges = try #require(Segment.sectionRanges(without.bytes))
    #expect(ranges.count == SectionTag.allCases.count)
    let end = try #require(ranges.last).upperBound
    #expect(with.bytes[..<end].elementsEqual(without.bytes[..<end]))
    #expect(try Segment(without).layers.isEmpty)
  }

  @Test("the same bytes with any threads, memory and order", arguments: [1, 2, 7], [0, 1, 5000])
  func identity(threads: Int, limit: Int) throws {
    let folder = try TemporaryDirectory()
    var generator = SeededGenerator(seed: UInt64(threads))
    let sessions = Self.sessions(5, count: 20)
    let alone = try TestIndex.image(sessions)
    let builder = SegmentBuilder(
      analyzer: .standard, threads: threads, folder: folder.path, memoryLimit: limit)
    for session in sessions.shuffled(using: &generator) {
      try builder.add(session, fingerprint: session.session.source.digest)
    }
    #expect(try builder.finish().bytes == alone.bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test("sessions that were taken back leave no value behind", arguments: [1, 3], [0, 1 << 20])
  func takenBack(threads: Int, limit: Int) throws {
    let folder = try TemporaryDirectory()
    var sessions = Self.sessions(6, count: 12)
    // A layer and values that only sessions have that go.
    sessions[10].turns[0].text = "one two"
    sessions[10].turns[0].annotations = [
      Annotation(layer: Annotation.Layer(rawValue: "gone"), range: 0..<7, value: "x"),
      Annotation(layer: .lemma, range: 0..<7, value: "only here"),
    ]
    let alone = try TestIndex.image(Array(sessions[..<8]))
    let builder = SegmentBuilder(
      analyzer: .standard, threads: threads, folder: folder.path, memoryLimit: limit)
    func add(_ range: Range<Int>) throws {
      for session in sessions[range] {
        try builder.add(session, fingerprint: session.session.source.digest)
      }
    }
    try add(0..<4)
    let mark = try builder.mark()
    try add(8..<12)
    try builder.keep(mark)
    try add(4..<8)
    #expect(try builder.finish().bytes == alone.bytes)
  }

  @Test("a value of 64 KiB, and one of nothing")
  func long() throws {
    let long = String(repeating: "wert", count: 1 << 14)
    var transcript = TestIndex.transcript("s", ["a b c"])
    transcript.turns[0].annotations = [
      Annotation(layer: .norm, range: 0..<1, value: long),
      Annotation(layer: .norm, range: 2..<3, value: ""),
      Annotation(layer: .norm, range: 4..<5, value: long + "x"),
    ]
    let segment = try TestIndex.segment([transcript])
    let layer = try #require(segment.layer(named: "norm"))
    #expect(layer.valueCount == 2)
    var ids: [Int] = []
    #expect(layer.valueIDs(ofTurn: 0, into: &ids))
    #expect(ids == [0, -1, 1])
    #expect(layer.value(1) == Array((long + "x").utf8))
    #expect(segment.check() == [])
  }

  @Test("70,000 values: codes of three bytes, lists of all forms")
  func many() throws {
    let count = 70_000
    let texts = stride(from: 0, to: count, by: 100).map { start in
      (start..<start + 100).map { "w\($0 % 50)" }.joined(separator: " ")
    }
    var transcript = TestIndex.transcript("s", texts)
    for turn in transcript.turns.indices {
      var start = 0
      for (word, length) in texts[turn].split(separator: " ").map(\.count).enumerated() {
        let range = start..<start + length
        start += length + 1
        let number = turn * 100 + word
        transcript.turns[turn].annotations += [
          Annotation(layer: .lemma, range: range, value: "lemma\(number)"),
          Annotation(layer: .pos, range: range, value: "P\(number % 7)"),
        ]
      }
    }
    let segment = try TestIndex.segment([transcript])
    let lemma = try #require(segment.layer(named: "lemma"))
    #expect(lemma.valueCount == count)
    var ids: [Int] = []
    for turn in [0, 123, 699] {
      #expect(lemma.valueIDs(ofTurn: turn, into: &ids))
      #expect(
        ids.compactMap { lemma.value($0).map { String(decoding: $0, as: UTF8.self) } }
          == (0..<100).map { "lemma\(turn * 100 + $0)" })
    }
    let entry = try #require(segment.layer(named: "pos")?.entry(of: Array("P3".utf8)))
    #expect(entry.postings.count == 700 && entry.occurrenceCount == 10_000)
    #expect(entry.postings.list.form == .bitmap)
    #expect(segment.check() == [])
  }

  @Test("more layers than a segment may have are an error")
  func tooMany() throws {
    var transcript = TestIndex.transcript("s", ["a"])
    transcript.turns[0].annotations = (0...SegmentDraft.mostLayers).map {
      Annotation(layer: Annotation.Layer(rawValue: "l\($0)"), range: 0..<1, value: "x")
    }
    #expect(throws: IndexProblem.self) { try TestIndex.segment([transcript]) }
    transcript.turns[0].annotations.removeLast()
    #expect(try TestIndex.segment([transcript]).layers.count == SegmentDraft.mostLayers)
  }

  @Test("a hundred thousand stretches over one another take one pass")
  func nested() throws {
    let text = (0..<20_000).map { _ in "w" }.joined(separator: " ")
    var transcript = TestIndex.transcript("s", [text])
    transcript.turns[0].annotations = (0..<100_000).map {
      Annotation(layer: .pos, range: $0 % 40_000..<200_000, value: "n\($0 % 10)")
    }
    let layer = try #require(try TestIndex.segment([transcript]).layer(named: "pos"))
    #expect(layer.tokenCount == 20_000)
  }
}
