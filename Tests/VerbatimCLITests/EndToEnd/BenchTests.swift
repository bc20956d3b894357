import Foundation
import Testing

@Suite("Measuring a corpus")
struct BenchTests {
  /// Turns whose words are counted here by splitting at whatever is no letter or number.
  private static let turns: [String] = (0..<40).map { number in
    var words = ["we", "talked", "about", "trust"]
    if number % 3 == 0 { words += ["and", "Peer", "support,"] }
    if number % 5 == 0 { words.append("Ärger") }
    if number % 7 == 0 { words.append("ärger") }
    return words.joined(separator: " ") + "."
  }

  private static func words(_ turn: String) -> [String] {
    turn.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// A folder with `turns.jsonl`, `queries.tsv` and the built study `s`.
  private static func measured(
    analyzer: String, _ queries: String = ""
  ) throws -> (TemporaryFolder, Verbatim.Run) {
    let folder = try TemporaryFolder()
    let lines = turns.enumerated().map {
      #"{"session": "s\#($0.offset / 8)", "speaker": "P\#($0.offset % 3)", "text": "\#($0.element)"}"#
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(
      to: URL(fileURLWithPath: folder.path + "/turns.jsonl"))
    try Data(queries.utf8).write(to: URL(fileURLWithPath: folder.path + "/queries.tsv"))
    let run = try Verbatim.run(
      ["bench", "build", "turns.jsonl", "--study", "s", "--analyzer", analyzer, "--json"],
      in: folder.path)
    return (folder, run)
  }

  @Test("a build says what it read and what it wrote", arguments: ["standard", "letters"])
  func build(_ analyzer: String) throws {
    let (folder, run) = try Self.measured(analyzer: analyzer)
    #expect(run.status == 0, "\(run.error)")
    let facts = try #require(try run.objects.first)
    #expect(facts["turns"] as? Int == Self.turns.count)
    #expect(facts["tokens"] as? Int == Self.turns.reduce(0) { $0 + Self.words($1).count })
    #expect(facts["text_bytes"] as? Int == Self.turns.reduce(0) { $0 + $1.utf8.count })
    for name in ["wall_s", "cpu_s", "peak_bytes", "sources_bytes", "database_bytes"] {
      #expect((facts[name] as? NSNumber)?.doubleValue ?? 0 > 0, "\(name)")
    }
    let index = folder.path + "/s/index"
    let bytes = try FileManager.default.contentsOfDirectory(atPath: index).reduce(0) {
      let facts = try FileManager.default.attributesOfItem(atPath: index + "/" + $1)
      return $0 + (facts[.size] as? Int ?? 0)
    }
    #expect(facts["index_bytes"] as? Int == bytes)
    #expect(try Verbatim.run(["check", "--study", "s"], in: folder.path).status == 0)
  }

  @Test("a folder that is there is refused and left as it is")
  func existingFolder() throws {
    let (folder, _) = try Self.measured(analyzer: "letters")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/empty", withIntermediateDirectories: false)
    for name in ["s", "empty", "turns.jsonl"] {
      let run = try Verbatim.run(
        ["bench", "build", "turns.jsonl", "--study", name], in: folder.path)
      #expect(run.status == 2)
      #expect(run.out == "")
      #expect(run.errorLines.count == 1 && run.error.hasPrefix("verbatim: \(name): there already"))
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/empty")
    #expect(left.isEmpty)
  }

  @Test("the letters analyser counts as a plain pass over lower-cased words does")
  func letters() throws {
    let asked: [(query: String, matches: @Sendable ([String]) -> Bool)] = [
      ("trust", { $0.contains("trust") }),
      ("ärger", { $0.contains("ärger") }),
      ("ärger peer", { $0.contains("ärger") && $0.contains("peer") }),
      ("\"peer support\"", { $0.contains("peer") }),
      ("and NEAR/5 trust", { $0.contains("and") }),
      ("är*", { $0.contains { $0.hasPrefix("är") } }),
      ("nobody", { $0.contains("nobody") }),
    ]
    let lines = asked.map { "a class\t\($0.query)\n" }.joined() + "\n"
    let (folder, _) = try Self.measured(analyzer: "letters", lines)
    for (mode, limit) in [
      ("count", Int.max), ("first10", 10), ("kwic1000", 1000), ("lines1000", Int.max),
      ("sorted1000", Int.max),
    ] {
      let run = try Verbatim.run(
        [
          "bench", "query", "--study", "s", "--queries", "queries.tsv", "--mode", mode, "--rounds",
          "2", "--json",
        ], in: folder.path)
      #expect(run.status == 0, "\(run.error)")
      let rows = try run.objects
      try #require(rows.count == asked.count)
      for (row, asked) in zip(rows, asked) {
        let turns = Self.turns.count { asked.matches(Self.words($0)) }
        #expect(row["turns"] as? Int == min(turns, limit), "\(mode) \(asked.query)")
        #expect(row["query"] as? String == asked.query)
        #expect(row["class"] as? String == "a class")
        #expect((row["nanoseconds"] as? Int ?? 0) > 0)
        if turns > 0 { #expect((row["hits"] as? Int ?? 0) >= min(turns, limit)) }
      }
    }
  }

  @Test("for people a class is a row")
  func summary() throws {
    let (folder, _) = try Self.measured(
      analyzer: "standard", "b\ttrust\r\na\tpeer\n\nb\t\"peer support\"\n")
    let run = try Verbatim.run(
      ["--study", "s", "bench", "query", "--queries", "queries.tsv"], in: folder.path)
    #expect(run.status == 0, "\(run.error)")
    let rows = run.outLines.map { $0.split(separator: " ").map(String.init) }
    #expect(rows.first?.first == "class")
    #expect(rows.suffix(2).map { Array($0.prefix(2)) } == [["b", "2"], ["a", "1"]])
  }

  @Test(
    "a line that is no query is named with its place and the remedy",
    arguments: [
      ("a\ttrust\ntrust\n", "queries.tsv:2: no tab in this line", 1),
      ("\ttrust\n", "queries.tsv:1: nothing stands before the tab", 1),
      ("a\t \n", "queries.tsv:1: nothing stands behind the tab", 1),
      ("a\ttrust\na\ttrust OR\n", "queries.tsv:2: ", 3),
      ("\n \n", "queries.tsv: holds no query", 1),
    ])
  func badLine(_ queries: String, _ start: String, _ lines: Int) throws {
    let (folder, _) = try Self.measured(analyzer: "letters", queries)
    let run = try Verbatim.run(
      ["bench", "query", "--study", "s", "--queries", "queries.tsv"], in: folder.path)
    #expect(run.status == 2)
    #expect(run.out == "")
    #expect(run.error.hasPrefix("verbatim: " + start), "\(run.error)")
    #expect(run.errorLines.count == lines, "\(run.error)")
  }

  @Test("a file of queries that is not UTF-8, or not there, is named")
  func unreadable() throws {
    let (folder, _) = try Self.measured(analyzer: "letters")
    try Data([0x61, 0x09, 0xFF, 0x0A]).write(
      to: URL(fileURLWithPath: folder.path + "/bytes.tsv"))
    for name in ["bytes.tsv", "nowhere.tsv"] {
      let run = try Verbatim.run(
        ["bench", "query", "--study", "s", "--queries", name], in: folder.path)
      #expect(run.status == 2)
      #expect(
        run.errorLines.count == 1 && run.error.hasPrefix("verbatim: \(name):"), "\(run.error)")
    }
  }
}
