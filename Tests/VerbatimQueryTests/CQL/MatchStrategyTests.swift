import Testing
import VerbatimQuery
import VerbatimTestSupport

@testable import VerbatimQuery

@Suite("Matching strategies")
struct MatchStrategyTests {
  /// `query-language.md` §2; tokens 0:D 1:J 2:J 3:N 4:N 5:P.
  @Test(
    "give the spans of the published table",
    arguments: [
      (
        #""J"* "N"+"#, "1-3 1-4 2-3 2-4 3-3 3-4 4-4", "1-3 2-3 3-3 4-4", "3-3 4-4", "1-3 4-4",
        "1-4"
      ),
      (#""J"? "N""#, "2-3 3-3 4-4", "2-3 3-3 4-4", "3-3 4-4", "2-3 4-4", "2-3 4-4"),
      (#""J" "N"?"#, "1-1 2-2 2-3", "1-1 2-2", "1-1 2-2", "1-1 2-2", "1-1 2-3"),
      (#""N"+"#, "3-3 3-4 4-4", "3-3 4-4", "3-3 4-4", "3-3 4-4", "3-4"),
      (#""J" "J"*"#, "1-1 1-2 2-2", "1-1 2-2", "1-1 2-2", "1-1 2-2", "1-2"),
    ])
  func table(
    query: String, all: String, traditional: String, shortest: String, standard: String,
    longest: String
  ) throws {
    let text = "D J J N N P"
    #expect(try CQLTexts.spans(query, .all, in: text) == all)
    #expect(try CQLTexts.spans(query, .traditional, in: text) == traditional)
    #expect(try CQLTexts.spans(query, .shortest, in: text) == shortest)
    #expect(try CQLTexts.spans(query, .standard, in: text) == standard)
    #expect(try CQLTexts.spans(query, .longest, in: text) == longest)
  }

  @Test("reduce every set of spans over four positions as they are defined")
  func everySet() {
    var spans: [Range<Int>] = []
    for start in 0..<4 {
      for end in start + 1...4 { spans.append(start..<end) }
    }
    for bits in 0..<1 << spans.count {
      let set = spans.indices.filter { bits >> $0 & 1 == 1 }.map { spans[$0] }
      let ordered = set.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
      let smallest = BruteCQL.reduced(Set(set), .traditional)
      for strategy in MatchStrategy.allCases {
        let given = strategy == .all || strategy == .longest ? ordered : smallest
        #expect(
          MatchReduction.reduce(given, strategy) == BruteCQL.reduced(Set(set), strategy),
          "\(strategy) of \(ordered)")
      }
    }
  }
}
