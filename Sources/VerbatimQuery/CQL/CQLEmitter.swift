/// A pattern made ready: numbers for names.
indirect enum CQLPiece {
  case token(Int)
  case outside(Int)
  case sequence([CQLPiece])
  case alternation([CQLPiece])
  case repetition(CQLPiece, Int, Int?)
  case lookAhead(Int)
  case open(Int, slot: Int?)
  case close(Int, slot: Int?)
  case mark(Int)
  case relation(CQLRelationTest, slot: Int)
  case check(CQLCondition)
  case around(Int, isBehind: Bool, isNegated: Bool)
}

/// Writes the steps of one program, from its end to its beginning.
struct CQLEmitter {
  /// First of the two slots of each label that is used.
  let labels: [String: Int]
  private(set) var program = CQLProgram()
  private var tagSlots: [Int: Int] = [:]

  init(labels: [String: Int], slotCount: Int) {
    self.labels = labels
    program.slotCount = slotCount
  }

  mutating func newSlot() -> Int {
    program.slotCount += 1
    return program.slotCount - 1
  }

  /// Where the end of the region that a tag opens is kept, because another tag closes it.
  mutating func slot(ofTag tag: Int) -> Int {
    if let slot = tagSlots[tag] { return slot }
    let slot = newSlot()
    tagSlots[tag] = slot
    return slot
  }

  mutating func emit(_ piece: CQLPiece) throws(QueryError) {
    let accept = try add(.accept)
    program.entry = try emit(piece, next: accept)
    program.firstConditions = firstConditions()
  }

  private mutating func add(_ step: CQLProgram.Step) throws(QueryError) -> Int {
    guard program.steps.count < CQLProgram.mostStates else {
      throw QueryError(
        range: 0..<0, kind: .cql(.tooManyStates(limit: CQLProgram.mostStates)))
    }
    program.steps.append(step)
    return program.steps.count - 1
  }

  private mutating func emit(_ piece: CQLPiece, next: Int) throws(QueryError) -> Int {
    switch piece {
    case .token(let condition): return try add(.token(condition, next: next))
    case .outside(let other): return try add(.outside(other, next: next))
    case .lookAhead(let condition): return try add(.lookAhead(condition, next: next))
    case .open(let tag, let slot):
      return try add(.open(tag, slot: slot ?? tagSlots[tag], next: next))
    case .close(let tag, let slot): return try add(.close(tag, slot: slot, next: next))
    case .mark(let slot): return try add(.mark(slot, next: next))
    case .relation(let test, let slot): return try add(.relation(test, slot: slot, next: next))
    case .check(let condition):
      program.checks.append(condition)
      return try add(.check(program.checks.count - 1, next: next))
    case .around(let other, let isBehind, let isNegated):
      return try add(.around(other, isBehind: isBehind, isNegated: isNegated, next: next))
    case .sequence(let pieces):
      var next = next
      for piece in pieces.reversed() { next = try emit(piece, next: next) }
      return next
    case .alternation(let pieces):
      var entry: Int?
      for piece in pieces.reversed() {
        let branch = try emit(piece, next: next)
        entry = if let other = entry { try add(.split(branch, other)) } else { branch }
      }
      return entry ?? next
    case .repetition(let piece, let low, let high):
      return try repetition(piece, low, high, next)
    }
  }

  /// Copies of what is repeated: those that must be, then a loop or those that may be.
  private mutating func repetition(
    _ piece: CQLPiece, _ low: Int, _ high: Int?, _ next: Int
  ) throws(QueryError) -> Int {
    var entry = next
    if let high {
      for _ in 0..<max(0, high - low) {
        let body = try emit(piece, next: entry)
        entry = try add(.split(body, next))
      }
    } else {
      let loop = try add(.split(next, next))
      let body = try emit(piece, next: loop)
      program.steps[loop] = .split(body, next)
      entry = loop
    }
    for _ in 0..<low { entry = try emit(piece, next: entry) }
    return entry
  }

  /// Goes from the entry over all steps that take no token.
  private func firstConditions() -> [Int]? {
    var seen: Set<Int> = [program.entry]
    var stack = [program.entry]
    var found: Set<Int> = []
    while let at = stack.popLast() {
      var following: [Int] = []
      switch program.steps[at] {
      case .token(let condition, _): found.insert(condition)
      case .outside, .accept: return nil
      case .split(let a, let b): following = [a, b]
      case .lookAhead(_, let next), .open(_, _, let next), .close(_, _, let next),
        .mark(_, let next), .relation(_, _, let next), .check(_, let next),
        .around(_, _, _, let next):
        following = [next]
      }
      for next in following where seen.insert(next).inserted { stack.append(next) }
    }
    return found.count > 8 ? nil : found.sorted()
  }
}
