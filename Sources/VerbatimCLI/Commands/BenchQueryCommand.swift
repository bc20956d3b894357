import ArgumentParser
import VerbatimReport
import VerbatimStudy

struct BenchQueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Answers a file of queries and says how long each takes.",
    discussion: """
      A line of the file is a class, a tab and a query as `search` takes it; blank lines are passed \
      over. The index is opened once; after one round that is not counted, every round runs \
      through the whole file, and a query's time is the median of its rounds: reading the query, \
      planning, finding.

      count: how many turns and hits. turns: how many turns, hits left at 0. first10: the first ten \
      turns with their text. scan: the term ids of all turns, whatever the query, its hits the words; \
      a query may be CQL, cql:"a" "b". kwic1000: the first thousand turns, each with ten words on either side \
      of its first hit. lines1000: the first thousand lines of a concordance, with ids; sorted1000: the \
      same by the words before and behind, for which every hit is looked at. Text gives a row for each class; --json an object a \
      line for each query with class, query, turns, hits and nanoseconds.

        verbatim bench query --study /tmp/measured --queries queries.tsv
        verbatim bench query --study /tmp/measured --queries queries.tsv --mode first10 --json
      """)

  @OptionGroup var study: StudyOptions

  @Option(help: "Lines of a class, a tab and a query.", completion: .file())
  var queries: String

  @Option(help: "count, turns, first10, kwic1000, lines1000, sorted1000 or scan.")
  var mode = BenchMode.count

  @Option(help: "How many rounds are counted.")
  var rounds = 5

  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard (1...10_000).contains(rounds) else {
      throw ValidationError("--rounds wants 1 to 10000, not \(rounds)")
    }
  }

  func run() throws {
    let index = try study.open().index()
    StudyOptions.sayIfEmpty(index)
    let asked = try BenchQuery.read(queries)
    var search = try BenchSearch(index, mode: mode)
    var answers: [BenchSearch.Answer] = []
    // The round that is not counted proves every query.
    for query in asked {
      do {
        answers.append(try search.answer(query.text))
      } catch let failure as QueryFailure {
        throw BenchProblem.query(path: queries, line: query.line, failure)
      }
    }
    var times = [[Int]](repeating: [], count: asked.count)
    let clock = ContinuousClock()
    for _ in 0..<rounds {
      for (number, query) in asked.enumerated() {
        let start = clock.now
        answers[number] = try search.answer(query.text)
        let (seconds, attoseconds) = (clock.now - start).components
        times[number].append(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
      }
    }
    let medians = times.map { Self.share(0.5, of: $0.sorted()) }
    if format.chosen == .text {
      format.writeRecord(Self.summary(asked, medians))
    } else {
      format.writeRecord(Self.details(asked, answers, medians))
    }
  }

  private static func details(
    _ asked: [BenchQuery], _ answers: [BenchSearch.Answer], _ medians: [Int]
  ) -> Table {
    var table = Table(columns: [
      .init("class", "class"), .init("query", "query"), .init("turns", "turns", .number),
      .init("hits", "hits", .number), .init("nanoseconds", "ns", .number),
    ])
    for (number, query) in asked.enumerated() {
      table.rows.append([
        .text(query.kind), .text(query.text), .integer(answers[number].turns),
        .integer(answers[number].hits), .integer(medians[number]),
      ])
    }
    return table
  }

  /// A row a class, in the order of the file.
  private static func summary(_ asked: [BenchQuery], _ medians: [Int]) -> Table {
    var table = Table(columns: [
      .init("class", "class"), .init("queries", "queries", .number),
      .init("p50_ms", "p50 ms", .number), .init("p95_ms", "p95 ms", .number),
      .init("p99_ms", "p99 ms", .number), .init("total_ms", "total ms", .number),
    ])
    var order: [String] = []
    var times: [String: [Int]] = [:]
    for (query, time) in zip(asked, medians) {
      if times[query.kind] == nil { order.append(query.kind) }
      times[query.kind, default: []].append(time)
    }
    for kind in order {
      let sorted = (times[kind] ?? []).sorted()
      let cells = [share(0.5, of: sorted), share(0.95, of: sorted), share(0.99, of: sorted)]
      table.rows.append(
        [.text(kind), .integer(sorted.count)]
          + (cells + [sorted.reduce(0, +)]).map { .decimal(Double($0) / 1e6, places: 3) })
    }
    return table
  }

  /// The least time that so many of all do not exceed.
  private static func share(_ share: Double, of sorted: [Int]) -> Int {
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
  }
}
