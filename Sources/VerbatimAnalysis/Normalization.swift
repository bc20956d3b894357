/// Canonical normalisation (UAX #15) by the pinned tables. Cost: linear, but for n log n in runs of
/// combining marks.
enum Normalization {
  /// NFD of `scalars`.
  static func decomposed(_ scalars: [UInt32]) -> [UInt32] {
    let needsWork = UnicodeTables.normalization
    guard scalars.contains(where: { $0 >= 0xC0 && needsWork[$0] & 1 << 9 != 0 }) else {
      return scalars
    }
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count * 2)
    let mapping = ScalarMapping.decomposition
    for scalar in scalars {
      if let syllable = Hangul(composed: scalar) {
        syllable.append(to: &result)
      } else {
        mapping.append(scalar, to: &result)
      }
    }
    order(&result)
    return result
  }

  /// NFC of `scalars`.
  static func composed(_ scalars: [UInt32]) -> [UInt32] {
    let needsWork = UnicodeTables.normalization
    guard scalars.contains(where: { $0 >= 0x300 && needsWork[$0] & 1 << 8 != 0 }) else {
      return scalars
    }
    return compose(decomposed(scalars))
  }

  static func combiningClass(_ scalar: UInt32) -> Int {
    scalar < 0x300 ? 0 : UnicodeTables.normalization[scalar] & 0xFF
  }

  /// Canonical ordering: every run of marks sorted by class, equal classes as they stand.
  private static func order(_ scalars: inout [UInt32]) {
    var at = 0
    while at < scalars.count {
      guard combiningClass(scalars[at]) != 0 else {
        at += 1
        continue
      }
      let start = at
      var isOrdered = true
      var last = 0
      // The index in the key makes any sort a stable one.
      var keys: [UInt64] = []
      while at < scalars.count {
        let mark = combiningClass(scalars[at])
        guard mark != 0 else { break }
        if mark < last { isOrdered = false }
        last = mark
        keys.append(UInt64(mark) << 56 | UInt64(at - start))
        at += 1
      }
      if !isOrdered {
        let run = Array(scalars[start..<at])
        keys.sort()
        for (place, key) in keys.enumerated() {
          scalars[start + place] = run[Int(key & (1 << 56 - 1))]
        }
      }
    }
  }

  /// Canonical composition of what is decomposed.
  private static func compose(_ scalars: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    var starter: Int?
    var last = 0
    for scalar in scalars {
      let mark = combiningClass(scalar)
      if let starter, result.count - 1 == starter || last != 0 && last < mark,
        let composite = composite(result[starter], scalar)
      {
        result[starter] = composite
        continue
      }
      if mark == 0 { starter = result.count }
      last = mark
      result.append(scalar)
    }
    return result
  }

  private static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if let syllable = Hangul.composite(first, second) { return syllable }
    let value = UnicodeTables.composition[first]
    guard value != 0 else { return nil }
    let pool = UnicodeTables.compositionPool
    let count = Digits.read(pool, at: value - 1, width: 2)
    for pair in 0..<count {
      let offset = value + 1 + 8 * pair
      if Digits.read(pool, at: offset, width: 4) == Int(second) {
        return UInt32(Digits.read(pool, at: offset + 4, width: 4))
      }
    }
    return nil
  }
}

/// Syllables of Hangul compose by arithmetic (The Unicode Standard, 3.12).
private struct Hangul {
  static let leads: UInt32 = 0x1100
  static let vowels: UInt32 = 0x1161
  static let tails: UInt32 = 0x11A7
  static let syllables: UInt32 = 0xAC00
  static let tailCount: UInt32 = 28
  static let vowelCount: UInt32 = 21
  static let leadCount: UInt32 = 19

  let index: UInt32

  init?(composed scalar: UInt32) {
    guard scalar >= Hangul.syllables,
      scalar - Hangul.syllables < Hangul.leadCount * Hangul.vowelCount * Hangul.tailCount
    else { return nil }
    index = scalar - Hangul.syllables
  }

  func append(to scalars: inout [UInt32]) {
    let tail = index % Hangul.tailCount
    let rest = index / Hangul.tailCount
    scalars.append(Hangul.leads + rest / Hangul.vowelCount)
    scalars.append(Hangul.vowels + rest % Hangul.vowelCount)
    if tail > 0 { scalars.append(Hangul.tails + tail) }
  }

  static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
    let lead = first &- leads
    let vowel = second &- vowels
    if lead < leadCount, vowel < vowelCount {
      return syllables + (lead * vowelCount + vowel) * tailCount
    }
    let tail = second &- tails
    if let syllable = Hangul(composed: first), syllable.index % tailCount == 0, tail > 0,
      tail < tailCount
    {
      return first + tail
    }
    return nil
  }
}
