import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery

/// A hit of the scan: comparable with any other engine's.
public struct ScanHit: Sendable, Hashable {
  public var session: String
  public var turn: Int
  public var lastTurn: Int
  /// Unicode scalars of the turn's text, of several turns of their texts joined by a line feed; none
  /// is the whole turn.
  public var spans: [Range<Int>]
  /// The turns that hold a span; all where none does.
  public var spokenTurns: [Int]

  /// - Parameters:
  ///   - lastTurn: `turn` unless given.
  ///   - spokenTurns: all turns unless given.
  public init(
    session: String, turn: Int, lastTurn: Int? = nil, spans: [Range<Int>],
    spokenTurns: [Int]? = nil
  ) {
    self.session = session
    self.turn = turn
    self.lastTurn = lastTurn ?? turn
    self.spans = spans
    self.spokenTurns = spokenTurns ?? Array(turn...(lastTurn ?? turn))
  }

  /// A hit of the index as the scan gives it; `nil` where the turns cannot be read.
  public init?(_ hit: Hit, in segment: Segment) {
    let session = segment.session(ofTurn: hit.turn)
    let before = segment.turns(ofSession: session).lowerBound - 1
    var spans: [Range<Int>] = []
    var offset = 0
    guard let parts = try? hit.parts(in: segment),
      let spoken = try? hit.spokenTurns(in: segment)
    else { return nil }
    for part in parts {
      var decoded = DecodedTurn()
      guard segment.decode(part.turn, into: &decoded) else { return nil }
      let text = decoded.string
      for span in part.spans {
        let start = text.scalarOffset(ofUTF8: decoded.starts[span.lowerBound])
        let end = text.scalarOffset(ofUTF8: decoded.ends[span.upperBound - 1])
        spans.append(start + offset..<end + offset)
      }
      offset += text.unicodeScalars.count + 1
    }
    self.init(
      session: segment.sessionID(session), turn: hit.turn - before, lastTurn: hit.lastTurn - before,
      spans: spans, spokenTurns: spoken.map { $0 - before })
  }
}
