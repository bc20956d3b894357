import VerbatimAnalysis
import VerbatimIndex

/// Counts forms that are made of terms: by the dictionary over the whole corpus, by the codes of the
/// turns in a part of it; where they are, by the terms' turn lists.
struct TermFormCounter: FormCounter {
  private let index: Index
  private let corpus: SubCorpus
  private let roster: Roster
  private let table: FormTable
  private let isByType: Bool
  /// The form of each term, by segment.
  private let numbers: [[UInt32]]
  let counts: [Int]

  init(
    _ index: Index, _ corpus: SubCorpus, _ roster: Roster, _ table: FormTable,
    _ grouping: FrequencyRequest.Grouping
  ) throws {
    self.index = index
    self.corpus = corpus
    self.roster = roster
    self.table = table
    isByType = grouping == .types
    numbers = isByType ? try Self.types(table) : table.numbers
    counts = try Self.count(
      index, corpus, numbers, isByType ? TokenType.allCases.count : table.count,
      whole: isByType ? nil : table.frequencies)
  }

  func name(_ form: Int) -> String {
    isByType ? TokenType.allCases[form].rawValue : table.string(form)
  }

  /// The type of each term that is counted, as the number of a form.
  private static func types(_ table: FormTable) throws -> [[UInt32]] {
    let language = table.choice.fillerLanguage
    return try table.segments.enumerated().map { number, segment in
      var types = [UInt32](repeating: FormTable.none, count: segment.termCount)
      var walk = TermWalk(segment)
      while walk.next() {
        guard table.counts(term: walk.id, ofSegment: number) else { continue }
        let type = TokenType(
          walk.kind, foldKey: walk.withFoldKey { Array($0) }, language: language)
        types[walk.id] = UInt32(TokenType.allCases.firstIndex(of: type) ?? 0)
      }
      if walk.failed { throw segment.damagedLists }
      return types
    }
  }

  private static func count(
    _ index: Index, _ corpus: SubCorpus, _ numbers: [[UInt32]], _ formCount: Int, whole: [Int]?
  ) throws -> [Int] {
    if corpus.turns == nil, let whole { return whole }
    var counts = [Int](repeating: 0, count: formCount)
    for (number, segment) in index.segments.enumerated() {
      guard let turns = corpus.turns?[number] else {
        var walk = TermWalk(segment)
        while walk.next() {
          let form = numbers[number][walk.id]
          if form != FormTable.none { counts[Int(form)] += walk.occurrenceCount }
        }
        if walk.failed { throw segment.damagedLists }
        continue
      }
      var tally = TermTally(of: segment)
      guard tally.add(turns: turns[...]) != nil else { throw segment.damage(0) }
      tally.drain { id, count in
        let form = numbers[number][id]
        if form != FormTable.none { counts[Int(form)] += Int(count) }
      }
    }
    return counts
  }

  /// Cost: about 3 ns a turn of each term's list.
  func spreads(of forms: [Int]) throws -> [Spread] {
    var rows = [UInt32](repeating: .max, count: counts.count)
    for (row, form) in forms.enumerated() { rows[form] = UInt32(row) }
    let terms = index.segments.indices.map { TermsByRow(numbers[$0], rows, count: forms.count) }
    let sets = index.segments.indices.map { roster.sets(ofSegment: $0, in: index) }
    let bits = index.segments.indices.map { corpus.bits(ofSegment: $0, in: index) }
    var counter = SpreadCounter(roster, turns: index.turnCount)
    return try forms.indices.map { row in
      counter.begin()
      var first = 0
      for (number, segment) in index.segments.enumerated() {
        for term in terms[number][row] {
          guard let turns = segment.entry(Int(term))?.postings.turns() else {
            throw segment.damagedLists
          }
          for turn in turns.lazy.map(Int.init) {
            if let bits = bits[number], bits[turn >> 6] >> UInt64(turn & 63) & 1 == 0 { continue }
            counter.add(turn: first + turn, set: Int(sets[number][turn]))
          }
        }
        first += segment.turnCount
      }
      return counter.spread
    }
  }
}

/// The terms of some forms of a segment, form by form.
private struct TermsByRow {
  private var terms: [UInt32]
  private var ends: [Int]

  init(_ forms: [UInt32], _ rows: [UInt32], count: Int) {
    func row(_ term: Int) -> Int? {
      let form = forms[term]
      guard form != FormTable.none, rows[Int(form)] != .max else { return nil }
      return Int(rows[Int(form)])
    }
    var starts = [Int](repeating: 0, count: count + 1)
    for term in forms.indices {
      if let row = row(term) { starts[row + 1] += 1 }
    }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var terms = [UInt32](repeating: 0, count: starts[count])
    for term in forms.indices {
      guard let row = row(term) else { continue }
      terms[starts[row]] = UInt32(term)
      starts[row] += 1
    }
    self.terms = terms
    ends = starts
  }

  subscript(row: Int) -> ArraySlice<UInt32> {
    terms[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
  }
}

extension FormTable {
  /// Whether the tokens of a term are counted.
  func counts(term id: Int, ofSegment number: Int) -> Bool {
    choice.form == .word ? spellings[number].hasSpellings(id) : numbers[number][id] != Self.none
  }
}
