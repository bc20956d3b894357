import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery

/// The themes on turns: a study answers from its database.
public protocol ThemeSource: Sendable {
  /// Every theme on a turn with its stretch (scalar offsets; `nil` is the whole turn).
  func themes(session: String, turn: Int) -> [(theme: ExtractTheme, span: Range<Int>?)]
}

/// No themes: an index without a study.
public struct NoThemes: ThemeSource {
  public init() {}

  public func themes(session: String, turn: Int) -> [(theme: ExtractTheme, span: Range<Int>?)] {
    []
  }
}

/// Which turns are shown around an extract.
public enum ExtractContext: Sendable, Equatable {
  case none
  /// So many turns before and behind.
  case turns(Int)
  /// From the moderator's turn before to the one behind, that one left out.
  case exchange
}

/// Makes hits and codings quotable.
///
/// Reads one turn an extract, and one session record a session. A value for one pass, in one thread.
public struct Extractor {
  private let index: Index
  private let themes: any ThemeSource
  private let context: ExtractContext
  private var decoded = DecodedTurn()
  private var current: (place: Index.SessionPlace, entry: SessionEntry)?

  public init(
    _ index: Index, themes: any ThemeSource = NoThemes(), context: ExtractContext = .none
  ) {
    self.index = index
    self.themes = themes
    self.context = context
  }

  /// The record of the session that holds a hit, read once a session.
  public mutating func entry(_ place: Index.SessionPlace) throws(IndexProblem) -> SessionEntry {
    if let current, current.place == place { return current.entry }
    let entry = try index.segments[place.segment].session(place.session)
    current = (place, entry)
    return entry
  }

  /// The extract of a hit.
  public mutating func extract(_ hit: Hit) throws(IndexProblem) -> Extract {
    guard hit.lastTurn > hit.turn else {
      var extract = try extract(hit.segment, hit.turn, hit.spans)
      extract.context = try contextTurns(hit)
      return extract
    }
    var extracts: [Extract] = []
    for part in try hit.parts(in: index.segments[hit.segment]) {
      extracts.append(try extract(hit.segment, part.turn, part.spans))
    }
    var run = Extract(run: extracts)
    run.context = try contextTurns(hit)
    return run
  }

  /// The extract of some positions of a turn.
  private mutating func extract(
    _ number: Int, _ turn: Int, _ spans: [Range<Int>]
  ) throws(IndexProblem) -> Extract {
    let segment = index.segments[number]
    guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
    var bytes: [Range<Int>] = []
    for span in spans {
      guard span.lowerBound >= 0, span.upperBound <= decoded.ends.count, !span.isEmpty else {
        continue
      }
      bytes.append(decoded.starts[span.lowerBound]..<decoded.ends[span.upperBound - 1])
    }
    return try extract(segment: number, turn: turn, bytes: bytes)
  }

  /// The extract of a stretch of a turn, or of a whole one; `nil` where the session or the turn does
  /// not exist. A stretch is cut at the end of the text.
  public mutating func extract(
    session: String, turn number: Int, span: Range<Int>?
  ) throws(IndexProblem) -> Extract? {
    guard let place = index.find(session) else { return nil }
    let segment = index.segments[place.segment]
    let turns = segment.turns(ofSession: place.session)
    guard number >= 1, number <= turns.count else { return nil }
    let turn = turns.lowerBound + number - 1
    guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
    var bytes: [Range<Int>] = []
    if let span {
      let text = decoded.string
      let lower = text.utf8Offset(ofScalar: span.lowerBound) ?? text.utf8.count
      let upper = text.utf8Offset(ofScalar: span.upperBound) ?? text.utf8.count
      if lower < upper { bytes.append(lower..<upper) }
    }
    var extract = try extract(segment: place.segment, turn: turn, bytes: bytes)
    extract.context = try contextTurns(Hit(segment: place.segment, turn: turn, spans: []))
    return extract
  }

