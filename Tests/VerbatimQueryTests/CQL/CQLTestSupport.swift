import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// Small texts and the matches in them.
enum CQLTexts {
  /// One segment with a session for each list of turns.
  static func segment(_ sessions: [[String]]) throws -> Segment {
    try TestIndex.segment(
      sessions.enumerated().map { TestIndex.transcript("fg\($0.offset + 1)", $0.element) })
  }

  /// Spans of the only session's first turn, as `1-3` with both ends included.
  static func spans(
    _ query: String, _ strategy: MatchStrategy = .standard, in turn: String
  ) throws -> String {
    let segment = try segment([[turn]])
    let parsed = try CQLParser.parse(query, strategy: strategy)
    var search = try Search(.pattern(parsed), in: [segment])
    var found: [String] = []
    while let hit = try search.next() {
      for span in hit.spans { found.append("\(span.lowerBound)-\(span.upperBound - 1)") }
    }
    return found.joined(separator: " ")
  }

  /// Every hit as `session:turn-lastTurn words`.
  static func words(
    _ query: CQLQuery, in segment: Segment, regions: any RegionSource = NoRegions()
  ) throws -> [String] {
    var search = try Search(.pattern(query), in: [segment], regions: regions)
    var found: [String] = []
    var decoded = DecodedTurn()
    while let hit = try search.next() {
      var words: [String] = []
      for turn in hit.turn...hit.lastTurn {
        _ = segment.decode(turn, into: &decoded)
        for index in decoded.starts.indices {
          words.append(
            String(
              decoding: decoded.text[decoded.starts[index]..<decoded.ends[index]], as: UTF8.self)
          )
        }
      }
      let session = segment.session(ofTurn: hit.turn)
      let first = hit.turn - segment.turns(ofSession: session).lowerBound + 1
      let last = hit.lastTurn - hit.turn + first
      let place = "\(segment.sessionID(session)):\(first)" + (last > first ? "-\(last)" : "")
      for span in hit.spans { found.append(place + " " + words[span].joined(separator: " ")) }
    }
    return found
  }

  static func words(
    _ query: String, _ strategy: MatchStrategy = .standard, in segment: Segment,
    regions: any RegionSource = NoRegions()
  ) throws -> [String] {
    let schema = try CQLSchema.known(in: [segment], regions: regions)
    return try words(
      try CQLParser.parse(query, schema: schema, strategy: strategy), in: segment,
      regions: regions)
  }
}
