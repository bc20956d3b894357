import VerbatimCorpus
import VerbatimThemes

/// Who cases are.
extension QDAImport {
  mutating func takeCases() {
    for person in project.cases { namesakes[person.name, default: 0] += 1 }
    for person in project.cases {
      var isPerson = false
      for guid in person.sources {
        guard let place = places[guid] else { continue }
        isPerson = take(person, at: place) || isPerson
      }
      if !isPerson, !person.selections.isEmpty { incoming.findings.note(.caseSelections) }
      incoming.findings.note(.codedSources, person.name, count: person.codes.count)
    }
  }

  /// Returns whether the case is somebody who speaks in the source, or is declared there.
  mutating func take(_ person: QDAProject.Case, at place: Int) -> Bool {
    var session = incoming.sources[place].transcript.session
    defer { incoming.sources[place].transcript.session = session }
    guard let label = label(person, in: session, incoming.sources[place].session) else {
      // A case that is a whole source says something of the session.
      if !person.name.isEmpty, person.sources.count > 1 || !person.values.isEmpty {
        session.attributes.append("case", person.name)
      }
      for value in person.values {
        guard let variable = variables[value.variable], let text = value.text else { continue }
        session.attributes.append(variable.name, text)
      }
      return false
    }
    cases[person.guid] = cases[person.guid] ?? (place, label)
    var index = session.participants.firstIndex { $0.id == label } ?? -1
    if index < 0 {
      session.participants.append(Participant(id: label))
      index = session.participants.count - 1
    }
    session.participants[index].isDeclared = true
    for value in person.values {
      guard let variable = variables[value.variable], let text = value.text else { continue }
      switch QDAFact.byGUID[variable.guid] {
      case .role: session.participants[index].role = Role(rawValue: text)
      case .name: session.participants[index].name = text
      case .isGroup: session.participants[index].isGroup = text == "true"
      case .isDeclared: session.participants[index].isDeclared = text == "true"
      default: session.participants[index].attributes.append(variable.name, text)
      }
    }
    return true
  }

  /// The speaker that a case is, in a session.
  mutating func label(
    _ person: QDAProject.Case, in session: Session, _ own: String?
  ) -> String? {
    if let own {
      let prefix = own + "/"
      if person.name.hasPrefix(prefix) {
        let label = String(person.name.dropFirst(prefix.count))
        if person.guid == QDACases.guid(own, label) { return label }
      }
      // The number tells people of one label with different facts apart.
      let others = namesakes[person.name] ?? 0
      if (0..<others).contains(where: { QDACases.sharedGUID(person.name, $0) == person.guid }) {
        incoming.sharesSpeakers = true
        return person.name
      }
    }
    let wanted = person.name.lowercased()
    return session.participants.first {
      $0.id.lowercased() == wanted || $0.name?.lowercased() == wanted
        || session.id.lowercased() + "/" + $0.id.lowercased() == wanted
    }?.id
  }

  mutating func noteTheRest() {
    for group in project.groups {
      let isOurs = group.guid == ExchangeID.of("group", group.name)
      if isOurs { continue }
      for guid in group.sources {
        guard let place = places[guid] else { continue }
        incoming.sources[place].transcript.session.attributes.append("set", group.name)
      }
      if !group.codes.isEmpty || !group.notes.isEmpty {
        incoming.findings.note(.codeSets, group.name)
      }
    }
  }
}
