import VerbatimAnalysis
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics

/// Which key words are wanted.
public struct KeynessRequest: Sendable {
  public var forms: FormChoice
  /// The turns that are compared at all; all without it.
  public var within: QueryNode?
  /// Least occurrences in one of the two sub-corpora.
  public var leastFrequency: Int
  public var order: KeynessMeasure
  /// The k of simple maths.
  public var smoothing: Double
  /// Only forms whose G² reaches the critical value for this probability, divided by the number of
  /// tests (Bonferroni).
  public var probability: Double?
  /// At most so many rows in each direction; all without it.
  public var limit: Int?

  public init(
    forms: FormChoice = FormChoice(), within: QueryNode? = nil, leastFrequency: Int = 3,
    order: KeynessMeasure = .logLikelihood, smoothing: Double = 1, probability: Double? = nil,
    limit: Int? = nil
  ) {
    self.forms = forms
    self.within = within
    self.leastFrequency = leastFrequency
    self.order = order
    self.smoothing = smoothing
    self.probability = probability
    self.limit = limit
  }
}

/// The words by which two sub-corpora differ. A sub-corpus is the turns that a query finds, whole.
public struct Keyness: Sendable {
  public struct Row: Sendable, Equatable {
    public var form: String
    public var kind: TokenKind
    /// People are everyone who says it, whatever the role.
    public var first: TermCounts.Entry
    public var second: TermCounts.Entry
    public var table: KeynessTable
  }

  /// The size of a sub-corpus.
  public struct Size: Sendable, Equatable {
    /// Tokens that are counted.
    public var tokens: Int
    public var turns: Int
    public var sessions: Int
    /// Everyone who has a turn of it, whatever the role.
    public var speakers: Int
    /// Different forms.
    public var forms: Int
  }

  /// Relatively more frequent in the first, and in the second; the most telling first.
  public var overused: [Row] = []
  public var underused: [Row] = []
  /// How many there are of each, shown or not.
  public var overusedCount = 0
  public var underusedCount = 0
  public var first: Size
  public var second: Size
  /// Turns in both.
  public var sharedTurns: Int
  /// Forms that were compared: tests, of which some come out by chance.
  public var testCount = 0

  /// Compares the turns that a query finds with those of another, or with all others.
  ///
  /// - Throws: what `regions` throws; ``IndexProblem``.
  ///
  /// Cost: the dictionary once, and every token of both: see ``TermCounts``.
  public init(
    of query: QueryNode, against other: QueryNode?, in index: Index, _ request: KeynessRequest,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions()
  ) throws {
    func turns(_ query: QueryNode) throws -> [[UInt32]] {
      try Search.matchedTurns(query, in: index.segments, options: options, regions: regions).turns
    }
    let within = try request.within.map(turns)
    let one = Self.common(try turns(query), within, index)
    let two =
      try other.map { Self.common(try turns($0), within, index) }
      ?? Self.rest(of: one, within, index)
    sharedTurns = Self.common(one, two, index).reduce(0) { $0 + $1.count }
    let forms = try FormTable(index.segments, request.forms)
    let people = try CountedPeople(index, everyone: true)
    let counts = (
      try TermCounts(of: one, by: forms, people), try TermCounts(of: two, by: forms, people)
    )
    first = Self.size(counts.0)
    second = Self.size(counts.1)
    compare(counts, forms, request)
  }

  private mutating func compare(
    _ counts: (TermCounts, TermCounts), _ forms: FormTable, _ request: KeynessRequest
  ) {
    var over: [Candidate] = []
    var under: [Candidate] = []
    for form in 0..<forms.count {
      let (a, b) = (counts.0.entries[form], counts.1.entries[form])
      guard max(a.count, b.count) >= max(request.leastFrequency, 1) else { continue }
      testCount += 1
      let table = KeynessTable(
        first: Double(a.count), firstSize: Double(first.tokens), second: Double(b.count),
        secondSize: Double(second.tokens))
      let candidate = Candidate(
        form: form, table: table,
        score: table.score(request.order, smoothing: request.smoothing).value)
      if table.isOverused {
        over.append(candidate)
      } else if table.transposed.isOverused {
        under.append(candidate)
      }
    }
    if let probability = request.probability {
      let critical =
        ChiSquare.bonferroniCriticalValue(probability: probability, tests: testCount) ?? .infinity
      func isSignificant(_ candidate: Candidate) -> Bool {
        candidate.table.logLikelihood.value ?? 0 >= critical
      }
      over = over.filter(isSignificant)
      under = under.filter(isSignificant)
    }
    overusedCount = over.count
    underusedCount = under.count
    over.sort { Candidate.precedes($0, $1, lowestFirst: false) }
    under.sort { Candidate.precedes($0, $1, lowestFirst: request.order.isDirected) }
    func rows(_ candidates: [Candidate]) -> [Row] {
      candidates.prefix(max(request.limit ?? .max, 0)).map { candidate in
        Row(
          form: forms.string(candidate.form), kind: forms.kinds[candidate.form],
          first: counts.0.entries[candidate.form], second: counts.1.entries[candidate.form],
          table: candidate.table)
      }
    }
    overused = rows(over)
    underused = rows(under)
  }

  private struct Candidate {
    var form: Int
    var table: KeynessTable
    var score: Double?

    /// Beyond all numbers, as %DIFF of what the second lacks, stands first; ties by G², then by the
    /// number of the form.
    static func precedes(_ a: Candidate, _ b: Candidate, lowestFirst: Bool) -> Bool {
      switch (a.score, b.score) {
      case (let x?, let y?) where x != y: return lowestFirst ? x < y : x > y
      case (.some, nil): return false
      case (nil, .some): return true
      default: break
      }
      let (x, y) = (a.table.logLikelihood.value ?? 0, b.table.logLikelihood.value ?? 0)
      return x == y ? a.form < b.form : x > y
    }
  }

  private static func size(_ counts: TermCounts) -> Size {
    Size(
      tokens: counts.tokenCount, turns: counts.turnCount, sessions: counts.sessionCount,
      speakers: counts.peopleCount, forms: counts.entries.count { $0.count > 0 })
  }

  /// The turns of both; of the first where there is no second.
  private static func common(
    _ turns: [[UInt32]], _ others: [[UInt32]]?, _ index: Index
  ) -> [[UInt32]] {
    guard let others else { return turns }
    return turns.indices.map { segment in
      let bits = TurnBits(others[segment], turnCount: index.segments[segment].turnCount)
      return turns[segment].filter { bits.contains(Int($0)) }
    }
  }

  /// All turns but some.
  private static func rest(
    of turns: [[UInt32]], _ within: [[UInt32]]?, _ index: Index
  ) -> [[UInt32]] {
    index.segments.indices.map { segment in
      let count = index.segments[segment].turnCount
      let bits = TurnBits(turns[segment], turnCount: count)
      return (within?[segment] ?? Array(0..<UInt32(count))).filter { !bits.contains(Int($0)) }
    }
  }
}
