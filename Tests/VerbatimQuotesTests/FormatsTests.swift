import Testing
import VerbatimZip

@testable import VerbatimQuotes

/// A Word document of these files.
func word(_ body: String, more: [String: String] = [:]) throws -> [UInt8] {
  let open = """
    <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>
    """
  var zip = ZipWriter()
  zip.add("word/document.xml", Array((open + body + "</w:body></w:document>").utf8))
  for (name, text) in more { zip.add(name, Array(text.utf8)) }
  return try zip.finish()
}

func paragraph(_ text: String, _ properties: String = "") -> String {
  "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
}

@Suite("Manuscripts in several formats")
struct FormatsTests {
  static let block = "I was there on Monday & it rained"
  static let first = "She – never – asks me why"

  static func manuscripts() throws -> [ManuscriptFormat: [UInt8]] {
    let html = block.replacing("&", with: "&amp;")
    let styles = """
      <w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
      <w:style w:styleId="Z1"><w:name w:val="Quote"/></w:style>
      <w:style w:styleId="Z2"><w:name w:val="Mine"/><w:basedOn w:val="Z1"/></w:style></w:styles>
      """
    return [
      .markdown: Array("Then “\(first)” (P3, FG2).\n\n> \(block)\n>\n> — P1, FG1\n".utf8),
      .text: Array(
        "Then “\(first)” (P3, FG2).\n\n    \(block)\n    (P1, FG1)\n\nMore.\n\nAnd more.\n".utf8),
      .html: Array(
        "<p>Then <q>\(first)</q> (P3, FG2).<blockquote>\(html)<footer>— P1, FG1</footer></blockquote>"
          .utf8
      ),
      .latex: Array(
        """
        Then \\enquote{\(first.replacing("–", with: "--"))} (P3, FG2).
        \\begin{displayquote}[P1, FG1]
        \(block.replacing("&", with: "\\&"))
        \\end{displayquote}
        """.utf8),
      .docx: try word(
        paragraph("Then “\(first)” (P3, FG2).") + paragraph(html, "<w:pStyle w:val=\"Z2\"/>")
          + paragraph("— P1, FG1", "<w:pStyle w:val=\"Z2\"/>"),
        more: ["word/styles.xml": styles]),
    ]
  }

  @Test("the same quotations with the same attributions come out of all five")
  func same() throws {
    for (format, bytes) in try Self.manuscripts() {
      let manuscript = try Manuscript(path: "m", bytes: bytes, as: format)
      let found = QuotationFinder.find(in: manuscript, people: somePeople())
      #expect(found.all.map { manuscript.text($0.range) } == [Self.first, Self.block], "\(format)")
      #expect(found.all.map { $0.attribution?.text } == ["P3, FG2", "P1, FG1"], "\(format)")
      #expect(found.all.map(\.kind) == [.marks, .block], "\(format)")
      #expect(found.unclosed.isEmpty, "\(format)")
    }
  }

  @Test("a file is known by its bytes and its name")
  func detection() throws {
    let bytes = try Self.manuscripts()
    #expect(ManuscriptFormat(path: "a", bytes: bytes[.docx] ?? []) == .docx)
    #expect(ManuscriptFormat(path: "a.tex", bytes: []) == .latex)
    #expect(ManuscriptFormat(path: "a", bytes: Array("<!DOCTYPE html>".utf8)) == .html)
    #expect(ManuscriptFormat(path: "a", bytes: Array("\\documentclass{x}".utf8)) == .latex)
    #expect(ManuscriptFormat(path: "a.b/c", bytes: Array("x".utf8)) == .markdown)
  }

  @Test("deleted, hidden and repeated text of a Word document is left out, notes are read")
  func wordParts() throws {
    let body = """
      <w:p><w:r><w:t>one </w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del>\
      <w:ins><w:r><w:t>two</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>\
      <w:r><w:instrText>no</w:instrText></w:r><mc:AlternateContent><mc:Choice><w:r><w:t> three</w:t></w:r>\
      </mc:Choice><mc:Fallback><w:r><w:t>no</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>
      """
    let notes = """
      <w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
      \(paragraph("A note"))</w:footnotes>
      """
    let bytes = try word(body, more: ["word/footnotes.xml": notes])
    let manuscript = try Manuscript(path: "m.docx", bytes: bytes)
    #expect(manuscript.blocks.map { manuscript.text($0.range) } == ["one two three", "A note"])
    #expect(manuscript.blocks.map(\.kind) == [.paragraph, .note])
  }

  @Test("Word documents that mean harm are refused")
  func hostileWord() throws {
    let entities = """
      <!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>
      """
    var zip = ZipWriter()
    zip.add("word/document.xml", Array(entities.utf8))
    let bytes = try zip.finish()
    #expect(throws: ManuscriptProblem.self) { try Manuscript(path: "m.docx", bytes: bytes) }
    let deep = String(repeating: "<w:p>", count: 5000) + String(repeating: "</w:p>", count: 5000)
    let nested = try word(deep)
    #expect(throws: ManuscriptProblem.self) { try Manuscript(path: "m.docx", bytes: nested) }
    var other = ZipWriter()
    other.add("a.txt", [65])
    let noWord = try other.finish()
    #expect(throws: ManuscriptProblem(path: "m.docx", kind: .notWord)) {
      try Manuscript(path: "m.docx", bytes: noWord)
    }
    #expect(throws: ManuscriptProblem.self) {
      try Manuscript(path: "m.docx", bytes: Array(bytes.prefix(bytes.count / 2)))
    }
    // Every cut of the file ends in an error or in a text, never in a trap.
    for count in stride(from: 0, to: nested.count, by: 997) {
      _ = try? Manuscript(path: "m.docx", bytes: Array(nested.prefix(count)), as: .docx)
    }
  }

  @Test("random markup is read without a trap, whatever it is taken for")
  func random() {
    var generator = SystemRandomNumberGenerator()
    let pieces = [
      "“", "”", "\"", "'", "‘", "’", "[", "]", "(", ")", "…", "...", "\\", "{", "}", "$", "%", "<",
      ">",
      "&", ";", "`", "```", "*", "_", "#", "\n", "\n\n", " ", "> ", "- ", "|", "a", "P3", "FG2",
      "é", "e\u{301}",
      "\\begin{quote}", "\\end{quote}", "\\footnote{", "<q>", "</q>", "<blockquote>", "</p>",
      "<!--", "-->",
      "<code>", "[^1]", "](", "—", "2018", ":", ",", ".", "\\enquote{", "&amp;", "\u{FEFF}", "~~",
      "\r",
    ]
    let seed = UInt64.random(in: .min ... .max, using: &generator)
    var state = seed
    for _ in 0..<600 {
      var text = ""
      for _ in 0..<60 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count]
      }
      for format in [ManuscriptFormat.markdown, .text, .html, .latex] {
        do {
          let (manuscript, found) = try found(text, format)
          let all = found.all
          #expect(
            all.allSatisfy { manuscript.scalars.indices.contains($0.range.lowerBound) },
            "seed \(seed)")
          #expect(
            zip(all, all.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound },
            "seed \(seed): \(text)")
          #expect(manuscript.places.count == manuscript.scalars.count)
        } catch {
          Issue.record("seed \(seed): \(error)")
        }
      }
    }
  }
}
