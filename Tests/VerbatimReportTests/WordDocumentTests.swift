import Foundation
import Testing
import VerbatimXML
import VerbatimZip

@testable import VerbatimReport

@Suite("A document as a Word package")
struct WordDocumentTests {
  /// What libxml2 finds in a part: paragraphs with their styles, and everything that is referred to.
  struct Part: XMLHandler {
    typealias Failure = Never
    var paragraphs: [(style: String, text: String)] = []
    var elements: [String] = []
    var styles: Set<String> = []
    var used: Set<String> = []
    var names: [String] = []
    private var isText = false

    init(_ bytes: [UInt8]) throws {
      try VerbatimXML.XMLParser(refusesDoctype: true).parse(XMLDocumentBytes(bytes), into: &self)
    }

    mutating func startElement(_ element: VerbatimXML.XMLElement) throws(Never) {
      elements.append(element.localName)
      isText = element.localName == "t"
      switch element.localName {
      case "p": paragraphs.append(("Normal", ""))
      case "pStyle", "rStyle", "tblStyle", "basedOn", "next":
        let id = element.attribute("val") ?? ""
        used.insert(id)
        if element.localName == "pStyle" { paragraphs[paragraphs.count - 1].style = id }
      case "style": styles.insert(element.attribute("styleId") ?? "")
      case "Override": names.append(element.attribute("PartName") ?? "")
      case "Relationship": names.append(element.attribute("Target") ?? "")
      case "br": paragraphs[paragraphs.count - 1].text += "\n"
      case "tab": paragraphs[paragraphs.count - 1].text += "\t"
      default: break
      }
    }

    mutating func endElement(_ end: XMLElementEnd) throws(Never) {
      isText = false
    }

    mutating func characters(_ found: XMLText) throws(Never) {
      guard isText else { return }
      var bytes: [UInt8] = []
      found.append(to: &bytes)
      paragraphs[paragraphs.count - 1].text += String(decoding: bytes, as: UTF8.self)
    }
  }

  private func parts(_ document: Document) throws -> [String: [UInt8]] {
    let archive = try ZipArchive(document.docx())
    var reader = archive.reader()
    var parts: [String: [UInt8]] = [:]
    for entry in archive.entries { parts[entry.name] = try reader.read(entry) }
    return parts
  }

  private static let awkward = [
    "I said \"no\" & <left>.", "two\nlines\tand a tab", "  blanks  at   both ends  ",
    "😀 and é, e\u{301}", "שלום, that's all", "]]> &amp; &#0;", "a – b … c",
  ]

  private var document: Document {
    var document = Document(title: "A & B <c>", language: "en-IE")
    document.add(.heading("Theme <1>", level: 1))
    document.add(.heading("deep", level: 9))
    for text in Self.awkward {
      document.add(.quote(.init(text, attribution: "(P1, FG1)", remark: "EO")))
    }
    document.add(.paragraph("plain"))
    document.add(.paragraph("note", .note))
    document.add(.paragraph("warning", .warning))
    document.add(.labelled("Included", "what belongs"))
    document.add(.list(["one", "two & three"]))
    document.add(.caption("Table 1", "themes"))
    document.add(
      .table(
        Table(
          columns: [.init("a", "a"), .init("n", "n", .number), .init("x", "x", isDataOnly: true)],
          rows: [[.tree("deep <er>", depth: 1), .integer(3), .text("hidden")], [.text("a\nb")]],
          notes: ["a note"])))
    document.add(
      .field(
        .init(
          number: 14, label: "Where", answers: ["here"], commands: ["verbatim log"],
          open: "by hand:")))
    return document
  }

