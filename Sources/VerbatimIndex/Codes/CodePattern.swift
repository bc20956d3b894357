/// What can be found in a turn by looking at its code bytes alone, without decoding it.
public struct CodePattern: Sendable {
  enum Shape {
    /// Terms next to each other as one string of bytes.
    case string([UInt8])
    /// Sets of terms next to each other: how many codes belong to each step.
    case sequence([UInt8])
    /// Neighbours of two sets: codes of the first, the distance, and which classes make a pair.
    case near(first: Int, distance: UInt32, allowed: UInt32)
  }

  let shape: Shape
  /// Codes of the terms as `CodeScan.h` packs them.
  let codes: [UInt64]

  /// Terms of all sets together that are looked for by their codes.
  public static let mostTerms = 16
  static let mostSteps = 32
  static let longestString = 64

  /// One of a set of terms: a word. `nil` where there are none, or too many.
  public init?(anyOf ids: [Int]) {
    guard !ids.isEmpty, ids.count <= Self.mostTerms else { return nil }
    codes = ids.map(Self.packed)
    shape = .sequence([UInt8(ids.count)])
  }

  /// One of each set of terms, side by side: a word, a phrase. `nil` where there is nothing to find,
  /// or too much.
  public init?(sequence steps: [[Int]]) {
    let total = steps.reduce(0) { $0 + $1.count }
    guard !steps.isEmpty, steps.count <= Self.mostSteps, total <= Self.mostTerms,
      steps.allSatisfy({ !$0.isEmpty })
    else { return nil }
    codes = steps.flatMap { $0.map(Self.packed) }
    if steps.count > 1, total == steps.count {
      var bytes: [UInt8] = []
      for step in steps { DenseCode.append(step[0], to: &bytes) }
      if bytes.count <= Self.longestString {
        shape = .string(bytes)
        return
      }
    }
    shape = .sequence(steps.map { UInt8($0.count) })
  }

  /// Minimal pairs of one term of `left` and one of `right`, at different positions that differ by
  /// at most `distance`. `nil` where there is nothing to find, or too much.
  ///
  /// Of all occurrences of both sets, only neighbours can be a minimal pair: what stands between
  /// two others makes a smaller pair with one of them.
  ///
  /// - Parameters:
  ///   - isAfter: whether the right one may stand behind the left one.
  ///   - isBefore: whether it may stand before it.
  public init?(near left: [Int], _ right: [Int], distance: Int, isAfter: Bool, isBefore: Bool) {
    guard !left.isEmpty, !right.isEmpty, left.count + right.count <= Self.mostTerms,
      let distance = UInt32(exactly: distance)
    else { return nil }
    codes = left.map(Self.packed) + right.map(Self.packed)
    var allowed: UInt32 = 0
    for first in 1...3 as ClosedRange<UInt32> {
      for second in 1...3 as ClosedRange<UInt32> {
        let isPair =
          isAfter && first & 1 != 0 && second & 2 != 0
          || isBefore && first & 2 != 0 && second & 1 != 0
        if isPair { allowed |= 1 << (first * 4 + second) }
      }
    }
    shape = .near(first: left.count, distance: distance, allowed: allowed)
  }

  private static func packed(_ id: Int) -> UInt64 {
    let (bytes, length) = DenseCode.code(id)
    // The first byte of a code is the lowest here; in a pattern its last one is.
    return UInt64(length) << 56 | bytes.byteSwapped >> UInt64(64 - 8 * length)
  }
}

extension DenseCode {
  /// The most bytes that a code of so many terms has.
  static func longest(of terms: Int) -> Int {
    terms <= base2 ? 1 : terms <= base3 ? 2 : terms <= base4 ? 3 : terms <= base5 ? 4 : 5
  }
}
