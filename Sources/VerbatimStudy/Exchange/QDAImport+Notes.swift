import VerbatimCorpus
import VerbatimThemes

/// What notes say, and of what.
extension QDAImport {
  /// What a note says; its name where that is more than what our exports call theirs.
  mutating func text(ofNote guid: String) -> String? {
    guard let note = notes[guid] else {
      incoming.findings.note(.unknownReference, "NoteRef")
      return nil
    }
    usedNotes.insert(guid)
    return body(note)
  }

  mutating func body(_ note: QDAProject.Text) -> String? {
    var body = note.content
    if body == nil, let path = note.plainTextPath, !path.isEmpty {
      if case .bytes(let bytes)? = try? archive.source(path),
        let text = IncomingTexts.decoded(bytes)
      {
        body = String(decoding: text, as: UTF8.self)
      } else {
        incoming.findings.note(.sourceMissing, note.name)
      }
    }
    if project.isOurs { return body }
    let ours = [QDANoteName.memo, QDANoteName.codingMemo, QDANoteName.rule]
    return joined(
      (ours.contains(note.name) ? [] : [note.name]) + (note.description.map { [$0] } ?? [])
        + (body.map { [$0] } ?? []))
  }

  func author(_ user: String?) -> String {
    user.flatMap { users[$0]?.coder } ?? study.actor
  }

  mutating func takeNotes(_ guids: [String], on subject: IncomingMemo.Subject) {
    for guid in guids where !(usedNotes.contains(guid) && ruleNote(guid)) {
      guard let text = text(ofNote: guid), let note = notes[guid] else { continue }
      incoming.memos.append(
        IncomingMemo(
          subject: subject, author: author(note.user),
          createdAt: note.createdAt.flatMap { Timestamp(loose: $0) } ?? now, text: text))
      incoming.findings.note(
        .betweenTurns, note.name, count: note.selections.reduce(0) { $0 + $1.codings.count })
    }
  }

  func ruleNote(_ guid: String) -> Bool {
    ruleIDs.contains { ExchangeID.of("rule", $0) == guid }
  }

  mutating func takeMemos() {
    for theme in project.codebook.themes {
      takeNotes(project.codeNotes[theme.id] ?? [], on: .theme(theme.id))
    }
    takeNotes(project.projectNotes, on: .study)
    for link in project.links {
      guard notes[link.origin] != nil, let person = cases[link.target] else {
        incoming.findings.note(.links)
        continue
      }
      takeNotes([link.origin], on: .participant(source: person.source, label: person.label))
    }
    // What nothing refers to is about the study.
    takeNotes(project.notes.map(\.guid).filter { !usedNotes.contains($0) }, on: .study)
  }
}
