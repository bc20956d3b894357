import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

/// What `check --repair` put right, and what it could not. Nothing that people made is changed by it.
public struct StudyRepair: Sendable {
  public enum Step: Sendable, Equatable {
    /// A withdrawal was interrupted before it had happened: what it left is gone.
    case rolledBack(request: String)
    /// A withdrawal that was interrupted is finished; whether nothing was found.
    case finished(request: String, isClean: Bool)
    /// The manifest file was put right from the database.
    case manifest
    /// Temporary files of killed commands, and segments and sources that nothing names.
    case removed(files: Int)
    /// The index was built anew: sessions from sources, and sessions taken over from the old index.
    case rebuilt(sessions: Int, kept: Int)
    /// The database's own indexes were built anew.
    case reindexed
    /// Neither the source nor the old index gives the session any more.
    case lost(session: String)
  }

  public var steps: [Step] = []
  /// What is still wrong.
  public var check: StudyCheck

  /// - Throws: what makes repair impossible: a lock, a database that cannot be opened.
  public init(
    _ study: Study, actor: String, progress: (Progress) -> Void = { _ in }
  ) throws {
    var steps: [Step] = []
    let before = try Self.files(of: study)
    let stored = try? study.database().read { try $0.setting(Study.manifestSetting) }
    let hadManifest = (try? study.manifestText()) == stored ?? nil
    let pending = try WithdrawalIntent.read(study.folder)
    do {
      let writer = try StudyWriter(repairing: study, actor: actor)
      if !(try writer.database.read { try $0.check() }).isEmpty {
        try writer.database.reindex()
        steps.append(.reindexed)
      }
      if !hadManifest { steps.append(.manifest) }
      steps += try writer.rebuildIndex(progress)
      if let pending {
        if let certificate = try writer.finishWithdrawal() {
          steps.append(.finished(request: pending.request, isClean: certificate.isClean))
        } else {
          steps.append(.rolledBack(request: pending.request))
        }
      }
      try writer.finishRules()
      try writer.removeLeftOvers()
      _ = consume writer
    }
    let removed = before.subtracting(try Self.files(of: study))
    let isRebuilt = steps.contains { if case .rebuilt = $0 { true } else { false } }
    if !removed.isEmpty, !isRebuilt, pending == nil { steps.append(.removed(files: removed.count)) }
    self.steps = steps
    check = try StudyCheck(study, progress: progress)
  }

  private static func files(of study: Study) throws -> Set<String> {
    Set(try StudyScan.paths(below: study.folder.path).filter { $0 != "lock" })
  }
}

extension StudyWriter {
  /// Builds the index anew where it is not whole: from the sources, and where one of them is damaged from
  /// what the old index still has.
  func rebuildIndex(_ progress: (Progress) -> Void) throws -> [StudyRepair.Step] {
    let records = try database.read { try $0.sessions() }
    guard try !isIndexWhole(records) else { return [] }
    let (memory, embargo) = try database.read {
      (SessionMemory(json: try $0.setting(Study.sessionsSetting)), try $0.embargo())
    }
    var steps: [StudyRepair.Step] = []
    var entries: [Manifest.Entry] = []
    var builder = try self.builder(threads: Processors.available)
    var (made, kept) = (0, 0)
    func take(_ transcript: Transcript, _ fingerprint: Digest) throws {
      try builder.add(transcript, fingerprint: fingerprint)
      if builder.textBytes >= SegmentPlan.mostBytes {
        entries.append(try write(builder))
        builder = try self.builder(threads: Processors.available)
      }
    }
    let bySource = Dictionary(grouping: records, by: \.session.source.digest)
    for (number, source) in bySource.sorted(by: { $0.key < $1.key }).enumerated() {
      progress(Progress(filesDone: number, files: bySource.count, bytes: 0))
      let read = (try? SourceReader(study).transcripts(of: source.value)) ?? [:]
      for record in source.value {
        guard let fingerprint = Digest(hex: record.fingerprint) else { continue }
        if let raw = read[record.session.id] {
          var transcript = record.transcript(from: raw, memory)
          embargo.hide(in: &transcript)
          try take(transcript, fingerprint)
          made += 1
        } else if let old = oldTranscript(record.session.id) {
          try take(old, fingerprint)
          kept += 1
        } else {
          steps.append(.lost(session: record.session.id))
        }
      }
    }
    if builder.sessionCount > 0 { entries.append(try write(builder)) }
    try commit(entries) { transaction in
      try transaction.appendLog(
        actor: actor, action: "repair", details: LogObject.json(["sessions": made, "kept": kept]))
    }
    try compact()
    return [.rebuilt(sessions: made, kept: kept)] + steps
  }

  private func isIndexWhole(_ records: [SessionRecord]) throws -> Bool {
    guard isIndexReadable, Set(index.sessions().map(\.id)) == Set(records.map(\.session.id)) else {
      return false
    }
    return zip(index.manifest.entries, index.segments).allSatisfy { entry, segment in
      segment.check().isEmpty && segment.computedName == entry.name
    }
  }

  /// The session as a segment has it that is not whole but for this.
  private func oldTranscript(_ id: String) -> Transcript? {
    guard let place = index.find(id) else { return nil }
    return try? index.segments[place.segment].transcript(place.session)
  }
}

extension SessionRecord {
  /// A session as its reader gives it, with what the study says of it: by the description that it
  /// remembers, else by the database's people, of whom one who was renamed has the old label as name.
  func transcript(from raw: Transcript, _ memory: SessionMemory?) -> Transcript {
    let path = session.source.path
    var made = raw
    for group in [nil, session.group] {
      made = raw
      SessionOverlay(memory).apply(to: &made, file: path, group: group)
      if made.session == session { return made }
    }
    made = raw
    made.session = session
    let known = Set(raw.turns.flatMap(\.speakers))
    for person in session.participants {
      guard let name = person.name, known.contains(name), !known.contains(person.id) else {
        continue
      }
      for turn in made.turns.indices {
        made.turns[turn].speakers = made.turns[turn].speakers.map { $0 == name ? person.id : $0 }
      }
    }
    return made
  }
}
