/// Evaluates MU in a unit: ascending positions of single tokens.
struct MeetEvaluator {
  let evaluator: CQLEvaluator

  /// Cost: linear in tokens for each operator.
  func positions(_ meet: CompiledMeet) -> [Int] {
    switch meet {
    case .token(let condition):
      return (0..<evaluator.unit.count).filter { position in
        switch evaluator.verdict(condition, at: position) {
        case .no: false
        case .yes: true
        case .maybe: evaluator.holds(evaluator.conditions[condition], at: position, .none)
        }
      }
    case .union(let left, let right):
      return Set(positions(left)).union(positions(right)).sorted()
    case .window(let left, let right, let isNegated, let low, let high):
      let first = positions(left)
      let second = positions(right)
      return first.filter { position in
        // The first of the others that is not before the window.
        let index = second.partitioning { $0 >= position + low }
        let isThere = index < second.count && second[index] <= position + high
        return isThere != isNegated
      }
    case .region(let left, let right, let isNegated, let region):
      let second = positions(right)
      let holding = evaluator.regions.regions(region).filter { found in
        let index = second.partitioning { $0 >= found.range.lowerBound }
        return index < second.count && second[index] < found.range.upperBound
      }
      var isHeld = [Bool](repeating: false, count: evaluator.unit.count)
      for found in holding {
        for position in found.range { isHeld[position] = true }
      }
      return positions(left).filter { isHeld[$0] != isNegated }
    }
  }
}

extension [Int] {
  /// The first index whose element passes; those that pass stand last.
  fileprivate func partitioning(_ passes: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
