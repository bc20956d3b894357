/// What the lines of a concordance are sorted or counted by: a word of the node or beside it, or a fact
/// of the turn, in a form and a direction.
///
/// Its text, by which it is given and shown, is `left1:stem:desc`: see ``init(_:attributes:)``.
public struct ConcordanceKey: Sendable, Hashable {
  public enum Subject: Sendable, Hashable {
    /// The word so many positions from the node: -1 the one before it, 1 the one behind it.
    case neighbour(Int)
    /// The ``sideWords`` words before the node, the nearest first.
    case left
    /// The ``sideWords`` words behind the node, the nearest first.
    case right
    /// The words that matched, the first ``longestMatch`` of them.
    case match
    /// One of them, from 1.
    case matchWord(Int)
    case session, group, turn, speaker, role
    /// An attribute of the speaker, else of the turn, else of the session, by its name in lower case.
    case attribute(String)

    /// Whether it is words, which have forms and ends.
    public var isWords: Bool {
      switch self {
      case .neighbour, .left, .right, .match, .matchWord: true
      case .session, .group, .turn, .speaker, .role, .attribute: false
      }
    }
  }

  /// In which form words are compared: the attributes of a token.
  public enum Form: String, Sendable, CaseIterable {
    /// As it stands; sorted so that `Trust` stands beside `trust`.
    case word
    /// Without case.
    case lc
    /// Without case and accents.
    case fold
    /// The Snowball stem.
    case stem
    /// `word`, `number`, `placeholder`, `symbol`, `truncated` or `filler`.
    case type
  }

  public var subject: Subject
  public var form: Form
  public var isDescending: Bool
  /// Words are compared from their ends, as in a dictionary of rhymes.
  public var isFromEnds: Bool

  /// The words of ``Subject/left`` and ``Subject/right``.
  public static let sideWords = 5
  /// The farthest neighbour, and the last word of a match, that can be asked for.
  public static let farthest = 64
  /// No more words of a match are compared.
  public static let longestMatch = 64
  /// The most keys of one order.
  public static let mostKeys = 8

  public init(
    _ subject: Subject, form: Form = .fold, isDescending: Bool = false, isFromEnds: Bool = false
  ) {
    self.subject = subject
    self.form = form
    self.isDescending = isDescending
    self.isFromEnds = isFromEnds
  }

  /// The subject's name: `left1`, `match`, `sex`.
  public var name: String {
    switch subject {
    case .neighbour(let offset): offset < 0 ? "left\(-offset)" : "right\(offset)"
    case .left: "left"
    case .right: "right"
    case .match: "match"
    case .matchWord(let number): "match\(number)"
    case .session: "session"
    case .group: "group"
    case .turn: "turn"
    case .speaker: "speaker"
    case .role: "role"
    case .attribute(let name): name
    }
  }

  /// The key without its direction: `left1:stem`.
  public var title: String {
    name + (subject.isWords && form != .fold ? ":" + form.rawValue : "")
  }

  /// Parses back to itself: `left1:stem:desc:ends`.
  public var text: String {
    var name = name
    if case .attribute = subject { name = "attr." + name }
    if subject.isWords, form != .fold { name += ":" + form.rawValue }
    return name + (isDescending ? ":desc" : "") + (isFromEnds ? ":ends" : "")
  }
}

/// Why the keys of a concordance cannot be used.
public enum ConcordanceProblem: Error, Sendable, Equatable {
  case emptyKey
  /// Neither a word of the concordance nor an attribute of the study.
  case unknownKey(String, suggestion: String?, attributes: [String])
  case unknownOption(String, key: String, suggestion: String?)
  /// A form or `ends` at what is not words.
  case wordsOnly(option: String, key: String)
  case outOfRange(String, limit: Int)
  case tooManyKeys(limit: Int)
  case repeatedKey(String)
  /// More different values than are kept.
  case tooManyValues(key: String, limit: Int)
}
