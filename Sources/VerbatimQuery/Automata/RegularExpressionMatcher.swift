/// Runs an expression as a deterministic automaton whose states are made as they are reached.
///
/// Forms of a sorted walk share beginnings: what was reached behind a shared beginning is not looked at
/// again, nor is any form whose beginning already failed. Cost: one table look-up a scalar that is new.
public final class RegularExpressionMatcher {
  private let program: AutomatonProgram
  /// For each state, its states of the program.
  private var members: [[Int]] = []
  private var isAccepting: [Bool] = []
  private var numbers: [[Int]: Int] = [:]
  /// `classCount` entries a state.
  private var table: [Int32] = []
  private var walk = KeyWalk()
  /// States behind each scalar of the last form, the start first.
  private var path: [Int] = []

  private static let unknown: Int32 = -1
  private static let dead = 0
  private var memberCount = 0
  /// Numbers kept above which all states are forgotten and found anew.
  private static let mostKept = 1 << 21

  init(_ program: AutomatonProgram) {
    self.program = program
    reset()
  }

  private func reset() {
    members = []
    isAccepting = []
    numbers = [:]
    table = []
    memberCount = 0
    _ = number(of: [])
    path = [number(of: program.closure(of: [program.start]))]
    walk = KeyWalk()
  }

  private func number(of states: [Int]) -> Int {
    if let known = numbers[states] { return known }
    let number = members.count
    numbers[states] = number
    members.append(states)
    memberCount += states.count
    isAccepting.append(states.contains { program.states[$0] == .accept })
    table.append(contentsOf: repeatElement(Self.unknown, count: program.classCount))
    return number
  }

  private func next(_ state: Int, _ scalar: UInt32) -> Int {
    let entry = state * program.classCount + program.scalarClass(of: scalar)
    if table[entry] != Self.unknown { return Int(table[entry]) }
    let target = number(of: program.step(members[state], program.scalarClass(of: scalar)))
    table[entry] = Int32(target)
    return target
  }

  /// Whether the whole form matches (UTF-8, in the expression's key).
  public func matches(_ form: UnsafeBufferPointer<UInt8>) -> Bool {
    if table.count + memberCount > Self.mostKept { reset() }
    let shared = walk.advance(to: form)
    // Behind a beginning that failed no scalar was looked at.
    if shared + 1 > path.count { return false }
    path.removeLast(path.count - shared - 1)
    var state = path[shared]
    if state == Self.dead { return false }
    for scalar in walk.scalars[shared...] {
      state = next(state, scalar)
      path.append(state)
      if state == Self.dead { return false }
    }
    return isAccepting[state]
  }

  /// Whether the whole form matches (UTF-8, in the expression's key).
  public func matches(_ form: [UInt8]) -> Bool {
    form.withUnsafeBufferPointer { matches($0) }
  }
}

/// The scalars of a form, and how many it shares with the form before.
struct KeyWalk {
  private(set) var scalars: [UInt32] = []
  private var bytes: [UInt8] = []

  /// Takes the next form; returns the scalars at its beginning that are those of the last one.
  mutating func advance(to form: UnsafeBufferPointer<UInt8>) -> Int {
    var same = 0
    let most = min(bytes.count, form.count)
    while same < most, bytes[same] == form[same] { same += 1 }
    // A scalar that is only begun is not shared.
    while same > 0, same < form.count, form[same] & 0xC0 == 0x80 { same -= 1 }
    while same > 0, same < bytes.count, bytes[same] & 0xC0 == 0x80 { same -= 1 }
    let shared = Self.count(bytes[..<same])
    bytes.removeLast(bytes.count - same)
    bytes.append(contentsOf: form[same...])
    scalars.removeLast(scalars.count - shared)
    let rest = UnsafeBufferPointer(rebasing: form[same...])
    if rest.allSatisfy({ $0 < 0x80 }) {
      for byte in rest { scalars.append(UInt32(byte)) }
    } else {
      for scalar in String(decoding: rest, as: UTF8.self).unicodeScalars {
        scalars.append(scalar.value)
      }
    }
    return shared
  }

  private static func count(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}
