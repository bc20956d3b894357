import Foundation
import Testing

@Suite("kwic, from the command line")
struct KwicTests {
  @Test("hits stand below each other, sorted, with what was counted and how")
  func page() throws {
    let run = try DemoStudy.run("kwic", "trust*", "--sort", "left1,right1", "--context", "3")
    #expect(run.status == 0)
    #expect(run.error == "")
    let starts = run.outLines.prefix(4).map { $0.prefix { $0 != "▸" }.unicodeScalars.count }
    #expect(Set(starts).count == 1)
    #expect(run.outLines[0].hasPrefix("fg3:57:123-130  P3"))
    #expect(run.outLines[0].hasSuffix("  her. And I ▸trusted◂ her from then"))
    #expect(run.outLines[4] == "4 hits in 3 turns, 3 of 5 sessions, 3 speakers")
    #expect(
      run.outLines[5]
        == "3 words on either side, in the turn · sorted by left1, right1 · verbatim 0.1")
  }

  @Test(
    "ids, speakers and words are those of a search",
    arguments: [
      "hug*", "\"peer support\"", "hug* ask*", "role:moderator", "[*]", "the NEAR/3 of",
    ])
  func sameAsSearch(_ query: String) throws {
    let search = try DemoStudy.run("search", query, "--format", "jsonl").objects
    let kwic = try DemoStudy.run("kwic", query, "--format", "jsonl", "--context", "turn").objects
    #expect(kwic.count == search.count && !kwic.isEmpty)
    for (line, hit) in zip(kwic, search) {
      for key in ["id", "session", "group", "speaker", "role", "match"] {
        #expect(line[key] as? String == hit[key] as? String, "\(key)")
      }
      let parts = ["left", "node", "right"].map { line[$0] as? String ?? "" }
      #expect(parts.joined() == hit["text"] as? String)
      let text = Array((hit["text"] as? String ?? "").unicodeScalars)
      for span in line["spans"] as? [[String: Int]] ?? [] {
        let start = try #require(span["start"])
        let end = try #require(span["end"])
        #expect(start < end && end <= text.count)
      }
    }
    let page = try JSON.object(DemoStudy.run("kwic", query, "--json").out)
    #expect(page["hits"] as? Int == search.count)
    #expect((page["results"] as? [Any])?.count == search.count)
  }

  @Test("every format has as many lines as there are hits")
  func formats() throws {
    let rows = try Comma.rows(DemoStudy.run("kwic", "hug*", "--format", "csv").out)
    #expect(rows.count == 35)
    #expect(rows[0].count == 12 && rows.allSatisfy { $0.count == 12 })
    let markdown = try DemoStudy.run("kwic", "hug*", "--format", "md").outLines
    #expect(markdown.count { $0.hasPrefix("| fg") } == 34)
    #expect(markdown.filter { $0.hasPrefix("| fg") }.allSatisfy { $0.contains("**") })
    let html = try DemoStudy.run("kwic", "hug*", "--format", "html").out
    #expect(html.components(separatedBy: "<mark>").count == 35)
    #expect(
      try DemoStudy.run("kwic", "hug*", "--limit", "50").outLines.count { $0.contains("▸") } == 34)
    #expect(try DemoStudy.run("kwic", "hug*").outLines.count { $0.contains("▸") } == 20)
  }

  @Test("counts by keys say how many, in how many sessions, by how many participants")
  func counts() throws {
    let run = try DemoStudy.run("kwic", "hug*", "--count-by", "match")
    #expect(
      run.out == """
        hug* by match

        match    hits     %  sessions  participants
        ───────  ────  ────  ────────  ────────────
        hug        11  32.4    5 of 5       8 of 26
        hugging     7  20.6    4 of 5       6 of 26
        hugs        5  14.7    3 of 5       4 of 26
        huge        4  11.8    3 of 5       3 of 26
        hugged      4  11.8    3 of 5       3 of 26
        hugger      3   8.8    3 of 5       3 of 26

        34 hits in 23 turns, 5 of 5 sessions, 18 speakers; 6 rows
        verbatim 0.1

        """)
    let rows = try DemoStudy.run("kwic", "hug*", "--count-by", "sex,match", "--format", "jsonl")
      .objects
    #expect(rows.reduce(0) { $0 + ($1["hits"] as? Int ?? 0) } == 34)
    // The one hit of a moderator, of whom nothing is said.
    #expect(rows.filter { $0["sex"] == nil }.map { $0["hits"] as? Int } == [1])
    #expect(rows.allSatisfy { $0["participants_of"] as? Int == 26 })
  }

  @Test("context across turns names who speaks; a sample for each group says its seed")
  func across() throws {
    let run = try DemoStudy.run(
      "kwic", "\"no question\"", "--context", "4", "--across")
    #expect(run.outLines[0].contains("P3: ") || run.outLines[0].contains(" ‖ "))
    let sampled = try DemoStudy.run(
      "kwic", "ask*", "--sample", "2", "--per", "group", "--seed", "7", "--json")
    let page = try JSON.object(sampled.out)
    #expect(page["seed"] as? Int == 7 && page["selected"] as? Int == 10)
    let groups = (page["results"] as? [[String: Any]] ?? []).compactMap { $0["group"] as? String }
    #expect(Dictionary(grouping: groups) { $0 }.mapValues(\.count).values.allSatisfy { $0 == 2 })
    let again = try DemoStudy.run(
      "kwic", "ask*", "--sample", "2", "--per", "group", "--seed", "7", "--json")
    #expect(again.out == sampled.out)
  }

  @Test("whole turns are shown as paragraphs, with their speakers")
  func turns() throws {
    let run = try DemoStudy.run("kwic", "\"no question\"", "--context", "turns:1")
    #expect(run.outLines[0].hasPrefix("fg2:29:"))
    #expect(run.outLines[1].hasPrefix("  M: "))
    #expect(run.outLines[2].hasPrefix("  P3: Several. ▸No question◂. "))
    #expect(run.outLines[3].hasPrefix("  P1: "))
  }

  @Test("no hits: which words nobody says, and exit code 1")
  func nothing() throws {
    let run = try DemoStudy.run("kwic", "zebra")
    #expect(run.status == 1)
    #expect(run.out.hasPrefix("in no turn: zebra\n0 hits in 0 turns"))
    #expect(try DemoStudy.run("kwic", "zebra", "--count-by", "match").status == 1)
  }

  @Test("a key that is meant is suggested; no words of a transcript stand in an error")
  func suggestions() throws {
    #expect(
      try DemoStudy.run("kwic", "hug*", "--sort", "lefft1").error
        == "verbatim: --sort: there is no key lefft1; did you mean left1?\n")
    #expect(
      try DemoStudy.run("kwic", "hug*", "--count-by", "educaton").error
        == "verbatim: --count-by: there is no key educaton; did you mean education?\n")
    #expect(
      try DemoStudy.run("kwic", "hug*", "--sort", "left1:stm").error
        == "verbatim: --sort: left1 has no stm; did you mean stem?\n")
  }

  @Test("a terminal's width is kept, and its colour", .enabled(if: hasScript))
  func terminal() throws {
    for width in [60, 90] {
      let run = try Verbatim.shell(
        "TERM=xterm script -qec 'stty cols \(width); verbatim kwic hug*' /dev/null",
        on: try DemoStudy.path)
      let lines = run.out.replacingOccurrences(of: "\r", with: "").split(separator: "\n")
      #expect(lines.contains { $0.contains("\u{1B}[1;31mhug\u{1B}[0m") })
      for line in lines where line.contains("\u{1B}[1;31m") {
        let bare = line.replacingOccurrences(
          of: "\u{1B}\\[[0-9;]*m", with: "", options: .regularExpression)
        #expect(bare.unicodeScalars.count <= width, "\(bare)")
      }
    }
  }

  private static let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
}
