import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimThemes

/// What a study can prove about how it was made, for the checklists of reporting.
public struct StudyEvidence: Sendable {
  /// A value of a session.
  public struct SessionFact: Sendable, Equatable {
    public var session: String
    public var value: String
  }

  /// From the first moment that is timed to the last.
  public struct Duration: Sendable, Equatable {
    public var session: String
    public var time: Milliseconds
  }

  /// By group, in natural order: people who count.
  public let participants: [(group: String, people: Int)]
  /// Somebody declared who the participants are; else it is who speaks.
  public let isDeclared: Bool
  /// Everyone else who is named, by role: full ids.
  public let others: [(role: String, people: [String])]
  public let attributes: [AttributeCounts]
  /// By name, in the order in which they are first met.
  public let sessionFacts: [(name: String, facts: [SessionFact])]
  public let sessions: Int
  /// Of sessions whose turns have times.
  public let durations: [Duration]
  /// Themes that have a definition, and the levels of the codebook.
  public let defined: Int
  public let levels: Int
  /// The first entry of the log that brought themes in, and the first coding.
  public let codebook: LogEntry?
  public let firstCoding: Timestamp?
  public let analyzer: String
  /// SHA-256 of the manifest: what was indexed, and with which settings.
  public let manifest: Digest

  /// - Throws: ``IndexProblem``, ``StudyDatabaseError``. Cost: reads every turn.
  public init(_ database: StudyDatabase, _ themes: StudyThemes, _ index: Index) throws {
    let register = try TurnRegister(index)
    let counted = register.people.filter(\.counts)
    participants = register.groups.map { group in
      (group, counted.count { $0.group == group })
    }
    isDeclared = register.isDeclared
    var others: [(role: String, people: [String])] = []
    for person in register.people where !person.counts {
      let role = person.role?.rawValue ?? "unknown"
      if let known = others.firstIndex(where: { $0.role == role }) {
        others[known].people.append(person.id)
      } else {
        others.append((role, [person.id]))
      }
    }
    self.others = others
    attributes = AttributeCounts.all(register)
    var facts: [(name: String, facts: [SessionFact])] = []
    for session in register.sessions {
      for entry in session.attributes.entries {
        let fact = SessionFact(session: session.id, value: entry.value)
        if let known = facts.firstIndex(where: { $0.name == entry.name }) {
          facts[known].facts.append(fact)
        } else {
          facts.append((entry.name, [fact]))
        }
      }
    }
    sessionFacts = facts
    sessions = register.sessions.count
    durations = try register.sessions.compactMap { try Self.duration($0, index) }
    defined = themes.codebook.themes.count { $0.definition != nil }
    levels =
      (themes.codebook.themes.map { themes.codebook.ancestors(of: $0.id).count }.max() ?? -1) + 1
    codebook = try database.read { try $0.log() }
      .first { ["codebook", "import"].contains($0.action) }
    firstCoding = themes.codings.map(\.createdAt).min()
    analyzer = index.manifest.analyzer
    manifest = Digest(sha256Of: Array(index.manifest.text.utf8))
  }

  /// The facts of that name, none where no session has it.
  public func facts(_ names: String...) -> [(name: String, facts: [SessionFact])] {
    sessionFacts.filter { names.contains($0.name.lowercased()) }
  }

  private static func duration(
    _ session: TurnRegister.Session, _ index: Index
  ) throws -> Duration? {
    let segment = index.segments[session.place.segment]
    var first: Milliseconds?
    var last: Milliseconds?
    for turn in session.firstTurn..<session.firstTurn + session.turns.count {
      let details = try segment.details(ofTurn: turn)
      for time in [details.start, details.end].compactMap({ $0 }) {
        if first.map({ time < $0 }) ?? true { first = time }
        if last.map({ time > $0 }) ?? true { last = time }
      }
    }
    guard let first, let last, first < last else { return nil }
    return Duration(
      session: session.id, time: Milliseconds(rawValue: last.rawValue &- first.rawValue))
  }
}
