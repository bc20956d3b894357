import VerbatimFiles
import VerbatimLint
import VerbatimXML
import VerbatimZip

/// What a Word or OpenDocument file says beside its text: who wrote it and changed it, for which company,
/// what was commented, what was deleted and is still there, what is hidden. It goes wherever the file goes.
public struct DocumentTraces: Sendable, Equatable {
  public struct Trace: Sendable, Equatable {
    public var kind: LintKind
    public var certainty: LintCertainty
    /// `last modified by`, `company`, `comment`, `tracked deletion`.
    public var field: String
    /// The value, or the author of what is counted; empty where nobody is named.
    public var text: String
    public var count: Int
  }

  /// In the order of the fields of ``Field``, each value once.
  public private(set) var traces: [Trace] = []

  static let limits = ZipLimits(
    entries: 20_000, entryBytes: 64 << 20, totalBytes: 256 << 20, ratio: 200)

  /// Whether a file is read by its name.
  public static func isDocument(_ path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".docx") || name.hasSuffix(".odt")
  }

  /// Cost: unpacks the parts that say it, at most 64 MB each.
  ///
  /// - Throws: ``LintProblem/notDocument(path:)``, `FileProblem` where there is no file.
  public init(path: String) throws {
    let archive: ZipArchive
    do {
      archive = try ZipArchive(path: path, limits: Self.limits)
    } catch is ZipProblem {
      throw LintProblem.notDocument(path: path)
    }
    let isWord = archive.entry(named: "word/document.xml") != nil
    guard isWord || archive.entry(named: "content.xml") != nil else {
      throw LintProblem.notDocument(path: path)
    }
    var reader = archive.reader()
    var handler = TraceHandler()
    for entry in archive.entries where Self.isTelling(entry.name) {
      do {
        let bytes = try reader.read(entry)
        try XMLParser(refusesDoctype: true).parse(try XMLDocumentBytes(bytes), into: &handler)
      } catch {
        throw LintProblem.notDocument(path: path)
      }
      handler.endPart()
    }
    traces = handler.traces
  }

  private static func isTelling(_ name: String) -> Bool {
    let name = name.lowercased()
    if ["meta.xml", "content.xml", "styles.xml"].contains(name) { return true }
    if name.hasPrefix("docprops/"), name.hasSuffix(".xml") { return true }
    let word = ["document", "comments", "people", "footnotes", "endnotes", "header", "footer"]
    return name.hasSuffix(".xml") && word.contains { name.hasPrefix("word/" + $0) }
  }
}

/// Reads the parts of a document for what they tell.
private struct TraceHandler: XMLHandler {
  private(set) var traces: [DocumentTraces.Trace] = []
  private var open: [String] = []
  private var text: [UInt8] = []
  /// The element whose text is being read, by its depth.
  private var reading: (depth: Int, field: String)?

  /// Elements whose text is a fact, by local name.
  private static let facts: [String: String] = [
    "creator": "author", "initial-creator": "first author", "lastModifiedBy": "last modified by",
    "printed-by": "printed by", "Company": "company", "Manager": "manager", "title": "title",
    "subject": "subject", "keywords": "keywords", "keyword": "keywords",
    "description": "description", "category": "category", "lpwstr": "own property",
    "user-defined": "own property",
  ]
  private static let people: Set<String> = [
    "author", "first author", "last modified by", "printed by", "company", "manager",
  ]

  mutating func startElement(_ element: XMLElement) throws(Never) {
    let name = element.localName
    switch name {
    case "ins" where isRun(element): note(.revision, "tracked insertion", author(element))
    case "del" where isRun(element): note(.revision, "tracked deletion", author(element))
    case "moveFrom", "moveTo":
      if isRun(element) { note(.revision, "tracked move", author(element)) }
    case "comment": note(.comment, "comment", author(element))
    case "person" where Self.value("author", of: element) != nil:
      note(.author, "person", author(element))
    case "vanish":
      let value = Self.value("val", of: element)
      // Of a run with text; styles say it of what is nowhere.
      if open.contains("r"), value != "0", value != "false" { note(.hidden, "hidden text", "") }
    case "hidden-text", "hidden-paragraph": note(.hidden, "hidden text", "")
    case "annotation": note(.comment, "comment", "")
    case "changed-region": note(.revision, "tracked change", "")
    default: break
    }
    open.append(name)
    if reading == nil, let field = Self.facts[name] {
      reading = (open.count, field)
      text.removeAll(keepingCapacity: true)
    }
  }

  mutating func endElement(_ end: XMLElementEnd) throws(Never) {
    if let own = reading, own.depth == open.count {
      reading = nil
      take(own.field)
    }
    open.removeLast()
  }

  mutating func characters(_ piece: XMLText) throws(Never) {
    if reading != nil, text.count < 10_000 { piece.append(to: &text) }
  }

  mutating func endPart() {
    open.removeAll()
    reading = nil
  }

  private func isRun(_ element: XMLElement) -> Bool { Self.value("author", of: element) != nil }

  /// By the local name: each part has its own prefix.
  private static func value(_ name: String, of element: XMLElement) -> String? {
    for attribute in element.attributes where attribute.localName == name { return attribute.value }
    return nil
  }

  private func author(_ element: XMLElement) -> String {
    Self.value("author", of: element) ?? ""
  }

  private mutating func take(_ field: String) {
    let value = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    guard !value.isEmpty else { return }
    let around = open.dropLast()
    if field == "author", around.contains("annotation") {
      name(.comment, "comment", value)
    } else if field == "author", around.contains("change-info") {
      name(.revision, "tracked change", value)
    } else {
      note(.author, field, value)
    }
  }

  /// Who made what was counted last.
  private mutating func name(_ kind: LintKind, _ field: String, _ author: String) {
    if let place = traces.firstIndex(where: { $0.field == field && $0.text.isEmpty }) {
      traces[place].count -= 1
      if traces[place].count == 0 { traces.remove(at: place) }
    }
    note(kind, field, author)
  }

  private mutating func note(_ kind: LintKind, _ field: String, _ text: String) {
    if let place = traces.firstIndex(where: {
      $0.kind == kind && $0.field == field && $0.text == text
    }) {
      traces[place].count += 1
      return
    }
    let isPerson =
      !text.isEmpty && (kind != .author || field == "person" || Self.people.contains(field))
    traces.append(
      DocumentTraces.Trace(
        kind: kind, certainty: isPerson ? .likely : .look, field: field, text: text, count: 1))
  }
}
