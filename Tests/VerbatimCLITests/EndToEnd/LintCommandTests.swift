import Foundation
import Testing

@Suite("lint")
struct LintCommandTests {
  private func rows(_ run: Verbatim.Run) throws -> [[String: Any]] {
    try run.objects
  }

  @Test("nothing in the shipped corpus is certain to be an identity; what is found is masked")
  func shipped() throws {
    let run = try DemoStudy.run("lint", "--format", "jsonl")
    #expect(run.status == 1)
    let rows = try rows(run)
    #expect(!rows.isEmpty)
    for row in rows { #expect(row["certainty"] as? String != "certain", "\(row)") }
    // One participant was born in 1930 and met in 2024.
    let ages = rows.filter { $0["kind"] as? String == "age" }
    #expect(ages.contains { ($0["place"] as? String)?.hasPrefix("fg2 (P2") == true })
    for row in rows where row["kind"] as? String == "capital" {
      #expect((row["text"] as? String)?.contains("•") == true, "\(row)")
    }
    // Placeholders are shown: they stand in place of words.
    #expect(try !DemoStudy.quotes(run.error))
  }

  /// A study of one transcript.
  private func study(_ turns: [String]) throws -> (folder: TemporaryFolder, study: String) {
    let made = try DemoStudy.empty()
    let path = made.folder.path + "/talk.txt"
    let text = turns.enumerated().map { "P\($0.offset % 2 + 1): \($0.element)\n\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let run = try Verbatim.run(["ingest", path], on: made.study)
    try #require(run.status == 0, "\(run.error)")
    return made
  }

  private static let planted = [
    "Well, I was talking with Jane Smith about it the other day, and she agreed.",
    "You can reach me at kari@example.no or on 020 7946 0958 if you want.",
    "My number there is 943 476 5919, and the card is 4111 1111 1111 1111.",
    "I think it was fine, as far as I remember, and nobody minded at all.",
  ]

  @Test("the place is the turn and its scalars; words are shown only by --show")
  func places() throws {
    let made = try study(Self.planted)
    let masked = try Verbatim.run(["lint", "--format", "jsonl"], on: made.study)
    #expect(masked.status == 1)
    for secret in ["Smith", "kari", "7946", "5919", "4111"] {
      #expect(!masked.out.contains(secret) && !masked.error.contains(secret), "\(secret)")
    }
    for format in ["text", "json", "csv", "md", "html"] {
      let run = try Verbatim.run(["lint", "--format", format], on: made.study)
      #expect(!run.out.contains("Smith") && run.out.contains("S••••"), "\(format)")
    }
    let shown = try Verbatim.run(["lint", "--show", "--format", "jsonl"], on: made.study)
    var found: [String: String] = [:]
    for row in try rows(shown) {
      found[row["kind"] as? String ?? ""] = row["text"] as? String
      guard let place = row["place"] as? String, let text = row["text"] as? String,
        row["kind"] as? String != "people"
      else { continue }
      let parts = place.split(separator: ":")
      let turn = Self.planted[try #require(Int(parts[1])) - 1]
      let ends = parts[2].split(separator: "-").compactMap { Int($0) }
      let scalars = Array(turn.unicodeScalars)[ends[0]..<ends[1]]
      #expect(String(String.UnicodeScalarView(scalars)) == text)
    }
    #expect(
      found == [
        "capital": "Jane Smith", "email": "kari@example.no", "phone": "020 7946 0958",
        "nhs-number": "943 476 5919", "card": "4111 1111 1111 1111",
      ])
  }

  @Test("places of a list are found; a list in the study's folder needs no option")
  func gazetteer() throws {
    let made = try study(
      Self.planted + ["We all met in Port Example that day, and then went home."])
    func kinds(_ arguments: String...) throws -> [String] {
      try rows(
        Verbatim.run(
          ["lint", "--kinds", "listed-place", "--format", "jsonl", "--show"] + arguments,
          on: made.study)
      ).compactMap { $0["text"] as? String }
    }
    #expect(try kinds() == [])
    let list = try made.folder.write("places.txt", "# towns\nPort Example\n")
    #expect(try kinds("--places", list) == ["Port Example"])
    try Data("Port Example\n".utf8).write(to: URL(fileURLWithPath: made.study + "/lint-places.txt"))
    #expect(try kinds() == ["Port Example"])
  }

  @Test("documents: authors, company, comments, tracked changes and hidden text are said, masked")
  func documents() throws {
    let made = try study(Self.planted)
    let files = made.folder.path + "/files"
    try FileManager.default.createDirectory(
      atPath: files + "/word", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: files + "/docProps", withIntermediateDirectories: true)
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: files + "/" + name))
    }
    try write(
      "word/document.xml",
      """
      <w:document xmlns:w="w"><w:body><w:p><w:ins w:author="Kim Typist"><w:r><w:t>one</w:t></w:r></w:ins>\
      <w:del w:author="Kim Typist"><w:r><w:delText>Jane</w:delText></w:r></w:del>\
      <w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p></w:body></w:document>
      """)
    try write(
      "word/comments.xml",
      "<w:comments xmlns:w='w'><w:comment w:author='Lee Reader'><w:p/></w:comment></w:comments>")
    try write(
      "docProps/core.xml",
      """
      <c:coreProperties xmlns:c="c" xmlns:dc="dc"><dc:creator>Ann Author</dc:creator>\
      <c:lastModifiedBy>Bo Editor</c:lastModifiedBy></c:coreProperties>
      """)
    try write("docProps/app.xml", "<Properties><Company>Example Ltd</Company></Properties>")
    // Beside the transcript that it was the source of.
    let document = made.folder.path + "/talk.docx"
    _ = try Verbatim.shell("cd \(files) && python3 -m zipfile -c \(document) word docProps")
    let expected: Set<String> = [
      "author author Ann Author", "author last modified by Bo Editor", "author company Example Ltd",
      "comment comment Lee Reader", "revision tracked insertion Kim Typist",
      "revision tracked deletion Kim Typist", "hidden hidden text ",
    ]
    func found(_ run: Verbatim.Run) throws -> Set<String> {
      var found: Set<String> = []
      for row in try rows(run) {
        for place in row["places"] as? [String] ?? [] where place.hasPrefix("talk.docx (") {
          let field = place.dropFirst("talk.docx (".count).dropLast()
          found.insert("\(row["kind"] ?? "") \(field) \(row["text"] ?? "")")
        }
      }
      return found
    }
    let files1 = try Verbatim.run(["lint", "files", document, "--show", "--format", "jsonl"])
    #expect(files1.status == 1, "\(files1.error)")
    #expect(try found(files1) == expected)
    #expect(
      try found(Verbatim.run(["lint", "--show", "--format", "jsonl"], on: made.study)) == expected)
    let masked = try Verbatim.run(["lint", "files", document])
    for name in ["Author", "Typist", "Reader", "Editor", "unseen", "Jane"] {
      #expect(!masked.out.contains(name) && !masked.error.contains(name))
    }
    let open = made.folder.path + "/o.odt"
    try FileManager.default.removeItem(atPath: files + "/word")
    try write(
      "meta.xml",
      """
      <o:document-meta xmlns:o="o" xmlns:dc="dc" xmlns:m="m"><o:meta><m:initial-creator>Ann Author\
      </m:initial-creator><dc:creator>Bo Editor</dc:creator></o:meta></o:document-meta>
      """)
    try write(
      "content.xml",
      """
      <o:document-content xmlns:o="o" xmlns:t="t" xmlns:dc="dc"><t:changed-region><t:deletion>\
      <o:change-info><dc:creator>Kim Typist</dc:creator></o:change-info></t:deletion>\
      </t:changed-region><o:annotation><dc:creator>Lee Reader</dc:creator></o:annotation>\
      </o:document-content>
      """)
    _ = try Verbatim.shell("cd \(files) && python3 -m zipfile -c \(open) meta.xml content.xml")
    let odt = try rows(Verbatim.run(["lint", "files", open, "--show", "--format", "jsonl"]))
    #expect(
      Set(odt.compactMap { $0["text"] as? String })
        == ["Ann Author", "Bo Editor", "Kim Typist", "Lee Reader"])
    let text = made.folder.path + "/talk.txt"
    let refused = try Verbatim.run(["lint", "files", text])
    #expect(refused.status == 2 && refused.error.contains("neither a Word document"))
  }

  @Test("comments and people of a TEI header are shown to whoever cleans it")
  func headers() throws {
    let made = try DemoStudy.empty()
    let path = try made.folder.write(
      "t.xml",
      """
      <TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title>
      <respStmt><resp>typed</resp><name>Kim Typist</name></respStmt></titleStmt></fileDesc>
      <profileDesc><particDesc><listPerson><person xml:id="P1"><residence>Port Example</residence></person>
      </listPerson></particDesc></profileDesc></teiHeader>
      <text><body><!-- Jane cried here --><u who="#P1">So it was.</u><u who="#P2">Yes.</u></body></text></TEI>
      """)
    #expect(try Verbatim.run(["ingest", path], on: made.study).status == 0)
    let found = try rows(
      Verbatim.run(
        ["lint", "--kinds", "author,comment", "--show", "--format", "jsonl"], on: made.study))
    #expect(
      found.compactMap { $0["text"] as? String } == [
        "Kim Typist", "Port Example", "Jane cried here",
      ])
  }

  @Test("kinds and a query restrict what is looked for and where; 0 where nothing is found")
  func restricted() throws {
    let made = try study(Self.planted)
    let kinds = try Verbatim.run(["lint", "--kinds", "email,card", "--json"], on: made.study)
    let results = try #require(try JSON.object(kinds.out)["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["kind"] as? String } == ["card", "email"])
    let some = try Verbatim.run(["lint", "speaker:P2", "--format", "jsonl"], on: made.study)
    #expect(try rows(some).compactMap { $0["kind"] as? String }.sorted() == ["email", "phone"])
    #expect(try Verbatim.run(["lint", "--record"], on: made.study).status == 1)
    let log = try Verbatim.run(["log", "--format", "jsonl"], on: made.study)
    #expect(log.out.contains(#"\"turns\":4,\"certain\":2,\"likely\":3,"#), "\(log.out)")
    #expect(try Verbatim.run(["check"], on: made.study).status == 0)
    let none = try Verbatim.run(["lint", "nobody", "--kinds", "email"], on: made.study)
    #expect(none.status == 0 && none.out.isEmpty && none.error.contains("nothing found"))
  }

  @Test("an allow-list and a list of names are read; kept names need no list")
  func lists() throws {
    let made = try study(Self.planted)
    func write(_ name: String, _ text: String) throws -> String {
      let path = made.folder.path + "/" + name
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
    let allow = try write("allow.txt", "# known\nJane\nsmith\n")
    let passed = try Verbatim.run(["lint", "--kinds", "capital", "--allow", allow], on: made.study)
    #expect(passed.status == 0, "\(passed.out)")
    try Data("Jane Smith\n".utf8).write(to: URL(fileURLWithPath: made.study + "/lint-allow.txt"))
    let own = try Verbatim.run(["lint", "--kinds", "capital"], on: made.study)
    #expect(own.status == 0, "\(own.out)")
    let names = try write("names.txt", "Jane Smith\n")
    func kinds(_ arguments: String...) throws -> [String] {
      try rows(
        Verbatim.run(
          ["lint", "--kinds", "listed-name", "--format", "jsonl"] + arguments, on: made.study)
      ).compactMap { $0["certainty"] as? String }
    }
    #expect(try kinds("--names", names) == ["certain"])
    #expect(try kinds() == [])
    let kept = try Verbatim.run(["lint", "names", names], on: made.study)
    #expect(kept.status == 0, "\(kept.error)")
    #expect(try kinds() == ["certain"])
    let key = made.study + "/lint.key"
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    for file in [key, made.study + "/study.sqlite"] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      for name in ["Jane Smith", "jane smith"] {
        #expect(bytes.range(of: Data(name.utf8)) == nil, "\(file)")
      }
    }
    let log = try Verbatim.run(["log", "--format", "jsonl"], on: made.study)
    #expect(log.out.contains("lint-names") && !log.out.contains("Jane"))
    #expect(try Verbatim.run(["check"], on: made.study).status == 0)
    try FileManager.default.removeItem(atPath: key)
    let keyless = try Verbatim.run(["lint"], on: made.study)
    #expect(keyless.status == 2 && keyless.error.contains("lint names"))
    #expect(try Verbatim.run(["lint", "names", "--forget"], on: made.study).status == 0)
    #expect(
      try Verbatim.run(["lint", "names", "--forget"], on: made.study).error.contains("no names"))
    #expect(try kinds() == [])
  }

  @Test("a name in a file's name is found once by rule, and once by a list that has it")
  func fileNames() throws {
    let made = try DemoStudy.empty()
    let path = made.folder.path + "/Interview_SolveigHaugen-2.txt"
    let text = Self.planted.map { "P1: \($0)\n\nP2: And then we went on to it.\n\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try #require(try Verbatim.run(["ingest", path], on: made.study).status == 0)
    let names = made.folder.path + "/names.txt"
    try Data("Solveig Haugen\r\n".utf8).write(to: URL(fileURLWithPath: names))
    let run = try Verbatim.run(
      ["lint", "--names", names, "--show", "--format", "jsonl"], on: made.study)
    let found = try rows(run).filter { ($0["place"] as? String)?.hasSuffix("(file name)") == true }
    #expect(found.compactMap { $0["kind"] as? String } == ["listed-name", "file"])
    #expect(found.allSatisfy { $0["text"] as? String == "Solveig Haugen" })
  }

  @Test("classes of people: all of the shipped 26 are unique by all that is known of them")
  func people() throws {
    let all = try DemoStudy.run("lint", "people")
    #expect(all.status == 1 && all.out.contains("of 26 participants"))
    let sex = try DemoStudy.run(
      "lint", "people", "--attributes", "sex", "--format", "jsonl", "--all")
    #expect(sex.status == 0, "\(sex.out)")
    // Nine men and seventeen women, as in the study that is imitated.
    #expect(try rows(sex).compactMap { $0["people"] as? Int } == [9, 17])
    let both = try DemoStudy.run(
      "lint", "people", "--attributes", "sex,group", "-k", "26", "--format", "jsonl")
    #expect(try rows(both).reduce(0) { $0 + ($1["people"] as? Int ?? 0) } == 26)
  }

  @Test(
    "what cannot be understood ends in 2 with a next step",
    arguments: [
      ["lint", "--kinds", "nothing"], ["lint", "--kinds", ""], ["lint", "-k", "1"],
      ["lint", "--names", "/nowhere"], ["lint", "--allow", "/nowhere"], ["lint", "trust*("],
      ["lint", "names"], ["lint", "names", "/nowhere"], ["lint", "names", "/dev/null"],
      ["lint", "names", "x", "--forget"], ["lint", "people", "--attributes", "shoe"],
      ["lint", "people", "--attributes", ","], ["lint", "people", "--sensitive", "shoe"],
      ["lint", "people", "-k", "0"], ["lint", "--format", "pdf"],
    ])
  func wrong(_ arguments: [String]) throws {
    let run = try Verbatim.run(arguments, on: DemoStudy.path)
    #expect(run.status == 2, "\(arguments): \(run.out)")
    #expect(run.out.isEmpty && !run.error.isEmpty, "\(arguments)")
    #expect(!run.error.contains("no words yet"), "\(arguments): \(run.error)")
  }

  @Test("the examples of the help can be given as they stand")
  func examples() throws {
    let made = try DemoStudy.copy()
    for name in ["names.txt", "places.txt", "KEYFILE"] {
      try Data("Solveig\n".utf8).write(to: URL(fileURLWithPath: made.folder.path + "/" + name))
    }
    let report = ["report", "--output", made.folder.path + "/fg2.docx"]
    #expect(try Verbatim.run(report, on: made.study).status == 0)
    for command in [["lint"], ["lint", "people"], ["lint", "names"], ["lint", "scan"]] {
      let help = try Verbatim.run(["help"] + command).out
      let lines = help.split(separator: "\n").filter { $0.hasPrefix("  verbatim ") }
      #expect(lines.count >= 2, "\(command)")
      for line in lines {
        let run = try Verbatim.shell(
          line.trimmingCharacters(in: .whitespaces), on: made.study, in: made.folder.path)
        #expect([0, 1].contains(run.status), "\(line): \(run.error)")
      }
    }
    let before = try Verbatim.run(["--study", made.study, "lint", "people", "--attributes", "sex"])
    #expect(before.status == 0, "\(before.error)")
    #expect(try Verbatim.run(["--study", made.study, "lint", "role:moderator"]).status != 2)
  }

  @Test("an empty study has nothing to look at")
  func empty() throws {
    let made = try DemoStudy.empty()
    #expect(try Verbatim.run(["lint"], on: made.study).status == 0)
    #expect(try Verbatim.run(["lint", "people"], on: made.study).status == 0)
  }
}
