import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimTestSupport

@Suite("An extract says what was said, by whom, and where")
struct ExtractorTests {
  private let texts = [
    "How are you?", "I’m fine, “really” fine.", "Ça va — 😀 très bien, ça va.", "", "And you?",
    "Fine.", "Good.", "Shall we go on?", "Yes, fine.",
  ]

  private func small() throws -> SmallIndex {
    let transcript = TestIndex.transcript("fg2", texts).spoken(by: [
      ["M"], ["P1"], ["P2", "P1"], ["P3"], ["M"], ["P1"], [], ["M", "P1"], ["P2"],
    ])
    return try SmallIndex([[transcript]])
  }

  @Test("spans count scalars, bytes count the file, and the id gives both back")
  func spans() throws {
    let small = try small()
    let list = try small.list("ça OR fine")
    #expect(
      list.extracts.map(\.id) == [
        "fg2:2:4-8", "fg2:2:19-23", "fg2:3:0-2", "fg2:3:21-23", "fg2:6:0-4", "fg2:9:5-9",
      ])
    #expect(list.extracts.map(\.match) == ["fine", "fine", "Ça", "ça", "Fine", "fine"])
    let file = Array(texts.joined(separator: "\n").utf8)
    for extract in list.extracts {
      #expect(extract.text == texts[extract.turn - 1])
      let span = try #require(extract.spans.first)
      let bytes = try #require(span.bytes)
      #expect(String(decoding: file[bytes], as: UTF8.self) == extract.match)
      let whole = try #require(extract.source.bytes)
      #expect(String(decoding: file[whole], as: UTF8.self) == extract.text)
      #expect(extract.source.isExact)
      #expect(extract.source.line == extract.turn)
      let parts = extract.id.split(separator: ":")
      let ends = parts[2].split(separator: "-").compactMap { Int($0) }
      var extractor = Extractor(small.index)
      let again = try extractor.extract(
        session: String(parts[0]), turn: try #require(Int(parts[1])), span: ends[0]..<ends[1])
      #expect(again == extract)
    }
  }

  @Test("several spans are one extract, whose match joins them")
  func severalSpans() throws {
    let extract = try #require(try small().list("really fine").extracts.first)
    #expect(extract.spans.map(\.range) == [4..<8, 11..<17, 19..<23])
    #expect(extract.match == "fine … really … fine")
    #expect(extract.id == "fg2:2:4-23")
  }

  @Test("a filter's hit is the whole turn, an empty one too")
  func wholeTurns() throws {
    let list = try small().list("speaker:P3 OR speaker:P2")
    #expect(list.extracts.map(\.id) == ["fg2:3", "fg2:4", "fg2:9"])
    #expect(list.extracts.map(\.text) == [texts[2], "", texts[8]])
    #expect(list.extracts.allSatisfy { $0.spans.isEmpty && $0.match.isEmpty })
  }

