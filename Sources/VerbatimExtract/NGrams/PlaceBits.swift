/// One bit a place of a ``TokenStream``.
struct PlaceBits {
  private(set) var words: [UInt64]
  let count: Int

  init(count: Int) {
    self.count = count
    // A word more, so that a shift can look ahead.
    words = [UInt64](repeating: 0, count: count / 64 + 2)
  }

  /// Sets the bits of the places that `isSet` says.
  init(count: Int, _ isSet: (Int) -> Bool) {
    self.init(count: count)
    for place in 0..<count where isSet(place) { insert(place) }
  }

  @inline(__always)
  mutating func insert(_ place: Int) {
    words[place >> 6] |= 1 << UInt64(place & 63)
  }

  @inline(__always)
  func contains(_ place: Int) -> Bool {
    words[place >> 6] >> UInt64(place & 63) & 1 == 1
  }

  /// Keeps the places behind which, `distance` further, a bit of `other` is set. `distance` is below 64.
  mutating func formIntersection(_ other: PlaceBits, distance: Int) {
    let shift = UInt64(distance)
    for index in 0..<(words.count - 1) {
      let ahead = shift == 0 ? 0 : other.words[index + 1] << (64 - shift)
      words[index] &= other.words[index] >> shift | ahead
    }
  }

  /// The places whose bit is set, ascending.
  func places() -> [UInt32] {
    var places: [UInt32] = []
    places.reserveCapacity(words.reduce(0) { $0 + $1.nonzeroBitCount })
    for index in words.indices {
      var rest = words[index]
      while rest != 0 {
        places.append(UInt32(index * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return places
  }
}
