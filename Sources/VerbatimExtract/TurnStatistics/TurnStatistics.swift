import VerbatimCorpus
import VerbatimIndex
import VerbatimStatistics

/// Turns, words and people by session, speaker, group or role, and how unequally words are shared.
///
/// Words are positions: words, numbers, placeholders, symbols. A turn of several people counts for each
/// of them, so that rows may add up to more than the total.
public struct TurnStatistics: Sendable {
  public enum Key: String, Sendable, CaseIterable {
    case session, speaker, group, role
  }

  public struct Row: Sendable {
    /// The session, speaker (full id), group or role; `—` for what has none.
    public var name: String
    /// Of a speaker of one session, and of a session.
    public var session: String?
    public var group: String?
    public var role: String?
    public var path: String?
    public var sha256: String?
    public var sessionCount: Int
    /// People who speak.
    public var speakerCount: Int
    /// Of the words of its turns, one number a turn.
    public var words: Summary
    /// `fg1:26`; the first of equals; `nil` without turns.
    public var longestTurn: String?
    /// Over the people who could speak, silent ones among them; `nil` for a speaker.
    public var gini: Gini?
  }

  public let key: Key
  /// Natural order of the name.
  public let rows: [Row]
  /// All turns that were counted, each once.
  public let words: Summary
  /// Over ``participants``.
  public let gini: Gini
  /// Counted people (``Roster/counted``) of the sessions with a counted turn.
  public let participants: Int
  /// Those of them without a word.
  public let silent: Int
  /// Sessions with a counted turn, and all.
  public let sessionCount: Int

  /// Cost: below 1 ns a word, and one look at each turn.
  public init(
    _ index: Index, by key: Key, in corpus: SubCorpus = .whole, roster: Roster? = nil
  ) throws {
    let roster = try roster ?? Roster(index)
    let lengths = try TurnLengths(index, corpus, roster)
    var maker = RowMaker(key: key, roster: roster, lengths: lengths)
    try maker.make(index, hasEmptySessions: key == .session && corpus.turns == nil)
    self.key = key
    rows = maker.finish().sorted { NaturalOrder.precedes($0.name, $1.name) }
    words = Summary(lengths.ofSet.flatMap { $0 })
    let touched = lengths.touchedSessions(roster)
    sessionCount = touched.count
    let people = Set(touched.flatMap { roster.sessions[$0].people })
      .filter { roster.people[$0].isCounted }
    let shares = people.map { lengths.ofPerson[$0] }
    gini = Gini(shares)
    participants = shares.count
    silent = shares.count { $0 == 0 }
  }
}

/// The words of every counted turn, by who speaks it.
struct TurnLengths {
  /// For each speaker set, one number a turn, in the order of turns.
  private(set) var ofSet: [[Int]]
  /// The first of its longest turns: number in its session.
  private(set) var longest: [(words: Int, turn: Int)?]
  /// Words of each person.
  private(set) var ofPerson: [Int]

  init(_ index: Index, _ corpus: SubCorpus, _ roster: Roster) throws {
    var ofSet = [[Int]](repeating: [], count: roster.setCount)
    var longest = [(words: Int, turn: Int)?](repeating: nil, count: roster.setCount)
    try corpus.forEachTurn(in: index, roster) { turn in
      let segment = index.segments[turn.place.segment]
      guard let words = segment.tokenCount(ofTurn: turn.turn) else {
        throw segment.damage(turn.turn)
      }
      ofSet[turn.set].append(words)
      if words > longest[turn.set]?.words ?? -1 { longest[turn.set] = (words, turn.number) }
    }
    var ofPerson = [Int](repeating: 0, count: roster.people.count)
    for set in ofSet.indices where !ofSet[set].isEmpty {
      let words = ofSet[set].reduce(0, +)
      for person in roster.people(ofSet: set) { ofPerson[Int(person)] += words }
    }
    self.ofSet = ofSet
    self.longest = longest
    self.ofPerson = ofPerson
  }

  /// Sessions with a counted turn, ascending.
  func touchedSessions(_ roster: Roster) -> [Int] {
    roster.sessions.indices.filter { session in
      roster.sessions[session].sets.contains { !ofSet[$0].isEmpty }
    }
  }
}
