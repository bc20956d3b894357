import VerbatimCorpus
import VerbatimThemes

/// Free text that a withdrawal leaves as it is, and that may say something of who withdraws: no program can
/// tell. Where it stands, and none of its words.
public struct WithdrawalRemark: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// A comment in a source.
    case comment
    /// A note, an abstract or a record of changes in a source's header.
    case note
    /// Lines of a plain text that are nobody's turn.
    case line
    /// Turns of others that name the label.
    case turn
    /// What the study says of a session: its title, its facts.
    case session
    /// Memos on the session, on its group's other sessions, on the study.
    case memo
    /// Another text of the database that names the label.
    case text
  }

  public var kind: Kind
  /// `fg1.xml`, `fg2`, `memo.text`.
  public var place: String
  /// Lines of a file, or numbers of turns, ascending; at most ``mostNumbers``.
  public var numbers: [Int]
  public var count: Int

  static let mostNumbers = 50

  init(_ kind: Kind, _ place: String, numbers: [Int] = [], count: Int? = nil) {
    self.kind = kind
    self.place = place
    self.numbers = Array(numbers.prefix(Self.mostNumbers))
    self.count = count ?? numbers.count
  }

  /// What stands beside the turns of a source that is rewritten.
  static func remarks(
    in source: RewrittenSource, bytes: [UInt8], format: String
  ) -> [WithdrawalRemark] {
    switch format {
    case "tei":
      let tags = XMLTags(bytes)
      var lines = LineNumbers(bytes)
      let notes = tags.elements.indices.filter { index in
        ["note", "abstract", "change"].contains(tags.elements[index].name)
          && !tags.elements[index].isEmpty && tags.isInHeader(index)
      }
      return [
        WithdrawalRemark(
          .comment, source.path, numbers: tags.comments.map { lines.number(at: $0.lowerBound) }),
        WithdrawalRemark(
          .note, source.path,
          numbers: notes.map { lines.number(at: tags.elements[$0].startTag.lowerBound) }),
      ].filter { $0.count > 0 }
    case "text":
      guard let turns = source.sessions.first?.after?.turns ?? source.sessions.first?.before.turns
      else { return [] }
      let taken = turns.reduce(into: Set<Int>()) { taken, turn in
        taken.formUnion(turn.place.line...max(turn.place.line, turn.place.lastLine))
      }
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      let numbers = lines.indices.filter { line in
        !taken.contains(line + 1) && lines[line].contains { $0 > 0x20 }
      }.map { $0 + 1 }
      return numbers.isEmpty ? [] : [WithdrawalRemark(.line, source.path, numbers: numbers)]
    default: return []
    }
  }

  /// Whether a text has a label as a word of its own.
  static func names(_ label: String, _ text: String) -> Bool {
    guard !label.isEmpty else { return false }
    var rest = text[...]
    while let found = rest.firstRange(of: label) {
      func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
      }
      let before = text.unicodeScalars[..<found.lowerBound].last
      let after = text.unicodeScalars[found.upperBound...].first
      if !isWord(before), !isWord(after) { return true }
      rest = rest[found.upperBound...]
    }
    return false
  }
}

/// Numbers of lines of a file. Cost: a pass over what lies between two questions, when they rise.
struct LineNumbers {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func number(at offset: Int) -> Int {
    if offset < at { (at, line) = (0, 1) }
    while at < min(offset, bytes.count) {
      if bytes[at] == 0x0A { line += 1 }
      at += 1
    }
    return line
  }
}
