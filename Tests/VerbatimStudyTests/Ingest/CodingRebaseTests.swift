import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Codings of a session whose file changed")
struct CodingRebaseTests {
  private let texts = ["I trust her.", "The kettle was on.", "I trust nobody, I said.", "Yes."]

  private func coding(_ turn: Int, _ span: Range<Int>? = nil) -> Coding {
    Coding(theme: "t", coder: "EO", session: "s", turn: turn, span: span, createdAt: .now())
  }

  private func outcome(
    _ coding: Coding, from old: [String]? = nil, to new: [String], speakers: [String]? = nil
  ) -> CodingRebase.Outcome {
    var after = TestIndex.transcript("s", new)
    var before = TestIndex.transcript("s", old ?? texts)
    for index in before.turns.indices { before.turns[index].speakers = ["P"] }
    for index in after.turns.indices { after.turns[index].speakers = [speakers?[index] ?? "P"] }
    return CodingRebase(from: before, to: after).outcome(of: coding)
  }

  @Test("stay where the turn is the same")
  func same() {
    for turn in 1...4 {
      #expect(outcome(coding(turn), to: texts) == .kept)
      #expect(outcome(coding(turn, 0..<2), to: texts) == .kept)
    }
    // Another turn changed, or went away behind.
    #expect(outcome(coding(1), to: [texts[0]]) == .kept)
  }

  @Test("move with their turn when one comes in before it")
  func inserted() {
    let new = ["New."] + texts
    for turn in 1...4 {
      #expect(outcome(coding(turn), to: new) == .moved(turn: turn + 1, span: nil))
      #expect(outcome(coding(turn, 0..<3), to: new) == .moved(turn: turn + 1, span: 0..<3))
    }
  }

