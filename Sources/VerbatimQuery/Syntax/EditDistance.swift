/// How many insertions, deletions and replacements lead from one name to another.
package enum EditDistance {
  /// Longer names get no suggestion, so that the cost is bounded.
  private static let longestName = 64

  /// The candidate most like `name`, case aside, where it is like enough to have been meant: a
  /// third of its characters may differ, one always. Ties: the first.
  package static func nearest(to name: String, among candidates: [String]) -> String? {
    let typed = Array(name.lowercased().unicodeScalars)
    guard typed.count <= longestName else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().unicodeScalars)
      guard other.count <= longestName else { continue }
      let distance = between(typed, other)
      if distance <= max(1, typed.count / 3), distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  private static func between(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
