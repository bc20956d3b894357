import VerbatimIndex
import VerbatimQuery

/// The forms of all counted tokens in one row, turn behind turn, with a gap between two turns and at
/// every token that is not counted: sequences never reach across either.
struct TokenStream {
  /// A form's number a place; ``FormTable/none`` for a gap.
  private(set) var forms: [UInt32] = []
  /// Where each turn that has tokens begins, ascending, and its speaker set.
  private(set) var turnStarts: [UInt32] = []
  private(set) var turnSets: [UInt32] = []
  /// Tokens that are counted.
  private(set) var tokenCount = 0
  /// The number of the turn before or at each 64th place.
  private var turnAt: [UInt32] = []

  /// Bytes that counting takes for each place: forms, two orders of places, bits.
  private static let bytesPerPlace = 13

  /// - Parameters:
  ///   - memory: bytes that counting may take.
  ///   - note: is called for each turn with where it begins, before its tokens are there.
  ///
  /// Throws ``CountingProblem`` where that is too little, ``IndexProblem`` where a turn is damaged.
  /// Cost: about 5 ns a token; with spellings the text of every turn is read.
  init(
    _ index: Index, _ corpus: SubCorpus, _ roster: Roster, by table: FormTable, memory: Int,
    note: (_ turn: CountedTurn, _ start: Int) -> Bool = { _, _ in true }
  ) throws {
    try checkSize(index, corpus, roster, memory)
    var ids: [Int] = []
    var decoded = DecodedTurn()
    var spelled: [UInt32] = []
    try corpus.forEachTurn(in: index, roster) { turn in
      let segment = index.segments[turn.place.segment]
      let start = forms.count
      guard note(turn, start) else { return }
      if table.choice.form == .word {
        guard segment.decode(turn.turn, into: &decoded) else { throw segment.damage(turn.turn) }
        table.read(decoded, ofSegment: turn.place.segment, into: &spelled)
        forms.append(contentsOf: spelled)
      } else {
        guard segment.decodeTerms(turn.turn, into: &ids) else { throw segment.damage(turn.turn) }
        let numbers = table.numbers[turn.place.segment]
        for id in ids { forms.append(numbers[id]) }
      }
      guard forms.count > start else { return }
      turnStarts.append(UInt32(start))
      turnSets.append(UInt32(turn.set))
      forms.append(FormTable.none)
    }
    tokenCount = forms.count { $0 != FormTable.none }
    indexTurns()
  }

  private func checkSize(
    _ index: Index, _ corpus: SubCorpus, _ roster: Roster, _ memory: Int
  ) throws {
    var places = 0
    var tokens = 0
    try corpus.forEachTurn(in: index, roster) { turn in
      let segment = index.segments[turn.place.segment]
      guard let words = segment.tokenCount(ofTurn: turn.turn) else {
        throw segment.damage(turn.turn)
      }
      places += words + 1
      tokens += words
    }
    // Places are numbers of 32 bits.
    guard places * Self.bytesPerPlace <= memory, places < Int(UInt32.max) else {
      throw CountingProblem.tooMuchMemory(
        tokens: tokens, wanted: places * Self.bytesPerPlace, allowed: memory)
    }
  }

  private mutating func indexTurns() {
    turnAt.reserveCapacity(forms.count / 64 + 1)
    var turn = 0
    for place in stride(from: 0, to: forms.count, by: 64) {
      while turn + 1 < turnStarts.count, Int(turnStarts[turn + 1]) <= place { turn += 1 }
      turnAt.append(UInt32(turn))
    }
  }

  /// The turn that holds a place, by its number in ``turnStarts``. Cost: a step or two, at most 64.
  @inline(__always)
  func turn(of place: Int) -> Int {
    var turn = Int(turnAt[place >> 6])
    while turn + 1 < turnStarts.count, Int(turnStarts[turn + 1]) <= place { turn += 1 }
    return turn
  }
}
