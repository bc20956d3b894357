import ArgumentParser
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimQuery

/// What is asked of every query.
enum BenchMode: String, ExpressibleByArgument, CaseIterable {
  case count, turns, first10, kwic1000, lines1000, sorted1000
  /// Term ids of all turns, decoded and counted: what any answer that looks everywhere costs.
  case scan
}

/// A line of a file of queries.
struct BenchQuery {
  var line: Int
  var kind: String
  var text: String

  /// - Throws: ``BenchProblem`` for the first line that is none.
  static func read(_ path: String) throws -> [BenchQuery] {
    var queries: [BenchQuery] = []
    let lines = try AtomicFile.read(path).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
      if line.allSatisfy({ $0 == UInt8(ascii: " ") }) { continue }
      func bad(_ kind: BenchProblem.Line) -> BenchProblem {
        .line(path: path, line: index + 1, kind)
      }
      guard let text = String(validating: line, as: UTF8.self) else { throw bad(.notUTF8) }
      guard let tab = text.utf8.firstIndex(of: UInt8(ascii: "\t")) else { throw bad(.noTab) }
      let kind = text[..<tab]
      let query = text[text.utf8.index(after: tab)...]
      guard kind.contains(where: { $0 != " " }) else { throw bad(.noClass) }
      guard query.contains(where: { $0 != " " && $0 != "\t" }) else { throw bad(.noQuery) }
      queries.append(BenchQuery(line: index + 1, kind: String(kind), text: String(query)))
    }
    guard !queries.isEmpty else { throw BenchProblem.noQueries(path: path) }
    return queries
  }
}

/// Answers queries one after another over an open index, as `search` finds them.
struct BenchSearch {
  struct Answer {
    var turns = 0
    var hits = 0
    /// Bytes of the turns that were read out.
    var textBytes = 0
  }

  private let index: Index
  private let mode: BenchMode
  private let knownFields: Set<String>
  private var decoded = DecodedTurn()

  init(_ index: Index, mode: BenchMode) throws {
    self.index = index
    self.mode = mode
    knownFields = try QueryFields.known(in: index.segments)
  }

  /// - Throws: ``QueryFailure`` where the text is no query.
  mutating func answer(_ text: String) throws -> Answer {
    let node: QueryNode
    do {
      node = try SimpleQueryParser.parse(text, knownFields: knownFields)
    } catch {
      throw QueryFailure(query: text, error: error)
    }
    switch mode {
    case .turns: return Answer(turns: try Search.countTurns(node, in: index.segments))
    case .count:
      let count = try Search.count(node, in: index.segments)
      return Answer(turns: count.turns, hits: count.hits)
    case .scan: return try scan()
    case .first10: return try read(node, turns: 10)
    case .kwic1000: return try readContext(node, turns: 1000)
    case .lines1000: return try concordance(node, sort: [])
    case .sorted1000:
      return try concordance(
        node, sort: [ConcordanceKey(.neighbour(-1)), ConcordanceKey(.neighbour(1))])
    }
  }

  private func scan() throws -> Answer {
    var answer = Answer()
    var ids: [Int] = []
    for segment in index.segments {
      for turn in 0..<segment.turnCount {
        guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
        answer.turns += 1
        answer.hits += ids.count
      }
    }
    return answer
  }

  /// The first thousand lines of a concordance, which counts everything as `kwic` does.
  private func concordance(_ node: QueryNode, sort: [ConcordanceKey]) throws -> Answer {
    let found = try Concordance(
      node, in: index,
      ConcordanceRequest(
        context: .tokens(Self.contextWords, across: false), sort: sort, limit: 1000))
    var answer = Answer(turns: found.counts.turns, hits: found.counts.hits)
    for line in found.lines {
      for part in line.left + line.node + line.right { answer.textBytes += part.text.utf8.count }
    }
    return answer
  }

  /// Finds the first turns and reads them out whole.
  private mutating func read(_ node: QueryNode, turns limit: Int) throws -> Answer {
    var search = try Search(node, in: index.segments)
    var answer = Answer()
    while answer.turns < limit, let found = try search.nextCount() {
      let segment = index.segments[found.segment]
      guard segment.decodeText(found.turn, into: &decoded) else {
        throw segment.damage(found.turn)
      }
      answer.textBytes += decoded.text.count
      answer.turns += 1
      answer.hits += found.hits
    }
    return answer
  }

  /// Finds the first turns and reads out the words around the first hit of each.
  private mutating func readContext(_ node: QueryNode, turns limit: Int) throws -> Answer {
    var search = try Search(node, in: index.segments)
    var answer = Answer()
    while answer.turns < limit, let found = try search.nextTurn() {
      let segment = index.segments[found.segment]
      guard segment.decode(found.turn, positions: Self.context(found), into: &decoded) != nil
      else { throw segment.damage(found.turn) }
      answer.textBytes += decoded.text.count
      answer.turns += 1
      answer.hits += found.hits.count
    }
    return answer
  }

  /// The words around the first hit of a turn; its first words where the turn as a whole is the hit.
  private static func context(_ found: TurnHits) -> Range<Int> {
    let span = found.hits.first?.first ?? 0..<0
    return max(0, span.lowerBound - contextWords)..<span.upperBound + contextWords
  }

  /// Words of context on either side.
  private static let contextWords = 10
}
