import Foundation
import Testing

@Suite("The codebook at the command line")
struct CodebookCommandTests {
  private func examples(of command: [String]) throws -> [String] {
    try Verbatim.run(["help"] + command).out.split(separator: "\n")
      .filter { $0.hasPrefix("  verbatim ") }.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  static let commands = [
    ["codebook"], ["codebook", "show"], ["codebook", "add"], ["codebook", "edit"],
    ["codebook", "rename"], ["codebook", "move"], ["codebook", "merge"], ["codebook", "split"],
    ["codebook", "retire"], ["codebook", "restore"], ["codebook", "history"], ["codebook", "diff"],
    ["code", "bulk"], ["code", "next"], ["code", "undo"], ["code", "rules"],
    ["code", "rules", "list"], ["code", "rules", "add"], ["code", "rules", "show"],
    ["code", "rules", "apply"], ["code", "rules", "undo"], ["code", "rules", "remove"],
    ["code", "auto"], ["code", "accept"], ["code", "reject"], ["coders"], ["coders", "list"],
    ["coders", "add"], ["coders", "rename"], ["coders", "default"],
  ]

  @Test(
    "every command's help shows two examples, and they work on the shipped corpus",
    arguments: commands)
  func help(_ command: [String]) throws {
    let (folder, study) = try DemoStudy.copy()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/corpus", withDestinationPath: DemoStudy.corpus)
    let lines = try examples(of: command)
    #expect(lines.count >= 2, "\(command)")
    for line in lines {
      if command == ["codebook", "restore"] {
        let first = line.replacingOccurrences(of: "restore", with: "retire")
        _ = try Verbatim.shell(first, on: study, in: folder.path)
      }
      let run = try Verbatim.shell(line, on: study, in: folder.path)
      // A codebook that has not changed has no differences, which is no result.
      let isDiff = command == ["codebook", "diff"]
      #expect(run.status == 0 || isDiff && run.status == 1, "\(line): \(run.error)")
    }
    #expect(try Verbatim.run(["check"], on: study).status == 0)
  }

  @Test(
    "a theme's life: added, renamed, moved, merged; what it was called always finds the survivor")
  func life() throws {
    let (folder, study) = try DemoStudy.copy()
    func run(_ arguments: String...) throws -> Verbatim.Run {
      try Verbatim.run(arguments, on: study)
    }
    func count(_ theme: String) throws -> Int {
      let run = try run("extracts", "--theme", theme, "--format", "jsonl")
      return run.outLines.count
    }
    let before = try count("A/3/a")
    #expect(before > 5)
    #expect(try run("codebook", "rename", "A/3/a", "They know it all", "--label", "k").status == 0)
    let moved = try run("codebook", "move", "A/3/k", "--under", "B", "--at", "1")
    #expect(moved.error.contains("A/3/k → B/k"), "\(moved.error)")
    for name in ["A/3/a", "A/3/k", "B/k", "all-knowing", "All-knowing peer support workers"] {
      #expect(try count(name) == before, "\(name)")
    }
    let dry = try run("codebook", "merge", "B/k", "into", "B/2", "--dry-run")
    #expect(dry.status == 0 && dry.error.contains("nothing was changed"))
    #expect(try count("B/k") == before)
    #expect(try run("codebook", "merge", "B/k", "into", "B/2").status == 0)
    let after = try count("B/2")
    for name in ["A/3/a", "B/k", "all-knowing", "They know it all"] {
      #expect(try count(name) == after, "\(name)")
    }
    let history = try run("codebook", "history", "all-knowing", "--format", "jsonl").objects
    #expect(history.map { $0["what"] as? String } == ["added", "label", "name", "moved", "gone"])
    #expect(history.allSatisfy { $0["who"] as? String != "" && $0["log"] is Int })
    #expect(try run("check").status == 0)
    withExtendedLifetime(folder) {}
  }

  @Test("a diff has a line a change, by log entry, by time, against a file and another study")
  func diff() throws {
    let (folder, study) = try DemoStudy.copy()
    func run(_ arguments: String...) throws -> Verbatim.Run {
      try Verbatim.run(arguments, on: study)
    }
    let entries = try run("log", "--format", "jsonl").objects.count
    let old =
      try run("codebook", "show", "A/3/b", "--format", "jsonl").objects
      .first { $0["field"] as? String == "definition" }?["value"] as? String
    let definition = try #require(old)
    #expect(
      try run("codebook", "edit", "A/3/b", "--definition", definition + " Always.").status == 0)
    #expect(try run("codebook", "retire", "A/1").status == 0)
    for from in ["\(entries)", DemoStudy.corpus + "/codebook.yaml", try DemoStudy.path] {
      let lines = try run("codebook", "diff", from)
      #expect(lines.status == 0, "\(from): \(lines.error)")
      #expect(lines.out.contains("{+Always.+}"), "\(from): \(lines.out)")
      #expect(!lines.out.contains("[-"), "\(from)")
      let rows = try run("codebook", "diff", from, "--format", "jsonl").objects
      #expect(rows.map { $0["what"] as? String } == ["retired", "definition"], "\(from)")
    }
    #expect(try run("codebook", "diff", "now", "9999-12-31").status == 1)
    // Before there was a codebook, everything of it was still to come.
    let all = try run("codebook", "diff", "2000-01-01", "\(entries)", "--format", "jsonl").objects
    #expect(all.count { $0["what"] as? String == "added" } == 9)
    #expect(try run("codebook", "diff", "99999").status == 2)
    #expect(try run("codebook", "diff", "/nowhere.yaml").status == 2)
    withExtendedLifetime(folder) {}
  }

