import VerbatimIndex

/// The hits of a plan in one segment, turn by turn, found as they are asked for.
struct SegmentSearch {
  private let segment: Segment
  private let plan: PlanNode
  private let source: CandidateSource
  private let matcher: TurnMatcher
  /// What the code bytes of a matching turn must hold.
  private let patterns: [CodePattern]
  /// For a query whose matches may cross turns: finds them.
  private let crossing: PatternMatcher?
  /// Matches of ``crossing`` that are not yet given.
  private var pending: [PatternMatcher.TurnsMatch] = []
  /// Answers what goes over several turns.
  private let runs: RunSearch?
  private let interruption: Interruption?
  private let decision: Decision
  private var window = 0..<0
  private var words: [UInt64] = []
  /// Candidates of the window, those from `nextCandidate` on not yet looked at.
  private var candidates: [UInt32] = []
  private var nextCandidate = 0
  private var batch = Self.firstBatch
  /// Those of a batch that hold the patterns, the ones from `nextTurn` on not yet given.
  private var turns: [UInt32] = []
  private var nextTurn = 0

  /// The first window is small, so that the first hits come soon; later ones grow to this many
  /// turns, whose bits fit the first-level cache.
  private static let firstWindow = 256
  private static let largestWindow = 65_536
  /// Likewise for the candidates whose code bytes are looked at together.
  private static let firstBatch = 16
  private static let largestBatch = 4096

  /// What decides that a turn matches.
  private enum Decision {
    /// Lists and code bytes: one hit.
    case one
    /// The same: as many hits as the pattern has matches.
    case hits(CodePattern)
    /// Its hits, which have to be found.
    case found
  }

  /// A turn that matches, or a run of turns.
  struct Found {
    var turn: Int
    var lastTurn: Int
    /// `nil` where they were not needed to know that the turn matches.
    fileprivate var hits: [Spans]?
  }

  init(_ segment: Segment, _ plan: PlanNode, _ interruption: Interruption? = nil) {
    self.segment = segment
    self.interruption = interruption
    self.plan = plan
    if case .runs(let plan) = plan {
      runs = RunSearch(plan, interruption)
      source = CandidateSource(.everything)
    } else {
      runs = nil
      source = CandidateSource(plan)
    }
    matcher = TurnMatcher(segment)
    patterns = plan.requiredPatterns
    decision = Self.decision(plan)
    if case .pattern(let pattern) = plan, !pattern.isOneTurn {
      crossing = PatternMatcher(pattern)
    } else {
      crossing = nil
    }
  }

  private static func decision(_ plan: PlanNode) -> Decision {
    switch plan {
    case .words, .phrase, .near: plan.codePattern.map(Decision.hits) ?? .found
    case .and(let nodes):
      switch TurnCounter.patterns(ofAll: nodes) {
      case .undecided: .found
      case .hits(let pattern): .hits(pattern)
      case .turns: .one
      }
    default: .found
    }
  }

  /// The next turn that matches; `nil` at the end, or where the search was ended. Of what goes over
  /// several turns, the next run with the hits that are of exactly these turns; the same first turn may
  /// come again.
  mutating func next() throws(IndexProblem) -> Found? {
    if let runs {
      return try runs.next().map { Found(turn: $0.turn, lastTurn: $0.lastTurn, hits: $0.hits) }
    }
    while true {
      if let first = pending.first {
        // Hits of one run of turns that follow each other.
        let run = pending.prefix { $0.lastTurn == first.lastTurn }
        pending.removeFirst(run.count)
        return Found(turn: first.turn, lastTurn: first.lastTurn, hits: run.map { [$0.span] })
      }
      while nextTurn < turns.count {
        // Often enough for a person who waits, too rarely to be felt.
        if nextTurn & 63 == 0, let interruption, interruption.stops() { return nil }
        let turn = Int(turns[nextTurn])
        nextTurn += 1
        if let crossing {
          pending = try crossing.matches(in: turn)
          if pending.isEmpty { continue }
          return try next()
        }
        guard case .found = decision else { return Found(turn: turn, lastTurn: turn, hits: nil) }
        let match = try matcher.match(plan, in: turn)
        if match.holds { return Found(turn: turn, lastTurn: turn, hits: Self.hits(match)) }
      }
      guard try fillBatch() else { return nil }
    }
  }

  /// The hits of what ``next()`` gave, at least one: a turn that only filters let through has one without
  /// spans.
  func hits(_ found: Found) throws(IndexProblem) -> [Spans] {
    if let hits = found.hits { return hits }
    let match = try matcher.match(plan, in: found.turn)
    // Lists and turns say the same, or one of them is damaged.
    guard match.holds else { throw segment.damage(found.turn) }
    return Self.hits(match)
  }

  private static func hits(_ match: TurnMatch) -> [Spans] {
    match.hits.isEmpty ? [[]] : match.hits
  }

  /// How many they are. Cost: those of words, phrases, NEAR and AND are counted by code bytes.
  func hitCount(_ found: Found) throws(IndexProblem) -> Int {
    if let hits = found.hits { return hits.count }
    switch decision {
    case .one: return 1
    case .hits(let pattern):
      guard let count = segment.count(pattern, in: found.turn) else {
        throw segment.damage(found.turn)
      }
      return count
    case .found: return try hits(found).count
    }
  }

  /// Goes on to the next candidates of the window, or to the next window; false at the end.
  private mutating func fillBatch() throws(IndexProblem) -> Bool {
    while nextCandidate == candidates.count {
      guard fillWindow() else { return false }
    }
    let count = min(candidates.count - nextCandidate, batch)
    turns.removeAll(keepingCapacity: true)
    turns.append(contentsOf: candidates[nextCandidate..<nextCandidate + count])
    nextCandidate += count
    nextTurn = 0
    batch = min(batch * 2, Self.largestBatch)
    for pattern in patterns where !turns.isEmpty {
      let first = Int(turns[0])
      guard segment.keep(pattern, in: &turns) else { throw segment.damage(first) }
    }
    return true
  }

  /// Goes on to the next window; false at the end.
  private mutating func fillWindow() -> Bool {
    guard window.upperBound < segment.turnCount else { return false }
    let length = window.isEmpty ? Self.firstWindow : min(window.count * 2, Self.largestWindow)
    window = window.upperBound..<min(window.upperBound + length, segment.turnCount)
    let used = (window.count + 63) / 64
    if words.count < used {
      words = [UInt64](repeating: 0, count: used)
    } else {
      for index in 0..<used { words[index] = 0 }
    }
    candidates.removeAll(keepingCapacity: true)
    nextCandidate = 0
    words.withUnsafeMutableBufferPointer { all in
      let words = UnsafeMutableBufferPointer(rebasing: all[..<used])
      source.fill(words, window: window)
      for index in 0..<used {
        var bits = words[index]
        while bits != 0 {
          candidates.append(UInt32(window.lowerBound + index * 64 + bits.trailingZeroBitCount))
          bits &= bits - 1
        }
      }
    }
    return true
  }
}
