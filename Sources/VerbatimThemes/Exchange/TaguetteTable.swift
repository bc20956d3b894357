import Foundation

/// Tables that Taguette exports: highlights (`id,document,tag,content`) and tags (`tag,description`).
public enum TaguetteTable {
  public enum Kind: Sendable, Equatable {
    case highlights, tags
  }

  public struct Highlight: Sendable, Equatable {
    public var line: Int
    public var document: String
    /// `nil` for a highlight without one.
    public var tag: String?
    /// The words as Taguette shows them, paragraphs on lines of their own.
    public var content: String
  }

  public struct Tag: Sendable, Equatable {
    public var name: String
    public var description: String?

    public init(name: String, description: String?) {
      self.name = name
      self.description = description
    }
  }

  /// What a table is by its header; `nil` for another.
  public static func kind(_ bytes: [UInt8]) -> Kind? {
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    guard let header = CSVRecords(Array(bytes[..<end])).records.first else { return nil }
    let columns = Set(header.fields.map(Codebook.fold))
    if columns.isSuperset(of: ["document", "tag", "content"]) { return .highlights }
    let isTags =
      !columns.isDisjoint(with: ["tag", "name", "path"]) && columns.contains("description")
    return isTags && columns.isDisjoint(with: ["session", "turn", "theme"]) ? .tags : nil
  }

  /// Rows that are too short are passed over and counted.
  public static func highlights(_ bytes: [UInt8]) -> (rows: [Highlight], skipped: Int) {
    let table = CSVRecords(bytes)
    guard let header = table.records.first else { return ([], 0) }
    let columns = header.fields.map(Codebook.fold)
    guard let document = columns.firstIndex(of: "document"),
      let tag = columns.firstIndex(of: "tag"), let content = columns.firstIndex(of: "content")
    else { return ([], 0) }
    var rows: [Highlight] = []
    var skipped = table.unterminated == nil ? 0 : 1
    for record in table.records.dropFirst() {
      guard record.fields.count > max(document, tag, content) else {
        skipped += 1
        continue
      }
      let name = record.fields[tag]
      rows.append(
        Highlight(
          line: record.line, document: record.fields[document], tag: name.isEmpty ? nil : name,
          content: record.fields[content]))
    }
    return (rows, skipped)
  }

  public static func tags(_ bytes: [UInt8]) -> [Tag] {
    let table = CSVRecords(bytes)
    guard let header = table.records.first else { return [] }
    let columns = header.fields.map(Codebook.fold)
    let name = ["tag", "name", "path"].lazy.compactMap { columns.firstIndex(of: $0) }.first
    guard let name else { return [] }
    let description = columns.firstIndex(of: "description")
    var tags: [Tag] = []
    var known: Set<String> = []
    for record in table.records.dropFirst() where record.fields.count > name {
      let text = record.fields[name]
      guard !text.isEmpty, known.insert(text).inserted else { continue }
      let words = description.flatMap { $0 < record.fields.count ? record.fields[$0] : nil }
      tags.append(Tag(name: text, description: words?.isEmpty == false ? words : nil))
    }
    return tags
  }

  /// Tags as a flat codebook; one that `codebook` has by path or name is that theme.
  ///
  /// - Throws: what makes the names no codebook (a control character).
  public static func codebook(_ tags: [Tag], known codebook: Codebook) throws(CodebookProblems)
    -> (codebook: Codebook, ids: [String: String])
  {
    var ids: [String: String] = [:]
    var new: [Theme] = []
    for tag in tags where ids[tag.name] == nil {
      let found = codebook.candidates(for: tag.name)
      if found.count == 1 {
        ids[tag.name] = found[0].id
        continue
      }
      let id = ExchangeID.of("tag", tag.name)
      ids[tag.name] = id
      new.append(
        Theme(
          id: id, label: QDCName.generated(position: new.count, depth: 1), name: tag.name,
          definition: tag.description, position: new.count))
    }
    return (try Codebook(name: nil, themes: new), ids)
  }

  /// The turns in which a quotation stands, once each; see ``QuoteFinder``.
  public enum Place: Sendable, Equatable {
    /// Index of the turn, Unicode scalars of its text.
    case found(turn: Int, span: Range<Int>)
    case ambiguous
    case missing
  }

  /// Where a paragraph of a highlight stands: the one turn that holds it, a label in front apart.
  public static func place(_ paragraph: String, in turns: [String]) -> Place {
    var candidates = [paragraph]
    if let colon = paragraph.range(of: ": ") {
      candidates.append(String(paragraph[colon.upperBound...]))
    }
    for words in candidates {
      var found: Place = .missing
      for (index, text) in turns.enumerated() {
        switch QuoteFinder.find(words, in: text) {
        case .missing: continue
        case .repeated: return .ambiguous
        case .found(let span):
          if case .found = found { return .ambiguous }
          found = .found(turn: index, span: span)
        }
      }
      if found != .missing { return found }
    }
    return .missing
  }
}
