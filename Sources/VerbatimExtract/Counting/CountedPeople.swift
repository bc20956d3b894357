import VerbatimIndex

/// Who counts where it is said by how many people something is said: "n of 26" (design.md §3).
///
/// Declared people of role participant, else those who have that role or none; groups of people never.
/// Or everyone who may speak, whatever the role: where roles are compared. A person is a participant of a session; where the sessions of a study share their speakers, a label
/// is the same person in all of them.
public struct CountedPeople: Sendable {
  /// All of them, whether they have a turn or not.
  public private(set) var total = 0
  let areShared: Bool
  private let wantsDeclared: Bool
  private let wantsEveryone: Bool
  /// With shared speakers: the number of each label that counts.
  private var numbers: [String: UInt32] = [:]

  /// Cost: a pass over the participants of every session, about 30 ns each; a string each where they are
  /// shared.
  public init(_ index: Index, everyone: Bool = false) throws(IndexProblem) {
    areShared = index.manifest.sharesSpeakers
    wantsEveryone = everyone
    var declared = 0
    var others = 0
    var declaredLabels: Set<String> = []
    var otherLabels: Set<String> = []
    for segment in index.segments {
      for session in 0..<segment.sessionCount {
        let speakers = try segment.speakers(ofSession: session, withLabels: areShared)
        for person in 0..<speakers.participantCount
        where everyone || Self.mayCount(speakers.facts[person]) {
          let isDeclared = !everyone && Self.isDeclared(speakers.facts[person])
          declared += isDeclared ? 1 : 0
          others += 1
          guard areShared else { continue }
          otherLabels.insert(speakers.labels[person])
          if isDeclared { declaredLabels.insert(speakers.labels[person]) }
        }
      }
    }
    wantsDeclared = declared > 0
    guard areShared else {
      total = wantsDeclared ? declared : others
      return
    }
    for label in (wantsDeclared ? declaredLabels : otherLabels).sorted() {
      numbers[label] = UInt32(truncatingIfNeeded: numbers.count)
    }
    total = numbers.count
  }

  private static func mayCount(_ facts: SessionSpeakers.Facts) -> Bool {
    !facts.isGroup && (facts.isParticipant || !facts.hasRole)
  }

  private static func isDeclared(_ facts: SessionSpeakers.Facts) -> Bool {
    facts.isDeclared && facts.isParticipant && !facts.isGroup
  }

  /// The people who count of each speaker set of a session.
  func people(
    ofSession session: Int, of segment: Segment
  ) throws(IndexProblem) -> SessionPeople {
    let speakers = try segment.speakers(ofSession: session, withLabels: areShared)
    let counted = (0..<speakers.participantCount).map { person -> UInt32? in
      if areShared { return numbers[speakers.labels[person]] }
      let facts = speakers.facts[person]
      let counts = wantsDeclared ? Self.isDeclared(facts) : Self.mayCount(facts)
      return wantsEveryone || counts ? UInt32(truncatingIfNeeded: person) : nil
    }
    return SessionPeople(
      sets: (0..<speakers.count).map { set in speakers[set].compactMap { counted[$0] } })
  }
}

/// The people who count of each speaker set of a session: a number each, of the session, or of all
/// sessions where they are shared.
struct SessionPeople {
  fileprivate let sets: [[UInt32]]

  /// Nobody, for a set that is not there.
  subscript(number: Int) -> [UInt32] {
    number >= 0 && number < sets.count ? sets[number] : []
  }
}
