import VerbatimCorpus

/// The values of one key over many hits, each kept once: a hit holds a number of four bytes.
struct KeyColumn {
  let key: ConcordanceKey
  /// By number; 0 is a value that is missing.
  private var values: [String] = [""]
  private var numbers: [String: UInt32] = [:]

  /// Words of one value are parted by a scalar that stands before all others, so that comparing bytes
  /// compares word by word.
  static let separator: Character = "\u{0}"
  /// Parts what is compared first from the word as it stands.
  static let formEnd: Character = "\u{1}"
  /// More different values of one key are refused.
  static let mostValues = 5_000_000

  init(_ key: ConcordanceKey) {
    self.key = key
  }

  /// The number of a value: equal for equal values. Cost: a look-up.
  mutating func number(_ value: String?) throws(ConcordanceProblem) -> UInt32 {
    guard let value else { return 0 }
    if let known = numbers[value] { return known }
    guard values.count <= Self.mostValues else {
      throw .tooManyValues(key: key.title, limit: Self.mostValues)
    }
    let number = UInt32(values.count)
    values.append(value)
    numbers[value] = number
    return number
  }

  /// The place of each value in the key's order, by number. Missing values stand first, and last where
  /// the order descends. Cost: sorts the values.
  func ranks() -> [UInt32] {
    var order = Array(1..<values.count)
    if key.subject.isWords {
      order.sort { values[$0].utf8.lexicographicallyPrecedes(values[$1].utf8) }
    } else {
      order.sort { NaturalOrder.precedes(values[$0], values[$1]) }
    }
    var ranks = [UInt32](repeating: 0, count: values.count)
    for (rank, number) in order.enumerated() { ranks[number] = UInt32(rank + 1) }
    if key.isDescending {
      let last = UInt32(values.count - 1)
      for number in ranks.indices { ranks[number] = last - ranks[number] }
    }
    return ranks
  }

  /// A value as people read it; `nil` where it is missing.
  func shown(_ number: UInt32) -> String? {
    let number = Int(number)
    guard number > 0, number < values.count else { return nil }
    guard key.subject.isWords else { return values[number] }
    var words = values[number].split(separator: Self.separator).map { word in
      let compared = word.split(separator: Self.formEnd).last ?? word
      return key.isFromEnds ? Self.reversed(String(compared)) : String(compared)
    }
    if key.subject == .left { words.reverse() }
    return words.joined(separator: " ")
  }

  /// The scalars of a word from the last to the first.
  static func reversed(_ word: String) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: word.unicodeScalars.reversed())
    return text
  }
}
