import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

/// Texts and speakers of turns, a session's record read once while its turns follow each other.
struct TurnReader {
  let index: Index
  private var decoded = DecodedTurn()
  private let speakersOf: SpeakerCache

  /// Speakers of the sessions that were asked for.
  private final class SpeakerCache {
    var labels: [Index.SessionPlaceKey: (session: SessionEntry, labels: [[String]])] = [:]
  }

  init(_ index: Index) {
    self.index = index
    speakersOf = SpeakerCache()
  }

  mutating func scalars(_ place: QuoteLocator.Place) throws(IndexProblem) -> [Unicode.Scalar] {
    let segment = index.segments[place.segment]
    guard segment.decode(place.turn, into: &decoded) else { throw segment.damage(place.turn) }
    return Array(decoded.string.unicodeScalars)
  }

  /// The session's record with the labels of each of its speaker sets.
  private func session(
    segment: Int, turn: Int
  ) throws(IndexProblem) -> (session: SessionEntry, labels: [[String]]) {
    let number = index.segments[segment].session(ofTurn: turn)
    let key = Index.SessionPlaceKey(segment: segment, session: number)
    if let known = speakersOf.labels[key] { return known }
    let entry = try index.segments[segment].session(number)
    let labels = entry.speakerSets.map { set in
      set.compactMap {
        $0 < entry.session.participants.count ? entry.session.participants[$0].id : nil
      }
    }
    // Bounded: a corpus may have many sessions.
    if speakersOf.labels.count > 4096 { speakersOf.labels.removeAll() }
    speakersOf.labels[key] = (entry, labels)
    return (entry, labels)
  }

  func entry(segment: Int, turn: Int) throws(IndexProblem) -> SessionEntry {
    try session(segment: segment, turn: turn).session
  }

  /// The labels of a turn's speakers; none where its session cannot be read.
  func labels(segment: Int, turn: Int) -> [String] {
    guard let known = try? session(segment: segment, turn: turn) else { return [] }
    let set = index.segments[segment].speakerSet(ofTurn: turn)
    return set < known.labels.count ? known.labels[set] : []
  }

  /// The session of a match and the labels of all who speak in it.
  func speakers(_ match: QuoteVerifier.Match) throws(IndexProblem) -> (String, [String]) {
    guard let first = match.parts.first else { return ("", []) }
    let id = try entry(segment: match.segment, turn: first.turn).session.id
    return (id, match.parts.flatMap { labels(segment: match.segment, turn: $0.turn) })
  }

  /// Whether the turn has an event of that description or kind.
  func hasEvent(_ text: String, _ place: QuoteLocator.Place) -> Bool {
    guard let details = try? index.segments[place.segment].details(ofTurn: place.turn) else {
      return false
    }
    let key = Keys.fold(Array(text.utf8))
    return details.events.contains { event in
      [event.description, event.kind].contains { name in
        name.map { Keys.fold(Array($0.utf8)) == key } ?? false
      }
    }
  }
}

extension Index {
  struct SessionPlaceKey: Hashable {
    var segment: Int
    var session: Int
  }
}
