import VerbatimIndex

/// How often each form occurs in some turns of an index, in how many sessions, by how many people.
///
/// Merged over segments by integer sums of forms (``FormTable``); scores are made of them at the end.
public struct TermCounts: Sendable {
  public struct Entry: Sendable, Equatable {
    /// Tokens.
    public var count: Int
    public var sessions: Int
    /// Those that ``CountedPeople`` counts.
    public var people: Int

    public init(count: Int, sessions: Int, people: Int) {
      self.count = count
      self.sessions = sessions
      self.people = people
    }
  }

  /// By the number of the form in the table.
  public private(set) var entries: [Entry] = []
  /// Tokens that are counted: of all forms.
  public private(set) var tokenCount = 0
  public private(set) var turnCount = 0
  /// Sessions and people that have one of the turns.
  public private(set) var sessionCount = 0
  public private(set) var peopleCount = 0

  /// Counts the forms of some turns.
  ///
  /// - Parameters:
  ///   - turns: a list for each segment of the table, ascending.
  ///   - people: who counts as a person.
  /// - Throws: ``IndexProblem`` where a segment is damaged.
  ///
  /// Cost: about 20 ns a turn, 1 ns a token, and 5 ns a form of each speaker of each session; with
  /// spellings every text is read.
  public init(
    of turns: [[UInt32]], by forms: FormTable, _ people: CountedPeople
  ) throws(IndexProblem) {
    var range = RangeCounts(formCount: forms.count, people)
    for (number, segment) in forms.segments.enumerated() where number < turns.count {
      turnCount += turns[number].count
      var groups = TurnGroups(turns[number], of: segment)
      var session: [TurnGroup] = []
      var tally = GroupTally(forms, segment: number)
      while let index = groups.nextSession(into: &session) {
        try range.addSession(index, of: segment, session) {
          group, range throws(IndexProblem) in
          try tally.addTerms(of: group, to: &range)
        }
      }
    }
    range.finish()
    entries = range.entries.map {
      Entry(count: $0.count, sessions: Int($0.sessions), people: Int($0.people))
    }
    tokenCount = entries.reduce(0) { $0 + $1.count }
    sessionCount = range.sessionCount
    peopleCount = range.peopleCount
  }
}

/// Counts the forms of groups of turns of one segment.
struct GroupTally {
  private let forms: FormTable
  private let segment: Segment
  private let number: Int
  private var terms: TermTally?
  private var decoded = DecodedTurn()
  private var spelled: [UInt32] = []

  init(_ forms: FormTable, segment number: Int) {
    self.forms = forms
    self.number = number
    segment = forms.segments[number]
    terms = forms.choice.form == .word ? nil : TermTally(of: segment)
  }

  mutating func addTerms(
    of group: TurnGroup, to range: inout RangeCounts
  ) throws(IndexProblem) {
    if terms != nil {
      guard terms?.add(turns: group.turns) != nil else {
        throw segment.damage(Int(group.turns.first ?? 0))
      }
      drain(to: &range)
      return
    }
    for turn in group.turns {
      guard segment.decode(Int(turn), into: &decoded) else { throw segment.damage(Int(turn)) }
      forms.read(decoded, ofSegment: number, into: &spelled)
      for form in spelled where form != FormTable.none { range.add(form, 1) }
    }
  }

  private mutating func drain(to range: inout RangeCounts) {
    let numbers = forms.numbers[number]
    terms?.drain { id, count in
      let form = numbers[id]
      if form != FormTable.none { range.add(form, Int(count)) }
    }
  }
}
