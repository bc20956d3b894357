import VerbatimCorpus

/// Who speaks together in a session, without the rest of its record: for counting people.
public struct SessionSpeakers: Sendable {
  public let participantCount: Int
  /// Participants of all sets, one set behind the other.
  private let members: [Int]
  /// Where each set ends in ``members``.
  private let ends: [Int]
  /// Labels of the participants, where they were asked for.
  public let labels: [String]
  /// What is known of each participant.
  public let facts: [Facts]

  public struct Facts: Sendable, Equatable {
    /// Of role participant.
    public var isParticipant: Bool
    public var hasRole: Bool
    public var isGroup: Bool
    public var isDeclared: Bool
  }

  public var count: Int { ends.count }

  /// The participants of a set, by their index; empty for a set that is not there.
  public subscript(set: Int) -> ArraySlice<Int> {
    guard set >= 0, set < ends.count else { return [] }
    return members[(set == 0 ? 0 : ends[set - 1])..<ends[set]]
  }

  /// Reads from the beginning of a record (see ``SessionTable``); `nil` where it is damaged.
  init?(_ record: ByteReader, withLabels: Bool) {
    var reader = record
    reader.skipString()
    reader.skipString()
    reader.skipOptionalString()
    reader.skipOptionalString()
    reader.skipString()
    _ = reader.slice(64)
    _ = reader.byte()
    _ = reader.count()
    _ = reader.count()
    reader.skipAttributes()
    var labels: [String] = []
    var facts: [Facts] = []
    participantCount = reader.boundedCount()
    for _ in 0..<participantCount {
      if withLabels { labels.append(reader.string()) } else { reader.skipString() }
      reader.skipOptionalString()
      let hasRole = reader.byte() == 1
      let role = hasRole ? reader.slice(reader.count()) : reader.slice(0)
      let flags = reader.byte()
      facts.append(
        Facts(
          isParticipant: hasRole && role.elementsEqual(Self.participant), hasRole: hasRole,
          isGroup: flags & 1 == 1, isDeclared: flags & 2 == 2))
      reader.skipAttributes()
      if reader.failed { return nil }
    }
    var members: [Int] = []
    var ends: [Int] = []
    for _ in 0..<reader.boundedCount() {
      for _ in 0..<reader.boundedCount() {
        let participant = reader.count()
        guard participant < participantCount else { return nil }
        members.append(participant)
      }
      ends.append(members.count)
    }
    guard !reader.failed else { return nil }
    self.members = members
    self.ends = ends
    self.labels = labels
    self.facts = facts
  }

  private static let participant = Array(Role.participant.rawValue.utf8)
}

extension Segment {
  /// The speaker sets of a session. Cost: one pass over its participants, about 20 ns each; a string
  /// each with labels.
  public func speakers(
    ofSession session: Int, withLabels: Bool = false
  ) throws(IndexProblem) -> SessionSpeakers {
    guard session >= 0, session < sessionCount,
      let speakers = SessionSpeakers(sessionTable.record(session), withLabels: withLabels)
    else { throw problem(.sessions, invariant: 7) }
    return speakers
  }
}

extension ByteReader {
  @inline(__always)
  fileprivate mutating func skipString() { _ = slice(count()) }

  @inline(__always)
  fileprivate mutating func skipOptionalString() {
    if byte() == 1 { skipString() }
  }

  @inline(__always)
  fileprivate mutating func skipAttributes() {
    for _ in 0..<boundedCount() {
      skipString()
      skipString()
      if failed { break }
    }
  }
}
