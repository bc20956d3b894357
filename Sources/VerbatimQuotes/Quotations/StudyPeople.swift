import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

/// Who speaks in which session, by the names that a manuscript may use for them.
public struct StudyPeople: Sendable {
  /// One label in one session.
  public struct Person: Sendable, Hashable {
    public var session: String
    public var label: String
  }

  /// By folded label or name.
  private var people: [String: Set<Person>] = [:]
  /// By folded id of a session or group.
  private var sessions: [String: Set<String>] = [:]
  /// Words of the longest label.
  private(set) var longestLabel = 1

  public init() {}

  /// Cost: reads every session's record.
  public init(_ index: Index) throws(IndexProblem) {
    for (id, place) in index.sessions() {
      let session = try index.segments[place.segment].session(place.session).session
      add(session: id, group: session.group, session.participants)
    }
  }

  mutating func add(session: String, group: String, _ participants: [Participant]) {
    for name in [session, group] { sessions[Self.key(name), default: []].insert(session) }
    for participant in participants {
      for name in [participant.id, participant.name ?? participant.id] {
        let key = Self.key(name)
        guard !key.isEmpty else { continue }
        longestLabel = min(6, max(longestLabel, key.split(separator: " ").count))
        people[key, default: []].insert(Person(session: session, label: participant.id))
      }
    }
  }

  func people(named key: String) -> Set<Person>? { people[key] }
  func sessions(named key: String) -> Set<String>? { sessions[key] }

  /// Folded, without the zeros in front of a number: `P07` and `p7` are one.
  static func key(_ name: String) -> String {
    let folded = String(decoding: Keys.fold(Array(name.utf8)), as: UTF8.self)
    var key = ""
    var isBehindDigit = false
    var zeros = 0
    for scalar in folded.unicodeScalars {
      if scalar == "0", !isBehindDigit {
        zeros += 1
        continue
      }
      if zeros > 0, !scalar.isASCIIDigit { key += "0" }
      zeros = 0
      isBehindDigit = scalar.isASCIIDigit
      key.unicodeScalars.append(scalar.isBlank ? " " : scalar)
    }
    if zeros > 0 { key += "0" }
    return key.split(separator: " ").joined(separator: " ")
  }
}
