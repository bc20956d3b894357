import Foundation
import Testing
import VerbatimXML

@Suite("Agreement, matrix, saturation, participation and negative cases as commands")
struct RigourTests {
  static let commands = [
    ["agreement"], ["agreement", "--unit", "sentence", "--below"],
    ["agreement", "--coders", "EO,MB", "--theme", "A/3", "--disagreements"],
    ["matrix"], ["matrix", "--by", "sex", "--cells", "words"],
    ["matrix", "--by", "theme", "--per", "exchange"], ["matrix", "--quotes", "2"],
    ["saturation"], ["saturation", "--per", "participant", "--orders", "200"],
    ["participation"], ["negative", "A/1"], ["negative", "A/1", "--count"],
  ]

  @Test("every command gives every format, twice the same", arguments: commands)
  func formats(_ command: [String]) throws {
    for format in ["text", "json", "jsonl", "csv", "md", "html"] {
      let run = try Verbatim.run(command + ["--format", format], on: DemoStudy.path)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error == "")
      #expect(!run.out.isEmpty)
      switch format {
      case "json": #expect(try !JSON.object(run.out).isEmpty)
      case "jsonl": #expect(try !run.objects.isEmpty)
      case "csv":
        let rows = Comma.rows(run.out)
        #expect(rows.count > 1 && rows.allSatisfy { $0.count == rows[0].count })
        #expect(Set(rows[0]).count == rows[0].count, "a column twice: \(rows[0])")
      default: break
      }
      let again = try Verbatim.run(command + ["--format", format], on: DemoStudy.path)
      #expect(again.out == run.out)
    }
  }

  @Test("every example of the help works on the shipped corpus")
  func examples() throws {
    let (folder, study) = try DemoStudy.copy()
    for command in ["agreement", "matrix", "saturation", "negative", "participation"] {
      let help = try Verbatim.run(["help", command]).out
      let lines = help.split(separator: "\n").filter { $0.hasPrefix("  verbatim ") }
      #expect(lines.count >= 2, "\(command)")
      for line in lines {
        let run = try Verbatim.shell(
          line.trimmingCharacters(in: .whitespaces), on: study, in: folder.path, home: folder.path)
        #expect(run.status == 0, "\(line): \(run.error)")
      }
    }
  }

  @Test(
    "what cannot be answered is one line and exit code 2, or 1 where there is only too little",
    arguments: [
      (["agreement", "--coders", "EO,XY"], 2), (["agreement", "--coders", "EO"], 2),
      (["agreement", "--sessions", "fg9"], 2), (["agreement", "--theme", "Z"], 2),
      (["agreement", "--unit", "page"], 2), (["agreement", "--resamples", "0"], 2),
      (["matrix", "--by", "shoes"], 2), (["matrix", "--by", "theme", "--cells", "words"], 2),
      (["matrix", "--per", "turn"], 2), (["matrix", "--quotes", "0"], 2),
      (["matrix", "--quotes", "1", "--cells", "words"], 2), (["matrix", "--coders", "XY"], 2),
      (["saturation", "--order", "FG1,FG2"], 2), (["saturation", "--order", "FG1,FG1"], 2),
      (["saturation", "--base", "0"], 2), (["saturation", "--orders", "0"], 2),
      (["saturation", "--svg", "/nowhere/x.svg"], 2), (["negative", "Z"], 2),
      (["negative", "B/1"], 1), (["negative", "B/1", "--query", "zebra", "--coders", "XY"], 2),
      (["participation", "--theme", "Z"], 2),
    ] as [([String], Int32)])
  func refused(_ arguments: [String], _ status: Int32) throws {
    let run = try Verbatim.run(arguments, on: DemoStudy.path)
    #expect(run.status == status, "\(run.error)")
    #expect(run.out == "")
    #expect((1...2).contains(run.errorLines.count), "\(run.error)")
    #expect(!run.error.contains("Optional(") && !run.error.contains("Problem"))
  }

  @Test("an empty study has nothing to count, and says what comes next")
  func empty() throws {
    let (folder, study) = try DemoStudy.empty()
    defer { withExtendedLifetime(folder) {} }
    for command in [["agreement"], ["matrix"], ["saturation"], ["participation"]] {
      let run = try Verbatim.run(command, on: study)
      #expect(run.status == 1, "\(command): \(run.error)")
      #expect(run.error.contains("next: "))
    }
  }

  @Test("agreement in JSON has full figures, and the pooled row sums the others")
  func agreement() throws {
    let rows = try DemoStudy.run("agreement", "--format", "jsonl").objects
    let pooled = try #require(rows.last)
    #expect(pooled["path"] as? String == "all" && pooled["id"] == nil)
    for key in ["all", "only_EO", "only_MB", "none", "units"] {
      let sum = try rows.dropLast().reduce(0) { $0 + (try #require($1[key] as? Int)) }
      #expect(pooled[key] as? Int == sum, "\(key)")
    }
    for row in rows {
      let (a, b) = (try #require(row["all"] as? Int), try #require(row["only_EO"] as? Int))
      let (c, d) = (try #require(row["only_MB"] as? Int), try #require(row["none"] as? Int))
      #expect(a + b + c + d == row["units"] as? Int)
      let percent = try #require(row["percent"] as? Double)
      #expect(abs(percent - 100 * Double(a + d) / Double(a + b + c + d)) < 1e-9)
      if a > 0 {
        let positive = try #require(row["positive"] as? Double)
        #expect(abs(positive - 2 * Double(a) / Double(2 * a + b + c)) < 1e-12)
      }
      #expect(row["kappa"] != nil || row["undefined"] != nil)
    }
  }

  @Test("disagreements are as many as the table says, and say who coded")
  func disagreements() throws {
    let rows = try DemoStudy.run("agreement", "--format", "jsonl").objects
    let items = try DemoStudy.run("agreement", "--disagreements", "--format", "jsonl").objects
    for row in rows where row["id"] != nil {
      for (coder, other) in [("EO", "MB"), ("MB", "EO")] {
        let own = items.filter {
          $0["theme_id"] as? String == row["id"] as? String
            && $0["coded_by"] as? [String] == [coder]
        }
        #expect(own.allSatisfy { $0["not_coded_by"] as? [String] == [other] })
        let turns = Set(
          own.compactMap { item in
            (item["extract"] as? [String: Any]).map { "\($0["session"] ?? ""):\($0["turn"] ?? "")" }
          })
        #expect(turns.count == row["only_\(coder)"] as? Int)
      }
    }
    let text = try DemoStudy.run("agreement", "--disagreements").out
    #expect(text.contains(": EO, not MB") && text.contains("next: --limit 20"))
  }

  @Test(
    "a matrix, the list of themes and the extracts have the same numbers, with rules and without")
  func matrix() throws {
    for rules in [[], ["--rules"]] {
      try matrix(rules)
    }
  }

  private func matrix(_ rules: [String]) throws {
    let themes = try Verbatim.run(
      ["themes", "--format", "jsonl"] + rules, on: DemoStudy.path
    ).objects
    let rows = try Verbatim.run(
      ["matrix", "--below", "--format", "jsonl"] + rules, on: DemoStudy.path
    ).objects
    #expect(rows.count == themes.count + 1)
    for row in rows {
      guard let id = row["id"] as? String else { continue }
      let theme = try #require(themes.first { $0["id"] as? String == id })
      #expect(theme["extracts"] as? Int == row["total"] as? Int, "\(id)")
      let run = try Verbatim.run(
        ["extracts", "--theme", id, "--format", "jsonl"] + rules, on: DemoStudy.path)
      let extracts = try run.objects
      #expect(row["total"] as? Int == extracts.count, "\(id)")
      for group in ["FG1", "FG2", "FG3", "FG4", "FG5"] {
        #expect(row[group] as? Int == extracts.count { $0["group"] as? String == group })
      }
    }
  }

  @Test("the framework matrix quotes the very words, with their speakers")
  func framework() throws {
    let page = try DemoStudy.run("matrix", "--quotes", "1", "--format", "md").out
    let rows = try DemoStudy.run("matrix", "--quotes", "1", "--format", "jsonl").objects
    var quoted = 0
    for row in rows {
      for cell in try #require(row["cells"] as? [[String: Any]]) {
        let quotes = try #require(cell["quotes"] as? [[String: Any]])
        #expect(quotes.count == 1)
        let quote = try #require(quotes.first)
        #expect(quote["group"] as? String == cell["group"] as? String)
        #expect((quote["themes"] as? [String])?.contains(row["path"] as? String ?? "") == true)
        let speaker = try #require(quote["speaker"] as? String)
        #expect(page.contains("(\(speaker), \(cell["group"] as? String ?? ""))"))
        quoted += 1
      }
    }
    #expect(quoted > 20)
  }

  /// Elements, and the texts in them, of a document that libxml2 finds well formed.
  private struct Picture: XMLHandler {
    typealias Failure = Never
    var texts: [String] = []
    var elements: [String] = []
    private var text = ""

    init(_ svg: String) throws {
      let document = try XMLDocumentBytes(Array(svg.utf8))
      try VerbatimXML.XMLParser(refusesDoctype: true).parse(document, into: &self)
    }

    mutating func startElement(_ element: VerbatimXML.XMLElement) throws(Never) {
      elements.append(element.localName)
      text = ""
    }

    mutating func endElement(_ end: XMLElementEnd) throws(Never) {
      if !text.isEmpty { texts.append(text) }
      text = ""
    }

    mutating func characters(_ text: XMLText) throws(Never) {
      var bytes: [UInt8] = []
      text.append(to: &bytes)
      self.text += String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The pictures of a page, and the same in a file.
  private func pictures(_ command: [String]) throws -> (file: Picture, page: Picture) {
    let folder = try TemporaryFolder()
    let path = folder.path + "/x.svg"
    let run = try Verbatim.run(
      command + ["--svg", path, "--format", "html"], on: DemoStudy.path)
    #expect(run.status == 0 && run.error.contains("wrote "), "\(run.error)")
    let start = try #require(run.out.range(of: "<svg")).lowerBound
    let end = try #require(run.out.range(of: "</svg>")).upperBound
    let file = try String(contentsOfFile: path, encoding: .utf8)
    for text in [file, run.out] {
      for word in ["<script", "<image", "<style>@", "href", "url("] {
        #expect(!text.contains(word))
      }
    }
    return (try Picture(file), try Picture(String(run.out[start..<end])))
  }

  @Test("the heat map is well-formed, and its numbers are the table's")
  func heatMap() throws {
    for command in [
      ["matrix"], ["matrix", "--by", "participant", "--cells", "words"],
      ["matrix", "--by", "theme"], ["matrix", "--by", "education"],
    ] {
      let (file, page) = try pictures(command)
      #expect(file.texts == page.texts && file.elements == page.elements)
      let rows = Comma.rows(
        try Verbatim.run(command + ["--format", "csv"], on: DemoStudy.path).out)
      // Columns id, path, theme, depth come first; total is last, but for themes by themes.
      let isSquare = command.contains("theme")
      let themes = rows.dropFirst().dropLast(isSquare ? 0 : 1)
      let columns = 4..<rows[0].count - (isSquare ? 0 : 1)
      #expect(file.elements.count { $0 == "rect" } == themes.count * columns.count + 1)
      let hints = file.texts.filter { $0.contains(": ") && !$0.hasPrefix("Themes") }
      var expected: [String] = []
      for row in themes {
        let label = isSquare ? row[1] : "\(row[1]) \(row[2])"
        let noun = command.contains("words") ? "words" : isSquare ? "turns" : "extracts"
        for column in columns {
          expected.append("\(label), \(rows[0][column]): \(row[column]) \(noun)")
        }
      }
      #expect(hints == expected)
      // And as they are seen.
      let numbers = file.texts.filter { Int($0) != nil }
      #expect(numbers == themes.flatMap { row in columns.map { row[$0] } })
    }
  }

  @Test("the curve is well-formed, and its numbers are the table's")
  func curve() throws {
    for command in [["saturation"], ["saturation", "--per", "participant"]] {
      let (file, page) = try pictures(command)
      #expect(file.texts == page.texts)
      let rows = try Verbatim.run(command + ["--format", "jsonl"], on: DemoStudy.path).objects
      let hints = file.texts.filter { $0.hasSuffix(" in all") }
      var expected: [String] = []
      for row in rows {
        let name = try #require(row["event"] as? String)
        let new = try #require(row["new"] as? Int)
        let sum = try #require(row["cumulative"] as? Int)
        expected.append("\(name): \(new) new, \(sum) in all")
      }
      #expect(hints == expected)
    }
  }

  @Test("saturation of five groups: all orders, by date, the ratios of its own counts")
  func saturation() throws {
    let run = try DemoStudy.run("saturation", "--base", "2", "--run", "1", "--json")
    let whole = try JSON.object(run.out)
    let notes = try #require(whole["notes"] as? [String])
    #expect(notes.contains { $0.contains("all 120 orders") })
    #expect(notes.contains { $0.contains("in order of the attribute date") })
    let rows = try #require(whole["results"] as? [[String: Any]])
    #expect(rows.map { $0["event"] as? String } == ["FG1", "FG2", "FG3", "FG4", "FG5"])
    let new = try rows.map { try #require($0["new"] as? Int) }
    var sum = 0
    for (row, count) in zip(rows, new) {
      sum += count
      #expect(row["cumulative"] as? Int == sum)
    }
    for place in 2..<5 {
      let percent = try #require(rows[place]["run_percent"] as? Double)
      #expect(abs(percent - 100 * Double(new[place]) / Double(new[0] + new[1])) < 1e-9)
    }
    #expect(rows[0]["run_percent"] == nil)
  }

  @Test("participation counts 26 people and says who is never coded")
  func participation() throws {
    let whole = try JSON.object(try DemoStudy.run("participation", "--json").out)
    let rows = try #require(whole["results"] as? [[String: Any]])
    let people = rows.filter { $0["counts"] as? Bool == true }
    #expect(people.count == 26)
    let notes = try #require(whole["notes"] as? [String])
    #expect(notes.contains { $0.hasPrefix("26 of 26 participants speak") })
    let uncoded = people.filter { $0["extracts"] as? Int == 0 }
      .compactMap { $0["participant"] as? String }
    let note = try #require(notes.first { $0.contains("have coded words") })
    #expect(note.hasPrefix("\(26 - uncoded.count) of 26 "))
    for name in uncoded { #expect(note.contains(name)) }
  }

  @Test("negative cases are listed under their two headings")
  func negative() throws {
    let text = try DemoStudy.run("negative", "A/1", "--limit", "100").out
    #expect(text.contains(": matches the rule, not coded"))
    #expect(text.contains(": coded, unlike the rule"))
    let count = try JSON.object(try DemoStudy.run("negative", "A/1", "--count", "--json").out)
    let uncoded = try DemoStudy.run("negative", "A/1", "--side", "uncoded", "--format", "jsonl")
    let listed = try uncoded.objects.count
    #expect(listed == count["uncoded"] as? Int)
    let matched = try #require(count["matched"] as? Int)
    #expect(count["both"] as? Int == matched - listed)
  }
}
