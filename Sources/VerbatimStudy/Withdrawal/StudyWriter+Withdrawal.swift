import Foundation
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimQuotes
import VerbatimThemes

/// Withdrawals, in steps each of which may be the last of a killed process:
///
/// 1. the rewritten sources and new segments are written beside the old ones;
/// 2. ``WithdrawalIntent`` is written;
/// 3. one transaction changes the database, with the log entry that names the request; then the manifest;
///    old sources and segments go;
/// 4. the index is brought to its canonical state, originals and locks outside of the study are put right,
///    the database is written anew;
/// 5. everything is looked through, and the certificate written;
/// 6. the intent goes.
///
/// Up to 3 nothing has happened, and the next writer takes back what was written; from 3 on the next
/// writer finishes.
extension StudyWriter {
  /// Works out a withdrawal. Changes nothing.
  public func planWithdrawal(_ request: WithdrawalRequest) throws -> WithdrawalPlan {
    try WithdrawalPlan(request, study, database, index)
  }

  /// Carries out what was planned with this writer, and proves it.
  ///
  /// - Parameter originals: files outside of the study that are rewritten as well, by their paths.
  public func withdraw(
    _ plan: WithdrawalPlan, originals: Set<String> = []
  ) throws -> WithdrawalCertificate {
    let draft = try draft(of: plan)
    let intent = WithdrawalIntent(
      request: draft.request, words: plan.words, certificate: draft, locks: plan.lockPaths,
      people: plan.target.people.map { .init(session: $0.session, label: $0.label) },
      originals: plan.preview.originals.filter { $0.state == .same && originals.contains($0.path) }
        .compactMap(\.source))
    do {
      for source in plan.sources {
        guard let edits = source.edits, let digest = source.newDigest else { continue }
        try study.sources.add(rewriting: source.digest, edits, as: digest)
      }
      let roots = try plan.roots.values.map { try study.sources.add($0.bytes, isInBatch: true) }
      try study.sources.synchronize(roots)
      let entries = try segments(for: plan)
      try intent.write(study.folder)
      try commit(entries) { transaction in try change(plan, intent.certificate, transaction) }
    } catch {
      if try !WithdrawalIntent.isCommitted(intent.request, database) {
        try? WithdrawalIntent.remove(study.folder)
        try? removeLeftOvers()
      }
      throw error
    }
    return try finish(intent)
  }

  /// Finishes a withdrawal that was interrupted behind its commit. One that was interrupted before has not
  /// happened, and what it left is removed.
  ///
  /// - Returns: the certificate; `nil` where there was nothing to finish.
  public func finishWithdrawal() throws -> WithdrawalCertificate? {
    guard let intent = try WithdrawalIntent.read(study.folder) else { return nil }
    guard try WithdrawalIntent.isCommitted(intent.request, database) else {
      try WithdrawalIntent.remove(study.folder)
      try removeLeftOvers()
      return nil
    }
    return try finish(intent)
  }

  // MARK: Steps

  /// Live segments with the changed sessions in place of the old.
  private func segments(for plan: WithdrawalPlan) throws -> [Manifest.Entry] {
    var changed: Set<String> = []
    for source in plan.sources {
      changed.formUnion(source.sessions.map(\.record.session.id))
      changed.formUnion(source.others.map(\.session.id))
    }
    return try segments(without: changed) { take in
      for source in plan.sources {
        for session in source.sessions {
          guard var after = session.after,
            let fingerprint = session.newRecord.flatMap({ Digest(hex: $0.fingerprint) })
          else { continue }
          plan.embargo.hide(in: &after)
          try take(after, fingerprint)
        }
        guard !source.others.isEmpty else { continue }
        let others = Dictionary(
          source.others.map { ($0.session.id, $0) }, uniquingKeysWith: { first, _ in first })
        var left = Set(others.keys)
        // The words are the same; where they stand in the file is not.
        try SourceReader(study).forEachTranscript(of: source.others) { raw in
          guard let record = others[raw.session.id], left.remove(raw.session.id) != nil,
            let fingerprint = Digest(hex: record.fingerprint)
          else { return }
          var transcript = record.transcript(from: raw, plan.memory)
          plan.embargo.hide(in: &transcript)
          try take(transcript, fingerprint)
        }
        if let lost = left.min() {
          throw WithdrawalProblem.notProven(path: source.path, session: lost, turn: nil)
        }
      }
    }
  }

