/// The brackets of a turn that belong together, found in one pass.
struct BracketPairs {
  struct Pair {
    /// Position of the opening mark, of an escape in front of it if there is one.
    var start: Int
    var content: Range<Int>
    /// Behind the closing mark.
    var end: Int
    var delimiter: Brackets.Delimiter
  }

  /// The pair that begins at a position.
  private(set) var byStart: [Int: Pair] = [:]

  /// A bracket is closed within its paragraph, within 200 bytes and seven others; else it is text.
  /// Cost: a scan.
  init(_ bytes: [UInt8]) {
    var open: [(at: Int, mark: UInt8)] = []
    for at in bytes.indices {
      switch bytes[at] {
      case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "<"):
        open.append((at, bytes[at]))
      case UInt8(ascii: "]"): close(UInt8(ascii: "["), at, &open, bytes)
      case UInt8(ascii: ")"): close(UInt8(ascii: "("), at, &open, bytes)
      case UInt8(ascii: "}"): close(UInt8(ascii: "{"), at, &open, bytes)
      case UInt8(ascii: ">"): close(UInt8(ascii: "<"), at, &open, bytes)
      case TurnSource.paragraph: open.removeAll(keepingCapacity: true)
      default: break
      }
    }
    pairStars(bytes)
  }

  private mutating func close(
    _ mark: UInt8, _ at: Int, _ open: inout [(at: Int, mark: UInt8)], _ bytes: [UInt8]
  ) {
    guard let index = open.indices.suffix(8).last(where: { open[$0].mark == mark }) else { return }
    let start = open[index].at
    open.removeSubrange(index...)
    guard at - start <= 200 else { return }
    var pair = Pair(
      start: start, content: start + 1..<at, end: at + 1, delimiter: Self.delimiters[mark] ?? .round
    )
    // Markdown writes `\[laughs\]`.
    if start > 0, at - 1 > start, bytes[start - 1] == 0x5C, bytes[at - 1] == 0x5C {
      pair.start = start - 1
      pair.content = start + 1..<at - 1
    }
    // `((comment))` is one mark.
    if mark == UInt8(ascii: "("), let inner = byStart[start + 1], inner.end == at,
      inner.delimiter == .round
    {
      byStart[start + 1] = nil
      pair.content = inner.content
      pair.delimiter = .doubleRound
    }
    byStart[pair.start] = pair
  }

  private static let delimiters: [UInt8: Brackets.Delimiter] = [
    UInt8(ascii: "["): .square, UInt8(ascii: "("): .round, UInt8(ascii: "{"): .curly,
    UInt8(ascii: "<"): .angle,
  ]

  /// `*laughs*`: single stars on both sides of words, within 60 bytes of one line.
  private mutating func pairStars(_ bytes: [UInt8]) {
    let star = UInt8(ascii: "*")
    var opened: Int?
    for at in bytes.indices where bytes[at] == star {
      let isRun = at > 0 && bytes[at - 1] == star || at + 1 < bytes.count && bytes[at + 1] == star
      if isRun {
        opened = nil
      } else if let start = opened, (3...60).contains(at - start) {
        let isEscaped = start > 0 && bytes[start - 1] == 0x5C && bytes[at - 1] == 0x5C
        let outer = isEscaped ? start - 1 : start
        byStart[outer] = Pair(
          start: outer, content: start + 1..<(isEscaped ? at - 1 : at), end: at + 1,
          delimiter: .star)
        opened = nil
      } else {
        opened = at
      }
    }
  }
}
