import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("N-grams, clusters and frames")
struct NGramListTests {
  private func query(_ text: String) throws -> QueryNode {
    try SimpleQueryParser.parse(text, knownFields: QueryFields.builtIn)
  }

  private struct Plain {
    var tally = PlainCorpus.Tally()
    var variants: Set<[String]> = []
  }

  /// Positions of the hits of a word, as a plain scan finds them.
  private typealias Node = (PlainCorpus.PlainToken) -> Bool

  /// Every sequence by dictionaries, open places as `*`.
  private func plain(
    _ corpus: PlainCorpus, _ form: CountedForm, _ without: Set<LeftOut>, lengths: ClosedRange<Int>,
    gaps: Int, node: Node? = nil, _ isIn: (PlainCorpus.PlainTurn) -> Bool = { _ in true }
  ) -> [[String]: Plain] {
    var found: [[String]: Plain] = [:]
    for turn in corpus.turns where isIn(turn) {
      let forms = turn.tokens.map { PlainCorpus.form($0, form, without: without) }
      for length in lengths {
        for open in Self.openPlaces(length, gaps) {
          for start in stride(from: 0, through: forms.count - length, by: 1) {
            let window = forms[start..<start + length].compactMap { $0 }
            guard window.count == length else { continue }
            if let node {
              let holds = (0..<length).contains {
                !open.contains($0) && node(turn.tokens[start + $0])
              }
              if !holds { continue }
            }
            let key = (0..<length).map { open.contains($0) ? "*" : window[$0] }
            found[key, default: Plain()].tally.add(turn, corpus.counted)
            found[key, default: Plain()].variants.insert(open.map { window[$0] })
          }
        }
      }
    }
    return found
  }

