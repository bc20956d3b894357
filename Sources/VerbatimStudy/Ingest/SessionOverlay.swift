import VerbatimCorpus

/// What `study.yaml` says of a session, laid over what its source says.
struct SessionOverlay {
  private let sessions: [StudyDescription.Session]

  init(_ description: StudyDescription?) {
    sessions = description?.sessions ?? []
  }

  init(_ memory: SessionMemory?) {
    sessions = memory?.sessions ?? []
  }

  /// The entries that may concern a file: for the fingerprint of what is read from it.
  func settings(ofFile name: String) -> String {
    var own = sessions.filter { $0.file.map { Self.isSame($0, name) } ?? true }
    // Where an entry stands in the description changes nothing.
    for index in own.indices { own[index].line = nil }
    return own.isEmpty ? "" : String(describing: own)
  }

  func textSettings(ofFile name: String) -> StudyDescription.Session? {
    sessions.first { $0.text != nil && $0.file.map { Self.isSame($0, name) } ?? false }
  }

  /// - Parameter options: the group of last resort.
  func apply(to transcript: inout Transcript, file name: String, group: String?) {
    let id = transcript.session.id
    if let group, transcript.session.group == id { transcript.session.group = group }
    // A file with several sessions is named by their ids.
    let entry =
      sessions.first { $0.id == id && ($0.file.map { Self.isSame($0, name) } ?? true) }
      ?? sessions.first { $0.file.map { Self.isSame($0, name) } ?? false }
    guard let entry else { return }
    if let given = entry.id {
      if transcript.session.group == id { transcript.session.group = given }
      transcript.session.id = given
    }
    if let group = entry.group { transcript.session.group = group }
    if let title = entry.title { transcript.session.title = title }
    if let language = entry.language { transcript.session.language = language }
    transcript.session.attributes = transcript.session.attributes.overridden(by: entry.attributes)
    for person in entry.participants { apply(person, to: &transcript) }
  }

  private func apply(
    _ person: StudyDescription.Participant, to transcript: inout Transcript
  ) {
    let label = person.label ?? person.id
    if label != person.id { rename(label, to: person.id, in: &transcript) }
    var people = transcript.session.participants
    let index =
      people.firstIndex { $0.id == person.id }
      ?? {
        people.append(Participant(id: person.id))
        return people.count - 1
      }()
    people[index].isDeclared = true
    if let name = person.name { people[index].name = name }
    if people[index].name == nil, label != person.id { people[index].name = label }
    if let role = person.role { people[index].role = Role(rawValue: role) }
    people[index].attributes = people[index].attributes.overridden(by: person.attributes)
    transcript.session.participants = people
  }

  private func rename(_ old: String, to new: String, in transcript: inout Transcript) {
    for index in transcript.session.participants.indices
    where transcript.session.participants[index].id == old {
      transcript.session.participants[index].id = new
    }
    for turn in transcript.turns.indices {
      for speaker in transcript.turns[turn].speakers.indices
      where transcript.turns[turn].speakers[speaker] == old {
        transcript.turns[turn].speakers[speaker] = new
      }
      for event in transcript.turns[turn].events.indices
      where transcript.turns[turn].events[event].speaker == old {
        transcript.turns[turn].events[event].speaker = new
      }
    }
  }

  /// A path in the description against the name by which the batch knows a file.
  static func isSame(_ given: String, _ name: String) -> Bool {
    given == name || given.hasSuffix("/" + name) || name.hasSuffix("/" + given)
  }
}
