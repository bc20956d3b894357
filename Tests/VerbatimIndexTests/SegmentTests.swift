import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimTestSupport

@Suite("A segment gives back what it was given")
struct SegmentTests {
  /// Everything of a transcript but its source's own codings.
  private func expectSame(_ transcripts: [Transcript], _ segment: Segment) throws {
    let sorted = transcripts.sorted { NaturalOrder.precedes($0.session.id, $1.session.id) }
    #expect(segment.sessionCount == sorted.count)
    for (index, transcript) in sorted.enumerated() {
      let found = try segment.transcript(index)
      #expect(found.session == transcript.session)
      #expect(found.turns.count == transcript.turns.count)
      for (a, b) in zip(found.turns, transcript.turns) {
        #expect(a.text.utf8.elementsEqual(b.text.utf8))
        #expect(a == b)
      }
      #expect(found.events == transcript.events)
    }
  }

  @Test("random corpora come back whole, and check finds nothing", arguments: 0..<20)
  func randomCorpora(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let transcripts = RandomCorpus.transcripts(
      sessions: 1 + seed % 5, turns: 1 + seed * 7, using: &generator)
    let segment = try TestIndex.segment(transcripts)
    try expectSame(transcripts, segment)
    #expect(segment.check() == [])
    #expect(segment.turnCount == transcripts.reduce(0) { $0 + $1.turns.count })
  }

  @Test(
    "any text comes back byte for byte",
    arguments: [
      "", " ", ".", "a", "A", "a.", "A.", "…", "  two  blanks ", "\n", "a\u{0}b", "x\u{FEFF}y",
      "Straße STRASSE ẞ ſ ﬁ İstanbul ıI", "e\u{301} é E\u{301} É", "McDonald iPhone NHS Nhs nhs",
      "don’t DON'T Don´t", "🙂 👩‍👩‍👧 🇳🇴 x", "日本語 テスト", "שלום עולם", "a\u{202E}b\u{2066}c",
      "[x] (y) {z}", "10:30 £3.50 1,000.5 50%", "\t\ttabs\t", "a. b? c! D… e\nF",
      "th- th– er- --- -", "\u{301}starts with a mark",
    ])
  func anyText(text: String) throws {
    let transcript = TestIndex.transcript("s", [text, "Between.", text + text, text])
    let segment = try TestIndex.segment([transcript])
    try expectSame([transcript], segment)
    #expect(segment.check() == [])
  }

  @Test("random scalars come back byte for byte", arguments: 0..<30)
  func randomScalars(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(1000 + seed))
    let pool: [ClosedRange<UInt32>] = [
      0...0x7F, 0x20...0x7E, 0x20...0x7E, 0xA0...0x24F, 0x300...0x36F, 0x370...0x5FF,
      0x2000...0x206F, 0x4E00...0x4E20, 0xAC00...0xAC20, 0x1F300...0x1F64F,
    ]
    let texts = (0..<40).map { _ in
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...60, using: &generator) {
        let range = pool[Int.random(in: 0..<pool.count, using: &generator)]
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
          text.append(scalar)
        }
      }
      return String(text)
    }
    let transcript = TestIndex.transcript("s", texts)
    try expectSame([transcript], try TestIndex.segment([transcript]))
  }

  @Test("tokens cover the text as the analyser cut it")
  func tokens() throws {
    let text = "Well, it's er- the co-op's NHS-funded [x] £3.50 don’t."
    let segment = try TestIndex.segment([TestIndex.transcript("s", [text])])
    var decoded = DecodedTurn()
    #expect(segment.decode(0, into: &decoded))
    let tokens = Analyzer.standard.tokens(of: text).filter { $0.kind.hasPosition }
    #expect(decoded.starts == tokens.map(\.start))
    #expect(decoded.ends == tokens.map(\.end))
  }

  @Test("the same sessions give the same bytes in any order")
  func order() throws {
    var generator = SeededGenerator(seed: 5)
    let transcripts = RandomCorpus.transcripts(sessions: 6, turns: 40, using: &generator)
    let image = try TestIndex.image(transcripts)
    for _ in 0..<5 {
      let other = try TestIndex.image(transcripts.shuffled(using: &generator))
      #expect(other.bytes == image.bytes)
      #expect(other.name == image.name)
    }
  }

  @Test("a segment without sessions, and sessions without turns, are whole")
  func empty() throws {
    #expect(try TestIndex.segment([]).check() == [])
    let transcripts = [
      TestIndex.transcript("a", []), TestIndex.transcript("b", ["One."]),
      TestIndex.transcript("c", []),
    ]
    let segment = try TestIndex.segment(transcripts)
    #expect(segment.check() == [])
    #expect(segment.session(ofTurn: 0) == 1)
    try expectSame(transcripts, segment)
  }

  @Test("term ids run by falling frequency, ties by bytes")
  func frequency() throws {
    let segment = try TestIndex.segment([
      TestIndex.transcript("s", ["b a a c", "a b c d", "a b"])
    ])
    let terms = (0..<segment.termCount).compactMap { segment.term($0)?.string }
    #expect(terms == ["a", "b", "c", "d"])
  }
}
