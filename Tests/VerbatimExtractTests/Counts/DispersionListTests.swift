import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimTestSupport

@Suite("Dispersion over the parts of a corpus")
struct DispersionListTests {
  private static let keys: [PartKey] = [
    .session, .participant, .speaker, .group, .role, .attribute("sex"), .attribute("city"),
    .attribute("born"),
  ]

  /// The parts of a turn, from the transcript.
  private func parts(
    _ turn: PlainCorpus.PlainTurn, _ corpus: PlainCorpus, _ key: PartKey
  ) throws -> Set<String> {
    let session = try #require(
      corpus.transcripts.first { $0.session.id == turn.session }?.session)
    let people = turn.speakers.compactMap { id in
      session.participants.first { id == $0.id || id == session.id + "/" + $0.id }
    }
    switch key {
    case .session: return [turn.session]
    case .group: return [turn.group]
    case .speaker: return Set(turn.speakers)
    case .participant: return Set(turn.speakers.filter(corpus.counted.contains))
    case .role: return Set(people.compactMap { $0.role?.rawValue })
    case .attribute(let name):
      let own = session.attributes.entries.filter { $0.name == name }.map(\.value)
      if !own.isEmpty { return Set(own) }
      return Set(
        people.flatMap { $0.attributes.entries.filter { $0.name == name }.map(\.value) })
    }
  }

  @Test("words, hits and places of every part are those of a scan", arguments: 0..<12)
  func scan(seed: Int) throws {
    // Speakers are not shared: what a person's role and attributes are differs by session.
    let corpus = try PlainCorpus(seed: seed * 2)
    let index = corpus.small.index
    let words = ["trust", "the", "never"]
    for key in Self.keys {
      for filter in [nil, "role:participant"] {
        let part = try filter.map {
          try SubCorpus(
            try SimpleQueryParser.parse($0, knownFields: QueryFields.builtIn), in: index)
        }
        let list = try DispersionList(
          of: words.map { .word(WordPattern(form: .folded, text: $0)) }, over: key, index,
          in: part ?? .whole, options: QueryOptions(findsParts: false))
        for (row, word) in zip(list.rows, words) {
          var sizes: [String: Int] = [:]
          var offsets: [String: [Int]] = [:]
          var tally = PlainCorpus.Tally()
          var inNone = 0
          for turn in corpus.turns {
            if filter != nil, !turn.roles.contains(.participant) { continue }
            let mine = try parts(turn, corpus, key)
            for (place, token) in turn.tokens.enumerated() where token.fold == word {
              tally.add(turn, corpus.counted)
              if mine.isEmpty { inNone += 1 }
              for part in mine {
                offsets[part, default: []].append(sizes[part, default: 0] + place)
              }
            }
            for part in mine { sizes[part, default: 0] += turn.tokens.count }
          }
          let sized = sizes.filter { $0.value > 0 }
          #expect(row.parts.count == sized.count, "\(key) \(seed)")
          for part in row.parts {
            #expect(part.words == sized[part.name])
            #expect(part.offsets == offsets[part.name] ?? [])
            #expect(part.hits == offsets[part.name]?.count ?? 0)
          }
          #expect(
            zip(row.parts, row.parts.dropFirst()).allSatisfy {
              NaturalOrder.precedes($0.name, $1.name)
            })
          #expect(row.hits == tally.count)
          #expect(row.spread == tally.spread)
          #expect(row.hitsInNoPart == inNone)
          #expect(
            row.dispersion
              == Dispersion(row.parts.map { .init(frequency: $0.hits, size: $0.words) }))
          #expect(list.words == sized.values.reduce(0, +))
        }
      }
    }
  }

  @Test("the words of a command line are keys, anything else is an attribute")
  func words() {
    for word in ["session", "participant", "speaker", "group", "role", "sex"] {
      #expect(PartKey(word).word == word)
    }
    #expect(PartKey("sex") == .attribute("sex"))
    #expect(PartKey("attr.role") == .attribute("role"))
  }
}
