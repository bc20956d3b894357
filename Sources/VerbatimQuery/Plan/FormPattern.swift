/// A pattern with `*` and `?` that forms are compared with, as in the words of a query.
public struct FormPattern: Sendable {
  private let wildcard: Wildcard

  /// - Parameters:
  ///   - text: `*` is any number of characters, `?` is one; a backslash takes their meaning away.
  ///   - key: what makes its letters comparable with a form's (folding).
  public init(_ text: String, key: ([UInt8]) -> [UInt8]) {
    wildcard = Wildcard(text, key: key)
  }

  /// Whether the whole of a form (UTF-8) is as the pattern says.
  public func matches(_ form: [UInt8]) -> Bool {
    wildcard.matches(form)
  }
}
