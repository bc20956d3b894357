import Foundation
import Testing

@Suite("Wrong and right use")
struct UsageTests {
  @Test(
    "what cannot be understood is one clear line, a next step, and exit code 2",
    arguments: [
      ["frob"], ["search", "hug*", "--limit", "x"], ["search", "hug*", "--limit=-1"],
      ["search", "hug*", "--format", "xml"], ["search", "hug*", "--context", "2000"],
      ["search", "hug*", "--sample", "0"], ["search", "hug*", "--seed", "-3"],
      ["search", "hug*", "-role:moderator"], ["kwic", "hug*", "-role:moderator"],
      ["kwic", "hug*", "--sort", "lefft1"], ["kwic", "hug*", "--sort", "speaker:stem"],
      ["kwic", "hug*", "--sort", "left1", "--count-by", "match"], ["kwic", "hug*", "--sort", ""],
      ["kwic", "hug*", "--count-by", "left99"], ["kwic", "hug*", "--count-by", "match,match"],
      ["kwic", "hug*", "--per", "group"], ["kwic", "hug*", "--sample", "2", "--per", "a,b"],
      ["kwic", "hug*", "--sample", "0"], ["kwic", "hug*", "--thin", "0"],
      ["kwic", "hug*", "--context", "3x"], ["kwic", "hug*", "--context", "turns:9999"],
      ["kwic", "hug*", "--context", "turn", "--across"], ["kwic", "hug*", "--limit=-1"],
      ["kwic"], ["stats", "--by", "foo"], ["extracts"],
      ["extracts", "--theme", "Z"], ["search", "theme:Z"], ["explain", "hug*", "--format", "csv"],
      ["code", "add", "A/3/b", "fg2", "--coder", "EO"],
      ["code", "add", "A/3/b", "fg2:99", "--coder", "EO"],
      ["code", "add", "A/3/b", "nowhere:1", "--coder", "EO"],
      ["code", "add", "A/3/b", "fg2:1:0-9999", "--coder", "EO"],
      ["code", "add", "no such theme", "fg2:1", "--coder", "EO"],
      ["code", "add", "A/3/b", "fg2:1"],
      ["export"], ["export", "--codings", "/nowhere/c.csv"], ["init"], ["ingest"],
      ["ingest", "/nowhere"], ["import", "/nowhere"], ["import", "/nowhere.csv"],
      ["collocates", "role:moderator"], ["collocates", "hug*", "--window", "0"],
      ["collocates", "hug*", "--left=-1"], ["collocates", "hug*", "--measure", "best"],
      ["collocates", "hug*", "--sort", "luck"], ["collocates", "hug*", "--leave-out", "verbs"],
      ["collocates", "hug*", "--min-together", "0"], ["collocates", "hug*", "--by", "lemma"],
      ["collocates", "hug*", "--collocate", "role:moderator"], ["collocates", "theme:Z hug"],
      ["cooccur"], ["cooccur", "hug*"], ["cooccur", "hug*", "ask*", "--per", "year"],
      ["cooccur", "hug*", "ask*", "--up-to", "1"], ["cooccur", "hug*", "ask*", "--examples=-1"],
      ["cooccur"] + (1...13).map { "w\($0)" }, ["keyness"],
      ["keyness", "hug*", "ask*", "door"], ["keyness", "hug*", "--smoothing", "0"],
      ["keyness", "hug*", "--smoothing", "nan"], ["keyness", "hug*", "--significant", "1"],
      ["keyness", "hug*", "--measure", "mi"], ["keyness", "hug*", "--min-frequency", "0"],
    ])
  func usage(_ arguments: [String]) throws {
    let run = try Verbatim.run(arguments, on: try DemoStudy.path)
    #expect(run.status == 2)
    #expect(arguments[0] == "ingest" || run.out == "")
    #expect((1...2).contains(run.errorLines.count), "\(run.error)")
    if arguments.first != "ingest" || arguments.count == 1 {
      #expect(run.error.hasPrefix("verbatim: "), "\(run.error)")
    }
    #expect(!run.error.contains("Optional(") && !run.error.contains("Verbatim."))
  }

  @Test("a command that does not exist gives those that do")
  func unknownCommand() throws {
    let run = try Verbatim.run(["frob"])
    #expect(run.errorLines.first == "verbatim: there is no command 'frob'")
    let last = run.errorLines.last ?? ""
    for name in ["search, explain, extracts", "queries", "stats", "themes"] {
      #expect(last.contains(name))
    }
  }

