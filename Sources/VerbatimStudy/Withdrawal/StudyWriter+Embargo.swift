import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimThemes

/// Hiding lives in one place: an index that has the words of nobody who is hidden. So whatever asks the
/// index (search, counting, quotes, exports, what is yet to be written) cannot show them; codings on such
/// turns are passed over where codings are read. The sources keep the words, and lifting reads them again.
extension Embargo {
  /// Hides people of a session, or all of it, as its reader gives it: their turns stay as turns of nobody without words,
  /// so that all numbers stay; of what others say of them in passing (`(P2: mm)`) each letter becomes a
  /// dot, so that all places stay.
  func hide(in transcript: inout Transcript) {
    let labels = labels(of: transcript.session.id)
    let hidesAll = hidesAll(of: transcript.session.id)
    guard hidesAll || !labels.isEmpty else { return }
    for index in transcript.turns.indices {
      let turn = transcript.turns[index]
      if hidesAll || turn.speakers.contains(where: { labels.contains($0) }) {
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
    transcript.events.removeAll { hidesAll || labels.contains($0.event.speaker ?? "") }
    transcript.session.participants.removeAll { hidesAll || labels.contains($0.id) }
  }

  /// The embargo with the turns that a new version of a session has.
  func updated(for transcript: Transcript) -> Embargo {
    var now = self
    for index in now.entries.indices where now.entries[index].session == transcript.session.id {
      let label = now.entries[index].label
      now.entries[index].turns = transcript.turns.filter { turn in
        label.map { turn.speakers.contains($0) } ?? true
      }.map(\.number)
    }
    return now
  }
}

extension Study {
  /// What people under embargo said, out of the sources: to tell a manuscript that quotes them, and for
  /// nothing else. Cost: reads the sources of the sessions in which somebody is hidden.
  public func withheldTexts() throws -> [String] {
    let (embargo, records, memory) = try database().read {
      (
        try $0.embargo(), try $0.sessions(),
        SessionMemory(json: try $0.setting(Study.sessionsSetting))
      )
    }
    let hidden = records.filter { embargo.isTouching($0.session.id) }
    var texts: [String] = []
    for (_, own) in Dictionary(grouping: hidden, by: \.session.source.digest)
      .sorted(by: { $0.key < $1.key })
    {
      let read = try SourceReader(self).transcripts(of: own)
      for record in own {
        let id = record.session.id
        guard let raw = read[id] else { continue }
        let numbers = Set(embargo.entries.filter { $0.session == id }.flatMap(\.turns))
        texts += record.transcript(from: raw, memory).turns
          .filter { numbers.contains($0.number) && !$0.text.isEmpty }.map(\.text)
      }
    }
    return texts
  }
}

/// What hiding somebody, or showing them again, came to.
public struct EmbargoReport: Sendable, Equatable {
  /// `fg2/P07`; a session's id where all of it is meant.
  public var names: [String]
  public var turns: Int
  public var codings: Int
  /// Memos on those who are hidden.
  public var memos: Int
  /// False where nothing had to be done.
  public var isChanged: Bool
}

extension StudyWriter {
  /// Hides a person, or a session, from everything, without erasing anything.
  public func embargo(_ subject: WithdrawalRequest.Subject) throws -> EmbargoReport {
    try hide(subject, isLifted: false)
  }

  /// Shows a person, or a session, again. Who was hidden alone stays hidden when their session is shown.
  public func lift(_ subject: WithdrawalRequest.Subject) throws -> EmbargoReport {
    try hide(subject, isLifted: true)
  }

  private func hide(
    _ subject: WithdrawalRequest.Subject, isLifted: Bool
  ) throws -> EmbargoReport {
    let (records, memory, old) = try database.read {
      (
        try $0.sessions(), SessionMemory(json: try $0.setting(Study.sessionsSetting)),
        try $0.embargo()
      )
    }
    let target = try WithdrawalTarget(
      subject, among: records, sharesSpeakers: index.manifest.sharesSpeakers)
    var embargo = old
    var raw: [(transcript: Transcript, fingerprint: Digest)] = []
    var turns = 0
    let touched = records.filter { target.isTouched($0.session.id) }
    for (_, own) in Dictionary(grouping: touched, by: \.session.source.digest) {
      let read = try SourceReader(study).transcripts(of: own)
      for record in own {
        let id = record.session.id
        guard let found = read[id], let fingerprint = Digest(hex: record.fingerprint) else {
          throw WithdrawalProblem.sourceDiffers(path: record.session.source.path, session: id)
        }
        let transcript = record.transcript(from: found, memory)
        let labels: [String?] =
          target.isWhole ? [nil] : (target.labels[id] ?? []).map(Optional.some)
        for label in labels {
          embargo.entries.removeAll { $0.session == id && $0.label == label }
          let theirs = transcript.turns.filter { turn in
            label.map { turn.speakers.contains($0) } ?? true
          }.map(\.number)
          turns += theirs.count
          if !isLifted { embargo.entries.append(.init(session: id, label: label, turns: theirs)) }
        }
        raw.append((transcript, fingerprint))
      }
    }
    embargo.sort()
    var report = EmbargoReport(
      names: target.isWhole
        ? Array(target.labels.keys)
        : target.people.map { "\($0.session)/\($0.label)" }.sorted(by: NaturalOrder.precedes),
      turns: turns, codings: 0, memos: 0, isChanged: embargo != old)
    guard report.isChanged else { return report }
    let new = embargo
    func count() throws -> (codings: Int, memos: Int) {
      try database.read { (try $0.codings().count, try $0.memos().count) }
    }
    let before = try count()
    let entries = try segments(without: Set(raw.map(\.transcript.session.id))) { take in
      for (transcript, fingerprint) in raw {
        var shown = transcript
        new.hide(in: &shown)
        try take(shown, fingerprint)
      }
    }
    try commit(entries) { transaction in
      try transaction.setEmbargo(new)
      try transaction.appendLog(
        actor: actor, action: isLifted ? "lift" : "embargo",
        details: LogObject.json(["sessions": touched.count, "turns": turns]))
    }
    try compact()
    let after = try count()
    report.codings = abs(after.codings - before.codings)
    report.memos = abs(after.memos - before.memos)
    return report
  }
}
