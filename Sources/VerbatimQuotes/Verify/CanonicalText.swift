import VerbatimAnalysis

/// A text as it is compared: typography and white space do not matter in it. Each unit knows the
/// scalars of the text that it came from.
///
/// Apostrophes and quotation marks of all kinds are one unit, dashes another, `…` is three full stops,
/// letters are composed (NFC), what is invisible is gone. A run of white space is one blank between
/// letters or digits and nothing beside other signs.
///
/// Cost: linear, about 10 ns a scalar of Latin text.
struct CanonicalText {
  let scalars: [Unicode.Scalar]
  private(set) var units: [UInt32] = []
  /// The scalars of each unit.
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []

  static let blank: UInt32 = 0x20
  static let mark: UInt32 = 0x27
  static let dash: UInt32 = 0x2D
  static let stop: UInt32 = 0x2E
  /// Stands between two turns where several are one text.
  static let turnEnd: UInt32 = 1

  init(_ text: String) {
    self.init(Array(text.unicodeScalars))
  }

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
    units.reserveCapacity(scalars.count)
    starts.reserveCapacity(scalars.count)
    ends.reserveCapacity(scalars.count)
    var gap: Range<Int>?
    var at = 0
    while at < scalars.count {
      let scalar = scalars[at]
      // Most of a text: a plain letter or digit with another one before it, no mark behind it.
      if gap == nil, scalar.isPlain, at + 1 == scalars.count || scalars[at + 1].value < 0x300 {
        append(scalar.value, at)
        at += 1
        continue
      }
      if scalar.isBlank {
        gap = (gap?.lowerBound ?? at)..<at + 1
        at += 1
        continue
      }
      if Self.isInvisible(scalar) {
        at += 1
        continue
      }
      let end = Self.clusterEnd(scalars, at)
      let isWord = scalar.isLetterOrDigit
      if let gap, isWord, let last = units.last, Self.isWord(last) {
        append(Self.blank, gap)
      }
      if end > at + 1 || Self.needsComposing(scalar) {
        appendComposed(at..<end)
      } else {
        append(scalar, at, isApart: gap != nil)
      }
      gap = nil
      at = end
    }
  }

  /// - Precondition: there are fewer than 2^31 scalars.
  @inline(__always)
  private mutating func append(_ unit: UInt32, _ at: Int) {
    units.append(unit)
    starts.append(Int32(truncatingIfNeeded: at))
    ends.append(Int32(truncatingIfNeeded: at &+ 1))
  }

  private mutating func append(_ unit: UInt32, _ range: Range<Int>) {
    units.append(unit)
    starts.append(Int32(clamping: range.lowerBound))
    ends.append(Int32(clamping: range.upperBound))
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ at: Int, isApart: Bool) {
    let range = at..<at + 1
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: append(scalar.value, range)
    case 0x22, 0x27, 0x60, 0xAB, 0xB4, 0xBB, 0x2B9, 0x2BB, 0x2BC, 0x2018...0x201F, 0x2032...0x2037,
      0x2039, 0x203A, 0x300C...0x300F, 0x301D...0x301F, 0xFF02, 0xFF07:
      // Two of them for one double mark.
      if !isApart, units.last == Self.mark, let end = ends.last, Int(end) == at,
        scalar == scalars[at - 1], scalar == "'" || scalar == "`"
      {
        ends[ends.count - 1] = Int32(clamping: at + 1)
      } else {
        append(Self.mark, range)
      }
    case 0x2D, 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D:
      if !isApart, units.last == Self.dash, let end = ends.last, Int(end) == at {
        ends[ends.count - 1] = Int32(clamping: at + 1)
      } else {
        append(Self.dash, range)
      }
    case 0x2026: for _ in 0..<3 { append(Self.stop, range) }
    case 0xFB00...0xFB06:
      let letters = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"][Int(scalar.value - 0xFB00)]
      for letter in letters.unicodeScalars { append(letter.value, range) }
    default: append(scalar.value, range)
    }
  }

  private mutating func appendComposed(_ range: Range<Int>) {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[range])
    let composed = String(decoding: Keys.nfc(Array(text.utf8)), as: UTF8.self)
    for scalar in composed.unicodeScalars { append(scalar.value, range) }
  }

  /// Behind the marks that belong to the scalar at `start`.
  @inline(__always)
  private static func clusterEnd(_ scalars: [Unicode.Scalar], _ start: Int) -> Int {
    var end = start + 1
    while end < scalars.count, scalars[end].value >= 0x300 {
      let value = scalars[end].value
      let isJamo = (0x1161...0x11FF).contains(value)
      guard
        isJamo || value <= 0x36F || scalars[end].properties.canonicalCombiningClass != .notReordered
      else { break }
      end += 1
    }
    return end
  }

  private static func needsComposing(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x340 && scalar.properties.isFullCompositionExclusion
  }

  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  static func isWord(_ unit: UInt32) -> Bool {
    switch unit {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0..<0x80: false
    default: Unicode.Scalar(unit)?.isLetterOrDigit ?? false
    }
  }

  /// The scalars from one unit to behind another.
  func scalarRange(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty, range.upperBound <= units.count else { return 0..<0 }
    return Int(starts[range.lowerBound])..<Int(ends[range.upperBound - 1])
  }

  /// Whether a stretch of units begins and ends at the edge of words.
  func isBounded(_ range: Range<Int>) -> Bool {
    func isInside(_ offset: Int) -> Bool {
      offset > 0 && offset < units.count && Self.isWord(units[offset - 1])
        && Self.isWord(units[offset])
    }
    return !isInside(range.lowerBound) && !isInside(range.upperBound)
  }

  /// How many words begin before each unit, and in all. An apostrophe in a word does not end it.
  func wordsBefore() -> [Int32] {
    var counts: [Int32] = [0]
    counts.reserveCapacity(units.count + 1)
    var count: Int32 = 0
    var wasWord = false
    for unit in units {
      let isWord = Self.isWord(unit) || wasWord && unit == Self.mark
      if isWord, !wasWord { count += 1 }
      wasWord = isWord
      counts.append(count)
    }
    return counts
  }
}
