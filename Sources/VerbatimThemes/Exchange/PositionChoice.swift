/// Which rule the positions of a source follow, decided by what the selections themselves say.
public struct PositionChoice: Sendable, Equatable {
  /// How sure a selection's place is.
  public enum Standing: Sendable, Equatable {
    case placed
    /// Its name is not what stands at its place.
    case contradicted
    /// Past the end, end before start, or inside of a character.
    case invalid
  }

  public var rule: PositionRule
  /// False where the rule was asked for.
  public var isDecided = true
  /// False where all rules give the same places.
  public var matters: Bool
  /// Selections whose name is, or begins, the text at their place.
  public var named = 0
  public var contradicted = 0
  public var invalid = 0

  /// The UTF-8 range of each selection; `nil` where there is none.
  public private(set) var ranges: [Range<Int>?] = []
  public private(set) var standings: [Standing] = []

  /// A stretch that a source's program marked.
  public struct Mark: Sendable {
    public var start: Int
    public var end: Int
    /// What the program calls it: often the words that it marks, or their beginning.
    public var name: String

    public init(start: Int, end: Int, name: String) {
      self.start = start
      self.end = end
      self.name = name
    }
  }

  /// Weighs every rule: three points for a name that is the text, two for one that begins it (twelve
  /// characters or more), a fifth for each end at the edge of a word, and what cannot be costs three.
  /// Of equals the prior wins; one that the file states is only doubted where something contradicts it. Cost: a pass over the text for each rule that makes a difference.
  public init(
    _ marks: [Mark], in text: TextPositions, prior: PositionRule, isStated: Bool = false,
    asked: (
      unit: PositionRule.Unit?, newline: PositionRule.Newline?
    ) = (nil, nil)
  ) {
    var prior = prior
    if let unit = asked.unit { prior.unit = unit }
    if let newline = asked.newline { prior.newline = newline }
    var candidates = [prior]
    for rule in PositionRule.all {
      if let unit = asked.unit, rule.unit != unit { continue }
      if let newline = asked.newline, rule.newline != newline { continue }
      if !candidates.contains(where: { text.agree($0, rule) }) { candidates.append(rule) }
    }
    matters = candidates.count > 1
    isDecided = asked.unit == nil || asked.newline == nil
    rule = prior
    var best = Int.min
    for candidate in candidates {
      let weighed = Self.weigh(marks, text, candidate)
      guard weighed.points > best else { continue }
      best = weighed.points
      rule = candidate
      (named, contradicted, invalid) = (weighed.named, weighed.contradicted, weighed.invalid)
      (ranges, standings) = (weighed.ranges, weighed.standings)
      if isStated, candidate == prior, contradicted + invalid == 0 { break }
    }
  }

  /// What the program of that name is known to do.
  public static func prior(origin: String?) -> PositionRule {
    let origin = (origin ?? "").lowercased()
    if origin.contains("verbatim") { return PositionRule(.scalars, .two) }
    if origin.contains("nvivo") { return PositionRule(.utf16, .two) }
    if origin.contains("atlas") { return PositionRule(.utf16, .one) }
    if origin.contains("maxqda") { return PositionRule(.utf16, .one) }
    return PositionRule(.scalars, .one)
  }

  private struct Weighed {
    /// In fifths.
    var points = 0
    var named = 0
    var contradicted = 0
    var invalid = 0
    var ranges: [Range<Int>?] = []
    var standings: [Standing] = []
  }

  private static func weigh(
    _ marks: [Mark], _ text: TextPositions, _ rule: PositionRule
  ) -> Weighed {
    let offsets = text.offsets(of: marks.flatMap { [$0.start, $0.end] }, by: rule)
    var weighed = Weighed()
    for mark in marks {
      guard mark.start <= mark.end, let start = offsets[mark.start], let end = offsets[mark.end]
      else {
        weighed.points -= 15
        weighed.invalid += 1
        weighed.ranges.append(nil)
        weighed.standings.append(.invalid)
        continue
      }
      weighed.ranges.append(start..<end)
      var standing = Standing.placed
      switch compare(mark.name, text.bytes[start..<end]) {
      case .whole:
        weighed.points += 15
        weighed.named += 1
      case .beginning:
        weighed.points += 10
        weighed.named += 1
      case .other:
        weighed.contradicted += 1
        standing = .contradicted
      case .none: break
      }
      if isEdge(start, text.bytes) { weighed.points += 1 }
      if isEdge(end, text.bytes) { weighed.points += 1 }
      weighed.standings.append(standing)
    }
    return weighed
  }

  private enum Comparison {
    case whole, beginning, other
    /// The name is no quotation, so it says nothing.
    case none
  }

  private static let leastBeginning = 12

  private static func compare(_ name: String, _ text: ArraySlice<UInt8>) -> Comparison {
    let name = collapsed(Array(name.utf8))
    guard !name.isEmpty else { return .none }
    // No more is needed than a name can tell.
    let words = collapsed(Array(text.prefix(name.count * 4 + 64)))
    if name == words { return .whole }
    let end = name.suffix(3) == Array("…".utf8) ? name.count - 3 : name.count
    let beginning = Array(name[..<end].reversed().drop { $0 == 0x20 || $0 == 0x2E }.reversed())
    if beginning.count >= leastBeginning {
      return words.starts(with: beginning) ? .beginning : .other
    }
    // A short name may be a title that somebody gave.
    return .none
  }

  /// White space as one blank, none at the ends; what XML has no place for, and what stands in its place,
  /// as one and the same byte.
  private static func collapsed(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var isBlank = false
    var skip = 0
    for (index, byte) in bytes.enumerated() {
      if skip > 0 {
        skip -= 1
        continue
      }
      var byte = byte
      if byte == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBD {
        byte = 0x1A
        skip = 2
      } else if byte < 0x20, !(0x09...0x0D).contains(byte) {
        byte = 0x1A
      }
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        isBlank = !result.isEmpty
        continue
      }
      if isBlank { result.append(0x20) }
      isBlank = false
      result.append(byte)
    }
    return result
  }

  /// Between a letter or digit and something else, or at an end of the text.
  private static func isEdge(_ offset: Int, _ bytes: [UInt8]) -> Bool {
    guard offset > 0, offset < bytes.count else { return true }
    func isLetter(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
      default: false
      }
    }
    return isLetter(bytes[offset - 1]) != isLetter(bytes[offset])
  }
}
