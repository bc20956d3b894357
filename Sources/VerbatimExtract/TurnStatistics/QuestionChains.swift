import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

/// Questions and what they get: who answers, in how many turns, with how many words.
///
/// A question is a turn whose text ends with a question mark, quotation marks and brackets behind it
/// left aside. Its answer are the turns behind it in the session: up to the next turn of a moderator; or,
/// where anyone may ask, up to the asker's next turn or to another question, but that the turn directly
/// behind a question, if it is somebody else's, answers it even where it asks back.
public struct QuestionChains: Sendable {
  public enum Askers: String, Sendable, CaseIterable {
    case moderator, anyone
  }

  public struct Question: Sendable, Equatable {
    public var session: String
    public var group: String
    /// Number of the turn in its session.
    public var turn: Int
    /// Full ids.
    public var askers: [String]
    /// The speakers of the turn directly behind it; empty where nobody answers or is named.
    public var first: [String]
    /// Everyone who answers, in the order of their first turn.
    public var answerers: [String]
    public var answerTurns: Int
    public var answerWords: Int
    /// Words of the first answering turn.
    public var firstWords: Int

    public var isAnswered: Bool { answerTurns > 0 }

    public init(
      session: String, group: String, turn: Int, askers: [String], first: [String],
      answerers: [String], answerTurns: Int, answerWords: Int, firstWords: Int
    ) {
      self.session = session
      self.group = group
      self.turn = turn
      self.askers = askers
      self.first = first
      self.answerers = answerers
      self.answerTurns = answerTurns
      self.answerWords = answerWords
      self.firstWords = firstWords
    }
  }

  public struct Answerer: Sendable, Equatable {
    /// Full id.
    public var name: String
    public var role: String?
    /// Questions that the person was the first to answer.
    public var firsts: Int
    /// Questions in whose answer the person speaks.
    public var questions: Int
    public var turns: Int
    public var words: Int
  }

  public let askers: Askers
  /// Whether any session has someone of role moderator.
  public let hasModerator: Bool
  /// By session in natural order, then by turn.
  public let questions: [Question]
  /// Those with most first answers first, then natural order.
  public let answerers: [Answerer]

  public var answeredCount: Int { questions.count(where: \.isAnswered) }

  /// - Parameter corpus: the turns that may be questions; answers are any turns.
  ///
  /// Cost: reads the text of every turn that may ask, and one look at each turn behind a question.
  public init(
    _ index: Index, askedBy askers: Askers, in corpus: SubCorpus = .whole, roster: Roster? = nil
  ) throws {
    let roster = try roster ?? Roster(index)
    self.askers = askers
    hasModerator = roster.people.contains { $0.role == .moderator }
    var walk = ChainWalk(index, roster, askers)
    try corpus.forEachTurn(in: index, roster) { turn in
      try walk.look(segment: turn.place.segment, turn: turn.turn, set: turn.set)
    }
    questions = walk.questions
    answerers = walk.answerers.map { person, counts in
      Answerer(
        name: roster.people[person].id, role: roster.people[person].role?.rawValue,
        firsts: counts.firsts, questions: counts.questions, turns: counts.turns,
        words: counts.words)
    }.sorted {
      $0.firsts == $1.firsts ? NaturalOrder.precedes($0.name, $1.name) : $0.firsts > $1.firsts
    }
  }
}

/// Follows each question to the end of its answer.
private struct ChainWalk {
  struct Counts {
    var firsts = 0
    var questions = 0
    var turns = 0
    var words = 0
  }

  private let index: Index
  private let roster: Roster
  private let askers: QuestionChains.Askers
  private let isModerators: [Bool]
  private var decoded = DecodedTurn()
  private(set) var questions: [QuestionChains.Question] = []
  private(set) var answerers: [Int: Counts] = [:]

  init(_ index: Index, _ roster: Roster, _ askers: QuestionChains.Askers) {
    self.index = index
    self.roster = roster
    self.askers = askers
    isModerators = (0..<roster.setCount).map { set in
      roster.people(ofSet: set).contains { roster.people[Int($0)].role == .moderator }
    }
  }

  mutating func look(segment number: Int, turn: Int, set: Int) throws {
    guard askers == .anyone || isModerators[set] else { return }
    let segment = index.segments[number]
    guard try isQuestion(turn, of: segment) else { return }
    let session = roster.sessions[Int(roster.sessionOfSet[set])]
    let turns = segment.turns(ofSession: session.place.session)
    let asking = Set(roster.people(ofSet: set))
    var question = QuestionChains.Question(
      session: session.id, group: session.group, turn: turn - turns.lowerBound + 1,
      askers: names(set), first: [], answerers: [], answerTurns: 0, answerWords: 0, firstWords: 0)
    var seen: [Int] = []
    for next in turns.suffix(from: turn + 1) {
      let answering = roster.set(ofTurn: next, in: session, of: segment)
      let people = roster.people(ofSet: answering)
      // A turn of nobody may be anyone's: it ends nothing.
      let ends =
        askers == .moderator ? isModerators[answering] : people.contains { asking.contains($0) }
      if ends { break }
      if askers == .anyone, question.answerTurns > 0, try isQuestion(next, of: segment) { break }
      guard let words = segment.tokenCount(ofTurn: next) else { throw segment.damage(next) }
      if question.answerTurns == 0 {
        question.first = names(answering)
        question.firstWords = words
        for person in people { answerers[Int(person), default: Counts()].firsts += 1 }
      }
      question.answerTurns += 1
      question.answerWords += words
      for person in people.map(Int.init) {
        answerers[person, default: Counts()].turns += 1
        answerers[person, default: Counts()].words += words
        if !seen.contains(person) {
          seen.append(person)
          answerers[person, default: Counts()].questions += 1
        }
      }
    }
    question.answerers = seen.map { roster.people[$0].id }
    questions.append(question)
  }

  private mutating func isQuestion(_ turn: Int, of segment: Segment) throws -> Bool {
    guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
    return QuestionMark.ends(decoded.text)
  }

  private func names(_ set: Int) -> [String] {
    roster.people(ofSet: set).map { roster.people[Int($0)].id }
  }
}

/// Whether a text asks.
enum QuestionMark {
  /// Question marks of the scripts that have one of their own, and the two joined with an exclamation.
  private static let marks: Set<Unicode.Scalar> = [
    "?", "\u{37E}", "\u{55E}", "\u{61F}", "\u{1367}", "\u{203D}", "\u{2047}", "\u{2048}",
    "\u{2049}", "\u{2E2E}", "\u{A60F}", "\u{A6F7}", "\u{FE16}", "\u{FE56}", "\u{FF1F}",
  ]

  /// True where the last scalar that is neither white space nor a quotation mark or closing bracket is
  /// a question mark. Cost: the end of the text.
  static func ends(_ text: [UInt8]) -> Bool {
    // A scalar that says something is rarely far from the end.
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars.reversed() {
      if marks.contains(scalar) { return true }
      let properties = scalar.properties
      if properties.isWhitespace || scalar == "\"" || scalar == "'" { continue }
      switch properties.generalCategory {
      case .closePunctuation, .finalPunctuation, .initialPunctuation, .format: continue
      default: return false
      }
    }
    return false
  }
}
