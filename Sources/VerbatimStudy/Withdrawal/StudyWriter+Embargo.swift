import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimThemes

/// Hiding lives in one place: an index that has the words of nobody who is hidden. So whatever asks the
/// index (search, counting, quotes, exports, what is yet to be written) cannot show them; codings on such
/// turns are passed over where codings are read. The sources keep the words, and lifting reads them again.
extension Embargo {
  /// Hides people of a session as its reader gives it: their turns stay as turns of nobody without words,
  /// so that all numbers stay; of what others say of them in passing (`(P2: mm)`) each letter becomes a
  /// dot, so that all places stay.
  func hide(in transcript: inout Transcript) {
    let labels = labels(of: transcript.session.id)
    guard !labels.isEmpty else { return }
    for index in transcript.turns.indices {
      let turn = transcript.turns[index]
      if turn.speakers.contains(where: { labels.contains($0) }) {
        transcript.turns[index] = Turn(
          number: turn.number, speakers: [], text: "", start: turn.start, end: turn.end,
          place: SourcePlace(
            line: turn.place.line, lastLine: turn.place.lastLine, bytes: nil, path: turn.place.path)
        )
        continue
      }
      for mark in turn.marks where mark.kind == .inlineSpeaker && labels.contains(mark.detail ?? "")
      {
        transcript.turns[index].text.replaceScalars(
          mark.range, with: String(repeating: "·", count: mark.range.count))
        transcript.turns[index].place.map = nil
        transcript.turns[index].annotations.removeAll { $0.range.overlaps(mark.range) }
      }
      transcript.turns[index].marks.removeAll {
        $0.kind == .inlineSpeaker && labels.contains($0.detail ?? "")
      }
      transcript.turns[index].events.removeAll { labels.contains($0.speaker ?? "") }
    }
    transcript.events.removeAll { labels.contains($0.event.speaker ?? "") }
    transcript.session.participants.removeAll { labels.contains($0.id) }
  }

  /// The embargo with the turns that a new version of a session has.
  func updated(for transcript: Transcript) -> Embargo {
    var now = self
    for index in now.entries.indices where now.entries[index].session == transcript.session.id {
      let label = now.entries[index].label
      now.entries[index].turns = transcript.turns.filter { $0.speakers.contains(label) }
        .map(\.number)
    }
    return now
  }
}

/// What hiding somebody, or showing them again, came to.
public struct EmbargoReport: Sendable, Equatable {
  /// `fg2/P07`.
  public var people: [String]
  public var turns: Int
  public var codings: Int
  /// False where nothing had to be done.
  public var isChanged: Bool
}

extension StudyWriter {
  /// Hides a person from everything, without erasing anything.
  public func embargo(_ person: String) throws -> EmbargoReport {
    try hide(person, isLifted: false)
  }

  /// Shows a person again.
  public func lift(_ person: String) throws -> EmbargoReport { try hide(person, isLifted: true) }

  private func hide(_ person: String, isLifted: Bool) throws -> EmbargoReport {
    let (records, memory, old) = try database.read {
      (
        try $0.sessions(), SessionMemory(json: try $0.setting(Study.sessionsSetting)),
        try $0.embargo()
      )
    }
    let target = try WithdrawalTarget(
      person, among: records, sharesSpeakers: index.manifest.sharesSpeakers)
    var embargo = old
    var changed: [String: (transcript: Transcript, fingerprint: Digest)?] = [:]
    var turns = 0
    let touched = records.filter { target.labels[$0.session.id] != nil }
    for (_, own) in Dictionary(grouping: touched, by: \.session.source.digest) {
      let read = try SourceReader(study).transcripts(of: own)
      for record in own {
        let id = record.session.id
        guard let label = target.labels[id], let raw = read[id],
          let fingerprint = Digest(hex: record.fingerprint)
        else {
          throw WithdrawalProblem.sourceDiffers(path: record.session.source.path, session: id)
        }
        var transcript = record.transcript(from: raw, memory)
        embargo.entries.removeAll { $0.session == id && $0.label == label }
        let theirs = transcript.turns.filter { $0.speakers.contains(label) }.map(\.number)
        turns += theirs.count
        if !isLifted { embargo.entries.append(.init(session: id, label: label, turns: theirs)) }
        embargo.hide(in: &transcript)
        changed[id] = (transcript, fingerprint)
      }
    }
    embargo.entries.sort { ($0.session, $0.label) < ($1.session, $1.label) }
    let people = target.labels.map { "\($0.key)/\($0.value)" }.sorted(by: NaturalOrder.precedes)
    guard embargo != old else {
      return EmbargoReport(people: people, turns: turns, codings: 0, isChanged: false)
    }
    let before = try database.read { try $0.codings().count }
    let new = embargo
    try commit(try segments(replacing: changed)) { transaction in
      try transaction.setEmbargo(new)
      try transaction.appendLog(
        actor: actor, action: isLifted ? "lift" : "embargo",
        details: LogObject.json(["sessions": touched.count, "turns": turns]))
    }
    try compact()
    let after = try database.read { try $0.codings().count }
    return EmbargoReport(
      people: people, turns: turns, codings: abs(after - before), isChanged: true)
  }
}
