import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
  /// What a spreadsheet, a browser or a converter would obey.
  static let hostile = [
    "=HYPERLINK(1)", "-well, \"quoted\", yes", "<script>alert(1)</script> & so",
    "*not* _bold_ [x](y)",
    "@SUM(A1)", "two\nlines", "plain",
  ]

  static func study() throws -> (folder: TemporaryFolder, study: String) {
    let (folder, study) = try DemoStudy.empty()
    let lines = try hostile.enumerated().map { number, text in
      let turn: [String: Any] = [
        "session": "s", "turn": number + 1, "speaker": "=A", "text": text,
      ]
      return String(
        decoding: try JSONSerialization.data(withJSONObject: turn), as: UTF8.self)
    }
    let file = try folder.write("s.jsonl", lines.joined(separator: "\n") + "\n")
    let run = try Verbatim.run(["ingest", file], on: study)
    try #require(run.status == 0, "\(run.error)")
    return (folder, study)
  }

  @Test("CSV parses to what JSON Lines says")
  func csv() throws {
    let objects = try DemoStudy.run("search", "hug*", "--format", "jsonl").objects
    let run = try DemoStudy.run("search", "hug*", "--format", "csv")
    let rows = Comma.rows(run.out)
    #expect(
      rows.first == [
        "id", "session", "group", "turn", "speaker", "role", "text", "spans", "match", "themes",
        "theme_ids", "start", "end", "path", "sha256", "line", "bytes", "exact",
      ])
    #expect(rows.count == objects.count + 1)
    for (row, object) in zip(rows.dropFirst(), objects) {
      try #require(row.count == 18)
      #expect(row[0] == object["id"] as? String)
      #expect(row[6] == object["text"] as? String)
      #expect(row[8] == object["match"] as? String)
      #expect(row[9] == (object["themes"] as? [String])?.joined(separator: "; "))
    }
    #expect(run.out.hasSuffix("\r\n"))
  }

  @Test("no text of a cell is a formula, and taking one apostrophe away gives it back")
  func formulas() throws {
    let (folder, study) = try Self.study()
    defer { withExtendedLifetime(folder) {} }
    let run = try Verbatim.run(["search", "*", "--format", "csv"], on: study)
    let rows = Comma.rows(run.out).dropFirst()
    #expect(rows.count == Self.hostile.count)
    for (row, text) in zip(rows, Self.hostile) {
      for cell in [row[4], row[6]] {
        #expect(cell.first.map { !"=+-@\t".contains($0) } ?? true)
      }
      #expect(row[6] == text || row[6] == "'" + text)
    }
  }

  @Test("HTML is one page without script or outside resource, its quotes escaped")
  func html() throws {
    let (folder, study) = try Self.study()
    defer { withExtendedLifetime(folder) {} }
    let page = try Verbatim.run(["search", "*", "--format", "html"], on: study).out
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.hasSuffix("</html>\n"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; so"))
    for sign in ["<script", "http://", "https://", "<link", "<img"] {
      #expect(!page.contains(sign))
    }
    #expect(page.components(separatedBy: "<figure>").count == Self.hostile.count + 1)
  }

  @Test("every quote of a theme is in the page, with its attribution and theme")
  func htmlExtracts() throws {
    let page = try DemoStudy.run("extracts", "--theme", "A/3/b", "--format", "html").out
    for hit in try DemoStudy.run("extracts", "--theme", "A/3/b", "--format", "jsonl").objects {
      let words = hit["match"] as? String == "" ? hit["text"] : hit["match"]
      let match = try #require(words as? String)
        .replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "'", with: "&#39;")
      #expect(page.contains(match))
      let source = try #require(hit["source"] as? [String: Any])
      let (path, line) = (
        try #require(source["path"] as? String), try #require(source["line"] as? Int)
      )
      #expect(page.contains("(\(path):\(line))"))
    }
    #expect(page.contains("A/3/b Authoritarian peer support workers"))
  }

  @Test("Markdown quotes what was said, its signs escaped")
  func markdown() throws {
    let (folder, study) = try Self.study()
    defer { withExtendedLifetime(folder) {} }
    let page = try Verbatim.run(["search", "*", "--format", "md"], on: study).out
    #expect(page.contains("> \\*not\\* \\_bold\\_ \\[x\\](y)\n"))
    #expect(page.contains("> \\<script>alert(1)\\</script>"))
    #expect(page.contains("> two\\\n> lines\n"))
    let quotes = try DemoStudy.run("search", "hug*", "--format", "md").out
    #expect(quotes.components(separatedBy: "\n> — P").count > 20)
  }

  @Test(
    "every command that gives results writes all formats",
    arguments: [
      ["search", "hug*"], ["extracts", "--theme", "B/2"], ["stats"], ["stats", "--by", "speaker"],
      ["themes"], ["log"], ["search", "hug*", "--count"], ["check"],
    ])
  func formats(_ command: [String]) throws {
    for format in ["text", "json", "jsonl", "csv", "md", "html"] {
      let run = try Verbatim.run(command + ["--format", format], on: try DemoStudy.path)
      #expect(run.status == 0)
      // What was counted has no place in a table of records.
      let isApart = command.contains("--by") && ["csv", "jsonl"].contains(format)
      #expect(run.error.isEmpty || (isApart && run.error.hasPrefix("of: ")))
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
}
