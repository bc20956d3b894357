import VerbatimAnalysis

/// A set of Unicode scalars as ascending ranges that do not touch.
struct ScalarSet: Sendable, Equatable {
  private(set) var ranges: [ClosedRange<UInt32>] = []

  static let lastScalar: UInt32 = 0x10_FFFF
  static let all = ScalarSet([0...lastScalar])

  init() {}

  /// - Parameter ranges: in any order; they may overlap.
  init(_ ranges: [ClosedRange<UInt32>]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound &+ 1 {
        self.ranges[self.ranges.count - 1] =
          last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  init(_ scalar: UInt32) {
    ranges = [scalar...scalar]
  }

  /// The one scalar of a set of one.
  var only: UInt32? {
    guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
    return range.lowerBound
  }

  /// Scalars of the set, where there are at most `limit`.
  func members(atMost limit: Int) -> [UInt32]? {
    var count = 0
    for range in ranges {
      count += range.count
      if count > limit { return nil }
    }
    return ranges.flatMap { Array($0) }
  }

  func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= scalar
  }

  func union(_ other: ScalarSet) -> ScalarSet {
    ScalarSet(ranges + other.ranges)
  }

  var inverted: ScalarSet {
    var result = ScalarSet()
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.ranges.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.lastScalar { result.ranges.append(next...Self.lastScalar) }
    return result
  }
}

/// The keys of single scalars under some options, for classes such as `[A-Zéü]`.
struct ScalarKeys: Sendable {
  /// Scalars whose key is another, ascending, with that key.
  private let changed: [(scalar: UInt32, key: [UInt32])]

  /// Those of case folding, of dropped marks, and of both: made once.
  static let lc = ScalarKeys(Keys.lc)
  static let diac = ScalarKeys(Keys.diac)
  static let fold = ScalarKeys(Keys.fold)

  private init(_ key: ([UInt8]) -> [UInt8]) {
    var changed: [(UInt32, [UInt32])] = []
    for value in Self.candidates {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let found = String(decoding: key(Array(String(Character(scalar)).utf8)), as: UTF8.self)
        .unicodeScalars.map(\.value)
      if found != [value] { changed.append((value, found)) }
    }
    self.changed = changed
  }

  /// Where letters and marks are that may have another key: none in the large blocks of ideographs and
  /// syllables.
  private static let candidates: [UInt32] =
    Array(0x41...0x33FF) + Array(0xA000...0xABFF) + Array(0xF900...0xFFFF)
    + Array(0x10000...0x11FFF) + Array(0x16E00...0x16EFF) + Array(0x1E900...0x1E9FF)

  /// The set with the keys of its members, and the keys that are more than one scalar, of small sets.
  func keyed(_ set: ScalarSet) -> (set: ScalarSet, sequences: [[UInt32]]) {
    var more: [ClosedRange<UInt32>] = []
    var sequences: [[UInt32]] = []
    for (scalar, key) in changed where set.contains(scalar) {
      if key.count == 1 { more.append(key[0]...key[0]) } else { sequences.append(key) }
    }
    let isSmall = sequences.count <= Self.mostSequences
    return (
      set.union(ScalarSet(more)), isSmall ? sequences.filter { !$0.isEmpty } : []
    )
  }

  /// A class with more members that become several letters is one of all letters, which these are too.
  private static let mostSequences = 16
}
