import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// What the list says was found, against a walk over all hits that looks every person up.
@Suite("Sessions and people of an answer are those of its hits")
struct CountingPeopleTests {
  private struct Walked: Equatable {
    var hits = 0
    var turns: Set<[Int]> = []
    var sessions: Set<String> = []
    var people: Set<String> = []
  }

  private func walk(_ query: QueryNode, _ index: Index) throws -> Walked {
    var walked = Walked()
    var search = try Search(query, in: index.segments)
    while let hit = try search.next() {
      let segment = index.segments[hit.segment]
      let entry = try segment.session(segment.session(ofTurn: hit.turn))
      walked.hits += 1
      walked.sessions.insert(entry.session.id)
      for turn in try hit.spokenTurns(in: segment) {
        walked.turns.insert([hit.segment, turn])
        for person in entry.speakerSets[segment.speakerSet(ofTurn: turn)] {
          let label = entry.session.participants[person].id
          walked.people.insert(index.fullID(session: entry.session.id, label: label))
        }
      }
    }
    return walked
  }

  @Test("random corpora and queries, segments and shared speakers", arguments: 0..<24)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 7919 &+ 11)
    let transcripts = RandomCorpus.transcripts(
      sessions: 2 + seed % 6, turns: 5 + seed % 40, using: &generator)
    let parts =
      switch seed % 3 {
      case 0: [transcripts]
      case 1: [Array(transcripts.prefix(1)), Array(transcripts.dropFirst())]
      default: transcripts.map { [$0] }
      }
    let small = try SmallIndex(parts, sharesSpeakers: seed % 2 == 1)
    let queries = RandomQueries(.ofRandomCorpus)
    for number in 0..<40 {
      let query =
        number % 4 == 3
        ? queries.whole(depth: 2, using: &generator)
        : queries.query(depth: number % 3, using: &generator)
      let walked = try walk(query, small.index)
      for request in [
        ExtractRequest(), ExtractRequest(limit: 2), ExtractRequest(countsOnly: true),
        ExtractRequest(sample: .init(count: 3, seed: 1)),
      ] {
        let list = try ExtractList(query, in: small.index, request)
        #expect(list.hitCount == walked.hits, "\(query.normalForm)")
        #expect(list.turnCount == walked.turns.count, "\(query.normalForm)")
        #expect(list.sessionCount == walked.sessions.count, "\(query.normalForm)")
        #expect(list.speakerCount == walked.people.count, "\(query.normalForm)")
      }
    }
  }

  @Test("a label is one person where speakers are shared, and one a session where not")
  func shared() throws {
    let transcripts = ["a", "b"].map { id in
      TestIndex.transcript(id, ["yes", "yes", "no"]).spoken(by: [["M"], ["P1", "P2"], ["P3"]])
    }
    for (shares, people) in [(true, 3), (false, 6)] {
      let list = try SmallIndex(transcripts.map { [$0] }, sharesSpeakers: shares).list("yes")
      #expect(list.sessionCount == 2)
      #expect(list.speakerCount == people)
    }
  }

  @Test("a session's speaker sets without the rest of its record", arguments: 0..<6)
  func speakers(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let segment = try TestIndex.segment(
      RandomCorpus.transcripts(sessions: 4, turns: 30, using: &generator))
    for session in 0..<segment.sessionCount {
      let entry = try segment.session(session)
      let speakers = try segment.speakers(ofSession: session, withLabels: true)
      #expect(speakers.labels == entry.session.participants.map(\.id))
      #expect((0..<speakers.count).map { Array(speakers[$0]) } == entry.speakerSets)
      #expect(speakers[speakers.count].isEmpty)
      #expect(speakers[-1].isEmpty)
      #expect(try segment.speakers(ofSession: session).labels.isEmpty)
    }
    for session in [-1, segment.sessionCount] {
      #expect(throws: IndexProblem.self) { try segment.speakers(ofSession: session) }
    }
  }
}
