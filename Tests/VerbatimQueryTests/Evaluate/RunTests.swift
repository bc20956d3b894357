import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// What goes over several turns, compares places or stands in a sentence, against the slow scan.
@Suite("Scopes, THEN and theme modes find what a scan finds")
struct RunTests {
  private func check(
    _ query: QueryNode, _ expected: [ScanHit], _ segments: [Segment], _ regions: RandomRegions
  ) throws {
    var search = try Search(query, in: segments, regions: regions)
    var found: [ScanHit] = []
    var places: [Set<UInt32>] = segments.map { _ in [] }
    while let hit = try search.next() {
      let segment = segments[hit.segment]
      found.append(try #require(ScanHit(hit, in: segment)))
      for turn in try hit.spokenTurns(in: segment) { places[hit.segment].insert(UInt32(turn)) }
    }
    if found != expected {
      let extra = Set(found).subtracting(expected).prefix(2)
      let missing = Set(expected).subtracting(found).prefix(2)
      Issue.record(
        """
        \(query.normalForm): index \(found.count) hits, scan \(expected.count); \
        extra \(Array(extra)), missing \(Array(missing))
        """)
    }
    let turns = Set(expected.flatMap { hit in hit.spokenTurns.map { "\(hit.session)/\($0)" } })
    let count = try Search.count(query, in: segments, regions: regions)
    if count != QueryCount(turns: turns.count, hits: expected.count) {
      Issue.record("\(query.normalForm): counted \(count), \(turns.count) turns")
    }
    let matched = try Search.matchedTurns(query, in: segments, regions: regions)
    if matched != MatchedTurns(turns: places.map { $0.sorted() }, hits: expected.count) {
      Issue.record("\(query.normalForm): other turns than those of the hits")
    }
    let turnCount = try Search.countTurns(query, in: segments, regions: regions)
    if turnCount != turns.count { Issue.record("\(query.normalForm): counted \(turnCount) turns") }
  }

  @Test("random queries on random corpora, in one segment and in two", arguments: 0..<30)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 15_485_863 &+ 5)
    let transcripts = RandomCorpus.transcripts(
      sessions: 3 + seed % 3, turns: 6 + seed, using: &generator)
    let regions = RandomRegions(transcripts, using: &generator)
    let isLoose = seed % 5 == 4
    let scan = regions.scan(transcripts, analyser: isLoose ? .letters() : .standard())
    let whole = [try TestIndex.segment(transcripts, analyzer: isLoose ? .letters : .standard)]
    let parts = try [
      TestIndex.segment(
        Array(transcripts.prefix(2)), analyzer: isLoose ? .letters : .standard),
      TestIndex.segment(
        Array(transcripts.dropFirst(2)), analyzer: isLoose ? .letters : .standard),
    ]
    let queries = RandomQueries(.withRegions)
    for number in 0..<50 {
      let query = queries.whole(depth: 1 + number % 3, using: &generator)
      if query.hasGapAtEdge { continue }
      let expected = scan.hits(of: query)
      try check(query, expected, whole, regions)
      try check(query, expected, parts, regions)
    }
  }

  @Test("random queries find something about as often as not")
  func useful() {
    var generator = SeededGenerator(seed: 1)
    let transcripts = RandomCorpus.transcripts(sessions: 4, turns: 20, using: &generator)
    let regions = RandomRegions(transcripts, using: &generator)
    let scan = regions.scan(transcripts, analyser: .standard())
    let queries = RandomQueries(.withRegions)
    var found = 0
    var over = 0
    for _ in 0..<150 {
      let hits = scan.hits(of: queries.whole(depth: 2, using: &generator))
      if !hits.isEmpty { found += 1 }
      if hits.contains(where: { $0.lastTurn > $0.turn }) { over += 1 }
    }
    #expect(found > 60 && found < 148, "\(found) of 150")
    #expect(over > 20, "\(over) of 150 over several turns")
  }

  /// Every corpus of up to four turns, each of one of six texts by one of two people, and every query of
  /// the form here over the words a and b.
  @Test("every small session", arguments: [1, 2, 3, 4])
  func exhaustive(turns: Int) throws {
    let texts: [(String, String)] = [
      ("M", "a"), ("M", "b"), ("P", "a"), ("P", "a. B"), ("P", "c"), ("M", "c"),
    ]
    let queries = try [
      "a THEN b", "a THEN/2 b", "a THEN/2 BY other b", "a THEN BY same b", "a THEN a",
      "a THEN/2 b THEN/2 a", "(a OR b) THEN a", "role:moderator THEN a", "a b WITHIN sentence",
      "a b WITHIN 2 turns", "a b WITHIN 3 turns", "a NOT b WITHIN 2 turns",
      "a b WITHIN exchange", "a NOT b WITHIN exchange", "role:participant a b WITHIN exchange",
      "a NOT role:moderator WITHIN session", "a OR b c WITHIN session",
      "(a THEN b) c WITHIN session", "c NOT (a THEN b) WITHIN exchange",
      "a THEN b EXCLUDING role:moderator", "role:participant (a THEN b)",
      "a OR (a THEN b) OR (b THEN a)", "a THEN (b THEN c)", "a THEN (b WITHIN 2 turns)",
    ].map { try SimpleQueryParser.parse($0, knownFields: []) }
    var number = [Int](repeating: 0, count: turns)
    let step = turns == 4 ? 5 : 1
    var index = 0
    while true {
      if index % step == 0 {
        var transcript = TestIndex.transcript("s", number.map { texts[$0].1 })
        for turn in number.indices { transcript.turns[turn].speakers = [texts[number[turn]].0] }
        transcript.session.participants = [
          Participant(id: "M", role: .moderator), Participant(id: "P", role: .participant),
        ]
        let scan = LinearScan([transcript], analyser: .standard())
        let segment = try TestIndex.segment([transcript])
        for query in queries {
          let expected = scan.hits(of: query)
          var search = try Search(query, in: [segment])
          var found: [ScanHit] = []
          while let hit = try search.next() {
            found.append(try #require(ScanHit(hit, in: segment)))
          }
          if found != expected {
            Issue.record("\(query.normalForm) on \(number): \(found), not \(expected)")
          }
        }
      }
      index += 1
      guard let place = number.lastIndex(where: { $0 < texts.count - 1 }) else { break }
      number[place] += 1
      for later in number.indices where later > place { number[later] = 0 }
    }
  }

  // MARK: By hand

  private static let talk: [(speaker: String, text: String)] = [
    ("M", "How are you? Tell me."), ("P1", "I hope so. We trust them."), ("P2", "No."),
    ("M", "And how was it?"), ("P1", "Fine, I hope... trust is all."), ("P1", "We hope."),
  ]

  private func hits(_ query: String) throws -> [String] {
    var transcript = TestIndex.transcript("fg2", Self.talk.map(\.text))
    for turn in Self.talk.indices { transcript.turns[turn].speakers = [Self.talk[turn].speaker] }
    transcript.session.participants = [
      Participant(id: "M", role: .moderator), Participant(id: "P1", role: .participant),
      Participant(id: "P2", role: .participant),
    ]
    let segment = try TestIndex.segment([transcript])
    let node = try SimpleQueryParser.parse(query, knownFields: [])
    var search = try Search(node, in: [segment])
    var found: [String] = []
    while let hit = try search.next() {
      let parts = try hit.parts(in: segment)
      let turns =
        hit.lastTurn > hit.turn ? "\(hit.turn + 1)-\(hit.lastTurn + 1)" : "\(hit.turn + 1)"
      let words = parts.flatMap { part in
        part.spans.map { span -> String in
          var decoded = DecodedTurn()
          _ = segment.decode(part.turn, into: &decoded)
          let bytes = decoded.text[
            decoded.starts[span.lowerBound]..<decoded.ends[span.upperBound - 1]]
          return String(decoding: bytes, as: UTF8.self)
        }
      }
      found.append(([turns] + words).joined(separator: " "))
    }
    return found
  }

  static let byHand: [(query: String, hits: [String])] = [
    ("role:moderator how THEN role:participant hope*", ["1-2 How hope", "4-5 how hope"]),
    ("how THEN/2 BY other no", ["1-3 How No"]),
    ("hope THEN BY same hope", ["5-6 hope hope"]),
    ("hope THEN BY other hope", []),
    ("hope THEN/3 how THEN hope", ["2-5 hope how hope"]),
    ("role:moderator THEN *", ["1-2", "4-5"]),
    ("we hope WITHIN sentence", ["6 We hope"]),
    ("hope trust WITHIN sentence", ["5 hope trust"]),
    ("hope trust WITHIN turn", ["2 hope trust", "5 hope trust"]),
    ("hope no WITHIN 2 turns", ["2-3 hope No"]),
    ("hope no WITHIN exchange", ["1-3 hope No"]),
    ("how fine we WITHIN exchange", ["4-6 how Fine We"]),
    ("hope NOT no WITHIN exchange", ["4-6 hope hope"]),
    ("no fine WITHIN session", ["1-6 No Fine"]),
    ("speaker:P2 hope WITHIN exchange", []),
    ("hope EXCLUDING turn:>4", ["2 hope"]),
    ("how THEN hope EXCLUDING turn:5", ["1-2 How hope"]),
    ("turn:<3 (how THEN hope)", ["1-2 How hope"]),
    ("/h(o|u)pe/", ["2 hope", "5 hope", "6 hope"]),
    (#""/w./ /h.*/""#, ["6 We hope"]),
    ("hoep~1 NEAR/1 we", ["6 We hope"]),
    (#""i hpoe~1""#, ["2 I hope", "5 I hope"]),
  ]

  @Test("what is found in six turns", arguments: byHand)
  func six(query: String, expected: [String]) throws {
    #expect(try hits(query) == expected)
  }

  @Test("THEN never crosses a session")
  func sessions() throws {
    let segment = try TestIndex.segment([
      TestIndex.transcript("s1", ["a", "a"]), TestIndex.transcript("s2", ["b", "b"]),
    ])
    for query in ["a THEN b", "a THEN/9 b", "a b WITHIN 9 turns", "a b WITHIN session"] {
      let node = try SimpleQueryParser.parse(query, knownFields: [])
      #expect(try Search.count(node, in: [segment]) == QueryCount(turns: 0, hits: 0), "\(query)")
    }
  }

  @Test("a pattern that fits too many forms is refused by name")
  func forms() throws {
    let segment = try TestIndex.segment([TestIndex.transcript("s", ["a b c d e f"])])
    var options = QueryOptions()
    options.mostForms = 5
    for query in ["/.*/", "?", "x~1", "*?"] {
      let node = try SimpleQueryParser.parse(query, knownFields: [])
      #expect(throws: TooManyForms(pattern: query, limit: 5)) {
        try Search(node, in: [segment], options: options)
      }
    }
    options.mostForms = 6
    let node = try SimpleQueryParser.parse("/.*/", knownFields: [])
    #expect(try Search.count(node, in: [segment], options: options).hits == 6)
  }

  @Test("more parts over several turns than there may be are refused")
  func parts() throws {
    let segment = try TestIndex.segment([TestIndex.transcript("s", ["a", "a"])])
    func query(_ count: Int) throws -> QueryNode {
      try SimpleQueryParser.parse(
        Array(repeating: "a", count: count).joined(separator: " THEN "), knownFields: [])
    }
    #expect(throws: TooManyParts(limit: 256)) { try Search(query(257), in: [segment]) }
    #expect(try Search.count(query(256), in: [segment]).hits == 0)
    #expect(try Search.count(query(2), in: [segment]).hits == 1)
  }
}
