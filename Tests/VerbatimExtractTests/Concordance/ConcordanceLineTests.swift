import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("Lines of a concordance")
struct ConcordanceLineTests {
  static let contexts: [ConcordanceContext] = [
    .tokens(0, across: false), .tokens(1, across: false), .tokens(4, across: false),
    .tokens(1000, across: false), .tokens(0, across: true), .tokens(1, across: true),
    .tokens(9, across: true), .tokens(100_000, across: true), .turns(0), .turns(2), .exchange,
  ]

  @Test("a random query's lines are those of the slow concordance", arguments: 0..<6)
  func lines(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let transcripts = RandomCorpus.transcripts(sessions: 4, turns: 9, using: &generator)
    let small = try SmallIndex(seed % 2 == 0 ? [transcripts] : transcripts.map { [$0] })
    let slow = SlowConcordance(transcripts)
    let queries = RandomQueries(.ofRandomCorpus)
    var seen = 0
    for _ in 0..<25 {
      let query = queries.query(depth: Int.random(in: 0...3, using: &generator), using: &generator)
      let hits = slow.scan.hits(of: query)
      let context = generator.pick(Self.contexts)
      let request = ConcordanceRequest(context: context)
      let concordance = try Concordance(query, in: small.index, request)
      #expect(concordance.lines.map(\.id) == hits.map(\.id))
      #expect(concordance.counts.hits == hits.count)
      #expect(concordance.counts.turns == Set(hits.map { "\($0.session):\($0.turn)" }).count)
      #expect(concordance.counts.sessions == Set(hits.map(\.session)).count)
      for (line, hit) in zip(concordance.lines, hits) {
        let wanted = slow.columns(hit, context)
        #expect(stretches(line.left) == wanted.left, "\(line.id) \(context)")
        #expect(stretches(line.node) == wanted.node, "\(line.id) \(context)")
        #expect(stretches(line.right) == wanted.right, "\(line.id) \(context)")
        #expect(line.spans == hit.spans)
        let turn = slow.meetings[hit.session]!.turns[hit.turn - 1]
        #expect(line.match == hit.spans.map { turn.text.scalars($0) }.joined(separator: " … "))
        #expect(line.speakers == turn.speakers)
        for part in line.left + line.node + line.right {
          #expect(part.speakers == slow.meetings[hit.session]!.turns[part.turn - 1].speakers)
        }
        seen += 1
      }
    }
    #expect(seen > 50)
  }

  private func stretches(_ parts: [ConcordancePart]) -> [SlowConcordance.Stretch] {
    parts.map { .init(turn: $0.turn, text: $0.text) }
  }

  @Test("left, node and right joined are a stretch of the turn; with a turn's context, the turn")
  func joined() throws {
    var generator = SeededGenerator(seed: 77)
    let transcripts = RandomCorpus.transcripts(sessions: 3, turns: 20, using: &generator)
    let small = try SmallIndex([transcripts])
    for query in ["the", "trust* OR [*]", "\"the the\"", "the NEAR/3 you", "the AND i"] {
      for width in [0, 1, 3, 8] {
        let request = ConcordanceRequest(context: .tokens(width, across: false))
        let lines = try small.concordance(query, request).lines
        let whole = try small.concordance(query, ConcordanceRequest(context: .turns(0))).lines
        #expect(lines.count == whole.count && !lines.isEmpty)
        for (line, turn) in zip(lines, whole) {
          let said = transcripts.first { $0.session.id == line.session }!.turns[line.turn - 1].text
          #expect(text(turn) == said)
          #expect(line.node == turn.node && line.id == turn.id)
          #expect(said.contains(text(line)))
          #expect(turn.left.map(\.text).joined().hasSuffix(line.left.map(\.text).joined()))
          #expect(turn.right.map(\.text).joined().hasPrefix(line.right.map(\.text).joined()))
        }
      }
    }
  }

  private func text(_ line: ConcordanceLine) -> String {
    (line.left + line.node + line.right).map(\.text).joined()
  }

  @Test("no word of another speaker stands beside a hit, unless it is asked for")
  func clipped() throws {
    let small = try SmallIndex([
      [TestIndex.transcript("s", ["one two", "three trust four", "five"])]
    ])
    let clipped = try #require(try small.concordance("trust").lines.first)
    #expect(clipped.left.map(\.text) == ["three "])
    #expect(clipped.right.map(\.text) == [" four"])
    let across = ConcordanceRequest(context: .tokens(2, across: true))
    let line = try #require(try small.concordance("trust", across).lines.first)
    #expect(line.left.map(\.text) == ["two", "three "])
    #expect(line.left.map(\.speakers) == [["P1"], ["P2"]])
    #expect(line.right.map(\.text) == [" four", "five"])
    #expect(line.right.map(\.turn) == [2, 3])
  }

  @Test("what happened stands where it happened, at an edge of the node beside it")
  func events() throws {
    var transcript = TestIndex.transcript("s", ["I trust you now", "you do"])
    func event(_ name: String, _ offset: Int) -> Event {
      Event(kind: "vocal", description: name, offset: offset)
    }
    transcript.turns[0].events = [
      event("first", 0), event("before", 2), event("inside", 5), event("behind", 7),
      event("last", 15), event("beyond", 99),
    ]
    let small = try SmallIndex([[transcript]])
    let request = ConcordanceRequest(hasEvents: true)
    let line = try #require(try small.concordance("trust", request).lines.first)
    func shown(_ parts: [ConcordancePart]) -> [String] {
      parts.flatMap { part in part.events.map { "\($0.description ?? "") \($0.offset)" } }
    }
    #expect(shown(line.left) == ["first 0", "before 2"])
    #expect(shown(line.node) == ["inside 3"])
    #expect(shown(line.right) == ["behind 0", "last 8", "beyond 8"])
    #expect(try small.concordance("trust").lines.first?.left.first?.events.isEmpty == true)
    let narrow = ConcordanceRequest(context: .tokens(1, across: false), hasEvents: true)
    let cut = try #require(try small.concordance("trust", narrow).lines.first)
    #expect(shown(cut.right) == ["behind 0"])
  }

  @Test("the first lines are the same, whether or not there is a limit")
  func limit() throws {
    var generator = SeededGenerator(seed: 5)
    let transcripts = RandomCorpus.transcripts(sessions: 5, turns: 20, using: &generator)
    let small = try SmallIndex(transcripts.map { [$0] })
    let all = try small.concordance("the OR trust*")
    for limit in [0, 1, 7, 10_000, -3] {
      let some = try small.concordance("the OR trust*", ConcordanceRequest(limit: limit))
      #expect(some.lines == Array(all.lines.prefix(max(limit, 0))))
      #expect(some.counts == all.counts)
    }
  }
}
