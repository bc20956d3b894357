import VerbatimCorpus

/// The session and its people from the header, the labels and the settings.
struct SessionFacts {
  let settings: PlainTextSettings
  let header: Header
  let labels: ChosenLabels

  init(_ settings: PlainTextSettings, _ header: Header, _ labels: ChosenLabels) {
    (self.settings, self.header, self.labels) = (settings, header, labels)
  }

  func session(of file: SourceFile, turns: [Turn], _ markdown: DecodedText?) -> Session {
    var attributes = Attributes()
    for pair in header.pairs {
      let name = settings.headerFields[pair.key] ?? settings.headerFields[pair.key.lowercased()]
      attributes.append(name ?? pair.key.lowercased(), pair.value)
    }
    if let level = settings.transcriptionLevel { attributes["transcriptionLevel"] = level }
    let group = attributes["group"] ?? attributes["focus group"]
    return Session(
      id: file.stem, group: group.flatMap { $0.isEmpty ? nil : $0 },
      title: attributes["title"], language: settings.language ?? attributes["language"],
      attributes: attributes, participants: participants(turns),
      source: Source(path: file.path, digest: file.digest))
  }

  /// Those whom the settings declare, by id, then those who speak, by first turn.
  private func participants(_ turns: [Turn]) -> [Participant] {
    var people = settings.participants.keys.sorted().map { id in
      var facts = settings.participants[id] ?? []
      let name = facts["name"]
      let role = facts["role"].map(Role.init(rawValue:)) ?? Self.role(of: id)
      facts["name"] = nil
      facts["role"] = nil
      return Participant(
        id: id, name: name, role: role, attributes: facts, isGroup: Self.isGroup(id))
    }
    var known = Set(people.map(\.id))
    for speaker in turns.lazy.flatMap(\.speakers) where known.insert(speaker).inserted {
      people.append(
        Participant(
          id: speaker, name: labels.names[speaker], role: Self.role(of: speaker),
          isGroup: Self.isGroup(speaker), isDeclared: false))
    }
    return people
  }

  /// The role that a label of the trade names; none for a name, nor for `M` (moderator or male).
  private static func role(of label: String) -> Role? {
    let word = stem(label)
    if LabelLexicon.moderators.contains(word) { return .moderator }
    if LabelLexicon.observers.contains(word) { return .observer }
    return LabelLexicon.participants.contains(word) ? .participant : nil
  }

  private static func isGroup(_ label: String) -> Bool {
    LabelLexicon.groups.contains(stem(label))
  }

  /// `FG2-P3` → `p`, `Moderator 1` → `moderator`.
  private static func stem(_ label: String) -> String {
    var word = label.lowercased()
    if word.hasPrefix("fg"), let cut = word.lastIndex(where: { $0 == "-" || $0 == "_" }) {
      word = String(word[word.index(after: cut)...])
    }
    return String(word.prefix { !$0.isNumber && $0 != " " && $0 != "_" })
  }
}
