/// Which places of a sequence are fixed and which are open: `a * b` is three places, the second open.
struct GramPattern: Equatable {
  let length: Int
  /// Ascending; never the first or the last place.
  let open: [Int]

  var fixed: [Int] { (0..<length).filter { !open.contains($0) } }

  /// All patterns of a length with so many open places inside, in order of the first open place.
  static func all(length: Int, gaps: Int) -> [GramPattern] {
    var patterns: [GramPattern] = []
    func extend(_ open: [Int], from place: Int) {
      if open.count == gaps {
        patterns.append(GramPattern(length: length, open: open))
        return
      }
      guard place < length - 1 else { return }
      for next in place..<(length - 1) { extend(open + [next], from: next + 1) }
    }
    extend([], from: 1)
    return patterns
  }
}
