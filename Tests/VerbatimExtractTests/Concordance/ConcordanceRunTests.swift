import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@testable import VerbatimExtract

@Suite("Lines of hits that run through several turns")
struct ConcordanceRunTests {
  private let transcript = TestIndex.transcript(
    "s", ["so what helps", "I trust her", "(…)", "you trust them too", "yes"])

  private func line(
    _ spans: [Range<Int>], _ context: ConcordanceContext, turns: ClosedRange<Int> = 1...3
  ) throws -> ConcordanceLine {
    let small = try SmallIndex([[transcript]])
    var reader = ConcordanceReader(small.index, context: context, hasEvents: false)
    return try reader.line(
      Hit(segment: 0, turn: turns.lowerBound, lastTurn: turns.upperBound, spans: spans))
  }

  @Test("the node goes from the first span to the last, through all turns between")
  func node() throws {
    let line = try line([1..<2, 4..<5], .tokens(1, across: false))
    #expect(line.id == "s:2-4")
    #expect(line.turn == 2 && line.lastTurn == 4)
    #expect(line.left.map(\.text) == ["I "])
    #expect(line.node.map(\.text) == ["trust her", "(…)", "you trust"])
    #expect(line.node.map(\.turn) == [2, 3, 4])
    #expect(line.right.map(\.text) == [" them"])
    #expect(line.match == "trust … trust")
    #expect(line.spans.isEmpty)
  }

  @Test("a span may itself go on into the next turn")
  func spanAcross() throws {
    let line = try line([2..<5], .tokens(9, across: true))
    #expect(line.left.map(\.text) == ["so what helps", "I trust "])
    #expect(line.node.map(\.text) == ["her", "(…)", "you trust"])
    #expect(line.node.map(\.matches) == [[0..<3], [], [0..<9]])
    #expect(line.right.map(\.text) == [" them too", "yes"])
  }

  @Test("a run without spans is the turns as a whole")
  func wholeTurns() throws {
    let line = try line([], .turns(1))
    #expect(line.id == "s:2-4")
    #expect(line.left.map(\.text) == ["so what helps"])
    #expect(line.node.map(\.text) == ["I trust her", "(…)", "you trust them too"])
    #expect(line.right.map(\.text) == ["yes"])
    #expect(line.match == "")
  }

  @Test("keys see the words of a run, and those beside it")
  func keys() throws {
    let small = try SmallIndex([[transcript]])
    let hit = Hit(segment: 0, turn: 1, lastTurn: 3, spans: [0..<2, 4..<5])
    for (across, left) in [(false, nil), (true, "helps")] {
      var maker = KeyMaker(
        [
          ConcordanceKey(.neighbour(-1)), ConcordanceKey(.match), ConcordanceKey(.matchWord(3)),
          ConcordanceKey(.neighbour(1)), ConcordanceKey(.right),
        ], in: small.index, isAcross: across, language: "english")
      let numbers = try maker.numbers(of: hit)
      let shown = zip(maker.columns, numbers).map { $0.shown($1) }
      #expect(
        shown == [left, "i trust trust", "trust", "them", across ? "them too yes" : "them too"])
    }
  }

  @Test("a hit of another index is an error, not a trap")
  func foreign() throws {
    #expect(throws: IndexProblem.self) { _ = try self.line([900..<901], .turns(0)) }
    let line = try self.line([1..<900], .tokens(3, across: false))
    #expect(line.node.map(\.text) == ["trust her", "(…)", "you trust them too"])
  }
}
