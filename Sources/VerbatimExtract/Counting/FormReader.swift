import VerbatimIndex

/// The forms of turns of one segment, read turn by turn; the last one is kept.
struct FormReader {
  private let table: FormTable
  private let number: Int
  private var decoded = DecodedTurn()
  private var ids: [Int] = []
  /// The form of each position of the turn that was read last, ``FormTable/none`` for those that are
  /// not counted.
  private(set) var forms: [UInt32] = []
  private var turn = -1

  init(_ table: FormTable, segment number: Int) {
    self.table = table
    self.number = number
  }

  mutating func read(_ turn: Int) throws(IndexProblem) {
    if turn == self.turn { return }
    let segment = table.segments[number]
    self.turn = -1
    if table.choice.form == .word {
      guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
      table.read(decoded, ofSegment: number, into: &forms)
    } else {
      guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
      forms.removeAll(keepingCapacity: true)
      for id in ids { forms.append(table.numbers[number][id]) }
    }
    self.turn = turn
  }
}
