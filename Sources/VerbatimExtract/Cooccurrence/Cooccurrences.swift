import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics

/// Which queries occur together, in turns, exchanges, sessions or people: every pair, and every larger
/// combination that was asked for.
public struct Cooccurrences: Sendable {
  /// Two or more of the queries.
  public struct Combination: Sendable, Equatable {
    /// Places in the list of queries, ascending.
    public var members: [Int]
    /// Units in which all of them occur, whatever else does.
    public var together: Int
    /// Units that would hold all if none had to do with another: N · Π share.
    public var expected: Double
    /// Sessions with such a unit; people of ``CountedPeople`` who say there what one of the queries
    /// finds, and 0 where the units are people themselves.
    public var sessions: Int
    public var people: Int
    /// The first of the units, in the order of sessions.
    public var examples: [String]
    /// Units with each of a pair and without; `nil` for more than two.
    public var pair: ContingencyTable?

    /// log2(observed/expected): of a pair the mutual information; how much more often all occur
    /// together than by chance.
    public var information: Score {
      guard together > 0 else { return .refused(.neverTogether) }
      guard expected > 0 else { return .refused(.nothingExpected) }
      return .value(Logarithm.base2(Double(together) / expected))
    }
  }

  public let unit: CooccurrenceUnit
  /// Units that were looked at, and those in which each query occurs.
  public private(set) var unitCount: Int
  public private(set) var unitsOfQuery: [Int]
  public private(set) var sessionCount: Int
  public private(set) var peopleTotal: Int
  /// Pairs first, then threes, each in the order of the queries.
  public private(set) var combinations: [Combination] = []

  /// Queries at most: combinations double with each.
  public static let mostQueries = 12

  /// - Parameters:
  ///   - queries: 2 to ``mostQueries``; what is beyond is not looked at.
  ///   - largest: the most queries of a combination.
  ///   - within: turns that are looked at; all without it.
  ///   - examples: units that are named of each combination.
  /// - Throws: what `regions` throws; ``IndexProblem``.
  ///
  /// Cost: the queries, some ns a turn of the index, and a step a unit and combination.
  public init(
    of queries: [QueryNode], per unit: CooccurrenceUnit, in index: Index, largest: Int = 3,
    within: QueryNode? = nil, examples: Int = 3, options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws {
    self.unit = unit
    func turns(_ query: QueryNode) throws -> [[UInt32]] {
      try Search.matchedTurns(query, in: index.segments, options: options, regions: regions).turns
    }
    let queries = Array(queries.prefix(Self.mostQueries))
    let found = try queries.map(turns)
    let units = try UnitTable(
      unit, in: index, turns: found, within: try within.map(turns))
    unitCount = units.count
    sessionCount = units.sessionCount
    peopleTotal = units.peopleTotal
    unitsOfQuery = queries.indices.map { query in
      units.signatures.count { $0 & 1 << UInt32(query) != 0 }
    }
    // Few units hold two of the queries, and all combinations are among them.
    let candidates = units.signatures.indices.filter { units.signatures[$0].nonzeroBitCount > 1 }
    let most = min(max(largest, 2), max(queries.count, 2))
    for size in 2...most where size <= queries.count {
      for members in Self.subsets(of: queries.count, size: size) {
        combinations.append(combination(members, units, candidates, examples: examples))
      }
    }
  }

  private func combination(
    _ members: [Int], _ units: UnitTable, _ candidates: [Int], examples: Int
  ) -> Combination {
    let mask = members.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
    var together = 0
    var sessions: Set<Int> = []
    var people: Set<UInt64> = []
    var names: [String] = []
    for place in candidates where units.signatures[place] & mask == mask {
      together += 1
      units.insertSessions(of: place, with: mask, into: &sessions)
      units.insertPeople(of: place, with: mask, into: &people)
      if names.count < examples { names.append(units.name(place)) }
    }
    let total = Double(unitCount)
    let expected = members.reduce(total) { $0 * Double(unitsOfQuery[$1]) / max(total, 1) }
    return Combination(
      members: members, together: together, expected: expected, sessions: sessions.count,
      people: people.count, examples: names,
      pair: members.count == 2
        ? ContingencyTable(
          together: Double(together), first: Double(unitsOfQuery[members[0]]),
          second: Double(unitsOfQuery[members[1]]), total: total) : nil)
  }

  /// All choices of `size` of the numbers below `count`, in order.
  static func subsets(of count: Int, size: Int) -> [[Int]] {
    if size == 0 { return [[]] }
    guard count >= size else { return [] }
    var found: [[Int]] = []
    func extend(_ chosen: [Int]) {
      if chosen.count == size {
        found.append(chosen)
        return
      }
      for next in ((chosen.last ?? -1) + 1)..<max(count, (chosen.last ?? -1) + 1) {
        extend(chosen + [next])
      }
    }
    extend([])
    return found
  }
}
