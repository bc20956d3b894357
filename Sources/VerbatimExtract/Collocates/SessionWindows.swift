/// The forms in the windows of a session's hits, turn by turn.
struct SessionWindows {
  private struct Stretch {
    var turn: UInt32
    var start: Int
    var end: Int
  }

  private var forms: [UInt32] = []
  private var stretches: [Stretch] = []

  mutating func begin(_ turn: Int) {
    stretches.append(
      Stretch(turn: UInt32(truncatingIfNeeded: turn), start: forms.count, end: forms.count))
  }

  mutating func add(_ form: UInt32) { forms.append(form) }

  /// How many forms the window has that was begun last.
  mutating func end() -> Int {
    stretches[stretches.count - 1].end = forms.count
    return forms.count - stretches[stretches.count - 1].start
  }

  /// Hits over several turns may come back to one that was left.
  mutating func sort() {
    let isSorted = zip(stretches, stretches.dropFirst()).allSatisfy { $0.turn <= $1.turn }
    if !isSorted { stretches.sort { ($0.turn, $0.start) < ($1.turn, $1.start) } }
  }

  /// Ascending, each once.
  var turns: [UInt32] {
    var turns: [UInt32] = []
    for stretch in stretches where stretch.turn != turns.last { turns.append(stretch.turn) }
    return turns
  }

  func eachForm(ofTurn turn: UInt32, _ body: (UInt32) -> Void) {
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].turn < turn { low = middle + 1 } else { high = middle }
    }
    while low < stretches.count, stretches[low].turn == turn {
      for place in stretches[low].start..<stretches[low].end { body(forms[place]) }
      low += 1
    }
  }

  mutating func removeAll() {
    forms.removeAll(keepingCapacity: true)
    stretches.removeAll(keepingCapacity: true)
  }
}
