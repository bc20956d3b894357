import Foundation
import Testing

@Suite("Coding at the command line")
struct CodingCommandTests {
  @Test(
    "several themes on several places, turns of a run each, in one action that is taken back at once"
  )
  func several() throws {
    let (folder, study) = try DemoStudy.copy()
    func run(_ arguments: String...) throws -> Verbatim.Run {
      try Verbatim.run(arguments, on: study)
    }
    func codings() throws -> [String] {
      let file = folder.path + "/c.csv"
      #expect(try run("export", "--codings", file).status == 0)
      return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\r\n").map(
        String.init)
    }
    let before = try codings()
    let added = try run(
      "code", "add", "A/1", "Regulations that stand in the way", "fg2:18:12-31", "fg2:20-22",
      "--coder",
      "XX", "--memo", "m, n")
    #expect(added.status == 0 && added.error.contains("coded 8 of 8"), "\(added.error)")
    let after = try codings()
    let new = Set(after).subtracting(before)
    #expect(new.count == 8)
    #expect(new.allSatisfy { $0.hasSuffix(",XX,\"m, n\"") })
    #expect(new.filter { $0.hasPrefix("fg2,18,12,31,") }.count == 2)
    #expect(new.filter { $0.hasPrefix("fg2,20,,,") || $0.hasPrefix("fg2,22,,,") }.count == 4)
    let undone = try run("code", "undo", "--coder", "XX")
    #expect(undone.status == 0 && undone.error.contains("8 codings removed"), "\(undone.error)")
    #expect(try codings() == before)
    #expect(try run("code", "undo", "--coder", "XX").status == 1)
    let list = try run("code", "undo", "--list", "--coder", "XX", "--format", "jsonl").objects
    #expect(list.map { $0["kind"] as? String } == ["undo", "add"])
  }

  @Test("who codes: the option, the variable, what was said once; else a question with an answer")
  func coder() throws {
    let (folder, study) = try DemoStudy.copy()
    let nobody = try Verbatim.run(["code", "add", "A/1", "fg1:4"], on: study)
    #expect(nobody.status == 2)
    #expect(nobody.error.contains("verbatim coders default") && nobody.error.contains("EO, MB"))
    func last(_ line: String) throws -> String? {
      let run = try Verbatim.shell(line, on: study)
      #expect(run.status == 0, "\(line): \(run.error)")
      return try Verbatim.run(["coders", "--format", "jsonl"], on: study).objects
        .filter { ($0["codings"] as? Int ?? 0) > 0 }.compactMap { $0["coder"] as? String }
        .joined(separator: " ")
    }
    #expect(try last("VERBATIM_CODER=V1 verbatim code add A/1 fg1:4") == "EO MB V1")
    #expect(
      try last("VERBATIM_CODER=V1 verbatim code add A/1 fg1:4 --coder O1") == "EO MB O1 V1")
    #expect(
      try last(
        "verbatim coders add D1 && verbatim coders default D1 && verbatim code add A/1 fg1:4")
        == "D1 EO MB O1 V1")
    #expect(try Verbatim.shell("verbatim coders default", on: study).out == "D1\n")
    // What one account said is not another's.
    let other = try Verbatim.shell("VERBATIM_USER=somebody verbatim code add A/1 fg1:4", on: study)
    #expect(other.status == 2)
    #expect(try Verbatim.run(["coders", "default", "nobody"], on: study).status == 2)
    #expect(try Verbatim.run(["coders", "add", "EO"], on: study).status == 2)
    #expect(try Verbatim.run(["coders", "rename", "nobody", "X"], on: study).status == 2)
    withExtendedLifetime(folder) {}
  }

  @Test("a bulk preview changes nothing and says what --yes then does")
  func bulk() throws {
    let (folder, study) = try DemoStudy.copy()
    func run(_ more: String...) throws -> [String: Int] {
      let run = try Verbatim.run(
        ["code", "bulk", "A/1", "hug*", "--coder", "EO", "--format", "jsonl"] + more, on: study)
      #expect(run.status == 0, "\(run.error)")
      return Dictionary(
        uniqueKeysWithValues: try run.objects.compactMap { row in
          (row["what"] as? String).flatMap { name in
            (row["count"] as? Int).map { (name, $0) }
          }
        })
    }
    func codings() throws -> Int {
      try Verbatim.run(["coders", "--format", "jsonl"], on: study).objects
        .first { $0["coder"] as? String == "EO" }?["codings"] as? Int ?? 0
    }
    let hits = try Verbatim.run(["search", "hug*", "--format", "jsonl"], on: study).objects
    let before = try codings()
    let preview = try run()
    #expect(preview["hits"] == hits.count)
    #expect(preview["turns"] == Set(hits.map { "\($0["session"] ?? "") \($0["turn"] ?? 0)" }).count)
    #expect(preview["share words with codings by rule rule-hug"] == hits.count)
    #expect(try codings() == before)
    let toCode = try #require(preview["to code"])
    #expect(toCode + (preview["coded so already by EO"] ?? 0) == preview["places"])
    #expect(try run("--yes")["coded"] == toCode)
    #expect(try codings() == before + toCode)
    #expect(try run("--yes")["coded"] == 0)
    #expect(try Verbatim.run(["code", "undo", "--coder", "EO"], on: study).status == 0)
    #expect(try codings() == before)
    withExtendedLifetime(folder) {}
  }

  @Test("rules stay apart from people in every count until a person accepts")
  func rules() throws {
    let (folder, study) = try DemoStudy.copy()
    func run(_ arguments: String...) throws -> Verbatim.Run {
      try Verbatim.run(arguments, on: study)
    }
    func people() throws -> Int {
      try run("coders", "--format", "jsonl").objects.reduce(0) { $0 + ($1["codings"] as? Int ?? 0) }
    }
    func matrix() throws -> String { try run("matrix", "--by", "group", "--format", "csv").out }
    let (before, counted) = (try people(), try matrix())
    let added = try run("code", "rules", "add", "bus", "B/2", "bus", "OR", "train")
    #expect(added.status == 0, "\(added.error)")
    #expect(try run("code", "auto", "bus").status == 0)
    #expect(try people() == before)
    #expect(try matrix() == counted)
    let places = try run("code", "rules", "show", "bus", "--format", "jsonl").objects
      .compactMap { $0["place"] as? String }
    try #require(places.count >= 2)
    #expect(try run("code", "accept", "bus", places[0], "--coder", "EO").status == 0)
    #expect(try run("code", "reject", "bus", places[1], "--coder", "EO").status == 0)
    #expect(try people() == before + 1)
    #expect(try run("code", "accept", "bus", places[0], "--coder", "EO").status == 2)
    let again = try run("code", "rules", "apply", "bus")
    #expect(again.error.contains("1 accepted before, 1 rejected before"), "\(again.error)")
    #expect(try run("code", "rules", "undo", "bus").status == 0)
    #expect(try people() == before + 1)
    #expect(try run("code", "rules", "add", "bus", "B/2", "other").status == 2)
    #expect(try run("code", "rules", "add", "bad", "B/2", "(a").status == 2)
    #expect(try run("code", "rules", "apply", "none").status == 2)
    #expect(try run("code", "rules", "remove", "bus").status == 0)
    #expect(try run("check").status == 0)
    withExtendedLifetime(folder) {}
  }

  @Test("words that must stand there guard a coding against a transcript that changed")
  func guarded() throws {
    let (folder, study) = try DemoStudy.copy()
    let hit = try #require(
      try Verbatim.run(["search", "hug", "--format", "jsonl"], on: study).objects.first)
    let (id, match) = (hit["id"] as? String ?? "", hit["match"] as? String ?? "")
    func add(_ words: String) throws -> Verbatim.Run {
      try Verbatim.run(["code", "add", "B/1", id, "--coder", "ZZ", "--words", words], on: study)
    }
    let wrong = try add("never said")
    #expect(wrong.status == 2 && wrong.error.contains("nothing was coded"))
    #expect(try !DemoStudy.quotes(wrong.error))
    #expect(try add(match).status == 0)
    withExtendedLifetime(folder) {}
  }

  @Test(
    "wrong input is refused",
    arguments: [
      ["add", "A/1", "--coder", "EO"], ["add", "fg1:4", "--coder", "EO"],
      ["add", "A/1", "fg9:1", "--coder", "EO"], ["add", "A/1", "fg1:4:3-9999", "--coder", "EO"],
      ["add", "A/1", "fg1:4-99999", "--coder", "EO"], ["add", "A/1", "fg1:9-4", "--coder", "EO"],
      ["add", "none", "fg1:4", "--coder", "EO"], ["add", "A/1", "fg1:4", "--coder", ""],
      ["bulk", "A/1", "(a", "--coder", "EO"], ["bulk", "none", "a", "--coder", "EO"],
      ["undo", "--steps", "0", "--coder", "EO"], ["accept", "rule-hug", "--coder", "EO"],
      ["accept", "rule-hug", "fg1:1", "--coder", "EO"], ["next", "(a", "--coder", "EO"],
      ["next", "--rule", "none", "--coder", "EO"], ["next", "--theme", "none", "--coder", "EO"],
      ["next", "a", "--theme", "A", "--coder", "EO"],
    ])
  func refused(_ arguments: [String]) throws {
    let run = try Verbatim.run(["code"] + arguments, on: try DemoStudy.path)
    #expect(run.status == 2, "\(arguments): \(run.error)")
    #expect(run.error.hasPrefix("verbatim: "), "\(arguments): \(run.error)")
    #expect(!run.error.contains("no words yet"), "\(arguments)")
  }
}

