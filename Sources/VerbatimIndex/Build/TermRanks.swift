import VerbatimAnalysis

/// Term ids by falling frequency, ties by the terms' bytes, then by kind: the same for any order of
/// arrival. And the case in which each term is mostly written inside sentences.
struct TermRanks {
  /// From the number of arrival to the id.
  let ids: [UInt32]
  /// From the id to the number of arrival.
  let order: [Int]
  /// By id.
  let usualCases: [CaseClass]

  init(_ terms: TermTable, _ stores: [TurnStore]) {
    var counts = [Int](repeating: 0, count: terms.count)
    for store in stores {
      for token in store.tokens { counts[Int(token)] += 1 }
    }
    order = (0..<terms.count).sorted { left, right in
      if counts[left] != counts[right] { return counts[left] > counts[right] }
      let a = terms.bytes(left)
      let b = terms.bytes(right)
      if a.lexicographicallyPrecedes(b) { return true }
      if b.lexicographicallyPrecedes(a) { return false }
      return terms.kinds[left].rawValue < terms.kinds[right].rawValue
    }
    var ids = [UInt32](repeating: 0, count: terms.count)
    for (id, number) in order.enumerated() { ids[number] = UInt32(id) }
    self.ids = ids
    usualCases = Self.usualCases(order, stores)
  }

  /// The commonest of lower, capitalised and upper; of equals the first. A first word of a turn says
  /// little and counts only where there is nothing else.
  private static func usualCases(_ order: [Int], _ stores: [TurnStore]) -> [CaseClass] {
    let classes: [CaseClass] = [.lower, .capitalised, .upper]
    var inside = [SIMD4<UInt32>](repeating: .zero, count: order.count)
    var first = [SIMD4<UInt32>](repeating: .zero, count: order.count)
    for store in stores {
      var token = 0
      for tokens in store.tokenCounts {
        for position in 0..<tokens {
          let lane = Int(store.cases[token].rawValue)
          let number = Int(store.tokens[token])
          if position == 0 { first[number][lane] &+= 1 } else { inside[number][lane] &+= 1 }
          token += 1
        }
      }
    }
    return order.map { number in
      let counts = inside[number] == .zero ? first[number] : inside[number]
      var best = CaseClass.lower
      for next in classes where counts[Int(next.rawValue)] > counts[Int(best.rawValue)] {
        best = next
      }
      return best
    }
  }
}
