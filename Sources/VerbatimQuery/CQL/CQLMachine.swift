/// Runs one program from a position: all readings at once, token by token.
///
/// A reading is a step and, where a program keeps positions in slots, their values; each is followed
/// once a position. Cost: tokens × steps × sets of slots.
final class CQLMachine {
  let program: CQLProgram
  // Safety: the evaluator makes its machines and outlives them; counting references costs a third of a run.
  private unowned(unsafe) let evaluator: CQLEvaluator

  private struct Reading: Hashable {
    var step: Int32
    /// Number of its slots' values among ``slots``.
    var slots: Int32
  }

  private var current: [Reading] = []
  private var next: [Reading] = []
  private var stack: [Reading] = []
  /// Without slots: the time at which each step was last reached.
  private var reached: [Int]
  private var time = 0
  private var seen: Set<Reading> = []
  /// Values of slots, as many for each set; the first set is all -1.
  private var slots: [Int32]
  private var numbers: [[Int32]: Int32] = [:]
  private var start = 0
  private var isAccepted = false

  /// Sets of slots, readings of a start, above which nothing more is tried.
  private static let mostReadings = 1_000_000

  init(_ program: CQLProgram, _ evaluator: CQLEvaluator) {
    self.program = program
    self.evaluator = evaluator
    reached = [Int](repeating: -1, count: program.steps.count)
    slots = [Int32](repeating: -1, count: program.slotCount)
  }

  /// Calls `found` with the end of every match that begins at a position, ascending.
  ///
  /// - Parameters:
  ///   - limit: no match goes beyond it.
  ///   - isFirstEnough: stops at the smallest end.
  func run(from start: Int, limit: Int, isFirstEnough: Bool, _ found: (Int) -> Void) {
    self.start = start
    if program.slotCount > 0 {
      slots.removeSubrange(program.slotCount...)
      numbers.removeAll(keepingCapacity: true)
    }
    current.removeAll(keepingCapacity: true)
    var position = start
    begin()
    follow(Reading(step: Int32(program.entry), slots: 0), at: position, into: &current)
    while true {
      if isAccepted {
        found(position)
        if isFirstEnough { return }
      }
      if position >= limit || current.isEmpty || evaluator.isBeyondLimit { return }
      next.removeAll(keepingCapacity: true)
      begin()
      for reading in current { take(reading, at: position) }
      swap(&current, &next)
      position += 1
    }
  }

  private func begin() {
    isAccepted = false
    time += 1
    if program.slotCount > 0 { seen.removeAll(keepingCapacity: true) }
  }

  private func take(_ reading: Reading, at position: Int) {
    switch program.steps[Int(reading.step)] {
    case .token(let condition, let target):
      guard holds(condition, at: position, reading.slots) else { return }
      follow(Reading(step: Int32(target), slots: reading.slots), at: position + 1, into: &next)
    case .outside(let other, let target):
      guard !evaluator.spans(of: other).covers(position) else { return }
      follow(Reading(step: Int32(target), slots: reading.slots), at: position + 1, into: &next)
    default: return
    }
  }

  @inline(__always)
  private func holds(_ condition: Int, at position: Int, _ slots: Int32) -> Bool {
    switch evaluator.verdict(condition, at: position) {
    case .no: false
    case .yes: true
    case .maybe:
      evaluator.holds(
        evaluator.conditions[condition], at: position, frame(slots, end: position))
    }
  }

  private func frame(_ set: Int32, end: Int) -> CQLFrame {
    let first = Int(set) * program.slotCount
    return CQLFrame(
      slots: program.slotCount == 0 ? [] : Array(slots[first..<first + program.slotCount]),
      start: start, end: end)
  }

  /// True the first time that a reading is reached at a position.
  private func isNew(_ reading: Reading) -> Bool {
    if program.slotCount > 0 { return seen.insert(reading).inserted }
    if reached[Int(reading.step)] == time { return false }
    reached[Int(reading.step)] = time
    return true
  }

  /// Follows all steps that take no token; what wants one goes to `list`.
  private func follow(_ reading: Reading, at position: Int, into list: inout [Reading]) {
    stack.append(reading)
    while var reading = stack.popLast() {
      guard isNew(reading) else { continue }
      switch program.steps[Int(reading.step)] {
      case .token, .outside: list.append(reading)
      case .accept: isAccepted = true
      case .split(let first, let second):
        stack.append(Reading(step: Int32(second), slots: reading.slots))
        stack.append(Reading(step: Int32(first), slots: reading.slots))
      case .mark(let slot, let target):
        reading.slots = setting(slot, of: reading.slots, to: position)
        reading.step = Int32(target)
        stack.append(reading)
      case .open(let tag, let slot, let target):
        let ends = evaluator.tag(tag).opens[position] ?? []
        guard let slot else {
          if !ends.isEmpty { stack.append(Reading(step: Int32(target), slots: reading.slots)) }
          continue
        }
        for end in ends {
          let set = setting(slot, of: reading.slots, to: end)
          stack.append(Reading(step: Int32(target), slots: set))
        }
      default:
        guard let target = pass(reading, at: position) else { continue }
        reading.step = Int32(target)
        stack.append(reading)
      }
    }
    if seen.count > Self.mostReadings || slots.count > 8 * Self.mostReadings {
      evaluator.isBeyondLimit = true
    }
  }

  /// The step behind a test, where it is passed.
  private func pass(_ reading: Reading, at position: Int) -> Int? {
    switch program.steps[Int(reading.step)] {
    case .lookAhead(let condition, let target):
      guard position < evaluator.unit.count, holds(condition, at: position, reading.slots) else {
        return nil
      }
      return target
    case .close(let tag, let slot, let target):
      if let slot {
        let end = slots[Int(reading.slots) * program.slotCount + slot]
        return Int(end) == position ? target : nil
      }
      return evaluator.tag(tag).closes.contains(position) ? target : nil
    case .relation(let test, let slot, let target):
      let begin = Int(slots[Int(reading.slots) * program.slotCount + slot])
      let isTrue = evaluator.lies(begin..<max(begin, position), test)
      return isTrue != test.isNegated ? target : nil
    case .check(let condition, let target):
      let isTrue = evaluator.holds(
        program.checks[condition], at: position, frame(reading.slots, end: position))
      return isTrue ? target : nil
    case .around(let other, let isBehind, let isNegated, let target):
      let spans = evaluator.spans(of: other)
      let isTrue = isBehind ? spans.ends(at: position) : spans.begins(at: position)
      return isTrue != isNegated ? target : nil
    default: return nil
    }
  }

  /// The number of a set of values with one changed.
  private func setting(_ slot: Int, of set: Int32, to value: Int) -> Int32 {
    let width = program.slotCount
    let first = Int(set) * width
    if slots[first + slot] == Int32(clamping: value) { return set }
    var values = Array(slots[first..<first + width])
    values[slot] = Int32(clamping: value)
    if let known = numbers[values] { return known }
    let number = Int32(clamping: slots.count / width)
    slots.append(contentsOf: values)
    numbers[values] = number
    return number
  }
}

/// What the conditions of a match can speak of.
struct CQLFrame {
  var slots: [Int32]
  var start: Int
  /// The position behind the last token so far.
  var end: Int

  static let none = CQLFrame(slots: [], start: 0, end: 0)
}
