import Testing

@testable import VerbatimReport

@Suite("A table says what it counted")
struct TableCaptionTests {
  private var table: Table {
    var caption = TableCaption()
    caption.add("window", "window", "5 left, 5 right")
    caption.add("tokens", "N", 46_910)
    caption.add("critical", "G² for p", .decimal(14.7712, places: 2))
    caption.add("left_out", "left out", .list(["filler", "number"]))
    caption.add(
      "side", "1st",
      .parts([
        .init("query", "", .text("role:moderator")), .init("tokens", "tokens", .integer(8262)),
      ]))
    return Table(
      title: "t", columns: [.init("a", "a"), .init("n", "n", .number)],
      rows: [[.text("x"), .undefined("∞")], [.text("y"), .integer(1)]], notes: ["a note"],
      caption: caption)
  }

  @Test("as lines with aligned values for people")
  func text() {
    let text = table.string(as: .text)
    #expect(
      text.hasSuffix(
        """
        a note

        window    5 left, 5 right
        N         46,910
        G² for p  14.77
        left out  filler, number
        1st       role:moderator, 8,262 tokens

        """))
    #expect(text.contains("x  ∞"))
  }

  @Test("wrapped beside the labels on a narrow terminal")
  func narrow() {
    let lines = table.string(as: .text, terminal: TerminalStyle(width: 32)).split(separator: "\n")
    #expect(lines.suffix(2) == ["1st       role:moderator, 8,262", "          tokens"])
  }

  @Test("as an object in order with whole numbers in JSON, and no key for what is undefined")
  func json() {
    let json = table.string(as: .json)
    #expect(
      json.contains(
        #""counted": {"window": "5 left, 5 right", "tokens": 46910, "critical": 14.7712, "#
          + #""left_out": ["filler", "number"], "side": {"query": "role:moderator", "#
          + #""tokens": 8262}}"#))
    #expect(json.contains(#"{"a": "x"}"#) && json.contains(#"{"a": "y", "n": 1}"#))
  }

  @Test("as a list in documents, and nowhere in CSV and JSON Lines")
  func documents() {
    #expect(table.string(as: .md).hasSuffix("- 1st: role:moderator, 8,262 tokens\n"))
    #expect(table.string(as: .html).contains("<dt>N</dt><dd>46,910</dd>"))
    for format in [ReportFormat.csv, .jsonl] {
      #expect(!table.string(as: format).contains("46"))
      var bare = table
      bare.caption = TableCaption()
      #expect(bare.string(as: format) == table.string(as: format))
    }
    #expect(table.caption.plainLines.first == "window: 5 left, 5 right")
  }

  @Test("a table without a caption is as it was")
  func none() {
    var bare = table
    bare.caption = TableCaption()
    #expect(!bare.string(as: .json).contains("counted"))
    #expect(bare.string(as: .text).hasSuffix("a note\n"))
    #expect(bare.caption.isEmpty)
  }
}