@Suite("Several people at one study")
struct SeveralPeopleTests {
  @Test("two processes that code at once, hundreds of times: every coding is there, once")
  func hammer() throws {
    let (folder, study) = try DemoStudy.copy()
    let turns = try Verbatim.run(["search", "*", "--format", "jsonl"], on: study).objects
      .compactMap { $0["id"] as? String }
    let whole = Array(Set(turns.map { $0.split(separator: ":").prefix(2).joined(separator: ":") }))
      .sorted().prefix(100)
    try #require(whole.count == 100)
    let count = whole.count / 4
    for round in 0..<4 {
      let places = whole.dropFirst(round * count).prefix(count).joined(separator: " ")
      let run = try Verbatim.shell(
        """
        for who in P Q; do
          ( for place in \(places); do
              verbatim code add B/1 $place --coder $who 2>> errors.$who || echo $who $place
            done ) & done
        wait
        """, on: study, in: folder.path)
      #expect(run.status == 0 && run.out == "", "not taken: \(run.out) \(run.error)")
    }
    for who in ["P", "Q"] {
      let said = try String(contentsOfFile: folder.path + "/errors.\(who)", encoding: .utf8)
      #expect(said == String(repeating: "coded\n", count: 100), "\(who)")
    }
    let coders = try Verbatim.run(["coders", "--format", "jsonl"], on: study).objects
    for who in ["P", "Q"] {
      #expect(coders.first { $0["coder"] as? String == who }?["codings"] as? Int == 100, "\(who)")
    }
    let log = try Verbatim.run(["log", "--format", "jsonl"], on: study).objects
    #expect(log.count { $0["action"] as? String == "code" } == 200)
    let check = try Verbatim.run(["check"], on: study)
    #expect(check.status == 0, "\(check.error)")
    let operations = try Verbatim.run(
      ["code", "undo", "--list", "--coder", "P", "--format", "jsonl"], on: study
    ).objects
    #expect(operations.count == 100)
  }

