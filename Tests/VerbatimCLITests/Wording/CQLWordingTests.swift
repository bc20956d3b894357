import Testing
import VerbatimQuery

@testable import VerbatimCLI

@Suite("Wording: CQL")
struct CQLWordingTests {
  private static let evil = "\u{1B}[31m\u{202E}\n" + String(repeating: "ж", count: 3000)

  private static func problems(_ name: String, _ names: [String]) -> [CQLProblem] {
    [
      .unexpected(name, expected: [.token, .end]), .unexpected(nil, expected: [.constraint]),
      .unclosedString, .blankInWord(fix: #""peer" "support""#),
      .unknownAttribute(name, known: names),
      .qualifiedLayer(name), .unknownRegion(name, known: names),
      .unknownRegionAttribute(name, region: name, known: names),
      .unknownRegionAttribute(name, region: name, known: []), .unknownType(name, known: names),
      .unknownType("punct", known: names), .unknownLabel(name, known: names),
      .unknownLabel(name, known: []), .hiddenLabel(name), .reservedLabel(name),
      .unknownFunction(name, known: names), .argumentCount(function: "distance", 2),
      .wrongOperand(.orderOfStrings), .wrongOperand(.labelWanted), .wrongOperand(.valueWanted),
      .reversedRepetition, .repetitionTooLarge(limit: 1000), .tooManyStates(limit: 10_000),
      .matchesEmpty, .repetitionCannotMove,
    ] + CQLProblem.Construct.allCases.map { .unsupported($0) }
      + ["(", "[", "a{3,2}", "\\1", "(?=a)", "\\q", "a**", "[z-a]", "[]", "\\"].compactMap {
        text -> CQLProblem? in
        do throws(RegularExpressionError) {
          _ = try RegularExpression(text)
          return nil
        } catch {
          return .expression(error)
        }
      }
  }

  @Test("every error is one line that is safe to show and says what to do")
  func lines() {
    let all =
      Self.problems(Self.evil, (1...30).map { "\($0)" + Self.evil })
      + Self.problems("P07", ["word", "lc"])
    for problem in all {
      let error = QueryError(range: 0..<1, kind: .cql(problem))
      let lines = Wording.lines(for: QueryFailure(query: "[]", error: error))
      #expect(lines.count == 3)
      let line = lines.first ?? ""
      #expect(line.contains(";") || line.contains(": "), "no remedy or detail: \(line)")
      #expect(
        line.last != "." && !line.contains("Problem") && !line.contains("Optional"), "\(line)")
      #expect(line.unicodeScalars.count <= 1200)
      #expect(
        line.unicodeScalars.allSatisfy {
          $0.properties.generalCategory != .control && $0 != "\u{202E}"
        })
    }
  }
}
