import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

extension SmallIndex {
  func parse(_ query: String) throws -> QueryNode {
    try SimpleQueryParser.parse(query, knownFields: QueryFields.known(in: index.segments))
  }

  func concordance(
    _ query: String, _ request: ConcordanceRequest = ConcordanceRequest()
  ) throws -> Concordance {
    try Concordance(parse(query), in: index, request)
  }

  func counts(
    _ query: String, by keys: [ConcordanceKey], _ request: ConcordanceRequest = ConcordanceRequest()
  ) throws -> ConcordanceCounts {
    try ConcordanceCounts(parse(query), in: index, by: keys, request)
  }
}

extension ConcordanceKey {
  /// A key of any kind.
  static func random(using generator: inout SeededGenerator) -> ConcordanceKey {
    let subjects: [Subject] = [
      .neighbour(-1), .neighbour(-2), .neighbour(1), .neighbour(2), .neighbour(7), .left, .right,
      .match, .matchWord(1), .matchWord(2), .session, .group, .turn, .speaker, .role,
      .attribute("sex"), .attribute("born"), .attribute("city"), .attribute("language"),
    ]
    var key = ConcordanceKey(generator.pick(subjects), isDescending: generator.chance(30))
    if key.subject.isWords {
      key.form = generator.pick(Form.allCases)
      key.isFromEnds = generator.chance(30)
    }
    return key
  }

  static func randomList(using generator: inout SeededGenerator) -> [ConcordanceKey] {
    var keys: [ConcordanceKey] = []
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let key = random(using: &generator)
      if !keys.contains(where: { $0.title == key.title }) { keys.append(key) }
    }
    return keys
  }
}

extension ScanHit {
  var id: String {
    guard let first = spans.first, let end = spans.map(\.upperBound).max() else {
      return "\(session):\(turn)"
    }
    return "\(session):\(turn):\(first.lowerBound)-\(end)"
  }
}