  @Test(
    "copies that folder-sharing programs make are named, by check and by whatever writes",
    arguments: [
      "study (conflicted copy).sqlite", "study (EO's conflicted copy 2026-11-30).sqlite",
      "study.sync-conflict-20261130-101500-ABCDEFG.sqlite",
      "index/manifest.sync-conflict-20261130-101500-ABCDEFG",
    ])
  func conflictCopies(_ name: String) throws {
    let (folder, study) = try DemoStudy.copy()
    try FileManager.default.copyItem(
      atPath: study + "/study.sqlite", toPath: study + "/" + name)
    let check = try Verbatim.run(["check"], on: study)
    #expect(check.status == 2)
    #expect(check.error.contains(name), "\(check.error)")
    let add = try Verbatim.run(["code", "add", "A/1", "fg1:4", "--coder", "EO"], on: study)
    #expect(add.status == 0)
    #expect(add.error.contains(name) && add.error.contains("coded"))
    #expect(FileManager.default.fileExists(atPath: study + "/" + name))
    withExtendedLifetime(folder) {}
  }

  @Test(
    "what two studies say differently of a theme is named, field by field, and nothing is settled")
  func merged() throws {
    let (folder, mine) = try DemoStudy.copy()
    let (other, theirs) = try DemoStudy.copy()
    let edit = ["codebook", "edit", "A/3/b", "--definition"]
    #expect(try Verbatim.run(edit + ["Mine."], on: mine).status == 0)
    #expect(try Verbatim.run(edit + ["Theirs."], on: theirs).status == 0)
    let run = try Verbatim.run(["import", theirs, "--accept-partial"], on: mine)
    #expect((run.out + run.error).contains("A/3/b: definition"), "\(run.out)\(run.error)")
    let shown = try Verbatim.run(["codebook", "show", "A/3/b"], on: mine).out
    #expect(shown.contains("Mine.") && !shown.contains("Theirs."))
    let diff = try Verbatim.run(["codebook", "diff", theirs], on: mine).out
    #expect(diff.contains("[-Theirs-]{+Mine+}"), "\(diff)")
    withExtendedLifetime((folder, other)) {}
  }
}
