import ArgumentParser
import VerbatimFiles
import VerbatimIndex
import VerbatimQuery

/// What is asked of every query.
enum BenchMode: String, ExpressibleByArgument, CaseIterable {
  case count, first10, kwic1000

  /// How many turns are read out, `nil` where all are only counted.
  var limit: Int? {
    switch self {
    case .count: nil
    case .first10: 10
    case .kwic1000: 1000
    }
  }
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
  private let limit: Int?
  private let knownFields: Set<String>
  private var decoded = DecodedTurn()

  init(_ index: Index, mode: BenchMode) throws {
    self.index = index
    limit = mode.limit
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
    guard let limit else {
      let count = try Search.count(node, in: index.segments)
      return Answer(turns: count.turns, hits: count.hits)
    }
    var search = try Search(node, in: index.segments)
    var answer = Answer()
    var last: (segment: Int, turn: Int)?
    while let hit = try search.next() {
      if last?.segment != hit.segment || last?.turn != hit.turn {
        last = (hit.segment, hit.turn)
        if answer.turns == limit { break }
        let segment = index.segments[hit.segment]
        guard segment.decode(hit.turn, into: &decoded) else { throw segment.damage(hit.turn) }
        answer.textBytes += decoded.text.count
        answer.turns += 1
      }
      answer.hits += 1
    }
    return answer
  }
}
