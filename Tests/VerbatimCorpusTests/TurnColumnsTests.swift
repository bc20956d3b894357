import Testing

@testable import VerbatimCorpus

@Suite("Turns in columns")
struct TurnColumnsTests {
  /// Turns of a session as a reader of lines makes them, and the same as columns.
  private static func both(_ seed: UInt64) -> (turns: [Turn], columns: TurnColumns) {
    var generator = SeededGenerator(state: seed)
    let people = [["P1"], ["P2"], ["Mod", "P1"], ["Größe"]]
    var turns: [Turn] = []
    var rows = TurnRows()
    var used: [Int: Int32] = [:]
    var base = 10
    for number in 1...40 {
      let words = generator.text(of: ["und ", "naïve ", "„so“", "\u{1F642}", "a\u{301}"], upTo: 6)
      let who = Int.random(in: -1..<people.count, using: &generator)
      let start = Bool.random(using: &generator) ? Milliseconds(rawValue: number * 10) : nil
      let end = start == nil ? nil : Milliseconds(rawValue: number * 10 + 5)
      let isPlain = number % 3 != 0
      let attributes: Attributes = number % 6 == 0 ? [.init(name: "k", value: "v")] : []
      let length = words.utf8.count + (isPlain ? 0 : 1)
      let bytes = base..<base + length
      let map =
        isPlain
        ? OffsetMap(identityAt: base, length: length)
        : OffsetMap(runs: [
          .init(textLength: 0, source: base, sourceLength: 1),
          .init(
            textLength: words.utf8.count, source: base + 1, sourceLength: words.utf8.count),
        ])
      turns.append(
        Turn(
          number: number, speakers: who < 0 ? [] : people[who], text: words, start: start, end: end,
          attributes: isPlain ? [] : attributes,
          place: SourcePlace(line: number, bytes: bytes, map: map)))
      if who >= 0, used[who] == nil {
        used[who] = Int32(rows.speakers.count)
        rows.speakers.append(people[who])
      }
      rows.text += Array(words.utf8)
      rows.rows.append(
        .init(
          textEnd: rows.text.count, line: number, source: bytes, start: start, end: end,
          speakers: who < 0 ? -1 : used[who] ?? -1,
          extra: isPlain ? -1 : rows.addExtra(attributes, map)))
      base += length + 20
    }
    return (turns, TurnColumns(rows))
  }

  private static let session = Session(
    id: "s", group: nil, participants: [],
    source: Source(path: "s.jsonl", digest: Digest(bytes: [UInt8](repeating: 0, count: 32))))

  @Test(
    "give the turns that went in, one by one and all at once",
    arguments: 1...8 as ClosedRange<UInt64>)
  func turns(_ seed: UInt64) {
    let (turns, columns) = Self.both(seed)
    #expect(columns.turns == turns)
    #expect((0..<columns.count).map { columns.turn($0) } == turns)
  }

  @Test("count as the turns do", arguments: 1...8 as ClosedRange<UInt64>)
  func counts(_ seed: UInt64) {
    let (turns, columns) = Self.both(seed)
    let one = Transcript(session: Self.session, turns: turns)
    let other = Transcript(session: Self.session, columns: columns)
    #expect(one == other)
    #expect(one.turnCount == other.turnCount)
    #expect(one.textBytes == other.textBytes)
    #expect(one.speakerCount == other.speakerCount)
  }

  @Test("are left behind by whoever changes a turn, and by nobody else")
  func changes() {
    let (turns, columns) = Self.both(3)
    var transcript = Transcript(session: Self.session, columns: columns)
    let before = transcript
    #expect(transcript.turns[5] == turns[5])
    #expect(transcript.columns != nil)
    transcript.turns[5].text = "changed"
    #expect(transcript.columns == nil)
    #expect(transcript.turns[5].text == "changed")
    #expect(transcript.turns.count == turns.count)
    #expect(before.columns != nil)
    #expect(before.turns == turns)
    transcript.turns = []
    #expect(transcript.turnCount == 0)
    #expect(transcript.textBytes == 0)
  }
}
