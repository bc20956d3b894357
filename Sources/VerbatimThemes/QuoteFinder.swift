/// Where a quotation stands in a turn: exactly, else with white space collapsed; never fuzzily.
struct QuoteFinder {
  enum Answer: Equatable {
    /// Unicode scalar offsets in the turn's text.
    case found(Range<Int>)
    case missing
    /// How often it stands there.
    case repeated(Int)
  }

  /// Cost: linear in the two lengths.
  static func find(_ quote: String, in text: String) -> Answer {
    let exact = Normalised(text, collapsing: false)
    let answer = search(Array(quote.utf8), exact)
    guard case .missing = answer else { return answer }
    return search(Normalised(quote, collapsing: true).bytes, Normalised(text, collapsing: true))
  }

  /// Whether the two are the same words with the same marks, white space apart.
  static func isSame(_ left: String, _ right: String) -> Bool {
    Normalised(left, collapsing: true).bytes == Normalised(right, collapsing: true).bytes
  }

  /// UTF-8 bytes, and for each the offset of the scalar it came from.
  private struct Normalised {
    var bytes: [UInt8] = []
    var scalars: [Int] = []

    /// Collapsing makes one space of a run of white space, and none at the two ends.
    init(_ text: String, collapsing: Bool) {
      bytes.reserveCapacity(text.utf8.count)
      scalars.reserveCapacity(text.utf8.count)
      var space: Int?
      for (offset, scalar) in text.unicodeScalars.enumerated() {
        if collapsing, scalar.properties.isWhitespace {
          if space == nil, !bytes.isEmpty { space = offset }
          continue
        }
        if let from = space {
          bytes.append(UInt8(ascii: " "))
          scalars.append(from)
          space = nil
        }
        for byte in UTF8.encode(scalar) ?? .init() {
          bytes.append(byte)
          scalars.append(offset)
        }
      }
    }
  }

  /// Knuth, Morris and Pratt: hostile text must not make the search quadratic.
  private static func search(_ quote: [UInt8], _ text: Normalised) -> Answer {
    guard !quote.isEmpty, quote.count <= text.bytes.count else { return .missing }
    var borders = [0]
    borders.reserveCapacity(quote.count)
    var length = 0
    for index in 1..<max(1, quote.count) {
      while length > 0, quote[index] != quote[length] { length = borders[length - 1] }
      if quote[index] == quote[length] { length += 1 }
      borders.append(length)
    }
    var count = 0
    var first = 0..<0
    length = 0
    for (index, byte) in text.bytes.enumerated() {
      while length > 0, byte != quote[length] { length = borders[length - 1] }
      if byte == quote[length] { length += 1 }
      guard length == quote.count else { continue }
      count += 1
      if count == 1 {
        first = text.scalars[index + 1 - quote.count]..<text.scalars[index] + 1
      }
      length = borders[length - 1]
    }
    switch count {
    case 0: return .missing
    case 1: return .found(first)
    default: return .repeated(count)
    }
  }
}
