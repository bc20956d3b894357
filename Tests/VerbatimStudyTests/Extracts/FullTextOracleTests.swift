import GRDB
import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// SQLite's full-text search, with a row a turn, knows nothing of our definitions: for phrases, NEAR,
/// prefixes, AND, OR and NOT it must find the same turns.
@Suite("SQLite FTS5 finds the same turns")
struct FullTextOracleTests {
  private static let words = [
    "trust", "trusted", "trusting", "peer", "peers", "support", "the", "the", "a", "a", "hope",
    "hopeless", "we", "we", "not",
  ]

  /// A query in both languages.
  private struct Asked {
    var ours: String
    var theirs: String
  }

  private func asked(depth: Int, using generator: inout SeededGenerator) -> Asked {
    guard depth > 0, generator.chance(85) else { return leaf(using: &generator) }
    let left = asked(depth: depth - 1, using: &generator)
    let right = asked(depth: depth - 1, using: &generator)
    let name = generator.pick(["AND", "OR", "NOT"])
    return Asked(
      ours: name == "NOT"
        ? "(\(left.ours) NOT (\(right.ours)))"
        : "(\(left.ours) \(name) \(right.ours))",
      theirs: "(\(left.theirs) \(name) \(right.theirs))")
  }

  private func leaf(using generator: inout SeededGenerator) -> Asked {
    let first = generator.pick(Self.words)
    let second = generator.pick(Self.words)
    switch generator.pick([0, 0, 1, 2, 2, 3, 4]) {
    case 0: return Asked(ours: first, theirs: "\"\(first)\"")
    case 1:
      let prefix = first.prefix(Int.random(in: 1...first.count, using: &generator))
      return Asked(ours: prefix + "*", theirs: "\"\(prefix)\" *")
    case 2: return Asked(ours: "\"\(first) \(second)\"", theirs: "\"\(first) \(second)\"")
    case 3:
      let third = generator.pick(Self.words)
      return Asked(
        ours: "\"\(first) \(second) \(third)\"", theirs: "\"\(first) \(second) \(third)\"")
    default:
      // FTS5 counts the tokens in between, and lets one token be both; so two words that differ.
      let distance = Int.random(in: 1...6, using: &generator)
      guard first != second else { return Asked(ours: first, theirs: "\"\(first)\"") }
      return Asked(
        ours: "\(first) NEAR/\(distance) \(second)",
        theirs: "NEAR(\"\(first)\" \"\(second)\", \(distance - 1))")
    }
  }

  @Test("random queries over random turns", arguments: 0..<6)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed &* 31 &+ 7)
    let texts = (0..<400).map { _ in
      (0..<Int.random(in: 1...14, using: &generator)).map { _ in generator.pick(Self.words) }
        .joined(separator: generator.pick([" ", " ", ", ", ". "]))
    }
    let segment = try TestIndex.segment([TestIndex.transcript("s", texts)])
    let database = try DatabaseQueue()
    try database.write { database in
      try database.execute(sql: "CREATE VIRTUAL TABLE turns USING fts5(text)")
      for text in texts {
        try database.execute(sql: "INSERT INTO turns (text) VALUES (?)", arguments: [text])
      }
    }
    var found = 0
    for _ in 0..<120 {
      let query = asked(depth: 2, using: &generator)
      let node = try SimpleQueryParser.parse(query.ours, knownFields: [])
      let ours = try Search.matchedTurns(node, in: [segment]).turns[0].map { Int($0) + 1 }
      let theirs = try database.read { database in
        try Int.fetchAll(
          database, sql: "SELECT rowid FROM turns WHERE turns MATCH ? ORDER BY rowid",
          arguments: [query.theirs])
      }
      found += ours.count
      #expect(ours == theirs, "\(query.ours)")
    }
    #expect(found > 1000)
  }
}