  /// Live segments without some sessions, and new ones with what comes in their place.
  ///
  /// - Parameter adding: gives what comes, one session at a time. Called once.
  func segments(
    without gone: Set<String>,
    adding: (_ take: (Transcript, Digest) throws -> Void) throws -> Void
  ) throws -> [Manifest.Entry] {
    var entries: [Manifest.Entry] = []
    var builder = try self.builder(threads: Processors.available)
    func take(_ transcript: Transcript, _ fingerprint: Digest) throws {
      try builder.add(transcript, fingerprint: fingerprint)
      if builder.textBytes >= SegmentPlan.mostBytes {
        entries.append(try write(builder))
        builder = try self.builder(threads: Processors.available)
      }
    }
    try adding(take)
    for (number, segment) in index.segments.enumerated() {
      let ids = (0..<segment.sessionCount).map { segment.sessionID($0) }
      guard ids.contains(where: gone.contains) else {
        entries.append(index.manifest.entries[number])
        continue
      }
      for (session, id) in ids.enumerated() where !gone.contains(id) {
        try take(
          try segment.transcript(session), try segment.session(session).fingerprint)
      }
    }
    if builder.sessionCount > 0 { entries.append(try write(builder)) }
    return entries
  }

  private func change(
    _ plan: WithdrawalPlan, _ certificate: WithdrawalCertificate, _ transaction: StudyTransaction
  ) throws {
    let reading = transaction.reading
    let codebook = try reading.codebook()
    for moves in plan.moves { try moves.apply(transaction) }
    var records = plan.rerooted + plan.sources.flatMap(\.others)
    var gone: [String] = []
    var carried: [Coding] = []
    for session in plan.sources.flatMap(\.sessions) {
      let id = session.record.session.id
      let old = try reading.codings(
        CodingFilter(session: id, origin: .source), includingHidden: true)
      try transaction.removeCodings(CodingFilter(session: id, origin: .source))
      guard let after = session.after, let record = session.newRecord else {
        gone.append(id)
        try transaction.removeCodings(CodingFilter(session: id))
        continue
      }
      records.append(record)
      // Those of the source keep their time: they are the same decisions.
      if let time = old.map(\.createdAt).min() {
        carried += codebook.codings(carriedBy: after, at: time).codings
      }
    }
    try transaction.replaceSessions(records)
    try transaction.removeSessions(gone)
    try transaction.addCodings(carried)
    try transaction.setEmbargo(plan.embargo)
    for memo in plan.memos { try transaction.removeMemo(memo) }
    for text in plan.texts { try transaction.replace(text.free, by: text.now) }
    if let memory = plan.memory, try reading.setting(Study.sessionsSetting) != nil {
      try transaction.setSetting(Study.sessionsSetting, to: memory.json)
    }
    var text = TextMemory(json: try reading.setting(Study.textSetting))
    if !text.entries.isEmpty, !plan.target.isWhole {
      for label in Set(plan.target.people.map(\.label)) {
        for index in text.entries.indices {
          text.entries[index].settings = text.entries[index].settings.without(
            label, plan.request.mode)
        }
      }
      try transaction.setSetting(Study.textSetting, to: text.json)
    }
    try transaction.appendLog(
      actor: actor, action: "withdraw",
      details: LogObject.json([
        "request": certificate.request, "mode": certificate.mode, "sessions": certificate.sessions,
        "turns": certificate.turns, "codings": certificate.codingsDropped,
        "certificate": "certificates/\(certificate.request).md",
      ]))
  }

