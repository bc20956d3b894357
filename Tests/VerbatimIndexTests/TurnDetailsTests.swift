import Testing
import VerbatimCorpus

@testable import VerbatimIndex

@Suite("Details of turns")
struct TurnDetailsTests {
  /// Whether the encoder is sure, and what is read again.
  private func trip(_ turns: [Turn]) -> (isSure: Bool, read: [TurnDetails?]) {
    let written = ByteBuffer()
    var previous = DetailCodec.Previous()
    var isSure = true
    for turn in turns {
      var rows = TurnRows()
      rows.append(turn)
      let room = DetailCodec.room(for: 0, in: rows)
      let start = written.count
      var writer = RecordWriter(written.room(room))
      let isUsual = rows.withPool {
        DetailCodec.encode(0, rows, $0, after: &previous, into: &writer)
      }
      if !isUsual { isSure = false }
      written.advance(to: writer.next)
      #expect(written.count - start <= room)
    }
    var reader = ByteReader(written.bytes)
    var again = DetailCodec.Previous()
    return (isSure, turns.map { _ in DetailCodec.decode(&reader, after: &again) })
  }

  private func details(_ turn: Turn) -> TurnDetails {
    TurnDetails(
      id: turn.id, marks: turn.marks, events: turn.events, start: turn.start, end: turn.end,
      language: turn.language, attributes: turn.attributes, place: turn.place)
  }

  private func turn(_ change: (inout Turn) -> Void = { _ in }) -> Turn {
    var turn = Turn(
      number: 1, id: "u1.seg1", speakers: [], text: "", marks: [Mark(kind: .segment, range: 0..<4)],
      events: [Event(kind: "pause", offset: 2, duration: Milliseconds(rawValue: 5))],
      start: Milliseconds(rawValue: 1), end: Milliseconds(rawValue: 2), language: "de",
      attributes: [.init(name: "n", value: "1")],
      place: SourcePlace(
        line: 3, lastLine: 5, bytes: 10..<30, path: "/TEI[1]/text[1]/u[1]",
        map: OffsetMap(runs: [
          .init(textLength: 4, source: 10, sourceLength: 4),
          .init(textLength: 1, source: 14, sourceLength: 9),
        ])))
    change(&turn)
    return turn
  }

  @Test("ids and paths share their beginnings, whatever they are")
  func fronting() {
    let ids = [
      "", "a", "u1", "u1.seg1", "u1.seg10", "u1.seg2", "ä", "äö", "ö", "123456789", "12345678",
    ]
    let turns = ids.map { id in
      turn {
        $0.id = id
        $0.place.path = "/TEI[1]/text[1]/body[1]/" + id
      }
    }
    let (isSure, read) = trip(turns)
    #expect(isSure)
    #expect(read == turns.map { details($0) })
  }

  @Test("a path in two parts is written as the whole")
  func pathsInTwoParts() {
    let paths = [
      ("/TEI[1]", "/u[1]"), ("/TEI[1]", "/u[2]"), ("/TEI[1]/text[1]", "/u[2]"),
      ("/TEI[1]", "/u[12]"),
      ("/TEI[1]/u[1", "2]"), ("", "/u[1]"), ("/TEI[1]/u[12]", ""), ("", ""),
      ("/\u{e9}[1]", "/u[1]"),
      ("/e\u{301}[1]", "/u[1]"), ("/e\u{301}[1]", "/u[1]x"), ("/TEI[1]/text[1]/body[1]", "/sp[9]"),
    ]
    func written(_ turns: [Turn]) -> [UInt8] {
      let bytes = ByteBuffer()
      var previous = DetailCodec.Previous()
      for turn in turns {
        var rows = TurnRows()
        rows.append(turn)
        var writer = RecordWriter(bytes.room(DetailCodec.room(for: 0, in: rows)))
        _ = rows.withPool { DetailCodec.encode(0, rows, $0, after: &previous, into: &writer) }
        bytes.advance(to: writer.next)
      }
      return Array(bytes.bytes)
    }
    let whole = paths.map { path in turn { $0.place.path = path.0 + path.1 } }
    let parts = paths.map { path in
      turn {
        let map = $0.place.map
        $0.place = SourcePlace(
          line: 3, lastLine: 5, bytes: 10..<30, parentPath: path.0, step: path.1)
        $0.place.map = map
      }
    }
    #expect(whole == parts)
    #expect(written(whole) == written(parts))
    let (isSure, read) = trip(parts)
    #expect(isSure)
    #expect(read == whole.map { details($0) })
  }

  @Test("what the encoder is sure of is read again")
  func limits() {
    let sizes = [0, 1, 63, 64, 1 << 20, 1 << 39, 1 << 40, 1 << 47, 1 << 48, 1 << 51, 1 << 60, .max]
    for size in sizes + sizes.map({ -$0 }) {
      let turns = [
        turn {
          $0.place.line = size
          $0.place.lastLine = size
        },
        turn { $0.place.lastLine = size },
        turn { $0.start = Milliseconds(rawValue: size) },
        turn { $0.end = Milliseconds(rawValue: size) },
        turn { $0.events[0].offset = max(size, 0) },
        turn { $0.events[0].duration = Milliseconds(rawValue: size) },
        turn { $0.marks[0].range = 0..<max(size, 0) },
        turn { $0.place.bytes = 0..<max(size, 0) },
        turn {
          $0.place.map = OffsetMap(runs: [.init(textLength: size, source: 1, sourceLength: 2)])
        },
        turn {
          $0.place.map = OffsetMap(runs: [.init(textLength: 1, source: size, sourceLength: 2)])
        },
        turn {
          $0.place.map = OffsetMap(runs: [.init(textLength: 1, source: 1, sourceLength: size)])
        },
      ]
      for (index, changed) in turns.enumerated() {
        let (isSure, read) = trip([turn(), changed, turn()])
        let expected = [turn(), changed, turn()].map { details($0) }
        #expect(!isSure || read == expected, "\(size) in place \(index)")
        if (1...1 << 39).contains(size), index != 1 || size > 3 { #expect(isSure) }
      }
    }
  }
}
