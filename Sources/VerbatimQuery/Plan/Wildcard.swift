/// A pattern with `*` (any scalars, also none) and `?` (one scalar) over UTF-8; a backslash takes
/// the next character as it is.
struct Wildcard: Sendable {
  private enum Piece: Equatable {
    case byte(UInt8)
    case any
    case one
  }

  /// None of a pattern that is literal: there the prefix is all.
  private var pieces: [Piece] = []
  /// What everything that matches begins with.
  private(set) var prefix: [UInt8] = []
  private(set) var isLiteral = true

  /// - Parameters:
  ///   - hasOne: whether `?` is a wildcard too.
  ///   - key: applied to the literal stretches (folding).
  init(_ text: String, hasOne: Bool = true, key: ([UInt8]) -> [UInt8]) {
    // Most words have none of the marks.
    if text.utf8.allSatisfy({
      $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "\\")
    }) {
      prefix = key(Array(text.utf8))
      return
    }
    var literal: [UInt8] = []
    func flush(_ pieces: inout [Piece], _ prefix: inout [UInt8], _ isLiteral: Bool) {
      let folded = key(literal)
      pieces.append(contentsOf: folded.map(Piece.byte))
      if isLiteral { prefix.append(contentsOf: folded) }
      literal.removeAll()
    }
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        literal.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "*") || (hasOne && byte == UInt8(ascii: "?")) {
        flush(&pieces, &prefix, isLiteral)
        let piece: Piece = byte == UInt8(ascii: "*") ? .any : .one
        // `**` says no more than `*`.
        if piece != .any || pieces.last != .any { pieces.append(piece) }
        isLiteral = false
      } else {
        literal.append(byte)
      }
    }
    if isEscaped { literal.append(UInt8(ascii: "\\")) }
    flush(&pieces, &prefix, isLiteral)
    if isLiteral { pieces = [] }
  }

  /// True for literal characters and one `*` behind them.
  var isPrefix: Bool { !isLiteral && pieces.count == prefix.count + 1 && pieces.last == .any }

  /// Cost: the length of pattern and text multiplied at worst, usually their sum.
  func matches(_ text: some RandomAccessCollection<UInt8>) -> Bool {
    if isLiteral { return text.elementsEqual(prefix) }
    var piece = 0
    var at = text.startIndex
    var star: (piece: Int, at: Int)?
    let base = text.startIndex
    while at != text.endIndex {
      if piece < pieces.count {
        switch pieces[piece] {
        case .byte(let byte) where byte == text[at]:
          piece += 1
          at = text.index(after: at)
          continue
        case .one:
          piece += 1
          at = Self.afterScalar(text, at)
          continue
        case .any:
          star = (piece, text.distance(from: base, to: at))
          piece += 1
          continue
        default: break
        }
      }
      guard let back = star else { return false }
      let next = text.index(base, offsetBy: back.at)
      at = text.index(after: next)
      star = (back.piece, back.at + 1)
      piece = back.piece + 1
    }
    while piece < pieces.count, pieces[piece] == .any { piece += 1 }
    return piece == pieces.count
  }

  private static func afterScalar<Text: RandomAccessCollection<UInt8>>(
    _ text: Text, _ index: Text.Index
  ) -> Text.Index {
    var next = text.index(after: index)
    while next != text.endIndex, text[next] & 0xC0 == 0x80 { next = text.index(after: next) }
    return next
  }
}
