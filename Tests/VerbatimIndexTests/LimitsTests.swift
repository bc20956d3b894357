import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex
import VerbatimTestSupport

/// What readers or callers can hand to the builder at the edge of what the format holds.
@Suite("At the limits of the format")
struct LimitsTests {
  private func transcript(_ change: (inout Turn) -> Void) -> Transcript {
    var transcript = TestIndex.transcript("s", ["One two.", "Three four.", "Five."])
    change(&transcript.turns[1])
    return transcript
  }

  @Test("times of ±10¹² seconds come back", arguments: [1e12 - 1, -1e12 + 1, 5e11, 0, -0.001])
  func times(seconds: Double) throws {
    let transcript = transcript {
      $0.start = Milliseconds(seconds: seconds)
      $0.end = Milliseconds(seconds: -seconds)
      $0.events = [Event(kind: "pause", duration: Milliseconds(seconds: seconds))]
    }
    let segment = try TestIndex.segment([transcript])
    #expect(try segment.transcript(0) == transcript)
    #expect(segment.check() == [])
  }

  @Test("what does not come back is an error, not a trap")
  func refused() {
    let changes: [(inout Turn) -> Void] = [
      { $0.start = Milliseconds(rawValue: .max) }, { $0.start = Milliseconds(rawValue: .min) },
      { $0.place.lastLine = -5 }, { $0.place.line = .min },
      { $0.marks = [Mark(kind: .placeholder, range: -2 ..< -1)] },
      { $0.place.bytes = -9 ..< -3 },
      { $0.place.map = OffsetMap(runs: [.init(textLength: -1, source: 0, sourceLength: 2)]) },
      { $0.place.map = OffsetMap(runs: [.init(textLength: 1, source: .min, sourceLength: 1)]) },
    ]
    for change in changes {
      #expect(throws: IndexProblem.self) { try TestIndex.segment([transcript(change)]) }
    }
  }

  @Test("a placeholder of 70,000 bytes is one term")
  func longTerm() throws {
    let text = "Ask [" + String(repeating: "somebody ", count: 8000) + "] then."
    var transcript = TestIndex.transcript("s", [text])
    transcript.turns[0].marks = [Mark(kind: .placeholder, range: 4..<text.count - 6)]
    let segment = try TestIndex.segment([transcript])
    #expect(try segment.transcript(0) == transcript)
    #expect(segment.termCount == 3)
    #expect(segment.check() == [])
  }

  @Test("a turn of a million words, of 5,000 different ones")
  func longTurn() throws {
    let text = (0..<1_000_000).map { "w\($0 * $0 % 5000)" }.joined(separator: " ") + "."
    let transcript = TestIndex.transcript("s", [text, "After it."])
    let segment = try TestIndex.segment([transcript])
    #expect(segment.tokenCount == 1_000_002)
    #expect(try segment.transcript(0) == transcript)
  }

  @Test("one turn, and one without a word")
  func oneTurn() throws {
    for text in ["Yes.", "", "—", " "] {
      let transcript = TestIndex.transcript("s", [text])
      let segment = try TestIndex.segment([transcript])
      #expect(try segment.transcript(0) == transcript)
      #expect(segment.check() == [])
    }
  }

  @Test("a word of 64 KiB is split where a token may not be longer, and comes back")
  func longWord() throws {
    let text = "A " + String(repeating: "wort", count: 16_384) + " b."
    let segment = try TestIndex.segment([TestIndex.transcript("s", [text])])
    var decoded = DecodedTurn()
    #expect(segment.decode(0, into: &decoded))
    #expect(decoded.string == text)
    #expect(decoded.terms.count == 2 + 64)
    #expect(segment.check() == [])
  }

  @Test("turns far apart: differences that fit no two bytes")
  func farApart() throws {
    // 70,000 turns, of which the first and the last two hold what the others do not.
    var texts = [String](repeating: "b b", count: 70_000)
    for turn in [0, 69_998, 69_999] { texts[turn] = "a b a b c\(turn)" }
    let segment = try TestIndex.segment([TestIndex.transcript("s", texts)])
    let entry = try #require(segment.terms(fold: Array("a".utf8)).first)
    #expect(entry.term.turnCount == 3)
    #expect(entry.term.occurrenceCount == 6)
    let ids = try ["a", "b"].map {
      try #require(segment.terms(fold: Array($0.utf8)).first).term.id
    }
    let pair = try #require(segment.pair(ids[0], ids[1]))
    #expect(pair.occurrences == 6)
  }

  @Test("20,000 placeholders in a turn take one pass over it")
  func manyPlaceholders() throws {
    let text = String(repeating: "[é] ", count: 20_000)
    var transcript = TestIndex.transcript("s", [text])
    transcript.turns[0].marks =
      (0..<20_000).map { Mark(kind: .placeholder, range: $0 * 4..<$0 * 4 + 3) }
    let segment = try TestIndex.segment([transcript])
    var decoded = DecodedTurn()
    #expect(segment.decode(0, into: &decoded))
    #expect(decoded.string == text)
    #expect(decoded.starts == (0..<20_000).map { $0 * 5 })
    #expect(Set(decoded.terms) == [0])
  }

  @Test("marks that overlap, or reach out of the text, make no token")
  func strangeMarks() throws {
    let text = "a [b c] d"
    var transcript = TestIndex.transcript("s", [text])
    let ranges = [2..<7, 4..<9, 0..<100, 8..<8, 7..<9, 50..<60]
    transcript.turns[0].marks = ranges.map { Mark(kind: .placeholder, range: $0) }
    let segment = try TestIndex.segment([transcript])
    var decoded = DecodedTurn()
    #expect(segment.decode(0, into: &decoded))
    // `a`, then the marks from 2 and from 7, which takes the blank before `d` with it.
    #expect(decoded.starts == [0, 2, 7])
    #expect(decoded.ends == [1, 7, 9])
    #expect(segment.check() == [])
  }

  @Test("more terms than are kept flat")
  func coldTerms() throws {
    // Two segments, in which a number means another term, read by turns into one place.
    let texts = ["w", "v"].map { letter in
      let words = (0..<66_300).map { "\(letter)\($0)" }
      return stride(from: 0, to: words.count, by: 663).map {
        words[$0..<$0 + 663].joined(separator: " ") + " \(letter.uppercased())66299 \(letter)0"
      }
    }
    let segments = try texts.map { try TestIndex.segment([TestIndex.transcript("s", $0)]) }
    var decoded = DecodedTurn()
    for turn in [0, 50, 98, 99] {
      for (segment, texts) in zip(segments, texts) {
        #expect(segment.termCount == 66_300)
        #expect(segment.decode(turn, into: &decoded))
        #expect(decoded.string == texts[turn])
      }
    }
  }
}
