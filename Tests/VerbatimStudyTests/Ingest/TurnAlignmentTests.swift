import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Two versions of a session")
struct TurnAlignmentTests {
  /// The length of a longest common subsequence, by its recurrence.
  static func longestCommon(_ a: [String], _ b: [String]) -> Int {
    var row = [Int](repeating: 0, count: b.count + 1)
    for x in a {
      var diagonal = 0
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = x == y ? diagonal + 1 : max(above, row[j])
        diagonal = above
      }
    }
    return row[b.count]
  }

  static func text(_ generator: inout SeededGenerator, _ count: Int) -> [String] {
    (0..<count).map { _ in generator.pick(["we", "trust", "é", "them,", "so", "😀", "on"]) }
  }

  @Test("have as many words in common as can be, in order", arguments: 0..<40)
  func common(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let old = Self.text(&generator, seed % 9).joined(separator: " ")
    let new = Self.text(&generator, (seed / 2) % 11).joined(separator: " ")
    let diff = WordDiff(from: old, to: new)
    func words(_ words: [WordDiff.Word]) -> [String] {
      words.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    let places = diff.places.compactMap { $0 }
    #expect(places.count == Self.longestCommon(words(diff.old), words(diff.new)))
    #expect(places == places.sorted() && Set(places).count == places.count)
    for (index, place) in diff.places.enumerated() {
      if let place { #expect(diff.old[index].bytes.elementsEqual(diff.new[place].bytes)) }
    }
  }

  @Test("give every stretch of an unchanged text its own place", arguments: 0..<10)
  func identity(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed) &+ 5)
    let text = Self.text(&generator, 6).joined(separator: " ")
    let diff = WordDiff(from: text, to: text)
    let length = text.unicodeScalars.count
    for start in 0..<length {
      for end in (start + 1)...length {
        guard let found = diff.place(of: start..<end) else {
          let isBlank = text.scalars(start..<end).allSatisfy { $0.isWhitespace }
          #expect(isBlank)
          continue
        }
        #expect(found.kept == 1)
        let trimmed = text.scalars(start..<end).filter { !$0.isWhitespace }
        #expect(text.scalars(found.span).filter { !$0.isWhitespace } == trimmed)
      }
    }
  }

  @Test(
    "a coding that is kept or moved stands on its very words, by its very speakers",
    arguments: 0..<60)
  func invariant(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed) &+ 900)
    var texts = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
      Self.text(&generator, Int.random(in: 1...8, using: &generator))
    }
    let old = TestIndex.transcript("s", texts.map { $0.joined(separator: " ") })
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      guard !texts.isEmpty else { break }
      let turn = Int.random(in: 0..<texts.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: texts.remove(at: turn)
      case 1: texts.insert(Self.text(&generator, 4), at: turn)
      case 2: texts.swapAt(turn, Int.random(in: 0..<texts.count, using: &generator))
      case 3:
        texts[turn].insert("new", at: Int.random(in: 0...texts[turn].count, using: &generator))
      default: texts[turn].remove(at: Int.random(in: 0..<texts[turn].count, using: &generator))
      }
      texts.removeAll(where: \.isEmpty)
    }
    let new = TestIndex.transcript("s", texts.map { $0.joined(separator: " ") })
    let alignment = TurnAlignment(from: old.turns, to: new.turns)
    let places = alignment.places.compactMap { $0 }
    #expect(Set(places).count == places.count)
    let rebase = CodingRebase(from: old, to: new)
    for turn in old.turns {
      let length = turn.text.unicodeScalars.count
      let start = Int.random(in: 0..<length, using: &generator)
      let end = Int.random(in: (start + 1)...length, using: &generator)
      for span in [nil, start..<end] as [Range<Int>?] {
        let coding = Coding(
          theme: "t", coder: "EO", session: "s", turn: turn.number, span: span, createdAt: .now())
        var now = coding
        switch rebase.outcome(of: coding) {
        case .moved(let turn, let span): (now.turn, now.span) = (turn, span)
        case .kept: break
        case .adjusted(let turn, let span):
          (now.turn, now.span) = (turn, span)
          #expect(rebase.newWords(of: now)?.isEmpty == false)
          continue
        case .doubtful: continue
        }
        #expect(rebase.newWords(of: now) == rebase.words(of: coding))
        #expect(new.turns[now.turn - 1].speakers == turn.speakers)
      }
    }
  }

  @Test("are matched where all changed a little, and where one is very much longer")
  func small() {
    let texts = (0..<300).map { "turn number \($0) says this and that" }
    let old = TestIndex.transcript("s", texts)
    let new = TestIndex.transcript("s", texts.map { $0 + " indeed" })
    #expect(TurnAlignment(from: old.turns, to: new.turns).places == (0..<300).map { $0 })
    let long = TestIndex.transcript("s", [String(repeating: "word ", count: 5000), "b c d"])
    let other = TestIndex.transcript("s", ["b c d", "word"])
    #expect(TurnAlignment(from: long.turns, to: other.turns).places.count == 2)
  }
}
