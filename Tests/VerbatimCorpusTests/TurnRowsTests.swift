import Testing

@testable import VerbatimCorpus

@Suite("Turns in rows")
struct TurnRowsTests {
  /// A turn with some of all that a turn may have.
  private static func turn(_ number: Int, _ generator: inout SeededGenerator) -> Turn {
    func some<Value>(_ value: Value) -> Value? {
      Bool.random(using: &generator) ? value : nil
    }
    func list<Value>(_ make: (Int) -> Value) -> [Value] {
      (0..<Int.random(in: 0...3, using: &generator)).map(make)
    }
    let text = generator.text(of: ["und ", "naïve ", "„so“", "\u{1F642}", "a\u{301}"], upTo: 6)
    let length = text.utf8.count
    var place = SourcePlace(
      line: number, lastLine: number + Int.random(in: 0...2, using: &generator),
      bytes: some(number * 100..<number * 100 + length))
    if Bool.random(using: &generator) {
      place = SourcePlace(
        line: place.line, lastLine: place.lastLine, bytes: place.bytes,
        parentPath: some("/TEI[1]/text[1]") ?? "", step: some("/ü[\(number)]") ?? "")
    }
    place.map = some(
      OffsetMap(runs: list { .init(textLength: $0 + 1, source: $0 * 10, sourceLength: 4) }))
    let marks = list { index in
      Mark(
        kind: index == 1 ? .placeholder : .init(rawValue: "größer"), range: index..<index + 1,
        detail: some(index == 0 ? "" : "p"))
    }
    let events = list { index in
      Event(
        kind: "vocal", description: some("lacht – laut"), offset: index,
        duration: some(Milliseconds(rawValue: index)), speaker: some("P1"))
    }
    return Turn(
      number: number, id: some("u\(number)"), speakers: list { "P\($0)" }, text: text, marks: marks,
      events: events, annotations: list { .init(layer: .pos, range: $0..<$0 + 1, value: "N") },
      start: some(Milliseconds(rawValue: number)), end: some(Milliseconds(rawValue: number + 1)),
      language: some("de"), attributes: Attributes(list { .init(name: "n\($0)", value: "ä") }),
      place: place)
  }

  @Test("come out as they went in, room or no room", arguments: 1...20 as ClosedRange<UInt64>)
  func turns(_ seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    var rows = TurnRows()
    for _ in 0..<3 {
      rows.removeAll()
      let turns = (1...30).map { Self.turn($0, &generator) }
      for turn in turns { rows.append(turn) }
      #expect(TurnColumns(rows).turns == turns)
      for (turn, extra) in zip(turns, rows.extras) {
        #expect(rows.placeholders(of: extra) == turn.marks.filter { $0.kind == .placeholder })
      }
    }
  }
}
