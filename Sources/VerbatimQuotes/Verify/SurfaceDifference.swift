/// What two stretches of one canonical text differ in.
struct SurfaceDifference: Equatable {
  var isTypographic = false
  var isWhiteSpace = false

  /// - Precondition: both have the same units.
  init(_ left: ArraySlice<Unicode.Scalar>, _ right: ArraySlice<Unicode.Scalar>) {
    if left.elementsEqual(right) { return }
    let words = left.lazy.filter { !$0.isBlank }
    isTypographic = !words.elementsEqual(right.lazy.filter { !$0.isBlank })
    isWhiteSpace = Self.spaces(left) != Self.spaces(right)
  }

  /// Runs of white space with the number of canonical units before each.
  private static func spaces(_ scalars: ArraySlice<Unicode.Scalar>) -> [UInt32] {
    let canonical = CanonicalText(Array(scalars))
    var found: [UInt32] = []
    var unit = 0
    for (offset, scalar) in canonical.scalars.enumerated() where scalar.isBlank {
      while unit < canonical.units.count, Int(canonical.starts[unit]) < offset { unit += 1 }
      // A blank of the canonical text stands at its own white space.
      let before = canonical.units[..<unit].last == CanonicalText.blank ? unit - 1 : unit
      found += [UInt32(clamping: before), scalar.value]
    }
    return found
  }
}
