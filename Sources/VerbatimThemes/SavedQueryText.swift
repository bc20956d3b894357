/// Saved queries as a text that people read and write:
///
/// ```
/// # what a query is for (may be left out)
/// @name = the query
/// ```
///
/// A line a query; empty lines say nothing.
public enum SavedQueryText {
  /// A line that is none of these.
  public struct Problem: Error, Sendable, Equatable {
    /// From 1.
    public var line: Int
    public var kind: Kind

    public enum Kind: Sendable, Equatable {
      /// No `@` in front, or no `=` behind the name.
      case noName
      /// What stands as a name is none.
      case badName
      case noQuery
      /// The name stands on an earlier line too.
      case twice
      case notUTF8
    }
  }

  public static func text(of queries: [SavedQuery]) -> String {
    queries.map { saved in
      (saved.note.map { "# \(oneLine($0))\n" } ?? "") + "@\(saved.name) = \(oneLine(saved.query))\n"
    }.joined()
  }

  /// - Throws: ``Problem`` for the first line that is wrong.
  public static func read(_ bytes: [UInt8], at time: Timestamp) throws(Problem) -> [SavedQuery] {
    var found: [SavedQuery] = []
    var note: String?
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      func problem(_ kind: Problem.Kind) -> Problem { Problem(line: index + 1, kind: kind) }
      guard let whole = String(validating: line, as: UTF8.self) else { throw problem(.notUTF8) }
      let text = trimmed(whole[...])
      if text.isEmpty {
        note = nil
      } else if text.hasPrefix("#") {
        note = String(trimmed(text.dropFirst()))
      } else {
        guard text.hasPrefix("@"), let equals = text.firstIndex(of: "=") else {
          throw problem(.noName)
        }
        let name = String(trimmed(text[text.index(after: text.startIndex)..<equals]))
        let query = String(trimmed(text[text.index(after: equals)...]))
        if !SavedQuery.isName(name) { throw problem(.badName) }
        if query.isEmpty { throw problem(.noQuery) }
        if found.contains(where: { $0.name == name }) { throw problem(.twice) }
        found.append(SavedQuery(name: name, query: query, note: note, savedAt: time))
        note = nil
      }
    }
    return found
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