  @Test("move with their words to the turn that has them now, once")
  func words() {
    // "The kettle" is said at another place of another turn.
    let new = ["I trust her.", "Oh.", "Well, The kettle was on, she said.", "Yes."]
    #expect(outcome(coding(2, 0..<10), to: new) == .moved(turn: 3, span: 6..<16))
    // Inside the same turn too.
    #expect(
      outcome(coding(2, 4..<10), to: [texts[0], "So the kettle was on."])
        == .moved(turn: 2, span: 7..<13))
    // The words stand where they stood, and the rest changed.
    #expect(outcome(coding(2, 0..<10), to: [texts[0], "The kettle was off."]) == .kept)
  }

  @Test(
    "are adjusted, for a person to confirm, where some words changed or another person says them")
  func adjusted() {
    #expect(
      outcome(coding(2), to: [texts[0], "The kettle was off."]) == .adjusted(turn: 2, span: nil))
    #expect(
      outcome(coding(2, 0..<17), to: ["New.", "The kettle, it was on."])
        == .adjusted(turn: 2, span: 0..<21))
    #expect(
      outcome(coding(2, 4..<17), to: ["The old kettle is on."])
        == .adjusted(turn: 1, span: 8..<20))
    let other = ["P", "Q", "P", "P"]
    #expect(outcome(coding(2), to: texts, speakers: other) == .adjusted(turn: 2, span: nil))
    #expect(
      outcome(coding(2, 4..<10), to: texts, speakers: other) == .adjusted(turn: 2, span: 4..<10))
  }

  @Test("are doubtful where the words are gone, or stand twice")
  func doubtful() {
    #expect(outcome(coding(2, 4..<10), to: ["I trust her."]) == .doubtful)
    #expect(outcome(coding(2, 4..<10), to: ["kettle kettle", "a"]) == .doubtful)
    #expect(outcome(coding(4), to: ["Yes.", "Yes.", "No.", "No."]) == .doubtful)
    // Which of the two is meant is told by what stands around it, or not at all.
    #expect(outcome(coding(4), to: ["Yes."] + texts) == .moved(turn: 5, span: nil))
    #expect(outcome(coding(4), to: texts + ["Yes."]) == .doubtful)
    // Codings that never fitted.
    for turn in [-1, 0, 5, .max] { #expect(outcome(coding(turn), to: texts) == .doubtful) }
    #expect(outcome(coding(2, 90..<95), to: ["x"]) == .doubtful)
    #expect(outcome(coding(1), to: []) == .doubtful)
  }

  @Test("words are compared by bytes: equal characters of other scalars are other words")
  func bytes() {
    #expect(outcome(coding(1), from: ["caf\u{E9}"], to: ["cafe\u{301}"]) == .doubtful)
    #expect(
      outcome(coding(1, 5..<8), from: ["😀 ça va"], to: ["a", "b 😀 ça va"]) != .kept)
    #expect(
      outcome(coding(1, 2..<4), from: ["😀 ça va"], to: ["b", "é 😀 ça va"])
        == .moved(turn: 2, span: 4..<6))
  }

  @Test("occurrences are found by scalars, overlaps included", arguments: 0..<20)
  func occurrences(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let alphabet = ["a", "b", "é", "😀", "e\u{301}"]
    func word(_ length: Int) -> String {
      (0..<length).map { _ in generator.pick(alphabet) }.joined()
    }
    let text = word(40)
    let words = word(1 + seed % 3)
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(words.unicodeScalars)
    var expected: [Range<Int>] = []
    for start in 0..<max(scalars.count - wanted.count + 1, 0)
    where Array(scalars[start..<start + wanted.count]) == wanted {
      expected.append(start..<start + wanted.count)
    }
    #expect(text.occurrences(of: words) == expected)
    #expect(text.occurrences(of: "") == [])
    #expect("".occurrences(of: words) == [])
  }

  // MARK: In a study

  private func coded() throws -> TestStudy {
    let test = try TestStudy()
    let writer = try test.writer()
    try writer.setCodebook(
      Codebook(
        yaml: """
          themes:
            - {id: t, label: A, name: Trust}
            - {id: u, label: B, name: Other}
          """))
    try test.write("s.txt", text(texts))
    _ = try writer.ingest(SourceBatch([test.input]))
    for (turn, span) in [(1, nil), (2, nil), (3, 8..<14), (4, nil)] as [(Int, Range<Int>?)] {
      #expect(try writer.addCoding(coding(turn, span)))
    }
    return test
  }

  private func text(_ texts: [String]) -> String {
    Sample.text(texts.map { ("P1", $0) })
  }

  private func quotes(_ test: TestStudy) throws -> [String] {
    let database = try test.study.database()
    let list = try ExtractList(
      theme: "A", of: StudyThemes(database), in: test.index(), ExtractRequest())
    return list.extracts.map { $0.spans.isEmpty ? $0.text : $0.match }
  }

  @Test("move one behind the other without one being lost")
  func shifted() throws {
    let test = try coded()
    let before = try quotes(test)
    #expect(before == ["I trust her.", "The kettle was on.", "nobody", "Yes."])
    try test.write("s.txt", text(["A new first turn."] + texts))
    let summary = try test.ingest()
    #expect(summary.rebased.map(\.moved) == [4])
    #expect(summary.rebased.map(\.kept) == [0])
    #expect(try test.codings().map(\.turn) == [2, 3, 4, 5])
    #expect(try quotes(test) == before)
    // And back again.
    try test.write("s.txt", text(texts))
    try test.ingest()
    #expect(try test.codings().map(\.turn) == [1, 2, 3, 4])
    #expect(try quotes(test) == before)
    #expect(try test.findings() == [])
  }

  @Test("change places without one being lost")
  func swapped() throws {
    let test = try coded()
    try test.write("s.txt", text([texts[1], texts[0], texts[3], texts[2]]))
    let summary = try test.ingest()
    #expect(summary.rebased.map(\.moved) == [4])
    #expect(try quotes(test) == ["The kettle was on.", "I trust her.", "Yes.", "nobody"])
  }

  @Test("are told by the summary; what is doubtful stays as it was")
  func report() throws {
    let test = try coded()
    let before = try test.codings()
    try test.write("s.txt", text([texts[0], "Gone.", "Now " + texts[2], texts[3]]))
    let summary = try test.ingest()
    #expect(
      summary.rebased == [
        RebaseReport(session: "s", kept: 2, moved: 1, doubtful: [.init(theme: "t", turn: 2)])
      ])
    let after = try test.codings()
    #expect(after.map(\.turn) == [1, 2, 3, 4])
    #expect(after.map(\.span) == [nil, nil, 12..<18, nil])
    #expect(after[1] == before[1])
    // A session that shrinks keeps the codings of the turns that are gone.
    try test.write("s.txt", text(["All is new.", "Now."]))
    let shrunk = try test.ingest()
    #expect(shrunk.rebased.map(\.doubtful.count) == [4])
    #expect(try test.codings().count == 4)
    #expect(try quotes(test).count == 2)
    #expect(try test.findings() == [])
    // With the old file they are right again.
    try test.write("s.txt", text([texts[0], "Gone.", "Now " + texts[2], texts[3]]))
    try test.ingest()
    #expect(try test.codings().map(\.span) == [nil, nil, 12..<18, nil])
  }

  @Test("ask once, with the words that were coded, and are settled by a person or by the old words")
  func questions() throws {
    let test = try coded()
    let changed = [texts[0], "The kettle was off.", "Nobody spoke.", texts[3]]
    try test.write("s.txt", text(changed))
    let summary = try test.ingest()
    #expect(
      summary.rebased == [
        RebaseReport(
          session: "s", kept: 2, moved: 0, adjusted: [.init(theme: "t", turn: 2)],
          doubtful: [.init(theme: "t", turn: 3)])
      ])
    func open() throws -> [CodingQuestion] {
      try test.study.database().read { try $0.codingQuestions() }
    }
    #expect(try open().map(\.words) == ["The kettle was on.", "nobody"])
    #expect(try open().map(\.kind) == [.adjusted, .doubtful])
    // A second correction asks no second time, and keeps the first words.
    try test.write("s.txt", text([texts[0], "The kettle was gone.", "Nobody spoke.", texts[3]]))
    try test.ingest()
    #expect(try open().map(\.words) == ["The kettle was on.", "nobody"])
    // With the old words nothing is left to ask.
    try test.write("s.txt", text(texts))
    try test.ingest()
    #expect(try open().isEmpty)
    #expect(try quotes(test) == ["I trust her.", "The kettle was on.", "nobody", "Yes."])
    try test.write("s.txt", text(changed))
    try test.ingest()
    let asked = try open()
    let writer = try test.writer()
    #expect(try !writer.settle(asked[1], .move(turn: 2, span: nil)))
    #expect(try writer.settle(asked[1], .move(turn: 3, span: 0..<6)))
    #expect(try writer.settle(asked[0], .keep))
    #expect(try open().isEmpty)
    #expect(try quotes(test) == ["I trust her.", "The kettle was off.", "Nobody", "Yes."])
    #expect(try test.findings() == [])
  }

  @Test("memo, coder and time go along")
  func details() throws {
    let test = try coded()
    let writer = try test.writer()
    var noted = coding(2, 4..<10)
    noted.theme = "u"
    noted.memo = "why the kettle"
    noted.createdAt = try #require(Timestamp("2024-01-02T03:04:05Z"))
    #expect(try writer.addCoding(noted))
    try test.write("s.txt", text(["New."] + texts))
    _ = try writer.ingest(SourceBatch([test.input]))
    noted.turn = 3
    #expect(try test.codings().contains(noted))
  }

  @Test("stay where another of the theme and coder stands that does not move")
  func occupied() throws {
    let test = try coded()
    // The second turn is changed beyond recognition, and the first one's words come to its place.
    try test.write("s.txt", text(["New.", texts[0], texts[2], texts[3]]))
    let summary = try test.ingest()
    #expect(
      summary.rebased == [
        RebaseReport(
          session: "s", kept: 2, moved: 0,
          doubtful: [.init(theme: "t", turn: 1), .init(theme: "t", turn: 2)])
      ])
    #expect(try test.codings().map(\.turn) == [1, 2, 3, 4])
  }

  @Test("no random change of a file loses a coding", arguments: 0..<12)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &+ 77)
    let test = try coded()
    let writer = try test.writer()
    var current = texts
    for turn in 1...4 {
      var other = coding(turn, turn % 2 == 0 ? nil : 0..<1)
      other.theme = "u"
      try writer.addCoding(other)
    }
    for _ in 0..<6 {
      switch generator.pick([0, 1, 2, 3]) {
      case 0:
        current.insert(
          "Turn \(generator.next() % 100).",
          at: Int.random(in: 0...current.count, using: &generator))
      case 1 where current.count > 2:
        current.remove(at: Int.random(in: 0..<current.count, using: &generator))
      case 2: current.shuffle(using: &generator)
      default: current[Int.random(in: 0..<current.count, using: &generator)] += " More."
      }
      try test.write("s.txt", text(current))
      let summary = try writer.ingest(SourceBatch([test.input]))
      let report = try #require(
        summary.rebased.first ?? (summary.sessions == 0 ? RebaseReport(session: "s") : nil))
      let codings = try test.codings()
      #expect(codings.count == 8)
      if summary.sessions > 0 {
        #expect(
          report.kept + report.moved + report.adjusted.count + report.doubtful.count == 8)
      }
    }
    #expect(try test.findings() == [])
  }
}
