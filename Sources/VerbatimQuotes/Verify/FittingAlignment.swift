/// The stretch of a text that is most like a quotation, by words: the smallest number of words put in,
/// left out or exchanged, where an ellipsis leaves out what it likes.
///
/// Cost: the words of both multiplied; a pair above ``mostCells`` is not compared.
struct FittingAlignment {
  /// A word, or something that may stand for any words.
  struct Row {
    private(set) var hashes: [UInt64?] = []
    /// The units of each.
    private(set) var ranges: [Range<Int>] = []
    var wordCount: Int { hashes.count { $0 != nil } }

    init() {}

    init(_ text: CanonicalText) {
      append(text)
    }

    init(_ pattern: QuotePattern) {
      for (number, piece) in pattern.pieces.enumerated() {
        if number > 0 { appendGap() }
        append(piece.text)
      }
    }

    private mutating func appendGap() {
      hashes.append(nil)
      ranges.append(0..<0)
    }

    /// Words by their letters, case apart. A dash parts words, since blanks around one are not kept: what
    /// stands before and behind it may be a word of the next clause.
    private mutating func append(_ text: CanonicalText) {
      var start: Int?
      var hash: UInt64 = 0
      for (offset, unit) in text.units.enumerated() {
        let isInside = start != nil && unit == CanonicalText.mark
        if CanonicalText.isWord(unit) {
          if start == nil {
            start = offset
            hash = 0xCBF2_9CE4_8422_2325
          }
          hash = Self.mix(hash, unit)
        } else if !isInside, let from = start {
          hashes.append(hash)
          ranges.append(from..<offset)
          start = nil
        }
      }
      if let from = start {
        hashes.append(hash)
        ranges.append(from..<text.units.count)
      }
    }

    private static func mix(_ hash: UInt64, _ unit: UInt32) -> UInt64 {
      var hash = hash
      func add(_ value: UInt32) { hash = (hash ^ UInt64(value)) &* 0x100_0000_01B3 }
      if unit < 0x80 {
        add((0x41...0x5A).contains(unit) ? unit | 0x20 : unit)
      } else if let scalar = Unicode.Scalar(unit) {
        for lower in scalar.properties.lowercaseMapping.unicodeScalars { add(lower.value) }
      }
      return hash
    }
  }

  /// Words of the text.
  var words: Range<Int>
  /// Words that differ.
  var distance: Int
  /// 1 for the same words.
  var likeness: Double

  static let mostCells = 8_000_000

  /// `nil` where nothing is alike, or the two are too long to be compared.
  init?(_ quote: Row, in text: Row) {
    let columns = text.hashes.count
    let words = quote.wordCount
    guard words > 0, columns > 0, quote.hashes.count * columns <= Self.mostCells else { return nil }
    var costs = [Int32](repeating: 0, count: columns + 1)
    var starts = (0...columns).map { Int32($0) }
    var nextCosts = costs
    var nextStarts = starts
    for hash in quote.hashes {
      if let hash {
        nextCosts[0] = costs[0] + 1
        nextStarts[0] = starts[0]
        for column in 1...columns {
          let isSame = text.hashes[column - 1] == hash
          var cost = costs[column - 1] + (isSame ? 0 : 1)
          var start = starts[column - 1]
          if costs[column] + 1 < cost { (cost, start) = (costs[column] + 1, starts[column]) }
          if nextCosts[column - 1] + 1 < cost {
            (cost, start) = (nextCosts[column - 1] + 1, nextStarts[column - 1])
          }
          nextCosts[column] = cost
          nextStarts[column] = start
        }
      } else {
        // An ellipsis: whatever stands between.
        var best = 0
        for column in 0...columns {
          if costs[column] < costs[best] { best = column }
          nextCosts[column] = costs[best]
          nextStarts[column] = starts[best]
        }
      }
      swap(&costs, &nextCosts)
      swap(&starts, &nextStarts)
    }
    guard var end = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return nil }
    // A last word that is another is one exchanged, not one put in.
    while end < columns, costs[end + 1] == costs[end], starts[end + 1] == starts[end] { end += 1 }
    guard starts[end] < end else { return nil }
    self.words = Int(starts[end])..<end
    distance = Int(costs[end])
    likeness = max(0, 1 - Double(distance) / Double(words))
  }
}
