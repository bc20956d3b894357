import VerbatimAnalysis
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics

/// What stands around a query's hits more, or less, often than elsewhere.
public struct Collocates: Sendable {
  public struct Row: Sendable, Equatable {
    public var form: String
    public var kind: TokenKind
    /// Tokens of it in the windows: O11.
    public var together: Int
    /// Tokens of it in all turns that were counted.
    public var frequency: Int
    /// In how many sessions, and by how many people, the two occur together.
    public var sessions: Int
    public var people: Int
    /// Window positions against all others.
    public var windows: ContingencyTable
    /// Occurrences of the node and of the collocate, for Dice.
    public var occurrences: ContingencyTable

    /// The value of a measure. Dice and logDice are of the frequencies of node and collocate (Rychlý
    /// 2008), all others of window positions: E11 = W · f(collocate) / N.
    public func score(_ measure: AssociationMeasure) -> Score {
      switch measure {
      case .dice, .logDice: occurrences.score(measure)
      default: windows.score(measure)
      }
    }
  }

  /// In the order that was asked for, at most so many as were.
  public var rows: [Row]
  /// Collocates that reach the minimums, shown or not.
  public var rowCount: Int
  /// Hits of the node, and those that are whole turns, around which nothing can stand.
  public var nodeCount: Int
  public var placelessCount: Int
  /// Tokens in all windows, and those of them that are counted: W.
  public var windowTokenCount: Int
  public var countedWindowTokens: Int
  /// Tokens that are counted in all turns: N.
  public var tokenCount: Int
  public var turnCount: Int
  /// Different forms in the windows, whatever their frequency.
  public var formCount: Int
  /// Where the node occurs, and what there is in the turns that were counted.
  public var nodeSessions: Int
  public var nodePeople: Int
  public var sessionTotal: Int
  public var peopleTotal: Int

  /// Counts and orders the collocates of a query.
  ///
  /// - Throws: ``CollocateProblem``; what `regions` throws; ``IndexProblem``.
  ///
  /// Cost: the dictionary once, about 50 ns a term; a node that is a word, with filters or without, about
  /// 40 ns an occurrence and 4 ns a token of its windows; other nodes are searched, and their turns
  /// decoded. With ``CollocateRequest/within`` all its tokens are counted too.
  public init(
    of node: QueryNode, in index: Index, _ request: CollocateRequest,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions()
  ) throws {
    guard !node.isCondition else { throw CollocateProblem.noPlace }
    let forms = try FormTable(index.segments, request.forms)
    let people = try CountedPeople(index)
    var within: [TurnBits]?
    var frequencies = forms.frequencies
    turnCount = index.turnCount
    sessionTotal = index.sessionCount
    if let query = request.within {
      let turns = try Search.matchedTurns(
        query, in: index.segments, options: options, regions: regions
      ).turns
      within = zip(turns, index.segments).map { TurnBits($0, turnCount: $1.turnCount) }
      let counts = try TermCounts(of: turns, by: forms, people)
      frequencies = counts.entries.map(\.count)
      turnCount = counts.turnCount
      sessionTotal = counts.sessionCount
      peopleTotal = counts.peopleCount
    } else {
      peopleTotal = people.total
    }
    let allowed = try request.collocate.map { pattern in
      try forms.forms(of: pattern, options: options)
    }
    let found = try WindowCounts(
      of: node, left: request.left, right: request.right, by: forms, within: within,
      options: options, regions: regions, people)
    nodeCount = found.nodeCount
    placelessCount = found.placelessCount
    windowTokenCount = found.windowTokenCount
    nodeSessions = found.sessionCount
    nodePeople = found.peopleCount
    tokenCount = frequencies.reduce(0, &+)
    countedWindowTokens = found.entries.reduce(0) { $0 + $1.count }
    formCount = found.entries.reduce(0) { $0 + ($1.count > 0 ? 1 : 0) }
    var candidates: [(form: Int, row: Row)] = []
    let total = Double(tokenCount)
    let windowTotal = Double(countedWindowTokens)
    for (form, entry) in found.entries.enumerated()
    where entry.count > 0 && entry.count >= request.leastTogether
      && frequencies[form] >= request.leastFrequency && allowed?.contains(form) != false
    {
      let (together, frequency) = (Double(entry.count), Double(frequencies[form]))
      candidates.append(
        (
          form,
          Row(
            form: "", kind: forms.kinds[form], together: entry.count,
            frequency: frequencies[form], sessions: Int(entry.sessions),
            people: Int(entry.people),
            windows: ContingencyTable(
              together: together, first: windowTotal, second: frequency, total: total),
            occurrences: ContingencyTable(
              together: together, first: Double(nodeCount), second: frequency, total: total))
        ))
    }
    rowCount = candidates.count
    request.order.sort(&candidates)
    rows = candidates.prefix(max(request.limit ?? .max, 0)).map { form, row in
      var row = row
      row.form = forms.string(form)
      return row
    }
  }
}

extension FormTable {
  /// The forms of the terms that a word of a query stands for.
  ///
  /// - Throws: ``CollocateProblem/noWord`` for a query of another kind.
  func forms(of word: QueryNode, options: QueryOptions) throws -> Set<Int> {
    var found: Set<Int> = []
    for (number, segment) in segments.enumerated() {
      guard let ids = try word.termIDs(in: segment, options: options) else {
        throw CollocateProblem.noWord
      }
      for id in ids {
        if choice.form == .word {
          for form in spellings[number].forms(id) { found.insert(Int(form)) }
        } else if numbers[number][id] != Self.none {
          found.insert(Int(numbers[number][id]))
        }
      }
    }
    return found
  }
}

extension CollocateOrder {
  /// Those without a value stand last; ties by co-occurrences, then by the number of the form.
  func sort(_ rows: inout [(form: Int, row: Collocates.Row)]) {
    let keyed = rows.map { (value: value(of: $0.row), row: $0) }
    rows = keyed.sorted { a, b in
      switch (a.value, b.value) {
      case (let x?, let y?) where x != y: return isReversed ? x < y : x > y
      case (.some, nil): return true
      case (nil, .some): return false
      default: break
      }
      if key == .form, isReversed { return a.row.form > b.row.form }
      if key != .form, a.row.row.together != b.row.row.together {
        return a.row.row.together > b.row.row.together
      }
      return a.row.form < b.row.form
    }.map(\.row)
  }

  private func value(of row: Collocates.Row) -> Double? {
    switch key {
    case .measure(let measure): row.score(measure).value
    case .together: Double(row.together)
    case .frequency: Double(row.frequency)
    case .sessions: Double(row.sessions)
    case .people: Double(row.people)
    case .form: nil
    }
  }
}