  @Test("every part is well-formed, named in its lists, and every style that is used is there")
  func package() throws {
    let parts = try parts(document)
    let types = try Part(#require(parts["[Content_Types].xml"])).names
    #expect(
      Set(types)
        == Set(
          parts.keys.filter { $0.hasSuffix(".xml") && $0 != "[Content_Types].xml" }.map { "/" + $0 }
        ))
    for target in try Part(#require(parts["_rels/.rels"])).names { #expect(parts[target] != nil) }
    for target in try Part(#require(parts["word/_rels/document.xml.rels"])).names {
      #expect(parts["word/" + target] != nil)
    }
    let styles = try Part(#require(parts["word/styles.xml"]))
    let used = try Part(#require(parts["word/document.xml"])).used.union(styles.used)
    #expect(used.count > 10)
    #expect(used.isSubset(of: styles.styles), "\(used.subtracting(styles.styles))")
    for (name, bytes) in parts {
      _ = try Part(bytes)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("dcterms:created"), "\(name) tells a time")
    }
  }

  @Test("quotes are the very words, white space and signs of XML included")
  func words() throws {
    let xml = String(
      decoding: try #require(try parts(document)["word/document.xml"]), as: UTF8.self)
    let part = try Part(Array(xml.utf8))
    let found = part.paragraphs
    #expect(found.filter { $0.style == "Quote" }.map(\.text) == Self.awkward)
    #expect(
      found.count { $0.style == "QuoteSource" && $0.text == "— (P1, FG1); EO" }
        == Self.awkward.count)
    #expect(found.first?.style == "Title" && found.first?.text == "A & B <c>")
    #expect(found.contains { $0.style == "Heading1" && $0.text == "Theme <1>" })
    #expect(found.contains { $0.style == "Heading6" && $0.text == "deep" })
    #expect(found.contains { $0.style == "TableText" && $0.text == "a\nb" })
    #expect(!xml.contains("hidden"))
    #expect(found.contains { $0.text == "Shown by verbatim log" })
    #expect(xml.contains("<w:bidi/>"))
  }

  @Test("what a terminal would obey and what XML has no place for are visible signs")
  func controls() throws {
    var document = Document(title: "t\u{0}\u{FFFE}")
    let words = "a\u{1B}[2Jb\u{202E}c\u{FFFF}d\u{8}\u{85}"
    document.add(.quote(.init(words, attribution: "P\u{7}1")))
    let parts = try parts(document)
    for bytes in parts.values { _ = try Part(bytes) }
    let xml = String(decoding: try #require(parts["word/document.xml"]), as: UTF8.self)
    #expect(
      try Part(Array(xml.utf8)).paragraphs.contains {
        $0.text == "a␛[2Jb⟨U+202E⟩c⟨U+FFFF⟩d␈⟨U+0085⟩"
      })
    for format in [ReportFormat.text, .md, .html] {
      #expect(!document.string(as: format).contains("\u{1B}"))
      #expect(!document.string(as: format).contains("\u{202E}"))
    }
  }

  @Test("the same document gives the same bytes, and another gives others")
  func deterministic() throws {
    #expect(try document.docx() == document.docx())
    var other = document
    other.add(.paragraph("more"))
    #expect(try other.docx() != document.docx())
    #expect(other != document)
  }

  @Test("Markdown and HTML show signs as they are said")
  func escaping() {
    var document = Document(title: "*T*")
    document.add(.quote(.init("*not* bold\n# no heading <b>", attribution: "(P_1)")))
    document.add(.paragraph("1. no list"))
    document.add(.list(["- a", "<i>"]))
    document.add(.field(.init(number: 1, label: "L*", open: "write:")))
    let page = document.string(as: .md)
    #expect(page.hasPrefix("# \\*T\\*\n\n"))
    #expect(page.contains("> \\*not\\* bold\\\n> \\# no heading \\<b>\n>\n> — (P\\_1)\n"))
    #expect(page.contains("\n1\\. no list\n"))
    #expect(page.contains("- \\- a\n- \\<i>\n"))
    #expect(page.contains("**1. L\\***"))
    let html = document.string(as: .html)
    #expect(html.contains("# no heading &lt;b&gt;") && !html.contains("<b>" + "</blockquote>"))
    #expect(html.contains("<li dir=\"auto\">&lt;i&gt;</li>"))
    #expect(
      document.string(as: .text).contains("    *not* bold\n    # no heading <b>\n    — (P_1)\n"))
  }
}