  /// `decoded` holds the turn.
  private mutating func extract(
    segment number: Int, turn: Int, bytes: [Range<Int>]
  ) throws(IndexProblem) -> Extract {
    let segment = index.segments[number]
    let session = segment.session(ofTurn: turn)
    let place = Index.SessionPlace(segment: number, session: session)
    let entry = try self.entry(place)
    let facts = try segment.details(ofTurn: turn)
    let turns = segment.turns(ofSession: session)
    let local = turn - turns.lowerBound + 1
    let scalars = Self.scalarOffsets(of: bytes, in: decoded.text)
    let spans = zip(scalars, bytes).map { range, bytes in
      ExtractSpan(range: range, bytes: facts.place.map?.sourceRange(of: bytes))
    }
    var id = "\(entry.session.id):\(local)"
    if let first = spans.first, let last = spans.map(\.range.upperBound).max() {
      id += ":\(first.range.lowerBound)-\(last)"
    }
    let people = self.people(entry, segment.speakerSet(ofTurn: turn))
    let text = decoded.string
    return Extract(
      id: id, session: entry.session.id, group: entry.session.group, turn: local,
      speakers: people.map(\.id), role: Self.role(of: people), text: text, spans: spans,
      themes: themes(on: entry.session.id, local, spans), start: facts.start, end: facts.end,
      source: ExtractSource(
        path: entry.session.source.path, sha256: entry.session.source.digest.hex,
        line: facts.place.line, lastLine: facts.place.lastLine, bytes: facts.place.bytes,
        isExact: facts.place.map != nil && !entry.session.isReconstructed),
      events: facts.events)
  }

  private func people(_ entry: SessionEntry, _ set: Int) -> [Participant] {
    guard set < entry.speakerSets.count else { return [] }
    return entry.speakerSets[set].map { entry.session.participants[$0] }
  }

  /// The role all of a turn's speakers share.
  private static func role(of people: [Participant]) -> String? {
    guard let role = people.first?.role, people.allSatisfy({ $0.role == role }) else { return nil }
    return role.rawValue
  }

  /// Scalar ranges of byte ranges, in their order. Cost: one pass over the text up to the last.
  private static func scalarOffsets(of ranges: [Range<Int>], in text: [UInt8]) -> [Range<Int>] {
    let offsets = ranges.flatMap { [$0.lowerBound, $0.upperBound] }
    var places = [Int](repeating: 0, count: offsets.count)
    var reached = 0
    var scalars = 0
    for index in offsets.indices.sorted(by: { offsets[$0] < offsets[$1] }) {
      let next = min(max(offsets[index], reached), text.count)
      scalars += scalarCount(text, reached..<next)
      reached = next
      places[index] = scalars
    }
    return ranges.indices.map {
      places[2 * $0]..<max(places[2 * $0], places[2 * $0 + 1])
    }
  }

  /// Scalars that begin in some bytes. Cost: below 1 ns for 8 bytes.
  private static func scalarCount(_ text: [UInt8], _ range: Range<Int>) -> Int {
    text.withUnsafeBufferPointer { text in
      var count = 0
      for byte in UnsafeBufferPointer(rebasing: text[range]) {
        count &+= byte & 0xC0 == 0x80 ? 0 : 1
      }
      return count
    }
  }

  /// Themes whose stretch shares a scalar with a span; all of the turn's for a whole turn.
  private func themes(on session: String, _ turn: Int, _ spans: [ExtractSpan]) -> [ExtractTheme] {
    var found: Set<ExtractTheme> = []
    for (theme, stretch) in themes.themes(session: session, turn: turn) {
      guard let stretch, !spans.isEmpty else {
        found.insert(theme)
        continue
      }
      if spans.contains(where: { $0.range.overlaps(stretch) }) { found.insert(theme) }
    }
    return found.sorted {
      $0.path == $1.path ? $0.id < $1.id : NaturalOrder.precedes($0.path, $1.path)
    }
  }

  /// The turns around a hit that were asked for.
  private mutating func contextTurns(_ hit: Hit) throws(IndexProblem) -> [ContextTurn] {
    if context == .none { return [] }
    let segment = index.segments[hit.segment]
    let session = segment.session(ofTurn: hit.turn)
    let turns = segment.turns(ofSession: session)
    let entry = try self.entry(Index.SessionPlace(segment: hit.segment, session: session))
    let range: Range<Int>
    switch context {
    case .none: return []
    case .turns(let count):
      let before = min(max(count, 0), hit.turn - turns.lowerBound)
      let behind = min(max(count, 0), turns.upperBound - hit.lastTurn - 1)
      range = hit.turn - before..<hit.lastTurn + behind + 1
    case .exchange:
      let exchanges = Exchanges(entry, segment, turns: turns)
      range =
        exchanges.range(around: hit.turn)
        .lowerBound..<exchanges.range(around: hit.lastTurn)
        .upperBound
    }
    var shown: [ContextTurn] = []
    var other = DecodedTurn()
    for next in range where next < hit.turn || next > hit.lastTurn {
      guard segment.decode(next, into: &other) else { throw segment.damage(next) }
      let people = self.people(entry, segment.speakerSet(ofTurn: next))
      shown.append(
        ContextTurn(
          turn: next - turns.lowerBound + 1, speakers: people.map(\.id),
          role: Self.role(of: people), text: other.string))
    }
    return shown
  }
}
