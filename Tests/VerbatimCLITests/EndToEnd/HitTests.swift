import Foundation
import Testing

@Suite("Hits as data")
struct HitTests {
  static let queries = [
    "hug*", "{hug}", "\"peer support\" OR trust*", "hug* NEAR/8 time*",
    "door AND NOT role:moderator",
    "[peer support worker *]", "role:observer", "event:laughs sex:F",
  ]

  @Test("has the keys of design.md §7 in their order", arguments: queries)
  func keys(_ query: String) throws {
    let run = try DemoStudy.run("search", query, "--format", "jsonl")
    try #require(run.status == 0)
    let order = [
      "id", "session", "group", "turn", "speakers", "speaker", "role", "text", "spans", "match",
      "themes", "theme_ids", "start", "end", "source",
    ]
    let optional: Set = ["speakers", "role", "start", "end"]
    for line in run.outLines {
      let keys = JSON.keys(line)
      #expect(keys == order.filter { !optional.contains($0) || keys.contains($0) })
      let speakers = try JSON.object(line)["speakers"] as? [String]
      #expect(speakers == nil || speakers.map { $0.count > 1 } == true)
    }
  }

  @Test("a match is its spans of the turn's text, counted in scalars", arguments: queries)
  func spans(_ query: String) throws {
    for hit in try DemoStudy.run("search", query, "--format", "jsonl").objects {
      let text = try #require(hit["text"] as? String)
      let spans = try #require(hit["spans"] as? [[String: Any]])
      let pieces = try spans.map {
        text.scalars(try #require($0["start"] as? Int), try #require($0["end"] as? Int))
      }
      #expect(hit["match"] as? String == pieces.joined(separator: " … "))
    }
  }

  @Test("the bytes of a hit hold its words in the file as it is on disk", arguments: queries)
  func bytes(_ query: String) throws {
    for hit in try DemoStudy.run("search", query, "--format", "jsonl").objects {
      let source = try #require(hit["source"] as? [String: Any])
      let file = try DemoStudy.source(try #require(source["path"] as? String))
      func words(_ range: [Int]) throws -> String {
        try #require(range.count == 2 && range[0] <= range[1] && range[1] <= file.count)
        return String(decoding: file[range[0]..<range[1]], as: UTF8.self).bare
      }
      let text = try #require(hit["text"] as? String)
      for span in try #require(hit["spans"] as? [[String: Any]]) {
        let range = try #require(span["bytes"] as? [Int])
        let quote = text.scalars(
          try #require(span["start"] as? Int), try #require(span["end"] as? Int))
        #expect(try words(range) == quote.bare)
      }
      let turn = try #require(source["bytes"] as? [Int])
      let first = try #require(text.bare.split(separator: " ").first)
      #expect(try words(turn).contains(first))
      // The line is the one on which the turn's content begins, or its label before it.
      let line = try #require(source["line"] as? Int)
      #expect(file[..<turn[0]].count { $0 == 0x0A } + 1 >= line)
    }
  }

  @Test("JSON holds the lines of JSON Lines, and what was counted")
  func json() throws {
    let lines = try DemoStudy.run("search", "hug*", "--format", "jsonl").outLines
    let run = try DemoStudy.run("search", "hug*", "--json")
    let whole = try JSON.object(run.out)
    #expect(
      JSON.keys(run.out)
        == ["query", "hits", "turns", "sessions", "speakers", "shown", "notes", "results"])
    #expect(whole["hits"] as? Int == lines.count)
    #expect((whole["results"] as? [Any])?.count == lines.count)
    for line in lines { #expect(run.out.contains(line)) }
    #expect(try DemoStudy.run("search", "hug*", "--format", "json").out == run.out)
  }

  @Test("context comes as a list behind the source")
  func context() throws {
    let run = try DemoStudy.run("search", "hug*", "--format", "jsonl", "--context", "1")
    for line in run.outLines {
      #expect(JSON.keys(line).suffix(2) == ["source", "context"])
      let hit = try JSON.object(line)
      let turn = try #require(hit["turn"] as? Int)
      let turns = try #require(hit["context"] as? [[String: Any]]).map { $0["turn"] as? Int }
      #expect(turns == [turn - 1, turn + 1].filter { (1...70).contains($0) })
    }
  }

  @Test("an exchange begins with a moderator and ends before the next")
  func exchange() throws {
    let run = try DemoStudy.run(
      "search", "hug* role:participant", "--format", "jsonl", "--context", "exchange")
    for hit in try run.objects {
      let turn = try #require(hit["turn"] as? Int)
      for other in try #require(hit["context"] as? [[String: Any]]) {
        let number = try #require(other["turn"] as? Int)
        if number > turn { #expect(other["role"] as? String != "moderator") }
      }
    }
  }

  @Test("a sample is the same for the same seed, in the order of hits")
  func sample() throws {
    func ids(_ seed: String) throws -> [String] {
      try DemoStudy.run("search", "hug*", "--sample", "5", "--seed", seed, "--format", "jsonl")
        .objects.compactMap { $0["id"] as? String }
    }
    let all = try DemoStudy.run("search", "hug*", "--format", "jsonl").objects
      .compactMap { $0["id"] as? String }
    let first = try ids("7")
    #expect(first.count == 5)
    #expect(try ids("7") == first)
    #expect(all.filter(first.contains) == first)
    #expect(try ids("8") != first)
  }

  @Test("extracts of a theme are sampled like hits")
  func sampledExtracts() throws {
    func run() throws -> [String] {
      try DemoStudy.run(
        "extracts", "--theme", "A", "--sample", "5", "--seed", "7", "--format", "jsonl"
      ).outLines
    }
    let first = try run()
    #expect(first.count == 5)
    #expect(try run() == first)
  }

  @Test("a limit cuts what is shown, not what is counted")
  func limit() throws {
    let whole = try JSON.object(try DemoStudy.run("search", "hug*", "--json", "--limit", "3").out)
    #expect(whole["shown"] as? Int == 3)
    #expect(whole["hits"] as? Int == 34)
    let none = try DemoStudy.run("search", "hug*", "--limit", "0")
    #expect(none.status == 0)
    #expect(none.out.hasPrefix("34 hits in 23 turns, 5 of 5 sessions, 18 speakers; showing 0"))
    #expect(!none.out.contains("--limit 0"))
  }

  @Test("--count answers without the database")
  func count() throws {
    let (folder, study) = try DemoStudy.copy()
    try folder.write("study/study.sqlite", "no database")
    let run = try Verbatim.run(["search", "hug*", "--count"], on: study)
    #expect(run.status == 0)
    #expect(run.out == "34 hits in 23 turns, 5 of 5 sessions, 18 speakers\n")
    let data = try Verbatim.run(["search", "hug*", "--count", "--json"], on: study)
    #expect(JSON.keys(data.out) == ["query", "hits", "turns", "sessions", "speakers"])
    #expect(try Verbatim.run(["search", "hug*"], on: study).status == 2)
  }

  @Test("several arguments are one query, and -- ends the options")
  func arguments() throws {
    let one = try DemoStudy.run("search", "hug* NOT role:moderator", "--format", "jsonl")
    #expect(one.status == 0)
    #expect(
      try DemoStudy.run("search", "hug*", "NOT", "role:moderator", "--format", "jsonl").out
        == one.out)
    #expect(
      try DemoStudy.run("search", "--format", "jsonl", "--", "-role:moderator", "hug*").objects
        .count == one.objects.count)
    #expect(
      try DemoStudy.run("search", "hug*", "--format", "jsonl", "--", "-role:moderator").out
        == one.out)
  }
}