  @Test(
    "the error of a query points at its place",
    arguments: [
      ("hug* OR", 5..<7), ("\"a hug", 0..<1), ("hug* )", 5..<6), ("colour:red", 0..<6),
      ("NOT hug*", 0..<8), ("[word=\"hug\"]", 0..<6), ("hug* NEAR/x day", 10..<11), ("", 0..<1),
    ])
  func caret(_ query: String, _ place: Range<Int>) throws {
    for command in ["search", "explain", "kwic"] {
      let run = try DemoStudy.run(command, "--", query)
      #expect(run.status == 2)
      #expect(run.out == "")
      #expect(run.error.hasPrefix("verbatim: "))
      if query.isEmpty { continue }
      let lines = run.errorLines
      try #require(lines.count == 3, "\(run.error)")
      let margin = try #require(lines[1].range(of: query)).lowerBound
      let blanks = lines[1].distance(from: lines[1].startIndex, to: margin)
      let marker = lines[2].dropFirst(blanks)
      #expect(marker.prefix { $0 == " " }.count == place.lowerBound, "\(run.error)")
      #expect(marker.drop { $0 == " " }.allSatisfy { $0 == "^" })
    }
  }

  @Test(
    "without a study every command says so",
    arguments: [
      ["search", "hug*"], ["kwic", "hug*"], ["extracts", "--theme", "A"], ["stats"], ["themes"],
      ["check"], ["log"],
      ["compact"], ["explain", "hug*"], ["ingest", DemoStudy.corpus], ["import", DemoStudy.corpus],
    ])
  func noStudy(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try Verbatim.run(arguments, in: folder.path)
    #expect(run.status == 2)
    #expect(run.out == "")
    #expect(run.errorLines.count == 1)
    #expect(run.error.hasPrefix("verbatim: "))
    #expect(try Verbatim.run(["--study", "/nowhere"] + arguments).status == 2)
  }

  @Test("the study is found above, by --study on either side, and by its variable")
  func findsStudy() throws {
    let study = try DemoStudy.path
    let below = try Verbatim.run(["stats", "--format", "csv"], in: study + "/sources")
    #expect(below.status == 0)
    for arguments in [
      ["--study", study, "stats", "--format", "csv"],
      ["--study=\(study)", "stats", "--format", "csv"],
      ["stats", "--study", study, "--format", "csv"],
    ] {
      #expect(try Verbatim.run(arguments).out == below.out)
    }
    #expect(try DemoStudy.run("stats", "--format", "csv").out == below.out)
  }

  @Test("init wants an empty folder")
  func initTwice() throws {
    let (folder, study) = try DemoStudy.empty()
    #expect(try Verbatim.run(["init", study]).status == 2)
    try folder.write("something", "else")
    let run = try Verbatim.run(["init", folder.path])
    #expect(run.status == 2)
    #expect(run.errorLines.count == 1)
  }

  @Test(
    "the command alone, and help, are the help on standard output",
    arguments: [
      [], ["--help"], ["help"], ["help", "search"], ["search", "--help"],
      ["help", "query"], ["help", "code", "add"],
      ["--version"],
    ])
  func help(_ arguments: [String]) throws {
    let run = try Verbatim.run(arguments)
    #expect(run.status == 0)
    #expect(run.error == "")
    #expect(!run.out.isEmpty)
  }

  static let commands = [
    ["init"], ["import"], ["ingest"], ["search"], ["kwic"], ["explain"], ["extracts"], ["stats"],
    ["freq"], ["ngrams"], ["dispersion"], ["collocates"], ["cooccur"], ["keyness"], ["themes"],
    ["queries"], ["code"], ["code", "add"], ["code", "remove"],
    ["export"], ["check"], ["compact"], ["log"], ["report"], ["coreq"],
    ["matrix"], ["agreement"], ["saturation"], ["negative"], ["participation"],
  ]

  @Test("every command's help shows two examples or more, and they work on the shipped corpus")
  func examples() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/corpus", withDestinationPath: DemoStudy.corpus)
    let root = try examples(in: Verbatim.run(["help"]).out)
    #expect(root.count == 4)
    for line in root { try works(line, in: folder.path) }
    // The study is there now; what each command shows is run in it.
    for command in Self.commands where command != ["init"] {
      let lines = try examples(in: Verbatim.run(["help"] + command).out)
      #expect(lines.count >= 2, "\(command)")
      for line in lines {
        // What is taken back must have been put there.
        if command == ["code", "remove"] {
          _ = try run(line.replacingOccurrences(of: "remove", with: "add"), in: folder.path)
        }
        try works(line, in: folder.path)
      }
    }
    try FileManager.default.removeItem(atPath: folder.path + "/demo-study")
    for line in try examples(in: Verbatim.run(["help", "init"]).out) {
      try works(line, in: folder.path)
    }
  }

  private func examples(in help: String) -> [String] {
    help.split(separator: "\n").filter { $0.hasPrefix("  verbatim ") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func run(_ line: String, in folder: String) throws -> Verbatim.Run {
    try Verbatim.shell(line, on: folder + "/demo-study", in: folder, home: folder)
  }

  private func works(_ line: String, in folder: String) throws {
    let run = try run(line, in: folder)
    #expect(run.status == 0, "\(line): \(run.error)")
  }
}
