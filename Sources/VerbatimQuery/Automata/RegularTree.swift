/// A regular expression as a tree: what its text means, keys applied.
indirect enum RegularTree: Sendable, Equatable {
  /// One scalar of a set.
  case set(ScalarSet)
  /// One behind the other; none is the empty form.
  case sequence([RegularTree])
  case choice([RegularTree])
  /// `nil`: as often as one likes.
  case repeated(RegularTree, least: Int, most: Int?)

  /// What every form begins with, and whether that is all there is.
  var literalPrefix: (prefix: [UInt8], isLiteral: Bool) {
    var text = String.UnicodeScalarView()
    let isLiteral = appendPrefix(to: &text)
    return (Array(String(text).utf8), isLiteral)
  }

  /// False where something behind it is not literal.
  private func appendPrefix(to text: inout String.UnicodeScalarView) -> Bool {
    switch self {
    case .set(let set):
      guard let scalar = set.only.flatMap(Unicode.Scalar.init) else { return false }
      text.append(scalar)
      return true
    case .sequence(let parts):
      for part in parts where !part.appendPrefix(to: &text) { return false }
      return true
    case .choice(let parts):
      return parts.count == 1 && parts[0].appendPrefix(to: &text)
    case .repeated(let part, let least, let most):
      for _ in 0..<least where !part.appendPrefix(to: &text) { return false }
      return most == least
    }
  }
}
