import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimTestSupport

/// Random transcripts with everything that counting looks at, found by plain scans: the oracle.
struct PlainCorpus {
  struct PlainToken {
    var kind: TokenKind
    var fold: String
    var lc: String
    var surface: String
    var stem: String
    var flags: TokenFlags
  }

  struct PlainTurn {
    var session: String
    var group: String
    var number: Int
    /// Full ids.
    var speakers: [String]
    var roles: [Role?]
    var text: String
    var tokens: [PlainToken]
    /// Number of its segment.
    var segment: Int
  }

  let transcripts: [Transcript]
  let small: SmallIndex
  /// Sessions in natural order.
  let turns: [PlainTurn]
  /// Declared participants.
  let counted: Set<String>

  /// - Parameter seed: also decides how the sessions are cut into segments, and whether they share
  ///   their speakers.
  init(seed: Int, sessions: Int? = nil, length: Int? = nil) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 15_485_863 &+ 17)
    let transcripts = RandomCorpus.transcripts(
      sessions: sessions ?? 2 + seed % 5, turns: length ?? 4 + seed % 30, using: &generator)
    let parts =
      switch seed % 3 {
      case 0: [transcripts]
      case 1: [Array(transcripts.prefix(1)), Array(transcripts.dropFirst())]
      default: transcripts.map { [$0] }
      }
    try self.init(parts, sharesSpeakers: seed % 2 == 1)
  }

  init(_ parts: [[Transcript]], sharesSpeakers: Bool = false) throws {
    transcripts = parts.flatMap { $0 }.sorted {
      NaturalOrder.precedes($0.session.id, $1.session.id)
    }
    small = try SmallIndex(parts, sharesSpeakers: sharesSpeakers)
    var counted: Set<String> = []
    var turns: [PlainTurn] = []
    for transcript in transcripts {
      let id = transcript.session.id
      func full(_ label: String) -> String { sharesSpeakers ? label : id + "/" + label }
      for person in transcript.session.participants where person.role == .participant {
        counted.insert(full(person.id))
      }
      for turn in transcript.turns {
        turns.append(
          PlainTurn(
            session: id, group: transcript.session.group, number: turn.number,
            speakers: turn.speakers.map(full),
            roles: turn.speakers.map { label in
              transcript.session.participants.first { $0.id == label }?.role
            },
            text: turn.text, tokens: Self.tokens(turn),
            segment: parts.firstIndex { $0.contains { $0.session.id == id } } ?? 0))
      }
    }
    self.turns = turns
    self.counted = counted
  }

  static func tokens(_ turn: Turn) -> [PlainToken] {
    let text = turn.text
    let bytes = Array(text.utf8)
    let marks = turn.marks.filter { $0.kind == .placeholder }.map { mark in
      (text.utf8Offset(ofScalar: mark.range.lowerBound) ?? 0)..<(text.utf8Offset(
        ofScalar: mark.range.upperBound) ?? bytes.count)
    }
    let stemmer = Stemmer(language: "english")
    func string(_ key: [UInt8]) -> String { String(decoding: key, as: UTF8.self) }
    return Analyzer.standard.tokens(of: text, placeholders: marks).filter(\.kind.hasPosition)
      .map { token in
        let surface = Array(bytes[token.start..<token.end])
        let fold =
          token.kind == .placeholder ? Keys.placeholder(surface) : Keys.fold(surface)
        let stem = token.kind == .word ? stemmer?.stem(Keys.lc(surface)) ?? fold : fold
        return PlainToken(
          kind: token.kind, fold: string(fold), lc: string(Keys.lc(surface)),
          surface: string(Keys.nfc(surface)), stem: string(stem), flags: token.flags)
      }
  }

  /// What a token counts as; `nil` where it is left out.
  static func form(
    _ token: PlainToken, _ form: CountedForm, without: Set<LeftOut>
  ) -> String? {
    if without.contains(.number), token.kind == .number { return nil }
    if without.contains(.placeholder), token.kind == .placeholder { return nil }
    if without.contains(.symbol), token.kind == .symbol { return nil }
    if without.contains(.truncated), token.flags.contains(.truncated) { return nil }
    if without.contains(.filler), token.flags.contains(.filler) { return nil }
    switch form {
    case .fold: return token.fold
    case .lc: return token.lc
    case .word: return token.surface
    case .stem: return token.stem
    }
  }

  /// How often, in which turns and sessions, by whom: of anything.
  struct Tally {
    var count = 0
    var turns: Set<[String]> = []
    var sessions: Set<String> = []
    var people: Set<String> = []

    mutating func add(_ turn: PlainTurn, _ counted: Set<String>) {
      count += 1
      turns.insert([turn.session, String(turn.number)])
      sessions.insert(turn.session)
      people.formUnion(turn.speakers.filter(counted.contains))
    }

    var spread: Spread {
      Spread(turns: turns.count, sessions: sessions.count, participants: people.count)
    }
  }
}
