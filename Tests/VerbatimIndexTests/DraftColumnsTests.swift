import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("A session in columns")
struct DraftColumnsTests {
  /// Turns that are words, speakers, times and a place, some with an escape in the source, some with
  /// attributes.
  private static func plain(_ transcript: Transcript, _ generator: inout SeededGenerator) -> [Turn]
  {
    var base = 0
    return transcript.turns.enumerated().map { index, turn in
      let text = index % 11 == 10 ? "" : turn.text
      let isEscaped = generator.chance(20)
      let length = text.utf8.count + (isEscaped ? 5 : 0)
      defer { base += length + 9 }
      let map =
        isEscaped
        ? OffsetMap(runs: [
          .init(textLength: text.utf8.count, source: base, sourceLength: text.utf8.count),
          .init(textLength: 0, source: base + text.utf8.count, sourceLength: 5),
        ]) : OffsetMap(identityAt: base, length: length)
      let start =
        generator.chance(50) ? Milliseconds(rawValue: generator.chance(5) ? 1 << 45 : index) : nil
      return Turn(
        number: index + 1, speakers: turn.speakers, text: text, start: start,
        end: generator.chance(50) ? start : nil,
        attributes: generator.chance(20) ? [.init(name: "topic", value: "wages")] : [],
        place: SourcePlace(
          line: generator.chance(3) ? 1 << 42 : index + 1, bytes: base..<base + length, map: map))
    }
  }

  private static func columns(_ turns: [Turn]) -> TurnColumns {
    var rows = TurnRows()
    for turn in turns {
      rows.text += Array(turn.text.utf8)
      var number: Int32 = -1
      if !turn.speakers.isEmpty {
        if !rows.speakers.contains(turn.speakers) { rows.speakers.append(turn.speakers) }
        number = Int32(rows.speakers.firstIndex(of: turn.speakers) ?? -1)
      }
      let bytes = turn.place.bytes ?? 0..<0
      let isIdentity =
        turn.place.map?.isIdentity(at: bytes.lowerBound, length: bytes.count) ?? false
      var extra: Int32 = -1
      if !isIdentity || !turn.attributes.isEmpty {
        extra = rows.addExtra(turn.attributes, turn.place.map ?? OffsetMap())
      }
      rows.rows.append(
        .init(
          textEnd: rows.text.count, line: turn.place.line, source: bytes, start: turn.start,
          end: turn.end, speakers: number, extra: extra))
    }
    return TurnColumns(rows)
  }

  @Test(
    "gives the segment that its turns give", arguments: 1...10 as ClosedRange<UInt64>, [1, 2])
  func identity(_ seed: UInt64, _ threads: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let one = SegmentBuilder(analyzer: .standard, threads: threads)
    let other = SegmentBuilder(analyzer: .standard, threads: threads)
    for transcript in RandomCorpus.transcripts(sessions: 6, turns: 150, using: &generator) {
      let turns = Self.plain(transcript, &generator)
      let list = Transcript(session: transcript.session, turns: turns)
      let columns = Transcript(session: transcript.session, columns: Self.columns(turns))
      #expect(columns == list)
      #expect(columns.columns != nil)
      try one.add(list, fingerprint: list.session.source.digest)
      try other.add(columns, fingerprint: list.session.source.digest)
    }
    let image = try one.finish()
    #expect(try other.finish().bytes == image.bytes)
    #expect(try Segment(image).check() == [])
  }
}
