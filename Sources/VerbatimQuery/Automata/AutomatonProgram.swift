/// A nondeterministic automaton over scalars, as Thompson builds it.
///
/// Scalars that no set of the expression tells apart are one class, so that a step is a look-up in a
/// small table.
struct AutomatonProgram: Sendable {
  enum State: Sendable, Equatable {
    /// Takes a scalar of a set, then goes to the next state.
    case set(Int, next: Int)
    case split(Int, Int)
    case accept
  }

  private(set) var states: [State] = []
  private(set) var start = 0
  /// For each distinct set, one bit a class of scalars.
  private(set) var setClasses: [[Bool]] = []
  /// First scalars of the classes, ascending.
  private(set) var classStarts: [UInt32] = [0]
  /// The classes of ASCII.
  private(set) var asciiClasses = [Int](repeating: 0, count: 128)

  static let mostStates = 10_000

  private var sets: [ScalarSet] = []
  /// Parts compiled so far, repeated ones every time: what is empty adds no state but takes its time.
  private var work = 0

  private static let mostWork = 100_000

  var classCount: Int { classStarts.count }

  init(_ tree: RegularTree) throws(RegularExpressionError) {
    let accept = try add(.accept)
    start = try compile(tree, next: accept)
    makeClasses()
  }

  private mutating func add(_ state: State) throws(RegularExpressionError) -> Int {
    if states.count >= Self.mostStates {
      throw RegularExpressionError(offset: 0, kind: .tooLarge(limit: Self.mostStates))
    }
    states.append(state)
    return states.count - 1
  }

  /// The first state of a part that goes on to `next`.
  private mutating func compile(
    _ tree: RegularTree, next: Int
  ) throws(RegularExpressionError) -> Int {
    work += 1
    if work > Self.mostWork {
      throw RegularExpressionError(offset: 0, kind: .tooLarge(limit: Self.mostStates))
    }
    switch tree {
    case .set(let set):
      let number = sets.firstIndex(of: set) ?? sets.count
      if number == sets.count { sets.append(set) }
      return try add(.set(number, next: next))
    case .sequence(let parts):
      var next = next
      for part in parts.reversed() { next = try compile(part, next: next) }
      return next
    case .choice(let parts):
      var first = try compile(parts[parts.count - 1], next: next)
      for part in parts.dropLast().reversed() {
        first = try add(.split(try compile(part, next: next), first))
      }
      return first
    case .repeated(let part, let least, let most):
      var next = next
      if let most {
        let end = next
        for _ in 0..<max(0, most - least) {
          next = try add(.split(try compile(part, next: next), end))
        }
      } else {
        let loop = try add(.split(next, next))
        states[loop] = .split(try compile(part, next: loop), next)
        next = loop
      }
      for _ in 0..<least { next = try compile(part, next: next) }
      return next
    }
  }

  private mutating func makeClasses() {
    var starts: Set<UInt32> = [0]
    for range in sets.flatMap(\.ranges) {
      starts.insert(range.lowerBound)
      if range.upperBound < ScalarSet.lastScalar { starts.insert(range.upperBound + 1) }
    }
    classStarts = starts.sorted()
    setClasses = sets.map { set in classStarts.map(set.contains) }
    for scalar in 0..<128 { asciiClasses[scalar] = search(UInt32(scalar)) }
  }

  @inline(__always)
  func scalarClass(of scalar: UInt32) -> Int {
    scalar < 128 ? asciiClasses[Int(scalar)] : search(scalar)
  }

  private func search(_ scalar: UInt32) -> Int {
    var low = 0
    var high = classStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if classStarts[middle] <= scalar { low = middle } else { high = middle }
    }
    return low
  }

  var matchesEmpty: Bool { closure(of: [start]).contains(where: { states[$0] == .accept }) }

  /// The states that take a scalar or accept, reached from some without taking one; ascending.
  func closure(of entries: [Int]) -> [Int] {
    var seen = Set<Int>()
    var stack = entries
    var found: [Int] = []
    while let state = stack.popLast() {
      guard seen.insert(state).inserted else { continue }
      if case .split(let first, let second) = states[state] {
        stack.append(first)
        stack.append(second)
      } else {
        found.append(state)
      }
    }
    found.sort()
    return found
  }

  /// The states behind a scalar of a class.
  func step(_ current: [Int], _ scalarClass: Int) -> [Int] {
    var next: [Int] = []
    for state in current {
      if case .set(let set, let target) = states[state], setClasses[set][scalarClass] {
        next.append(target)
      }
    }
    return next.isEmpty ? [] : closure(of: next)
  }
}
