import VerbatimCorpus
import VerbatimThemes

/// Who, or which session, withdraws, and what is to become of the words.
public struct WithdrawalRequest: Sendable, Equatable {
  public enum Mode: String, Sendable, CaseIterable {
    /// The slot stays, the words go: turns keep their numbers.
    case redact
    /// Their turns are taken out, others renumber.
    case remove
  }

  public enum Subject: Sendable, Equatable {
    /// A label (`P07`), or a session and a label (`fg2/P07`).
    case person(String)
    /// Everything that a session holds, by its id.
    case session(String)
  }

  public var subject: Subject
  /// A session can only be removed: of what is all gone there is no slot to keep.
  public var mode: Mode
  /// A memo, a saved query, a turn of somebody else that has so many of their words in a row quotes
  /// them.
  public var quoteWords: Int

  public static let leastQuoteWords = 4

  public init(person: String, mode: Mode = .redact, quoteWords: Int = leastQuoteWords) {
    subject = .person(person)
    self.mode = mode
    self.quoteWords = max(quoteWords, 2)
  }

  public init(session: String, quoteWords: Int = leastQuoteWords) {
    subject = .session(session)
    mode = .remove
    self.quoteWords = max(quoteWords, 2)
  }

  /// What stands in the place of the words.
  public static let marker = "[withdrawn]"
}

/// Why a withdrawal was refused; nothing is changed then.
public enum WithdrawalProblem: Error, Sendable, Equatable {
  /// Nobody has this label; labels that are near it.
  case unknownPerson(String, near: [String])
  /// No session has this id; ids that are near it.
  case unknownSession(String, near: [String])
  /// The label is one of several people: `fg1/P1`, `fg2/P1`.
  case ambiguous(String, choices: [String])
  /// The source, rewritten, would not be read as it has to be; the first turn where it differs.
  case notProven(path: String, session: String, turn: Int?)
  /// The source cannot be rewritten in this way.
  case cannotRewrite(path: String, session: String, turn: Int)
  /// The stored source does not give what the index has, so that nothing could be proven.
  case sourceDiffers(path: String, session: String)
  /// The file of a withdrawal that has begun cannot be read, so that nobody knows how far it came.
  case damagedIntent(path: String)
  /// There is nothing to finish.
  case nothingPending
}

/// Who withdraws, as the study knows them: one label in one session, a label that sessions share, or all of
/// one session.
struct WithdrawalTarget: Equatable {
  /// Labels by session id.
  private(set) var labels: [String: [String]] = [:]
  /// Everything of the session goes, whoever spoke.
  let isWhole: Bool

  /// Session and label of everybody who is meant.
  var people: [(session: String, label: String)] {
    labels.flatMap { session, labels in labels.map { (session, $0) } }
  }

  func isTouched(_ session: String) -> Bool { labels[session] != nil }

  /// How people are shown: `fg2/P07`, or the label alone where the study shares its speakers.
  func names(sharesSpeakers: Bool) -> [String] {
    Set(people.map { sharesSpeakers ? $0.label : "\($0.session)/\($0.label)" })
      .sorted(by: NaturalOrder.precedes)
  }

  /// Whether a memo is on a session of theirs.
  func isSubject(_ subject: Memo.Subject) -> Bool {
    if case .session(let session) = subject { return isTouched(session) }
    return false
  }

  func has(_ label: String, in session: String) -> Bool {
    labels[session]?.contains(label) ?? false
  }

  init(
    _ subject: WithdrawalRequest.Subject, among records: [SessionRecord], sharesSpeakers: Bool
  ) throws(WithdrawalProblem) {
    switch subject {
    case .person(let person):
      isWhole = false
      try find(person, records, sharesSpeakers)
    case .session(let id):
      isWhole = true
      guard let record = records.first(where: { $0.session.id == id }) else {
        let near = records.map(\.session).filter {
          $0.id.lowercased() == id.lowercased() || $0.group.lowercased() == id.lowercased()
        }
        let ids = (near.isEmpty ? records.map(\.session) : near).map(\.id)
        throw .unknownSession(id, near: Array(ids.prefix(8)))
      }
      labels[id] = record.session.participants.map(\.id)
    }
  }

  private mutating func find(
    _ person: String, _ records: [SessionRecord], _ sharesSpeakers: Bool
  ) throws(WithdrawalProblem) {
    var found: [(session: String, label: String, isFull: Bool)] = []
    for record in records {
      let session = record.session.id
      for one in record.session.participants {
        if one.id == person { found.append((session, one.id, false)) }
        if "\(session)/\(one.id)" == person { found.append((session, one.id, true)) }
      }
    }
    // `a/b` may be a label of its own; what names the session wins.
    if found.contains(where: \.isFull) { found.removeAll { !$0.isFull } }
    guard let first = found.first else {
      throw .unknownPerson(person, near: Self.near(person, records, sharesSpeakers))
    }
    if found.count > 1, !sharesSpeakers {
      throw .ambiguous(person, choices: found.map { "\($0.session)/\($0.label)" })
    }
    if sharesSpeakers {
      // Who is named by one session is the same person in all.
      for record in records
      where record.session.participants.contains(where: { $0.id == first.label }) {
        labels[record.session.id] = [first.label]
      }
    } else {
      labels[first.session] = [first.label]
    }
  }

  private static func near(
    _ person: String, _ records: [SessionRecord], _ sharesSpeakers: Bool
  ) -> [String] {
    let all = records.flatMap { record in
      record.session.participants.map {
        sharesSpeakers ? $0.id : "\(record.session.id)/\($0.id)"
      }
    }
    let folded = person.lowercased()
    let alike = all.filter { full in
      let label = full.split(separator: "/").last.map(String.init) ?? full
      return label.lowercased() == folded || full.lowercased() == folded
        || full.lowercased().hasPrefix(folded.prefix { $0 != "/" } + "/")
    }
    return Array((alike.isEmpty ? all : alike).prefix(8))
  }
}
