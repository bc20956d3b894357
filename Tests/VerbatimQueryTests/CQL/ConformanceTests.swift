import Foundation
import Testing
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// Outcome of one query of another project's suite.
enum Conformance: Equatable {
  case passed
  /// Not part of the language here, for a reason that has a name.
  case outOfScope(String)
  case failed(String)
}

/// Counts outcomes and says them, so that a run of the tests shows the table.
struct ConformanceTable {
  private(set) var passed = 0
  private(set) var reasons: [String: [String]] = [:]
  private(set) var failures: [String] = []

  mutating func add(_ outcome: Conformance, _ query: String) {
    switch outcome {
    case .passed: passed += 1
    case .outOfScope(let reason): reasons[reason, default: []].append(query)
    case .failed(let why): failures.append("\(query): \(why)")
    }
  }

  func show(_ name: String) {
    let skipped = reasons.values.reduce(0) { $0 + $1.count }
    var text = "\(name): \(passed) passed, \(skipped) out of scope, \(failures.count) failed\n"
    for (reason, queries) in reasons.sorted(by: { $0.key < $1.key }) {
      text += "  \(queries.count) \(reason)\n"
      if ProcessInfo.processInfo.environment["VERBATIM_LIST"] != nil {
        for query in queries { text += "      \(query)\n" }
      }
    }
    for failure in failures { text += "  FAILED \(failure)\n" }
    print(text)
  }
}

extension Conformance {
  /// Why a query that another project takes is refused here; `nil` for what would be a failure.
  static func reason(_ error: QueryError) -> String? {
    guard case .cql(let problem) = error.kind else { return nil }
    switch problem {
    case .matchesEmpty, .repetitionCannotMove: return "can match no token, which is refused"
    case .unsupported(.dependency): return "relations between words"
    case .unsupported(.alignment): return "parallel texts"
    case .unsupported(.target): return "target mark @"
    case .unsupported(.function): return "functions over patterns"
    case .unsupported(.patternImplication): return "-> between patterns"
    case .unsupported(.range): return "in[ ]"
    case .wrongOperand(.orderOfStrings): return "order of strings"
    case .unknownLabel: return "a label that no token sets, which is refused"
    case .unknownFunction: return "functions of other tools in conditions"
    case .expression(let error):
      switch error.kind {
      case .unsupported(.possessive): return "lazy repetitions in a word, which mean nothing"
      default: return nil
      }
    case .blankInWord: return "one token with a blank, which is refused"
    default: return nil
    }
  }
}

@Suite(
  "Other projects' suites",
  .enabled(if: BlackLabSuite.folder != nil, "needs ../shared/conformance or VERBATIM_SHARED"))
struct ConformanceTests {
  let suite: BlackLabSuite
  let segment: Segment

  init() throws {
    suite = try BlackLabSuite()
    segment = try TestIndex.segment(suite.transcripts)
  }

  @Test("BlackLab's test searches, as CQP takes them, under each strategy that gave the same")
  func strategyFree() throws {
    var table = ConformanceTable()
    let searches = try BlackLabSuite.searches()
    #expect(searches.count == 55)
    for search in searches where !search.strategies.isEmpty {
      for strategy in search.strategies {
        table.add(
          try outcome(search.cqp_query, search.expected, strategy, ignoringCase: false),
          "\(strategy) \(search.cqp_query)")
      }
    }
    table.show("BlackLab searches by CQP's strategies")
    #expect(table.failures.isEmpty)
  }

  @Test("BlackLab's test searches: all spans, across turns, without case")
  func allSpans() throws {
    var table = ConformanceTable()
    for search in try BlackLabSuite.searches() {
      table.add(
        try outcome(search.query, search.expected, .all, ignoringCase: true), search.query)
    }
    table.show("BlackLab searches with --match all --unbounded --ignore-case")
    #expect(table.failures.isEmpty)
  }

  private func outcome(
    _ query: String, _ expected: [String], _ strategy: MatchStrategy, ignoringCase: Bool
  ) throws -> Conformance {
    do {
      let schema = try CQLSchema.known(in: [segment], regions: suite.entities)
      let parsed = try CQLParser.parse(
        query, schema: schema, strategy: strategy, defaultScope: .traditional,
        ignoringCase: ignoringCase)
      let found = try suite.lines(parsed, in: segment)
      return found == expected
        ? .passed : .failed("gave \(found), wanted \(expected)")
    } catch let error as QueryError {
      if let reason = Conformance.reason(error) { return .outOfScope(reason) }
      return .failed("\(error.kind)")
    }
  }
}
