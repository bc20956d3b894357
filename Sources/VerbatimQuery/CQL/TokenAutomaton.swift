/// A pattern of tokens alone, whose states are bits of a word: one state for each token step, set where that
/// token comes next.
struct TokenAutomaton: Sendable {
  /// The number of the condition of each state.
  private(set) var conditions: [Int] = []
  /// The states behind each state.
  private(set) var following: [UInt64] = []
  /// Where matches begin.
  private(set) var first: UInt64 = 0
  /// States whose token may be the last of a match.
  private(set) var last: UInt64 = 0

  /// - Parameter conditions: those that steps name.
  /// - Returns: `nil` where a program has other steps or conditions on other tokens, or more than 64 states.
  init?(_ program: CQLProgram, _ conditions: [CQLCondition]) {
    guard program.slotCount == 0 else { return nil }
    var states: [Int: Int] = [:]
    var targets: [Int] = []
    for (number, step) in program.steps.enumerated() {
      switch step {
      case .token(let condition, let next):
        guard states.count < 64, conditions[condition].isLocal else { return nil }
        states[number] = states.count
        self.conditions.append(condition)
        targets.append(next)
      case .split, .accept: break
      default: return nil
      }
    }
    for (state, target) in targets.enumerated() {
      let (next, isEnd) = Self.closure(of: target, program, states)
      following.append(next)
      if isEnd { last |= 1 << UInt64(state) }
    }
    first = Self.closure(of: program.entry, program, states).states
  }

  /// The states that are reached without taking a token, and whether a match is complete.
  private static func closure(
    of step: Int, _ program: CQLProgram, _ states: [Int: Int]
  ) -> (states: UInt64, isEnd: Bool) {
    var found: UInt64 = 0
    var isEnd = false
    var seen: Set<Int> = [step]
    var stack = [step]
    while let at = stack.popLast() {
      switch program.steps[at] {
      case .split(let one, let other):
        for next in [one, other] where seen.insert(next).inserted { stack.append(next) }
      case .accept: isEnd = true
      default: if let state = states[at] { found |= 1 << UInt64(state) }
      }
    }
    return (found, isEnd)
  }
}

/// Runs a ``TokenAutomaton`` over the positions of one unit after the other: some nanoseconds a token.
final class TokenMachine {
  private let automaton: TokenAutomaton
  /// By row of the judge: states that take a term of it, and states for which the occurrence decides.
  private var ofRow: [Choice] = []
  /// The same by position.
  private var choices: [Choice] = []

  private struct Choice {
    var yes: UInt64 = 0
    var open: UInt64 = 0
  }

  init(_ automaton: TokenAutomaton) {
    self.automaton = automaton
  }

  /// - Parameter rows: the row of each position.
  func load(_ rows: [Int], _ judge: TermJudge) {
    while ofRow.count < judge.rowCount {
      var choice = Choice()
      for (state, condition) in automaton.conditions.enumerated() {
        switch judge.verdict(condition, row: ofRow.count) {
        case .no: break
        case .yes: choice.yes |= 1 << UInt64(state)
        case .maybe: choice.open |= 1 << UInt64(state)
        }
      }
      ofRow.append(choice)
    }
    choices.removeAll(keepingCapacity: true)
    for row in rows { choices.append(ofRow[row]) }
  }

  /// Calls `found` with every match, ordered by start, then end, while it returns true.
  ///
  /// - Parameters:
  ///   - limit: up to where a match may go that begins at a position.
  ///   - isFirstEnough: only the smallest end of each start.
  ///   - stops: asked now and then, since a unit may be a session and a match as long: true ends it.
  ///   - holds: whether the token at a position fulfils a condition.
  func run(
    isFirstEnough: Bool, limit: (Int) -> Int, stops: () -> Bool,
    holds: (_ condition: Int, _ position: Int) -> Bool,
    _ found: (Range<Int>) -> Bool
  ) {
    let automaton = self.automaton
    choices.withUnsafeMutableBufferPointer { choices in
      for start in choices.indices {
        var states = automaton.first
        if states & (choices[start].yes | choices[start].open) == 0 { continue }
        if start & 63 == 63, stops() { return }
        let limit = limit(start)
        var position = start
        while states != 0, position < limit {
          var open = states & choices[position].open
          while open != 0 {
            let state = open.trailingZeroBitCount
            open &= open - 1
            choices[position].open &= ~(1 << UInt64(state))
            if holds(automaton.conditions[state], position) {
              choices[position].yes |= 1 << UInt64(state)
            }
          }
          var taken = states & choices[position].yes
          position += 1
          if taken & automaton.last != 0 {
            guard found(start..<position) else { return }
            if isFirstEnough { break }
          }
          states = 0
          while taken != 0 {
            states |= automaton.following[taken.trailingZeroBitCount]
            taken &= taken - 1
          }
        }
      }
    }
  }
}
