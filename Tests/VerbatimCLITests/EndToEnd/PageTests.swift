import Foundation
import Testing

@Suite("Pages for people")
struct PageTests {
  @Test("a search shows place, person, time, themes and the words")
  func search() throws {
    let run = try DemoStudy.run("search", "\"a hug\"", "--limit", "1")
    #expect(run.status == 0)
    #expect(run.error == "")
    #expect(
      run.out == """
        fg2:22:51-56  FG2  P3 (participant)  02:58  fg2.xml:375  A/1 Service users need different approaches
          I’m not. I’ve reasons that I’ll not go into. I get ▸a hug◂ off somebody I don’t expect and I’m no good for the rest of the day. And there’s this one place in [town] where they line up, honest to God, they line up and hug you in. I turned round and went home.

        2 hits in 2 turns, 2 of 5 sessions, 2 speakers; showing 1 — next: --limit 2, or --format html for all of it

        """)
  }

  @Test("themes stand in their tree, with participants of 26 and groups of 5")
  func themes() throws {
    let run = try DemoStudy.run("themes")
    #expect(run.status == 0)
    #expect(
      run.out == """
        path   theme                                                  extracts  participants  groups
        ─────  ─────────────────────────────────────────────────────  ────────  ────────────  ──────
        A      Embrace the differences                                      72      25 of 26  5 of 5
        A/1      Service users need different approaches                    25      17 of 26  5 of 5
        A/2      Service users need different peer support workers          16      13 of 26  5 of 5
        A/3      Service users need different paths                         32      19 of 26  5 of 5
        A/3/a      All-knowing peer support workers                         12      10 of 26  5 of 5
        A/3/b      Authoritarian peer support workers                       16       9 of 26  5 of 5
        B      Harness the contextual factors                               32      21 of 26  5 of 5
        B/1      Peer support workers' own recovery processes matter        19      15 of 26  5 of 5
        B/2      Regulations that stand in the way                          13      12 of 26  5 of 5

        codings by EO, MB; 44 codings by rules left out (--rules)
        a coding counts for its theme and those above

        """)
  }

  @Test("extracts stand under their theme")
  func extracts() throws {
    let run = try DemoStudy.run("extracts", "--theme", "A/3/b", "--limit", "1", "--coder", "MB")
    #expect(run.status == 0)
    #expect(run.out.hasPrefix("A/3/b Authoritarian peer support workers\n\nfg1:48"))
    #expect(run.out.hasSuffix("showing 1 — next: --limit 10, or --format html for all of it\n"))
  }

  @Test(
    "a theme is found by path, id, and name",
    arguments: [
      "A/3/b", "authoritarian", "Authoritarian peer support workers",
    ])
  func reference(_ theme: String) throws {
    let run = try DemoStudy.run("extracts", "--theme", theme, "--count")
    #expect(run.out == "16 extracts in 13 turns, 5 of 5 sessions, 9 speakers\n")
  }

  @Test("stats count what the corpus says of itself")
  func stats() throws {
    #expect(
      try DemoStudy.run("stats").out == """
        session  group  file     turns  words  speakers
        ───────  ─────  ───────  ─────  ─────  ────────
        fg1      FG1    fg1.xml     70   1634         6
        fg2      FG2    fg2.xml     70   1537         6
        fg3      FG3    fg3.xml     70   1683         9
        fg4      FG4    fg4.txt     70   1748         7
        fg5      FG5    fg5.txt     70   1660         6

        """)
  }

  @Test("stats by session have the seven keys of the issue, in their order")
  func statKeys() throws {
    let run = try DemoStudy.run("stats", "--by", "session", "--format", "jsonl")
    #expect(run.outLines.count == 5)
    for line in run.outLines {
      #expect(
        JSON.keys(line) == ["session", "group", "path", "sha256", "turns", "words", "speakers"])
      let row = try JSON.object(line)
      let path = try #require(row["path"] as? String)
      let sum = try Verbatim.shell("sha256sum \(path)", in: DemoStudy.corpus)
      #expect(sum.out.hasPrefix(try #require(row["sha256"] as? String)))
    }
  }

  @Test(
    "stats add up to the same, however they are grouped",
    arguments: [
      "session", "group", "role",
    ])
  func statSums(_ key: String) throws {
    let rows = try DemoStudy.run("stats", "--by", key, "--format", "jsonl").objects
    #expect(rows.reduce(0) { $0 + ($1["turns"] as? Int ?? 0) } == 350)
    #expect(rows.reduce(0) { $0 + ($1["words"] as? Int ?? 0) } == 8262)
  }

  @Test("explain shows the normal form, the tree, what patterns become, and the cost")
  func explain() throws {
    let run = try DemoStudy.run("explain", "hug* NEAR/8 time* -role:moderator")
    #expect(run.status == 0)
    #expect(
      run.out.hasPrefix(
        """
        hug* NEAR/8 time* AND NOT role:moderator

        AND
          NEAR/8
            hug*
            time*
          NOT
            role:moderator

        pattern  forms  for example
        """))
    #expect(run.out.hasSuffix(" of 350 turns\n"))
    let normal = try #require(run.outLines.first)
    #expect(try DemoStudy.run("explain", normal).out == run.out)
    let data = try DemoStudy.run("explain", "hug*", "--json")
    #expect(JSON.keys(data.out) == ["query", "tree", "expansions", "facts"])
  }

  @Test("a query without hits says which words nobody says, and ends with 1")
  func nothing() throws {
    let run = try DemoStudy.run("search", "hug* zebra quagga*")
    #expect(run.status == 1)
    #expect(run.out.contains("in no turn: zebra, quagga*\n"))
    #expect(run.out.hasSuffix("0 hits in 0 turns, 0 of 5 sessions, 0 speakers\n"))
    #expect(run.error == "")
  }

  @Test("words inside placeholders are offered only where they would add hits")
  func placeholders() throws {
    let plain = try DemoStudy.run("search", "support", "--json")
    let all = try DemoStudy.run("search", "support", "--json", "--in-placeholders")
    let (few, many) = (
      try #require(try JSON.object(plain.out)["hits"] as? Int),
      try #require(try JSON.object(all.out)["hits"] as? Int)
    )
    #expect(plain.out.contains("\"+\(many - few) inside placeholders: --in-placeholders\""))
    #expect(!(try DemoStudy.run("search", "\"a hug\"").out.contains("placeholders")))
  }

  @Test("an empty study says what comes next")
  func empty() throws {
    let (folder, study) = try DemoStudy.empty()
    defer { withExtendedLifetime(folder) {} }
    for command in [
      ["search", "hug*"], ["kwic", "hug*"], ["stats"], ["extracts", "--theme", "A"],
    ] {
      let run = try Verbatim.run(command, on: study)
      #expect(run.status == (command[0] == "extracts" ? 2 : 1))
      #expect(run.error.contains("next: verbatim ingest") || command[0] == "extracts")
    }
    let themes = try Verbatim.run(["themes"], on: study)
    #expect(themes.status == 1)
    #expect(themes.out == "")
    #expect(themes.error.contains("next: verbatim import"))
    #expect(try Verbatim.run(["check"], on: study).status == 0)
  }

  @Test("a reader that goes away ends the command quietly")
  func brokenPipe() throws {
    let run = try Verbatim.shell(
      "set -o pipefail; verbatim search '*' --format jsonl | head -c 20",
      on: try DemoStudy.path)
    #expect(run.status == 0)
    #expect(run.error == "")
    #expect(run.outBytes.count == 20)
  }

  @Test("a full disk behind standard output is a failure", .enabled(if: hasFullDevice))
  func fullOutput() throws {
    let run = try Verbatim.shell("verbatim search '*' > /dev/full", on: try DemoStudy.path)
    #expect(run.status == 2)
    #expect(run.errorLines.count == 1)
    #expect(run.error.hasPrefix("verbatim: standard output: "))
  }

  private static let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

  @Test("colour and width belong to a terminal; NO_COLOR takes the colour", .enabled(if: hasScript))
  func terminal() throws {
    func page(_ setting: String) throws -> String {
      try Verbatim.shell(
        "\(setting) TERM=xterm script -qec 'stty cols 50; verbatim search hug* --limit 2' /dev/null",
        on: try DemoStudy.path
      ).out.replacingOccurrences(of: "\r", with: "")
    }
    let color = try page("")
    #expect(color.contains("\u{1B}[1;31mhugs\u{1B}[0m"))
    let plain = try page("NO_COLOR=1")
    #expect(!plain.contains("\u{1B}"))
    #expect(plain.contains("▸hugs◂"))
    for line in plain.split(separator: "\n") where line.hasPrefix("  ") {
      #expect(line.unicodeScalars.count <= 50)
    }
  }

  private static let hasScript = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
}
