import Foundation
import Testing
import VerbatimFiles
import VerbatimXML
import VerbatimZip

@Suite("Writing up: report, coreq and what extracts give for it")
struct WritingUpTests {
  static let commands = [
    ["report"], ["report", "--table1"], ["report", "--table1", "--counts"],
    ["report", "--theme", "A/3", "--coders", "EO"], ["coreq"],
  ]

  @Test("every format, twice the same, to a file as to standard output", arguments: commands)
  func formats(_ command: [String]) throws {
    let folder = try TemporaryFolder()
    for format in ["text", "json", "jsonl", "csv", "md", "html", "docx"] {
      let run = try Verbatim.run(command + ["--format", format], on: DemoStudy.path)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error == "")
      switch format {
      case "json": #expect(try !JSON.object(run.out).isEmpty)
      case "jsonl": #expect(try !run.objects.isEmpty)
      case "csv":
        let rows = Comma.rows(run.out)
        #expect(rows.count > 1 && rows.allSatisfy { $0.count == rows[0].count })
      case "html": #expect(run.out.hasSuffix("</html>\n"))
      case "docx": #expect(run.outBytes.starts(with: [0x50, 0x4B, 3, 4]))
      default: #expect(run.out.hasSuffix("\n"))
      }
      let file = folder.path + "/out." + format
      let again = try Verbatim.run(
        command + ["--output", file] + (format == "text" ? ["--format", "text"] : []),
        on: DemoStudy.path)
      #expect(again.status == 0 && again.out == "" && again.error.contains("wrote "))
      #expect(Array(try Data(contentsOf: URL(fileURLWithPath: file))) == run.outBytes, "\(format)")
    }
  }

  @Test("the table of themes is the published one in its shape")
  func tableOne() throws {
    let rows = Comma.rows(try DemoStudy.run("report", "--table1", "--format", "csv").out)
    #expect(
      rows.dropFirst().map { $0 } == [
        ["A. Embrace the differences", "1. Service users need different approaches", ""],
        ["", "2. Service users need different peer support workers", ""],
        [
          "", "3. Service users need different paths",
          "a. All-knowing peer support workers\nb. Authoritarian peer support workers",
        ],
        [
          "B. Harness the contextual factors",
          "1. Peer support workers' own recovery processes matter", "",
        ],
        ["", "2. Regulations that stand in the way", ""],
      ])
  }

  /// Texts of a Word document's paragraphs, by style.
  private struct Paragraphs: XMLHandler {
    typealias Failure = Never
    var found: [(style: String, text: String)] = []
    private var isText = false

    init(_ bytes: [UInt8]) throws {
      let archive = try ZipArchive(bytes)
      var reader = archive.reader()
      let entry = try #require(archive.entries.first { $0.name == "word/document.xml" })
      let part = try reader.read(entry)
      try VerbatimXML.XMLParser(refusesDoctype: true).parse(XMLDocumentBytes(part), into: &self)
    }

    mutating func startElement(_ element: VerbatimXML.XMLElement) throws(Never) {
      isText = element.localName == "t"
      switch element.localName {
      case "p": found.append(("", ""))
      case "pStyle": found[found.count - 1].style = element.attribute("val") ?? ""
      case "br": found[found.count - 1].text += "\n"
      default: break
      }
    }

    mutating func endElement(_ end: XMLElementEnd) throws(Never) { isText = false }

    mutating func characters(_ text: XMLText) throws(Never) {
      guard isText else { return }
      var bytes: [UInt8] = []
      text.append(to: &bytes)
      found[found.count - 1].text += String(decoding: bytes, as: UTF8.self)
    }
  }

  @Test("quotes are the very words of extracts in every document, each with whose it is")
  func quotes() throws {
    let report = try JSON.object(
      try DemoStudy.run("report", "--dissent", "0", "--quotes", "5", "--json").out)
    let extracts = try ["A", "B"].flatMap {
      try DemoStudy.run("extracts", "--theme", $0, "--format", "jsonl").objects
    }
    var expected: [String] = []
    for theme in try #require(report["results"] as? [[String: Any]]) {
      for quote in try #require(theme["exemplars"] as? [[String: Any]]) {
        let id = try #require(quote["id"] as? String)
        let extract = try #require(extracts.first { $0["id"] as? String == id })
        #expect((extract["themes"] as? [String])?.contains(theme["path"] as? String ?? "") == true)
        #expect(quote["text"] as? String == extract["text"] as? String)
        let match = try #require(extract["match"] as? String)
        expected.append(match.isEmpty ? extract["text"] as? String ?? "" : match)
        let speaker = try #require(quote["speaker"] as? String)
        let group = try #require(quote["group"] as? String)
        #expect(quote["attribution"] as? String == "(\(speaker), \(group))")
      }
    }
    #expect(expected.count > 20)
    let word = try DemoStudy.run(
      "report", "--dissent", "0", "--quotes", "5", "--format", "docx")
    let paragraphs = try Paragraphs(word.outBytes).found
    #expect(paragraphs.filter { $0.style == "Quote" }.map(\.text) == expected)
    #expect(
      paragraphs.count { $0.style == "QuoteSource" && $0.text.hasPrefix("— (P") } == expected.count)
    let text = try DemoStudy.run("report", "--dissent", "0", "--quotes", "5").out
    for quote in expected { #expect(text.contains("\n    \(quote)\n    — (P")) }
  }

  @Test("numbers of the report are those of themes, matrix, agreement and negative")
  func numbers() throws {
    let themes = try DemoStudy.run("themes", "--format", "jsonl").objects
    let report = try DemoStudy.run("report", "--format", "jsonl").objects
    let matrix = try DemoStudy.run(
      "matrix", "--below", "--cells", "words", "--format", "jsonl"
    ).objects
    let disagreements = try DemoStudy.run("agreement", "--disagreements", "--format", "jsonl")
      .objects
    #expect(report.count == 9)
    for (entry, theme) in zip(report, themes) {
      let path = try #require(entry["path"] as? String)
      #expect(entry["id"] as? String == theme["id"] as? String)
      for key in ["extracts", "participants", "groups"] {
        #expect(entry[key] as? Int == theme[key] as? Int, "\(path) \(key)")
      }
      #expect(
        entry["words"] as? Int == matrix.first { $0["path"] as? String == path }?["total"] as? Int)
      let dissent = try #require(entry["dissent"] as? [[String: Any]])
      func total(_ kind: String) -> Int {
        dissent.first { $0["kind"] as? String == kind }?["total"] as? Int ?? 0
      }
      #expect(total("coders") == disagreements.count { $0["theme"] as? String == path })
      if path == "A/1" {
        let sides = try DemoStudy.run("negative", "A/1", "--side", "unlike", "--format", "jsonl")
        #expect(total("unlike") == (try sides.objects.count))
      }
    }
  }

  @Test("COREQ has 32 items, each with an answer or room for one, and its commands run")
  func coreq() throws {
    let whole = try JSON.object(try DemoStudy.run("coreq", "--json").out)
    let rows = try #require(whole["results"] as? [[String: Any]])
    #expect(rows.compactMap { $0["item"] as? Int } == Array(1...32))
    var answered: [Int] = []
    var commands: Set<String> = []
    for row in rows {
      let evidence = row["evidence"] as? [String] ?? []
      let number = try #require(row["item"] as? Int)
      if !evidence.isEmpty { answered.append(number) }
      #expect(!evidence.isEmpty || row["open"] != nil, "\(number)")
      #expect(evidence.isEmpty == (row["commands"] as? [String] ?? []).isEmpty, "\(number)")
      commands.formUnion(row["commands"] as? [String] ?? [])
    }
    #expect(answered == [12, 14, 15, 16, 19, 21, 22, 24, 25, 26, 27, 29, 30, 31, 32])
    let folder = try TemporaryFolder()
    for command in commands.sorted() {
      let run = try Verbatim.shell(command, on: DemoStudy.path, in: folder.path)
      #expect(run.status == 0, "\(command): \(run.error)")
    }
    #expect(commands.count > 15)
  }

  @Test("attributes in an attribution are shown, and it is said how few share them")
  func attribution() throws {
    let run = try DemoStudy.run(
      "extracts", "--theme", "B/2", "--attribution", "[{speaker}/{sex}/{born}]", "--format", "jsonl"
    )
    #expect(run.status == 0)
    #expect(run.error.contains("the attribution shows sex and born together; of 26 participants"))
    let objects = try run.objects
    #expect(!objects.isEmpty)
    for object in objects {
      let text = try #require(object["attribution"] as? String)
      let speaker = try #require(object["speaker"] as? String)
      #expect(text.contains(/^\[P\d\/[FM]\/19\d\d\]$/) && text.hasPrefix("[\(speaker)/"))
    }
    let page = try DemoStudy.run("extracts", "--theme", "B/2", "--attribution", "publication")
    #expect(page.error == "" && page.out.contains("\n  — (P"))
    let rows = Comma.rows(
      try DemoStudy.run(
        "extracts", "--theme", "B/2", "--attribution", "working", "--format", "csv"
      ).out)
    #expect(rows[0].last == "attribution" && rows[1].last?.contains("fg") == true)
  }

  @Test(
    "what cannot be written is told in one line or two",
    arguments: [
      (["report", "--theme", "Z"], 2), (["report", "--quotes", "-1"], 2),
      (["report", "--coders", "XY"], 2), (["report", "--attribution", "{shoe}"], 2),
      (["report", "--attribution", "{speaker"], 2), (["report", "--format", "pdf"], 2),
      (["report", "--output", "/nowhere/x.docx"], 2), (["coreq", "--format", "odt"], 2),
      (["extracts", "--theme", "A", "--sort", "shoe"], 2),
      (["extracts", "--theme", "A", "--balance", "people"], 2),
      (["extracts", "--theme", "A", "--exemplars"], 1), (["log", "--since", "yesterday"], 2),
      (["log", "--anchor", "7"], 2), (["log", "--anchor", "x:y"], 2), (["log", "--theme", "Z"], 2),
      (["log", "--verify", "--theme", "A"], 2), (["log", "--action", "nothing"], 1),
      (["agreement", "--coders", "EO"], 2), (["agreement", "--disagreements", "--svg", "x"], 2),
    ] as [([String], Int32)])
  func refused(_ arguments: [String], _ status: Int32) throws {
    let run = try Verbatim.run(arguments, on: DemoStudy.path)
    #expect(run.status == status, "\(run.error)")
    #expect((1...2).contains(run.errorLines.count), "\(run.error)")
    // What the parser says of a value is nobody's words.
    if !arguments.contains("--format") { #expect(try !DemoStudy.quotes(run.error)) }
  }

  @Test("an empty study says what comes next")
  func empty() throws {
    let (folder, study) = try DemoStudy.empty()
    defer { withExtendedLifetime(folder) {} }
    let run = try Verbatim.run(["report"], on: study)
    #expect(run.status == 1 && run.error.contains("next: verbatim i"))
    let coreq = try Verbatim.run(["coreq"], on: study)
    #expect(coreq.status == 0, "\(coreq.error)")
  }

  @Test("a small study: one voice above half is told, and so is that nobody can disagree")
  func dominated() throws {
    let (folder, study) = try DemoStudy.empty()
    let transcript = """
      P1: It is *never* open <when> I & mine need it.
      P2: I like it there.
      P1: They close at four.
      P2: Mine stays later.
      P1: 1. A rule is a rule.
      P2: So they say.

      """
    _ = try Verbatim.run(["ingest", try folder.write("t1.txt", transcript)], on: study)
    let book = "codebook: B\nthemes:\n  - {id: hours, label: H, name: Opening hours}\n"
    _ = try Verbatim.run(["import", try folder.write("codebook.yaml", book)], on: study)
    #expect(try Verbatim.run(["report"], on: study).status == 1)
    for turn in [1, 2, 3, 5] {
      let run = try Verbatim.run(["code", "add", "H", "t1:\(turn)", "--coder", "EO"], on: study)
      #expect(run.status == 0, "\(run.error)")
    }
    let text = try Verbatim.run(["report"], on: study)
    #expect(text.status == 0)
    #expect(
      text.out.contains("\nOne speaker above half: P1 of t1 has 75 % of the extracts (3 of 4)\n"))
    #expect(
      text.out.contains(
        "dissenting turns cannot be named: one person coded, and no theme has a rule"))
    // One exemplar a participant: the longest of P1, and what P2 said.
    let quoted = "\n    It is *never* open <when> I & mine need it.\n"
    #expect(text.out.contains(quoted + "    — (P1, t1)\n"))
    #expect(text.out.contains("\n    I like it there.\n    — (P2, t1)\n"))
    #expect(!text.out.contains("A rule is a rule"))
    let page = try Verbatim.run(["report", "--format", "md"], on: study).out
    #expect(page.contains("> It is \\*never\\* open \\<when> I \\& mine need it.\n"))
    #expect(page.contains("**One speaker above half: P1 of t1 has 75 % of the extracts (3 of 4)**"))
    let word = try Paragraphs(try Verbatim.run(["report", "--format", "docx"], on: study).outBytes)
    #expect(
      word.found.filter { $0.style == "Quote" }.map(\.text) == [
        "It is *never* open <when> I & mine need it.", "I like it there.",
      ])
    let row = try #require(
      try Verbatim.run(["report", "--format", "jsonl"], on: study).objects.first)
    let dominant = try #require(row["dominant"] as? [String: Any])
    #expect(dominant["participant"] as? String == "t1/P1" && dominant["of"] as? Int == 4)
  }

  @Test("the picture of agreement has the numbers of its table")
  func picture() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.svg"
    let run = try Verbatim.run(
      ["agreement", "--svg", path, "--format", "html"], on: DemoStudy.path)
    #expect(run.status == 0 && run.error.contains("wrote "))
    let svg = try String(contentsOfFile: path, encoding: .utf8)
    #expect(run.out.contains(svg.components(separatedBy: "\n").dropFirst().joined(separator: "\n")))
    for row in try DemoStudy.run("agreement", "--format", "jsonl").objects {
      let name = try #require(row["name"] as? String).replacingOccurrences(of: "'", with: "&#39;")
      let numbers = try ["alpha", "alpha_low", "alpha_high"].map { key in
        row[key] == nil ? nil : String(format: "%.3f", try #require(row[key] as? Double))
      }
      guard let alpha = numbers[0], let low = numbers[1], let high = numbers[2] else { continue }
      let path = try #require(row["path"] as? String)
      #expect(svg.contains("\(path) \(name): \(alpha), \(low) to \(high)"), "\(name)")
    }
  }
}
