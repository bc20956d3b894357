import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// Collects sessions and turns them into the bytes of one segment.
///
/// The bytes depend on the sessions and the analyser alone: not on host, time, thread or on the
/// order of arrival, for ``finish()`` sorts the sessions. Memory: about nine bytes a token, the
/// terms, and the details of every turn.
public struct SegmentBuilder {
  public let analyzer: Analyzer
  private var sessions: [PendingSession] = []

  /// One session, analysed as far as it can be without the others.
  private struct PendingSession {
    var entry: SessionEntry
    var turns: TurnStore
  }

  private var terms = TermTable()
  private var separators = SeparatorCounter()

  /// Terms of which all pairs get lists.
  var pairTermCount = 192

  public init(analyzer: Analyzer) {
    self.analyzer = analyzer
  }

  public var sessionCount: Int { sessions.count }

  /// UTF-8 bytes of all texts so far.
  public private(set) var textBytes = 0

  /// Adds a session. Cost: one pass over its text.
  ///
  /// - Parameter fingerprint: what decides whether the session must be read again.
  /// - Returns: the positions in its turns.
  @discardableResult
  public mutating func add(_ transcript: Transcript, fingerprint: Digest) -> Int {
    var session = transcript.session
    var indices: [String: Int] = [:]
    for (index, person) in session.participants.enumerated() where indices[person.id] == nil {
      indices[person.id] = index
    }
    var sets: [[Int]] = []
    var setNumbers: [[Int]: Int] = [:]
    var store = TurnStore()
    for turn in transcript.turns {
      var set: [Int] = []
      for speaker in turn.speakers {
        let index =
          indices[speaker]
          ?? {
            session.participants.append(Participant(id: speaker, isDeclared: false))
            indices[speaker] = session.participants.count - 1
            return session.participants.count - 1
          }()
        if !set.contains(index) { set.append(index) }
      }
      let number =
        setNumbers[set]
        ?? {
          sets.append(set)
          setNumbers[set] = sets.count - 1
          return sets.count - 1
        }()
      store.append(turn, speakerSet: number, analyzer, &terms, &separators)
    }
    let entry = SessionEntry(
      session: session, fingerprint: fingerprint, textBytes: store.textBytes,
      tokenCount: store.tokens.count, speakerSets: sets, events: transcript.events)
    sessions.append(PendingSession(entry: entry, turns: store))
    textBytes += store.textBytes
    return store.tokens.count
  }

  /// The finished segment, proven to give every text back.
  ///
  /// Throws ``IndexProblem`` where a limit of the format is passed, or where a turn does not come
  /// back byte for byte (then nothing may be committed).
  public consuming func finish() throws(IndexProblem) -> SegmentImage {
    let image = try assemble()
    try prove(image)
    return image
  }

  /// The finished segment, unproven.
  mutating func assemble() throws(IndexProblem) -> SegmentImage {
    sessions.sort { NaturalOrder.precedes($0.entry.session.id, $1.entry.session.id) }
    let turnCount = sessions.reduce(0) { $0 + $1.turns.count }
    guard turnCount < 1 << 31 else {
      throw IndexProblem(file: "", kind: .limit("turns", turnCount))
    }
    let stores = sessions.map(\.turns)
    let ranks = TermRanks(terms, stores)
    let deviations = Deviations(stores, ranks, separators)
    let text = TextSections(stores, ranks, deviations)
    let dictionary = DictionarySections(terms, ranks, stores, analyzer, turnCount: turnCount)
    let pairs = PairSections(stores, ranks, termCount: pairTermCount, turnCount: turnCount)
    let facets = FacetSections(stores, turnCount: turnCount)

    var firstTurn = 0
    var firstBlock = 0
    var heads: [(entry: SessionEntry, firstTurn: Int, firstBlock: Int)] = []
    var speakers: [Int] = []
    for session in sessions {
      heads.append((session.entry, firstTurn, firstBlock))
      firstTurn += session.turns.count
      firstBlock += session.turns.detailStarts.count
      speakers.append(contentsOf: session.turns.speakerSets)
    }
    var speakerColumn = ByteWriter()
    PackedArray.encode(speakers, largest: speakers.max() ?? 0, into: &speakerColumn)

    var meta = ByteWriter()
    meta.string(analyzer.identifier)
    meta.count(turnCount)
    meta.count(stores.reduce(0) { $0 + $1.tokens.count })
    meta.count(terms.count)
    meta.count(stores.reduce(0) { $0 + $1.textBytes })
    meta.count(sessions.count)

    return SegmentImage(sections: [
      (.meta, 0, meta.bytes),
      (.sessions, 0, SessionTable.encode(heads)),
      (.speakers, 0, speakerColumn.bytes),
      (.dictionaryKeys, 0, dictionary.keys),
      (.dictionaryLists, 0, dictionary.lists),
      (.termOrder, 0, dictionary.order),
      (.hotTerms, 0, dictionary.hot),
      (.pairKeys, 0, pairs.keys),
      (.pairLists, 0, pairs.lists),
      (.relationKeys, 0, dictionary.relationKeys),
      (.relationLists, 0, dictionary.relationLists),
      (.facetKeys, 0, facets.keys),
      (.facetLists, 0, facets.lists),
      (.forward, 0, text.forward),
      (.forwardOffsets, 0, text.forwardOffsets),
      (.residual, 0, text.residual),
      (.residualOffsets, 0, text.residualOffsets),
      (.separators, 0, deviations.table),
      (.details, 0, text.details),
      (.detailOffsets, 0, text.detailOffsets),
    ])
  }

  /// Reads everything back from the finished bytes, and compares the texts with what was given.
  private func prove(_ image: SegmentImage) throws(IndexProblem) {
    let segment = try Segment(image)
    var decoded = DecodedTurn()
    var turn = 0
    for (index, session) in sessions.enumerated() {
      _ = try segment.session(index)
      var details = DetailReader(segment, session: index)
      for local in 0..<session.turns.count {
        let isSame =
          (try? details.next()) != nil && segment.decode(turn, into: &decoded)
          && session.turns.isText(decoded.text, of: local)
        guard isSame else {
          let id = session.entry.session.id
          throw IndexProblem(
            file: image.name.hex, kind: .roundTrip(session: id, turn: local + 1))
        }
        turn += 1
      }
    }
  }
}
