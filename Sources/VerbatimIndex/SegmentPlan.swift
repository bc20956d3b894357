import VerbatimCorpus
import VerbatimDigest

/// Which session goes into which segment, in the canonical state: a pure function of the sessions'
/// ids, fingerprints and sizes.
///
/// Sessions in natural order are cut into contiguous ranges: behind a session once a range holds
/// ``leastBytes`` of text and the session's hash says so, or once it holds ``mostBytes``. The hash
/// makes cuts find the same places again when one session comes or goes.
public struct SegmentPlan: Sendable, Equatable {
  public struct Session: Sendable, Equatable {
    public var id: String
    public var fingerprint: Digest
    /// UTF-8 bytes of its turns' texts.
    public var textBytes: Int

    public init(id: String, fingerprint: Digest, textBytes: Int) {
      self.id = id
      self.fingerprint = fingerprint
      self.textBytes = textBytes
    }
  }

  public static let leastBytes = 64 << 20
  public static let mostBytes = 192 << 20
  /// One session in so many, on average, may end a range.
  static let cutModulus: UInt64 = 16

  /// The ids of each segment's sessions, in natural order.
  public let segments: [[String]]

  /// Cost: a sort.
  public init(
    _ sessions: [Session], leastBytes: Int = Self.leastBytes, mostBytes: Int = Self.mostBytes
  ) {
    let sorted = sessions.sorted { NaturalOrder.precedes($0.id, $1.id) }
    var segments: [[String]] = []
    var range: [String] = []
    var bytes = 0
    for session in sorted {
      range.append(session.id)
      bytes += session.textBytes
      let hash = Checksum.xxh3(session.id + session.fingerprint.hex)
      if bytes >= mostBytes || bytes >= leastBytes && hash % Self.cutModulus == 0 {
        segments.append(range)
        range = []
        bytes = 0
      }
    }
    if !range.isEmpty { segments.append(range) }
    self.segments = segments
  }
}