  /// The certificate as far as it is known before anything has happened.
  func draft(of plan: WithdrawalPlan) throws -> WithdrawalCertificate {
    let before = try StudyScan.digests(below: study.folder.path, without: ["lock"])
    let number = try database.read { snapshot in
      try snapshot.log().reduce(1) { $0 + ($1.action == "withdraw" ? 1 : 0) }
    }
    let preview = plan.preview
    return WithdrawalCertificate(
      request: "withdrawal-\(number)", mode: plan.request.mode.rawValue,
      isSession: plan.target.isWhole,
      committedAt: Timestamp.now().text, sessions: preview.sessions.count, turns: preview.turns,
      words: preview.words, facts: preview.facts, codingsDropped: preview.droppedCount,
      codingsMoved: preview.moved, textsBlanked: plan.texts.count, memosRemoved: preview.memos,
      runs: plan.words.runs.count, runLength: plan.words.run, singles: plan.words.singles.count,
      before: before, repeats: preview.repeats, remarks: preview.remarks,
      exports: preview.exports,
      locks: preview.locks.map { .init(path: $0.path, state: .gone, kept: 0, dropped: 0) },
      originals: preview.originals)
  }

  /// Steps 4 to 6.
  private func finish(_ intent: WithdrawalIntent) throws -> WithdrawalCertificate {
    try removeLeftOvers()
    try compact()
    var certificate = intent.certificate
    for original in intent.originals {
      guard let place = certificate.originals.firstIndex(where: { $0.path == original.path }),
        isRewritten(original)
      else { continue }
      certificate.originals[place].state = .rewritten
    }
    for lock in intent.locks {
      let now = reissued(lock, intent.people)
      if let place = certificate.locks.firstIndex(where: { $0.path == lock }) {
        certificate.locks[place] = now
      } else if now.state == .reissued {
        certificate.locks.append(now)
      }
    }
    try database.erase()
    certificate.exports = WithdrawalExport.found(
      in: try database.read { try $0.log() }, intent.words)
    let hidden: Set<String> = ["withdrawal.json", "lock"]
    let scan = try StudyScan(intent.words, in: study, index, without: hidden)
    certificate.after = scan.files
    certificate.filesScanned = scan.files.count
    certificate.bytesScanned = scan.bytes
    certificate.readings = ByteScan.View.allCases.map(\.rawValue)
    certificate.findings = scan.findings
    certificate.compressed = scan.compressed
    certificate.turnsDecoded = scan.turns
    certificate.termsCompared = scan.terms
    certificate.turnsLeft = scan.turnsLeft
    certificate.termsLeft = scan.termsLeft
    certificate.scannedAt = Timestamp.now().text
    try certificate.write(study.folder)
    try WithdrawalIntent.remove(study.folder)
    return certificate
  }

  /// Puts what the study has now in the place of a file outside of it, or removes the file. False where it
  /// stays as it is: somebody changed it, or it cannot be written to.
  private func isRewritten(_ original: WithdrawalIntent.Original) -> Bool {
    do {
      let digest = try ByteScan(.none).finds(inFileAt: original.path).digest.hex
      // A withdrawal that is resumed may have come as far.
      if digest == original.new { return true }
      guard digest == original.old else { return false }
      guard let new = original.new.flatMap({ Digest(hex: $0) }) else {
        try Overwriting.remove(original.path)
        return true
      }
      let (folder, name) = AtomicFile.split(original.path)
      let source = try study.sources.stream(new)
      let file = try AtomicFileStream(in: folder)
      while let piece = try source.next() { try file.write(piece) }
      try file.commit(as: name)
      return true
    } catch let problem as FileProblem {
      // One that nobody else speaks in was removed before.
      return problem.cause == .notFound && original.new == nil
    } catch {
      return false
    }
  }

  /// A lock of quotations, where it is still there: without those of who withdraws, and with the places that
  /// others' words now have.
  private func reissued(
    _ path: String, _ people: [WithdrawalIntent.Person]
  ) -> WithdrawalCertificate.Lock {
    var lock = WithdrawalCertificate.Lock(path: path, state: .gone, kept: 0, dropped: 0)
    guard FileManager.default.fileExists(atPath: path) else { return lock }
    do {
      let gone = Set(people)
      let rebase = try reissueLock(at: path) {
        gone.contains(WithdrawalIntent.Person(session: $0.session, label: $0.label))
      }
      lock.kept = rebase.lock.entries.count
      lock.dropped = rebase.outcomes.count - lock.kept
      lock.state = rebase.count(.intact) == rebase.outcomes.count ? .unchanged : .reissued
    } catch {
      lock.state = .unread
    }
    return lock
  }
}
