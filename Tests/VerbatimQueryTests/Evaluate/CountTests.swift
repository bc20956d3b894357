import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex
@testable import VerbatimQuery

/// Counts and hits by lists and code bytes against the slow scan, with and without lists of pairs.
@Suite("A count is the number of hits that a scan finds")
struct CountTests {
  private func segment(
    _ transcripts: [Transcript], _ analyzer: Analyzer, pairs: Int
  ) throws -> Segment {
    let builder = SegmentBuilder(analyzer: analyzer)
    for transcript in transcripts {
      try builder.add(transcript, fingerprint: transcript.session.source.digest)
    }
    // With pairs: of all terms, whatever the lists take.
    return try Segment(
      try SegmentImage { try builder.write(to: $0, pairBudget: pairs == 0 ? 0 : .max) })
  }

  private func hitTurns(_ query: QueryNode, _ segments: [Segment]) throws -> [[Int]] {
    var search = try Search(query, in: segments)
    var found: [[Int]] = []
    while let hit = try search.next() {
      found.append(
        [hit.segment, hit.turn] + hit.spans.flatMap { [$0.lowerBound, $0.upperBound] })
    }
    return found
  }

  private func check(
    _ query: QueryNode, _ expected: [ScanHit], _ segments: [Segment], _ label: String
  ) throws {
    let count = try Search.count(query, in: segments)
    let wanted = QueryCount(
      turns: Set(expected.map { "\($0.session)/\($0.turn)" }).count, hits: expected.count)
    if count != wanted {
      Issue.record("\(query.normalForm), \(label): counted \(count), there are \(wanted)")
    }
    let turns = try Search.countTurns(query, in: segments)
    if turns != wanted.turns {
      Issue.record("\(query.normalForm), \(label): counted \(turns) turns of \(wanted.turns)")
    }
    let found = try hitTurns(query, segments)
    let matched = try Search.matchedTurns(query, in: segments)
    let places = segments.indices.map { segment in
      Set(found.filter { $0[0] == segment }.map { UInt32($0[1]) }).sorted()
    }
    if matched != MatchedTurns(turns: places, hits: expected.count) {
      Issue.record("\(query.normalForm), \(label): other turns or hits than are found")
    }
    if found.count != expected.count {
      Issue.record("\(query.normalForm), \(label): \(found.count) hits of \(expected.count)")
    }
    var search = try Search(query, in: segments)
    var counting = try Search(query, in: segments)
    while let turn = try search.nextTurn() {
      let wanted = TurnCount(
        segment: turn.segment, turn: turn.turn, lastTurn: turn.lastTurn, hits: turn.hits.count)
      let found = try counting.nextCount()
      if found != wanted {
        Issue.record("\(query.normalForm), \(label): \(String(describing: found)) for \(wanted)")
        return
      }
    }
    if try counting.nextCount() != nil {
      Issue.record("\(query.normalForm), \(label): more turns are counted than found")
    }
    // Of a turn of which a hit was given, the rest is counted.
    var mixed = try Search(query, in: segments)
    if let hit = try mixed.next(), let rest = try mixed.nextCount(),
      found.count > 1, found[1][..<2] == [hit.segment, hit.turn]
    {
      let more = found.prefix { $0[..<2] == [hit.segment, hit.turn] }.count - 1
      if rest.lastTurn == rest.turn, rest.hits != more {
        Issue.record("\(query.normalForm), \(label): \(rest.hits) more hits, not \(more)")
      }
    }
  }

  @Test("standard analyser, random queries", arguments: 0..<25)
  func standard(seed: Int) throws {
    try random(seed: seed, .standard, .standard())
  }

  @Test("letters: nothing is folded, no parts", arguments: 0..<25)
  func letters(seed: Int) throws {
    try random(seed: seed &+ 1000, .letters, .letters())
  }

