/// A query kept under a name, to be used in others as `@name`: a sub-corpus, or words that one looks for
/// again and again.
public struct SavedQuery: Sendable, Equatable {
  public var name: String
  /// As typed, in the simple syntax; behind `cql:` in the other one.
  public var query: String
  /// What it is for.
  public var note: String?
  public var savedAt: Timestamp

  public init(name: String, query: String, note: String? = nil, savedAt: Timestamp) {
    self.name = name
    self.query = query
    self.note = note
    self.savedAt = savedAt
  }

  /// Longer names are refused.
  public static let longestName = 64

  /// A letter, then letters, digits, `_`, `-` and `.`; at most ``longestName`` scalars.
  public static func isName(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, scalars.count <= longestName, first.properties.isAlphabetic
    else { return false }
    return scalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "_-.".unicodeScalars.contains($0)
    }
  }
}
