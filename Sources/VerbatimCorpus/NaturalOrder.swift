/// The order of sessions: runs of ASCII digits by their value (`fg2` before `fg10`), all else by
/// bytes; equal in that sense, by bytes.
public enum NaturalOrder {
  public static func precedes(_ left: String, _ right: String) -> Bool {
    var l = left
    var r = right
    return l.withUTF8 { l in
      r.withUTF8 { r in
        let natural = compare(l, r)
        if natural != 0 { return natural < 0 }
        return l.lexicographicallyPrecedes(r)
      }
    }
  }

  private static func compare(
    _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
  ) -> Int {
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      if isDigit(left[i]), isDigit(right[j]) {
        let a = number(left, &i)
        let b = number(right, &j)
        if a.count != b.count { return a.count < b.count ? -1 : 1 }
        for (x, y) in zip(a, b) where x != y { return x < y ? -1 : 1 }
      } else {
        if left[i] != right[j] { return left[i] < right[j] ? -1 : 1 }
        i += 1
        j += 1
      }
    }
    if i < left.count { return 1 }
    return j < right.count ? -1 : 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// The digits from `i` on without leading zeros; moves `i` behind them.
  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ i: inout Int) -> Slice<
    UnsafeBufferPointer<UInt8>
  > {
    while i < text.count, text[i] == UInt8(ascii: "0") { i += 1 }
    let start = i
    while i < text.count, isDigit(text[i]) { i += 1 }
    return text[start..<i]
  }
}
