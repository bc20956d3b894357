import VerbatimCorpus
import VerbatimThemes

/// Which person withdraws, and what is to become of their words.
public struct WithdrawalRequest: Sendable, Equatable {
  public enum Mode: String, Sendable, CaseIterable {
    /// The slot stays, the words go: turns keep their numbers.
    case redact
    /// Their turns are taken out, others renumber.
    case remove
  }

  /// A label (`P07`), or a session and a label (`fg2/P07`).
  public var person: String
  public var mode: Mode
  /// A memo, a saved query, a turn of somebody else that has so many of their words in a row quotes
  /// them.
  public var quoteWords: Int

  public static let leastQuoteWords = 4

  public init(person: String, mode: Mode = .redact, quoteWords: Int = leastQuoteWords) {
    self.person = person
    self.mode = mode
    self.quoteWords = max(quoteWords, 2)
  }

  /// What stands in the place of the words.
  public static let marker = "[withdrawn]"
}

/// Why a withdrawal was refused; nothing is changed then.
public enum WithdrawalProblem: Error, Sendable, Equatable {
  /// Nobody has this label; labels that are near it.
  case unknownPerson(String, near: [String])
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

/// The person as the study knows them: one label in one session, or a label that sessions share.
struct WithdrawalTarget: Equatable {
  /// Labels by session id.
  var labels: [String: String] = [:]

  init(_ person: String, among records: [SessionRecord], sharesSpeakers: Bool)
    throws(WithdrawalProblem)
  {
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
        labels[record.session.id] = first.label
      }
    } else {
      labels[first.session] = first.label
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
