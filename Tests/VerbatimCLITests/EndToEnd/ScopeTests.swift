import Foundation
import Testing

@Suite("Scopes, THEN, places and loose words, from the command line")
struct ScopeTests {
  private func ids(_ query: String...) throws -> Set<String> {
    let run = try Verbatim.run(["search", "--format", "jsonl"] + query, on: try DemoStudy.path)
    try #require(run.status != 2, "\(run.error)")
    return Set(try run.objects.compactMap { $0["id"] as? String })
  }

  @Test("the bytes of each part hold its words in the file as it is on disk")
  func parts() throws {
    let run = try DemoStudy.run(
      "search", "role:moderator how THEN/2 role:participant i", "--format", "jsonl")
    try #require(run.status == 0)
    let hits = try run.objects
    try #require(!hits.isEmpty)
    for hit in hits {
      let turns = try #require(hit["turns"] as? [Int])
      let parts = try #require(hit["parts"] as? [[String: Any]])
      #expect(parts.map { $0["turn"] as? Int } == turns)
      #expect(
        hit["id"] as? String == "\(hit["session"] ?? ""):\(turns[0])-\(turns[turns.count - 1])")
      #expect(parts.first?["role"] as? String == "moderator")
      #expect(parts.last?["role"] as? String == "participant")
      let text = try #require(hit["text"] as? String)
      #expect(text == parts.compactMap { $0["text"] as? String }.joined(separator: "\n"))
      let spans = try #require(hit["spans"] as? [[String: Any]])
      let pieces = try spans.map {
        text.scalars(try #require($0["start"] as? Int), try #require($0["end"] as? Int))
      }
      #expect(hit["match"] as? String == pieces.joined(separator: " … "))
      for part in parts {
        let source = try #require(part["source"] as? [String: Any])
        let file = try DemoStudy.source(try #require(source["path"] as? String))
        for span in try #require(part["spans"] as? [[String: Any]]) {
          let range = try #require(span["bytes"] as? [Int])
          let quote = (part["text"] as? String ?? "").scalars(
            try #require(span["start"] as? Int), try #require(span["end"] as? Int))
          #expect(String(decoding: file[range[0]..<range[1]], as: UTF8.self).bare == quote.bare)
        }
      }
    }
  }

  @Test("what a theme touches and what it does not are all hits", arguments: ["A", "B", "A/3"])
  func places(theme: String) throws {
    let all = try ids("hug*")
    for mode in ["~exact", "~inside", "~overlap", ""] {
      let with = try ids("hug*", "theme:\(theme)\(mode)")
      let without = try ids("hug*", "NOT theme:\(theme)\(mode)")
      #expect(with.isDisjoint(with: without))
      #expect(with.union(without) == all, "\(theme)\(mode)")
    }
    let overlap = try ids("hug*", "theme:\(theme)~overlap")
    #expect(try ids("hug*", "theme:\(theme)~inside").isSubset(of: overlap))
    #expect(overlap.isSubset(of: try ids("hug*", "theme:\(theme)")))
    #expect(try ids("hug*", "EXCLUDING", "theme:\(theme)") == all.subtracting(overlap))
  }

  @Test("the roles' hits together are all")
  func roles() throws {
    let parts = try ["participant", "moderator", "observer"].map { try ids("hug*", "role:\($0)") }
    let none = try ids("hug*", "role:(!participant, !moderator, !observer)")
    #expect(parts.reduce(none) { $0.union($1) } == (try ids("hug*")))
    #expect(parts.reduce(none.count) { $0 + $1.count } == (try ids("hug*").count))
  }

  @Test("a narrower scope finds no more turns", arguments: ["hug* like", "support worker"])
  func nested(query: String) throws {
    func turns(_ scope: String) throws -> Int {
      let run = try DemoStudy.run("search", query, "WITHIN", scope, "--count", "--json")
      return try #require(try JSON.object(run.out)["turns"] as? Int)
    }
    let counts = try ["sentence", "turn", "exchange", "session"].map(turns)
    #expect(counts == counts.sorted())
  }

  @Test("an answer with words that are nearly so says what they became")
  func inexact() throws {
    let run = try DemoStudy.run("search", "suport~1")
    #expect(run.status == 0)
    #expect(run.out.contains("suport~1 is inexact: support ("))
  }

  @Test("explain says in what the parts must stand, and its form explains itself")
  func explain() throws {
    for (query, scope) in [
      ("hug* time", "one turn"), ("hug* time WITHIN sentence", "one sentence of a turn"),
      ("hug* THEN/3 time", "turns behind one another, each at most 3 turns further on"),
      ("hug* time WITHIN exchange", "one exchange, from a moderator's turn to the next"),
    ] {
      let first = try JSON.object(try DemoStudy.run("explain", query, "--json").out)
      let facts = try #require(first["facts"] as? [[String: String]])
      #expect(facts.first { $0["name"] == "scope" }?["value"] == scope)
      let form = try #require(first["query"] as? String)
      #expect(
        try JSON.object(try DemoStudy.run("explain", form, "--json").out)["query"] as? String
          == form)
    }
  }

  @Test(
    "a mistake is pointed at, with one way out",
    arguments: [
      ("hug* THEN", "THEN lacks what it is about", "     ^^^^"),
      ("hug* WITHIN 0 turns", "it can be 1 to 1000", "            ^"),
      ("hug* WITHIN sentense", "did you mean sentence?", "            ^^^^^^^^"),
      ("/hug(/", "is opened and never closed", "    ^"),
      ("[word=\"hug\"]", "did you mean --cql?", "^^^^^^"),
      ("hgu~3", "it can be 1 to 2", "    ^"),
      ("(hug* THEN time) like", "put WITHIN exchange", "^^^^^^^^^^^^^^^^"),
      ("theme:A~near hug*", "exact, ~inside or ~overlap", "       ^^^^^"),
      ("speeker:P07", "did you mean speaker:P07?", "^^^^^^^"),
    ])
  func mistakes(query: String, words: String, marker: String) throws {
    let run = try DemoStudy.run("search", "--", query)
    #expect(run.status == 2)
    #expect(run.error.contains(words), "\(run.error)")
    #expect(run.errorLines.contains { $0.hasSuffix(marker) }, "\(run.error)")
  }
}