  @Test("a codebook with all fields goes through YAML and comes back the same")
  func yaml() throws {
    let (folder, study) = try DemoStudy.copy()
    func run(_ arguments: String...) throws -> Verbatim.Run {
      try Verbatim.run(arguments, on: study)
    }
    #expect(
      try run(
        "codebook", "edit", "A/3/b", "--exemplar", "fg2:18:12-31", "--exemplar", "fg1:4", "--memo",
        "see: Tuesday", "--colour", "#123456"
      ).status == 0)
    #expect(try run("codebook", "retire", "A/1").status == 0)
    let file = folder.path + "/c.yaml"
    #expect(try run("export", "--codebook", file).status == 0)
    #expect(try run("codebook", "diff", file).status == 1)
    let (other, second) = try DemoStudy.copy()
    #expect(try Verbatim.run(["import", file], on: second).status == 0)
    #expect(try Verbatim.run(["codebook", "diff", study, "now"], on: second).status == 1)
    for name in ["/c.qdc", "/c.qdpx"] {
      let kind = name == "/c.qdc" ? "--qdc" : "--qdpx"
      #expect(try run("export", kind, folder.path + name).status == 0)
    }
    #expect(try run("import", folder.path + "/c.qdc").status == 0)
    #expect(try run("codebook", "diff", file).status == 1)
    withExtendedLifetime((folder, other)) {}
  }

  @Test(
    "wrong input is refused in a line or two, and nothing changes",
    arguments: [
      ["show", "nothing"], ["add", "X", "--under", "nothing"], ["add", "X", "--label", "a/b"],
      ["add", "X", "--under", "A", "--label", "1"], ["add", "X", "--id", "all-knowing"],
      ["add", ""],
      ["add", "X", "--exemplar", "fg9:1"], ["add", "X", "--exemplar", "fg1"], ["edit", "A"],
      ["edit", "A", "--colour", "red"], ["edit", "A", "--memo", ""], ["rename", "A"],
      ["rename", "A", "--label", "B"], ["move", "A"], ["move", "A", "--under", "A/3"],
      ["move", "A", "--under", "A"], ["move", "A/1", "--under", "B"], ["move", "A", "--at", "0"],
      ["move", "A", "--top", "--under", "B"], ["merge", "A"], ["merge", "A/1", "B/1"],
      ["merge", "A", "into", "A"],
      ["merge", "A", "into", "A/3/b"], ["split", "A/1", "X"],
      ["split", "A/1", "X", "--query", "(a"],
      ["split", "A/1", "X", "--group", "FG9"], ["retire", "nothing"], ["restore", "A"],
    ])
  func refused(_ arguments: [String]) throws {
    let (folder, study) = try DemoStudy.copy()
    let before = try Verbatim.run(["log"], on: study).out
    let run = try Verbatim.run(["codebook"] + arguments, on: study)
    #expect(run.status == 2, "\(arguments): \(run.error)")
    #expect(run.error.hasPrefix("verbatim: "), "\(arguments): \(run.error)")
    #expect(run.errorLines.count <= 3, "\(arguments): \(run.error)")
    #expect(!run.error.contains("no words yet"), "\(arguments)")
    #expect(try Verbatim.run(["log"], on: study).out == before)
    withExtendedLifetime(folder) {}
  }

  @Test(
    "tables come in every format",
    arguments: [
      ["codebook", "show"], ["codebook", "show", "A/3/b"], ["codebook", "history"],
      ["codebook", "diff", "2000-01-01"], ["code", "rules"], ["code", "rules", "show", "rule-hug"],
      ["code", "undo", "--list", "--coder", "EO"], ["coders"],
      ["code", "next", "--list", "--coder", "EO"],
    ])
  func formats(_ command: [String]) throws {
    for format in ["text", "json", "jsonl", "csv", "md", "html"] {
      let run = try Verbatim.run(command + ["--format", format], on: try DemoStudy.path)
      #expect(run.status == 0, "\(command): \(run.error)")
      switch format {
      case "json": _ = try JSON.object(run.out)
      case "jsonl": #expect(try run.objects.count > 0)
      case "csv":
        let rows = Comma.rows(run.out)
        #expect(rows.count > 1 && Set(rows.map(\.count)).count == 1)
      case "html": #expect(run.out.hasSuffix("</html>\n"))
      default: #expect(run.out.hasSuffix("\n"))
      }
    }
  }

  @Test("an option for the study may stand before a command of three words")
  func studyOption() throws {
    let study = try DemoStudy.path
    let plain = try Verbatim.run(["code", "rules", "list", "--json"], on: study)
    for arguments in [
      ["--study", study, "code", "rules", "list", "--json"],
      ["--study=\(study)", "code", "rules", "--json"],
    ] {
      #expect(try Verbatim.run(arguments).out == plain.out)
    }
  }
}
