/// Interns the gaps between tokens: what stands there and is not a token with a position; and counts them.
final class GapTable {
  /// The three gaps that are expected somewhere, so that the common case needs no look-up.
  static let none: UInt32 = 0
  static let blank: UInt32 = 1
  static let stop: UInt32 = 2

  @exclusivity(unchecked) private(set) var texts: [[UInt8]] = []
  /// How often each was met.
  @exclusivity(unchecked) private var counts: [Int] = []
  private var numbers: [[UInt8]: UInt32] = [:]
  /// Gaps of at most seven bytes, by a hash of them: one entry each, the latest.
  @exclusivity(unchecked) private var recent = [(key: UInt64, number: UInt32)](
    repeating: (0, 0), count: 1024)
  /// Of the blank, which is nearly every gap.
  @exclusivity(unchecked) private var blanks = 0

  init() {
    for text in [[], [0x20], [0x2E]] as [[UInt8]] { _ = intern(text) }
  }

  /// The number of a gap, of which an occurrence is counted.
  ///
  /// - Parameter gap: `length` readable bytes.
  @inline(__always)
  func intern(_ gap: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    if length == 1, gap[0] == 0x20 {
      blanks &+= 1
      return Self.blank
    }
    return internOther(gap, length)
  }

  @inline(never)
  private func internOther(_ gap: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let number = length == 0 ? Self.none : lookUp(gap, length)
    counts[Int(number)] &+= 1
    return number
  }

  /// Takes an occurrence back.
  func discount(_ number: UInt32) {
    if number == Self.blank { blanks -= 1 } else { counts[Int(number)] -= 1 }
  }

  func count(_ number: Int) -> Int { number == Int(Self.blank) ? blanks : counts[number] }

  private func lookUp(_ gap: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    if length > 7 { return intern(Array(UnsafeBufferPointer(start: gap, count: length))) }
    var key = UInt64(length) &<< 56
    for index in 0..<length {
      key |= UInt64(gap[index]) &<< UInt64(truncatingIfNeeded: 8 &* index)
    }
    let place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 54)
    if recent[place].key == key { return recent[place].number }
    let number = intern(Array(UnsafeBufferPointer(start: gap, count: length)))
    recent[place] = (key, number)
    return number
  }

  /// The number of a gap, of which no occurrence is counted.
  func intern(_ text: [UInt8]) -> UInt32 {
    if let number = numbers[text] { return number }
    let number = UInt32(texts.count)
    numbers[text] = number
    texts.append(text)
    counts.append(0)
    return number
  }
}