  private func random(
    seed: Int, _ analyzer: Analyzer, _ scanAnalyser: LinearScan.Analyser
  ) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 104_729 &+ 3)
    let transcripts = RandomCorpus.transcripts(
      sessions: 3 + seed % 4, turns: 10 + seed % 30, using: &generator)
    let scan = LinearScan(transcripts, analyser: scanAnalyser)
    let shapes: [(String, [Segment])] = [
      ("no pairs", [try segment(transcripts, analyzer, pairs: 0)]),
      ("some pairs", [try segment(transcripts, analyzer, pairs: 7)]),
      (
        "all pairs, two segments",
        [
          try segment(Array(transcripts.prefix(2)), analyzer, pairs: 1000),
          try segment(Array(transcripts.dropFirst(2)), analyzer, pairs: 1000),
        ]
      ),
    ]
    let queries = RandomQueries(.ofRandomCorpus)
    for number in 0..<60 {
      let query =
        number % 3 == 0
        ? simple(using: &generator) : queries.query(depth: 2, using: &generator)
      // What a gap means beside an item that is passed over is not defined.
      if query.hasGap { continue }
      let expected = scan.hits(of: query)
      for (label, segments) in shapes {
        try onEachProcessor { try check(query, expected, segments, label) }
      }
    }
  }

  /// Queries of the shapes that have ways of their own.
  private func simple(using generator: inout SeededGenerator) -> QueryNode {
    func word() -> QueryNode {
      .word(WordPattern(form: .folded, text: generator.pick(RandomCorpus.words)))
    }
    func item() -> PhraseItem {
      .word(WordPattern(form: .folded, text: generator.pick(RandomCorpus.words)))
    }
    switch generator.pick([0, 1, 2, 3, 4, 5]) {
    case 0: return .and([word(), word()])
    case 1: return .phrase([item(), item()], slack: 0)
    case 2: return .phrase([item(), item(), item()], slack: 0)
    case 3:
      return .near(
        word(), word(), distance: generator.pick([1, 2, 5]),
        order: generator.pick([.any, .before, .after]))
    case 4: return .or([word(), word(), word()])
    default:
      return .and([.phrase([item(), item()], slack: 0), word(), .not(word())])
    }
  }

  @Test("long turns, codes of one to three bytes, every operator")
  func longTurns() throws {
    var generator = SeededGenerator(seed: 5)
    let rare = (0..<14_000).map { number in
      // Letters only, so that every analyser leaves them whole.
      String(decoding: [119] + String(number).utf8.map { $0 + 49 }, as: UTF8.self)
    }
    var texts = stride(from: 0, to: rare.count, by: 70).map { start in
      rare[start..<min(start + 70, rare.count)].joined(separator: " ")
    }
    let frequent = Array(rare.prefix(300)) + ["alpha", "beta", "gamma"]
    for _ in 0..<900 {
      texts.append(
        (0..<Int.random(in: 0...400, using: &generator)).map { _ in
          let isCommon = generator.chance(40)
          return isCommon ? generator.pick(["alpha", "beta", "gamma"]) : generator.pick(frequent)
        }.joined(separator: " "))
    }
    // Longer than what is looked at in one go, and all codes of one byte.
    for length in [2000, 9000] {
      texts.append(
        (0..<length).map { _ in
          generator.pick(generator.chance(90) ? ["alpha", "beta", "gamma"] : frequent)
        }.joined(separator: " "))
    }
    texts.append("omega " + String(repeating: "alpha ", count: 300) + "beta omega")
    let transcripts = [TestIndex.transcript("s", texts)]
    let scan = LinearScan(transcripts, analyser: .letters())
    let segments = try [0, 2, 20].map { try segment(transcripts, .letters, pairs: $0) }
    var words = ["alpha", "alpha", "beta", "beta", "gamma", "omega"]
    words += (0..<8).map { _ in generator.pick(frequent) }
    words += (0..<4).map { _ in generator.pick(rare) }
    func text() -> String {
      let a = generator.pick(words)
      let b = generator.pick(words)
      let c = generator.pick(words)
      switch generator.pick([0, 1, 2, 3, 4, 5, 6]) {
      case 0: return "\(a) \(b)"
      case 1: return "\"\(a) \(b)\""
      case 2: return "\"\(a) \(b) \(c)\""
      case 3: return "\(a) NEAR/\(generator.pick([1, 5, 12, 13, 60])) \(b)"
      case 4: return "\(a) BEFORE/3 \(b) \(c)"
      case 5: return "\(String(a.prefix(3)))* NEAR/2 \(b)"
      default: return "\(String(a.prefix(2)))*"
      }
    }
    for _ in 0..<60 {
      let query = try SimpleQueryParser.parse(text(), knownFields: [])
      let expected = scan.hits(of: query)
      for segment in segments {
        try onEachProcessor {
          try check(query, expected, [segment], "\(segment.pairs.termCount)")
        }
      }
    }
  }
}

/// Lists of several blocks, which only segments of many turns have.
@Suite("Long lists have the turns that a scan finds")
struct LongListTests {
  /// Words that stand in about so many of 6,000 turns.
  private static let words = [
    ("one", 3000), ("two", 900), ("three", 360), ("four", 350), ("five", 300), ("six", 200),
    ("seven", 140), ("eight", 60), ("nine", 12), ("ten", 2),
  ]

  @Test("AND, phrase and NEAR of words of every frequency")
  func everyFrequency() throws {
    var generator = SeededGenerator(seed: 77)
    let texts = (0..<6000).map { turn in
      Self.words.filter { word in
        // Some stand in one stretch of the segment more than elsewhere.
        let share = word.0 == "four" && turn > 4000 ? word.1 * 3 : word.1
        return Int.random(in: 0..<6000, using: &generator) < share
      }.map(\.0).shuffled(using: &generator).joined(separator: " ")
    }
    let transcripts = [TestIndex.transcript("s", texts)]
    let scan = LinearScan(transcripts, analyser: .letters())
    let segment = try TestIndex.segment(transcripts, analyzer: .letters)
    for (index, first) in Self.words.enumerated() {
      for second in Self.words[index...] {
        for text in [
          "\(first.0) \(second.0)", "\(second.0) \(first.0) three", "\"\(first.0) \(second.0)\"",
          "\(first.0) NEAR/2 \(second.0)", "\(first.0.prefix(1))* \(second.0)",
        ] {
          let query = try SimpleQueryParser.parse(text, knownFields: [])
          let expected = Set(scan.hits(of: query).map(\.turn)).count
          let found = try Search.count(query, in: [segment]).turns
          let turns = try Search.countTurns(query, in: [segment])
          if found != expected || turns != expected {
            Issue.record("\(text): \(found) and \(turns) turns of \(expected)")
          }
        }
      }
    }
  }
}

extension QueryNode {
  fileprivate var hasGap: Bool {
    switch self {
    case .phrase(let items, _):
      return items.contains { item in
        if case .gap = item { return true }
        return false
      }
    case .near(let left, let right, _, _): return left.hasGap || right.hasGap
    case .not(let node), .within(let node, _), .excluding(let node, _): return node.hasGap
    case .then(let first, let links): return first.hasGap || links.contains { $0.node.hasGap }
    case .and(let nodes), .or(let nodes): return nodes.contains { $0.hasGap }
    default: return false
    }
  }
}