  /// All ways to leave so many inner places open.
  private static func openPlaces(_ length: Int, _ gaps: Int) -> [[Int]] {
    guard length > 2 || gaps == 0 else { return [] }
    let inner = length > 2 ? Array(1..<length - 1) : []
    return (0..<(1 << inner.count)).map { bits in
      inner.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element)
    }.filter { $0.count == gaps }
  }

  private func compare(
    _ list: NGramList, _ expected: [[String]: Plain], minimum: Int, _ what: String
  ) {
    let kept = expected.filter { $0.value.tally.count >= minimum }
    #expect(list.rows.count == kept.count, "\(what)")
    #expect(list.rowCount == kept.count)
    for row in list.rows {
      let plain = kept[row.forms.map { $0 ?? "*" }]
      #expect(row.count == plain?.tally.count, "\(row.text), \(what)")
      #expect(row.spread == plain?.tally.spread, "\(row.text), \(what)")
      #expect(row.variants == plain?.variants.count, "\(row.text), \(what)")
    }
  }

  @Test("n-grams of all lengths are those of dictionaries", arguments: 0..<12)
  func grams(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed)
    let index = corpus.small.index
    let lists: [(CountedForm, Set<LeftOut>)] = [
      (.fold, []), (.word, []), (.stem, [.filler]), (.lc, [.placeholder, .number]),
    ]
    for (form, without) in lists {
      let table = try FormTable(index.segments, FormChoice(form, leavingOut: without))
      for (lengths, minimum) in [(1...1, 1), (2...2, 2), (2...4, 1), (1...5, 2), (3...3, 3)] {
        let request = NGramRequest(length: lengths, minimum: minimum)
        let list = try NGramList(request, in: index, by: table)
        let expected = plain(corpus, form, without, lengths: lengths, gaps: 0)
        compare(list, expected, minimum: minimum, "\(form) \(lengths) \(seed)")
        for (length, count) in list.placeCounts {
          let places = expected.filter { $0.key.count == length }
          #expect(count == places.values.reduce(0) { $0 + $1.tally.count })
        }
        #expect(list.tokenCount == table.tokenCount)
      }
    }
  }

  @Test("frames with open places are those of dictionaries", arguments: 0..<9)
  func frames(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed)
    let index = corpus.small.index
    let table = try FormTable(index.segments, FormChoice())
    for (lengths, gaps) in [(3...3, 1), (3...5, 1), (4...5, 2), (2...3, 1)] {
      for minimum in [1, 3] {
        let request = NGramRequest(length: lengths, gaps: gaps, minimum: minimum)
        compare(
          try NGramList(request, in: index, by: table),
          plain(corpus, .fold, [], lengths: lengths, gaps: gaps), minimum: minimum,
          "\(lengths) \(gaps) \(seed)")
      }
    }
  }

  @Test(
    "clusters hold the node, on fixed places, in the turns that were asked for",
    arguments: 0..<9)
  func clusters(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed)
    let index = corpus.small.index
    let table = try FormTable(index.segments, FormChoice())
    let node = NGramNode(
      try query("trust* OR =I"), options: QueryOptions(findsParts: false))
    let isNode: Node = { $0.fold.hasPrefix("trust") || $0.surface == "I" }
    for (lengths, gaps) in [(1...3, 0), (3...4, 1)] {
      let request = NGramRequest(length: lengths, gaps: gaps, minimum: 1)
      compare(
        try NGramList(request, in: index, by: table, node: node),
        plain(corpus, .fold, [], lengths: lengths, gaps: gaps, node: isNode), minimum: 1,
        "\(lengths) \(gaps) \(seed)")
      let part = try SubCorpus(try query("role:participant"), in: index)
      let list = try NGramList(request, in: index, by: table, part, node: node)
      let isIn: (PlainCorpus.PlainTurn) -> Bool = { $0.roles.contains(.participant) }
      compare(
        list,
        plain(corpus, .fold, [], lengths: lengths, gaps: gaps, node: isNode, isIn), minimum: 1,
        "\(lengths) \(gaps) \(seed)")
      let inPart = corpus.turns.filter(isIn)
      #expect(list.nodeCount == inPart.flatMap(\.tokens).count(where: isNode))
      #expect(list.tokenCount == inPart.reduce(0) { $0 + $1.tokens.count })
    }
  }

  @Test("no sequence reaches across two turns, and one that overlaps itself counts every time")
  func edges() throws {
    let small = try SmallIndex([[TestIndex.transcript("a", ["no no no", "no yes", "yes"])]])
    let table = try FormTable(small.index.segments, FormChoice())
    let list = try NGramList(
      NGramRequest(length: 2...2, minimum: 1), in: small.index, by: table)
    #expect(list.rows.map(\.text) == ["no no", "no yes"])
    #expect(list.rows.map(\.count) == [2, 1])
  }

  @Test("orders and limits give the beginning of the whole list", arguments: ListOrder.allCases)
  func orders(order: ListOrder) throws {
    let corpus = try PlainCorpus(seed: 4, sessions: 5, length: 25)
    let index = corpus.small.index
    let table = try FormTable(index.segments, FormChoice())
    let request = NGramRequest(
      length: 2...3, minimum: 2, minimumSessions: 2, minimumParticipants: 2, order: order)
    let all = try NGramList(request, in: index, by: table)
    #expect(all.rows.count > 20)
    #expect(all.rows.allSatisfy { $0.spread.sessions >= 2 && $0.spread.participants >= 2 })
    var limited = request
    limited.limit = 7
    let first = try NGramList(limited, in: index, by: table)
    #expect(first.rows == Array(all.rows.prefix(7)))
    #expect(first.rowCount == all.rows.count)
    let keys: [[String]] = all.rows.map { row in
      let words = row.forms.compactMap { $0 }
      return order == .end ? words.reversed().map { String($0.reversed()) } : words
    }
    if order == .alphabet || order == .end {
      func precedes(_ a: [String], _ b: [String]) -> Bool {
        a.lexicographicallyPrecedes(b) {
          $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
        }
      }
      #expect(zip(keys, keys.dropFirst()).allSatisfy { !precedes($1, $0) })
    }
  }

  @Test("too little memory is refused before anything is read, with what would be enough")
  func memory() throws {
    let corpus = try PlainCorpus(seed: 1)
    let index = corpus.small.index
    let table = try FormTable(index.segments, FormChoice())
    let wanted = 13 * (index.tokenCount + index.turnCount)
    #expect(
      throws: CountingProblem.tooMuchMemory(
        tokens: index.tokenCount, wanted: wanted, allowed: wanted - 1)
    ) {
      try NGramList(
        NGramRequest(length: 2...2, memory: wanted - 1), in: index, by: table)
    }
    _ = try NGramList(NGramRequest(length: 2...2, memory: wanted), in: index, by: table)
  }
}
