import VerbatimXML
import VerbatimZip

/// A Word document: its text, footnotes and endnotes. Deleted, moved-away and hidden text is left out.
/// Of the archive only these parts and the styles are unpacked.
enum DOCXManuscript {
  static let limits = ZipLimits(
    entries: 20_000, entryBytes: 64 << 20, totalBytes: 128 << 20, ratio: 200)

  static func read(
    path: String, bytes: [UInt8], into builder: inout ManuscriptBuilder
  ) throws {
    let archive = try ZipArchive(bytes, limits: limits)
    var reader = archive.reader()
    guard let document = archive.entry(named: "word/document.xml") else {
      throw ManuscriptProblem(path: path, kind: .notWord)
    }
    var styles = DOCXStyles()
    if let entry = archive.entry(named: "word/styles.xml") {
      try parse(try reader.read(entry), entry.name, path, &styles)
    }
    let quotes = styles.quoteStyles()
    for name in [document.name, "word/footnotes.xml", "word/endnotes.xml"] {
      guard let entry = archive.entry(named: name) else { continue }
      var text = DOCXText(
        builder, quotes: quotes, kind: name == document.name ? .paragraph : .note)
      try parse(try reader.read(entry), name, path, &text)
      builder = text.builder
    }
  }

  private static func parse<Handler: XMLHandler>(
    _ bytes: [UInt8], _ name: String, _ path: String, _ handler: inout Handler
  ) throws where Handler.Failure == Never {
    do {
      try XMLParser(refusesDoctype: true).parse(try XMLDocumentBytes(bytes), into: &handler)
    } catch let problem as XMLProblem {
      throw ManuscriptProblem(path: path, kind: .part(name: name, line: problem.line))
    } catch let failure as XMLFailure<Never> {
      if case .document(let problem) = failure {
        throw ManuscriptProblem(path: path, kind: .part(name: name, line: problem.line))
      }
      throw failure
    }
  }
}
