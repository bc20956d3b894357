import VerbatimCorpus

/// The combinations of a session's participants that speak turns together.
struct SpeakerSets {
  private(set) var sets: [[Int]] = []
  private var indices: [String: Int] = [:]
  private var numbers: [[Int]: Int] = [:]
  /// Most turns have the speakers of one of the last four: they need no look-up.
  private var recent: [(speakers: [String], number: Int)] = []

  init(_ session: inout Session) {
    for (index, person) in session.participants.enumerated() where indices[person.id] == nil {
      indices[person.id] = index
    }
  }

  /// The number of a turn's set; speakers that the session does not know become its participants.
  mutating func number(of speakers: [String], in session: inout Session) -> Int {
    for index in recent.indices where recent[index].speakers == speakers {
      return recent[index].number
    }
    var set: [Int] = []
    for speaker in speakers {
      let index = indices[speaker] ?? session.participants.count
      if index == session.participants.count {
        session.participants.append(Participant(id: speaker, isDeclared: false))
        indices[speaker] = index
      }
      if !set.contains(index) { set.append(index) }
    }
    let number = numbers[set] ?? sets.count
    if number == sets.count {
      sets.append(set)
      numbers[set] = number
    }
    if recent.count == 4 { recent.removeFirst() }
    recent.append((speakers, number))
    return number
  }
}
