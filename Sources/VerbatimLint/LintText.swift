import VerbatimAnalysis

/// A text as the finders read it: scalars, words and groups of digits. Made once a turn.
///
/// Cost: linear; four bytes a scalar and a key a word.
public struct LintText: Sendable {
  /// A maximal run of letters, digits and marks, with apostrophes between letters.
  struct Word: Sendable {
    var range: Range<Int>
    /// Without case and marks: `Født` is `fodt`.
    var key: String
    var style: Style
  }

  enum Style: Sendable {
    case lower
    /// `Jane`, `McKay`.
    case capitalised
    /// `NHS`; two letters or more.
    case upper
    /// Begins with a digit.
    case number
  }

  /// A maximal run of digits.
  struct Group: Sendable {
    var range: Range<Int>
    /// No letter touches it.
    var isBare: Bool
  }

  let scalars: [UInt32]
  let words: [Word]
  let groups: [Group]

  /// What stands for a stretch that is no speech: no letter, no blank.
  static let barrier: UInt32 = 0xFFFC

  /// - Parameter hidden: Scalars that are not looked at (placeholders).
  public init(_ text: String, hiding hidden: [Range<Int>] = []) {
    var scalars = text.unicodeScalars.map(\.value)
    for range in hidden {
      for place in range.clamped(to: 0..<scalars.count) { scalars[place] = Self.barrier }
    }
    self.scalars = scalars
    words = Self.words(of: scalars)
    groups = Self.groups(of: scalars)
  }

  private static func words(of scalars: [UInt32]) -> [Word] {
    var words: [Word] = []
    var at = 0
    while at < scalars.count {
      guard Scalars.isWord(scalars[at]) else {
        at += 1
        continue
      }
      let start = at
      while at < scalars.count,
        Scalars.isWord(scalars[at])
          || Scalars.isApostrophe(scalars[at]) && at + 1 < scalars.count
            && Scalars.isLetter(scalars[at + 1]) && Scalars.isLetter(scalars[at - 1])
      { at += 1 }
      words.append(word(scalars, start..<at))
    }
    return words
  }

  private static func word(_ scalars: [UInt32], _ range: Range<Int>) -> Word {
    var text: [UInt8] = []
    var letters = 0
    var uppers = 0
    for place in range {
      Scalars.append(scalars[place], to: &text)
      guard Scalars.isLetter(scalars[place]) else { continue }
      letters += 1
      if Scalars.isUpper(scalars[place]) { uppers += 1 }
    }
    let first = scalars[range.lowerBound]
    let style: Style =
      Scalars.isDigit(first)
      ? .number
      : !Scalars.isUpper(first)
        ? .lower : uppers == letters && letters > 1 ? .upper : .capitalised
    return Word(
      range: range, key: String(decoding: Keys.fold(text), as: UTF8.self), style: style)
  }

  private static func groups(of scalars: [UInt32]) -> [Group] {
    var groups: [Group] = []
    var at = 0
    while at < scalars.count {
      guard Scalars.isDigit(scalars[at]) else {
        at += 1
        continue
      }
      let start = at
      while at < scalars.count, Scalars.isDigit(scalars[at]) { at += 1 }
      let isBare =
        !(start > 0 && Scalars.isWord(scalars[start - 1]))
        && !(at < scalars.count && Scalars.isWord(scalars[at]))
      groups.append(Group(range: start..<at, isBare: isBare))
    }
    return groups
  }

  /// The words of a text by their keys, for lists.
  public static func keys(of text: String) -> [String] {
    LintText(text).words.map(\.key)
  }

  /// 0 outside of the text.
  func scalar(_ place: Int) -> UInt32 {
    place >= 0 && place < scalars.count ? scalars[place] : 0
  }

  /// True where no word goes on over the place between two scalars.
  func isEdge(_ place: Int) -> Bool {
    !(Scalars.isWord(scalar(place - 1)) && Scalars.isWord(scalar(place)))
  }

  /// How many words end at or before a place. Cost: a binary search.
  func wordsBefore(_ place: Int) -> Int {
    var low = 0
    var high = words.count
    while low < high {
      let middle = (low + high) / 2
      if words[middle].range.upperBound <= place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// True where `@`, `_`, `/`, or a point between letters touches a word.
  func isInAddress(_ word: Int) -> Bool {
    let range = words[word].range
    func touches(_ mark: Int, _ beyond: Int) -> Bool {
      switch scalar(mark) {
      case 0x40, 0x5F, 0x2F: true
      case 0x2E: Scalars.isWord(scalar(beyond))
      default: false
      }
    }
    return touches(range.lowerBound - 1, range.lowerBound - 2)
      || touches(range.upperBound, range.upperBound + 1)
  }

  /// True where most of four words or more are in capitals.
  var isShouted: Bool {
    words.count >= 4 && 2 * words.count { $0.style == .upper } > words.count
  }

  /// True where only blanks, commas, periods and hyphens, three at most, part a word from the next.
  func isNext(_ word: Int) -> Bool {
    guard word + 1 < words.count else { return false }
    let gap = words[word].range.upperBound..<words[word + 1].range.lowerBound
    return gap.count <= 3
      && gap.allSatisfy { Scalars.isBlank(scalars[$0]) || Scalars.isDateMark(scalars[$0]) }
  }
}

/// Facts about scalars that the finders ask for.
enum Scalars {
  static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

  static func isASCIILetter(_ scalar: UInt32) -> Bool {
    let lower = scalar | 0x20
    return lower >= 0x61 && lower <= 0x7A
  }

  static func isASCIIUpper(_ scalar: UInt32) -> Bool { scalar >= 0x41 && scalar <= 0x5A }

  static func isLetter(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return isASCIILetter(scalar) }
    switch ScalarProperties(scalar).scalarClass {
    case .letter, .mark, .ideograph: return true
    default: return false
    }
  }

  static func isWord(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return isASCIILetter(scalar) || isDigit(scalar) }
    switch ScalarProperties(scalar).scalarClass {
    case .letter, .mark, .ideograph, .digit, .numeral: return true
    default: return false
    }
  }

  static func isUpper(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return isASCIIUpper(scalar) }
    return Unicode.Scalar(scalar)?.properties.isUppercase ?? false
  }

  static func isApostrophe(_ scalar: UInt32) -> Bool {
    scalar == 0x27 || scalar == 0x2019 || scalar == 0x2BC
  }

  static func isBlank(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar == 0x20 || scalar >= 9 && scalar <= 13 }
    return ScalarProperties(scalar).scalarClass == .space
  }

  static func isHyphen(_ scalar: UInt32) -> Bool {
    scalar == 0x2D || scalar >= 0x2010 && scalar <= 0x2013
  }

  static func isDateMark(_ scalar: UInt32) -> Bool {
    scalar == 0x2C || scalar == 0x2E || isHyphen(scalar)
  }

  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    if scalar < 0x80 { return bytes.append(UInt8(truncatingIfNeeded: scalar)) }
    let value = Unicode.Scalar(scalar) ?? "\u{FFFD}"
    bytes.append(contentsOf: String(Character(value)).utf8)
  }
}
