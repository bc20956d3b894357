import VerbatimIndex

extension Comparison {
  /// The three forms of a posting list, each by the terms whose frequency asks for it.
  static func postings(_ parameters: String, _ segment: Segment) -> [Comparison] {
    let turns = segment.turnCount
    let forms: [(name: String, frequencies: Range<Int>, terms: Int)] = [
      ("varints", 32..<64, 400),
      ("blocks", 512..<(turns / 16), 20),
      ("bitmap", (turns / 16)..<(turns + 1), 20),
    ]
    return forms.map { form in
      var entries: [TermEntry] = []
      for id in 0..<segment.termCount where entries.count < form.terms {
        if let entry = segment.entry(id), form.frequencies.contains(entry.term.turnCount) {
          entries.append(entry)
        }
      }
      return filling("\(form.name) of \(entries.count) terms, \(parameters)", segment, entries)
    }
  }

  private static func filling(
    _ parameters: String, _ segment: Segment, _ entries: [TermEntry]
  ) -> Comparison {
    let amount = Workload.Amount.items(
      entries.reduce(0) { $0 + $1.term.turnCount }, "turn")
    var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    var lists: [[UInt32]] = []
    for entry in entries {
      fill(&words, entry, segment.turnCount)
      lists.append(
        (0..<segment.turnCount).filter { words[$0 / 64] >> ($0 % 64) & 1 == 1 }.map(UInt32.init))
      words = [UInt64](repeating: 0, count: words.count)
    }
    return Comparison(
      Workload("fill \(parameters)", amount) {
        for entry in entries { fill(&words, entry, segment.turnCount) }
        return Int(truncatingIfNeeded: words[0])
      },
      beside: Workload("fill from plain arrays, \(parameters)", amount) {
        words.withUnsafeMutableBufferPointer { words in
          for list in lists {
            for turn in list { words[Int(turn >> 6)] |= 1 << UInt64(turn & 63) }
          }
        }
        return Int(truncatingIfNeeded: words[0])
      })
  }

  private static func fill(_ words: inout [UInt64], _ entry: TermEntry, _ turnCount: Int) {
    var cursor = entry.postings.cursor()
    words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<turnCount) }
  }
}