  @Test("who spoke is named; a role where all share it")
  func speakers() throws {
    let extracts = try small().list("session:fg2").extracts
    #expect(
      extracts.map(\.speakers) == [
        ["M"], ["P1"], ["P2", "P1"], ["P3"], ["M"], ["P1"], [], ["M", "P1"], ["P2"],
      ])
    #expect(
      extracts.map(\.role) == [
        "moderator", "participant", "participant", nil, "moderator", "participant", nil, nil,
        "participant",
      ])
  }

  @Test("turns around it are shown to the ends of the session and no further")
  func contextTurns() throws {
    let first = TestIndex.transcript("fg1", ["before"])
    let last = TestIndex.transcript("fg3", ["behind"])
    let small = try SmallIndex([[first, TestIndex.transcript("fg2", texts), last]])
    func around(_ turn: Int, _ count: Int) throws -> [Int] {
      let request = ExtractRequest(context: .turns(count))
      let list = try small.list("session:fg2 turn:\(turn)..\(turn)", request)
      let extract = try #require(list.extracts.first)
      for context in extract.context { #expect(context.text == texts[context.turn - 1]) }
      return extract.context.map(\.turn)
    }
    #expect(try around(5, 2) == [3, 4, 6, 7])
    #expect(try around(1, 2) == [2, 3])
    #expect(try around(9, 3) == [6, 7, 8])
    #expect(try around(5, 100) == [1, 2, 3, 4, 6, 7, 8, 9])
    #expect(try around(5, .max) == [1, 2, 3, 4, 6, 7, 8, 9])
    #expect(try around(5, 0) == [])
    #expect(try around(5, -1) == [])
    #expect(try around(5, .min) == [])
  }

  @Test("an exchange reaches from the moderator's turn to the next one's")
  func exchange() throws {
    let small = try small()
    func exchange(_ turn: Int) throws -> [Int] {
      let request = ExtractRequest(context: .exchange)
      return try #require(try small.list("turn:\(turn)..\(turn)", request).extracts.first).context
        .map(\.turn)
    }
    #expect(try exchange(1) == [2, 3, 4])
    #expect(try exchange(3) == [1, 2, 4])
    #expect(try exchange(6) == [5, 7])
    // The moderator among several speakers moderates.
    #expect(try exchange(8) == [9])
    #expect(try exchange(9) == [8])
  }

  @Test("themes are those that share a scalar with a span, by path")
  func themes() throws {
    func theme(_ path: String) -> ExtractTheme {
      ExtractTheme(id: "id-" + path, path: path, name: path)
    }
    let table = TableThemes(rows: [
      ("fg2", 2, theme("B"), nil), ("fg2", 2, theme("A/10"), 4..<8),
      ("fg2", 2, theme("A/9"), 7..<11),
      ("fg2", 2, theme("C"), 8..<19), ("fg2", 2, theme("D"), 0..<4), ("fg2", 3, theme("E"), nil),
      ("fg9", 2, theme("F"), nil),
    ])
    let list = try small().list("fine", themes: table)
    #expect(list.extracts.first?.themes.map(\.path) == ["A/9", "A/10", "B"])
    #expect(list.extracts[1].themes.map(\.path) == ["B"])
    let whole = try small().list("turn:2..2", themes: table)
    #expect(whole.extracts.first?.themes.map(\.path) == ["A/9", "A/10", "B", "C", "D"])
  }

  @Test("a place that is not there has no extract; a stretch is cut at the text's end")
  func places() throws {
    let small = try small()
    var extractor = Extractor(small.index)
    for turn in [0, -1, 10, .max, .min] {
      #expect(try extractor.extract(session: "fg2", turn: turn, span: nil) == nil)
    }
    #expect(try extractor.extract(session: "fg", turn: 1, span: nil) == nil)
    #expect(try extractor.extract(session: "", turn: 1, span: nil) == nil)
    let cut = try #require(try extractor.extract(session: "fg2", turn: 6, span: 2..<Int.max))
    #expect(cut.id == "fg2:6:2-5")
    let outside = try #require(try extractor.extract(session: "fg2", turn: 6, span: 90..<99))
    #expect(outside.id == "fg2:6")
    let negative = try #require(try extractor.extract(session: "fg2", turn: 6, span: -5 ..< -2))
    #expect(negative.spans.allSatisfy { $0.range.lowerBound >= 0 })
  }

  @Test("a turn without an exact map has no bytes for its spans, and says so")
  func inexact() throws {
    var transcript = TestIndex.transcript("s", ["one two", "three"])
    transcript.turns[0].place.map = nil
    transcript.turns[1].place.map = nil
    transcript.turns[1].place.bytes = nil
    let list = try SmallIndex([[transcript]]).list("two OR three")
    #expect(list.extracts.map { $0.spans.map(\.bytes) } == [[nil], [nil]])
    #expect(list.extracts.map(\.source.isExact) == [false, false])
    #expect(list.extracts.map(\.source.bytes) == [0..<7, nil])
  }

  @Test("an entity and a line break are units of the source")
  func units() throws {
    // Source: `a &amp; b\n  c`, text: `a & b c`.
    var transcript = TestIndex.transcript("s", ["a & b c"])
    var map = OffsetMap(identityAt: 100, length: 2)
    map.append(textLength: 1, source: 102, sourceLength: 5)
    map.append(textLength: 2, source: 107, sourceLength: 2)
    map.append(textLength: 1, source: 109, sourceLength: 3)
    map.append(textLength: 1, source: 112, sourceLength: 1)
    transcript.turns[0].place = SourcePlace(line: 1, lastLine: 2, bytes: 100..<113, map: map)
    let small = try SmallIndex([[transcript]])
    var extractor = Extractor(small.index)
    func bytes(_ span: Range<Int>) throws -> Range<Int>? {
      try extractor.extract(session: "s", turn: 1, span: span)?.spans.first?.bytes
    }
    #expect(try bytes(0..<1) == 100..<101)
    #expect(try bytes(2..<3) == 102..<107)
    #expect(try bytes(0..<5) == 100..<109)
    #expect(try bytes(4..<7) == 108..<113)
    #expect(try bytes(5..<6) == 109..<112)
    #expect(try small.list("c").extracts.first?.spans.first?.bytes == 112..<113)
  }
}
