import VerbatimIndex

/// Counts spellings, which stand in no dictionary: all tokens in a row, sorted.
struct SpellingCounter: FormCounter {
  private let table: FormTable
  private let stream: TokenStream
  private let roster: Roster
  /// Places by form.
  private let places: [UInt32]
  private let ends: [Int]
  let counts: [Int]

  init(
    _ index: Index, _ corpus: SubCorpus, _ roster: Roster, _ table: FormTable, _ memory: Int
  ) throws {
    self.table = table
    self.roster = roster
    let stream = try TokenStream(index, corpus, roster, by: table, memory: memory)
    let forms = stream.forms
    var places = PlaceBits(count: forms.count) { forms[$0] != FormTable.none }.places()
    PlaceSorter(forms: forms, formCount: table.count)
      .sort(&places, by: GramPattern(length: 1, open: []))
    var counts = [Int](repeating: 0, count: table.count)
    for place in places { counts[Int(forms[Int(place)])] += 1 }
    var end = 0
    ends = counts.map { count in
      end += count
      return end
    }
    self.stream = stream
    self.places = places
    self.counts = counts
  }

  func name(_ form: Int) -> String { table.string(form) }

  func spreads(of forms: [Int]) -> [Spread] {
    var counter = SpreadCounter(roster, turns: stream.turnStarts.count)
    return forms.map { form in
      counter.begin()
      for place in places[(ends[form] - counts[form])..<ends[form]] {
        let turn = stream.turn(of: Int(place))
        counter.add(turn: turn, set: Int(stream.turnSets[turn]))
      }
      return counter.spread
    }
  }
}
