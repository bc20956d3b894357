import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

/// Withdrawals, in steps each of which may be the last of a killed process:
///
/// 1. the rewritten sources and new segments are written beside the old ones;
/// 2. ``WithdrawalIntent`` is written;
/// 3. one transaction changes the database, with the log entry that names the request; then the manifest;
///    old sources and segments go;
/// 4. the index is brought to its canonical state, the database written anew;
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
    var intent = WithdrawalIntent(request: draft.request, words: plan.words, certificate: draft)
    do {
      for source in plan.sources {
        if let bytes = source.bytes { try study.sources.add(bytes, isInBatch: true) }
      }
      for root in plan.roots.values { try study.sources.add(root.bytes, isInBatch: true) }
      try study.sources.synchronize()
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
    if !originals.isEmpty {
      rewrite(plan, originals, &intent.certificate.originals)
      try intent.write(study.folder)
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
    var changed: [String: (transcript: Transcript, fingerprint: Digest)?] = [:]
    for session in plan.sources.flatMap(\.sessions) {
      var made: (transcript: Transcript, fingerprint: Digest)?
      if var after = session.after,
        let fingerprint = session.newRecord.flatMap({ Digest(hex: $0.fingerprint) })
      {
        plan.embargo.hide(in: &after)
        made = (after, fingerprint)
      }
      changed.updateValue(made, forKey: session.record.session.id)
    }
    return try segments(replacing: changed)
  }

  /// - Parameter changed: sessions by their ids; `nil` for one that goes.
  func segments(
    replacing changed: [String: (transcript: Transcript, fingerprint: Digest)?]
  ) throws -> [Manifest.Entry] {
    var entries: [Manifest.Entry] = []
    for (number, segment) in index.segments.enumerated() {
      let ids = (0..<segment.sessionCount).map { segment.sessionID($0) }
      guard ids.contains(where: { changed[$0] != nil }) else {
        entries.append(index.manifest.entries[number])
        continue
      }
      let builder = try self.builder(threads: Processors.available)
      var isEmpty = true
      for (session, id) in ids.enumerated() {
        if let change = changed[id] {
          guard let change else { continue }
          try builder.add(change.transcript, fingerprint: change.fingerprint)
        } else {
          try builder.add(
            try segment.transcript(session),
            fingerprint: try segment.session(session).fingerprint)
        }
        isEmpty = false
      }
      if !isEmpty { entries.append(try write(builder)) }
    }
    return entries
  }

  private func change(
    _ plan: WithdrawalPlan, _ certificate: WithdrawalCertificate, _ transaction: StudyTransaction
  ) throws {
    let reading = transaction.reading
    let codebook = try reading.codebook()
    for moves in plan.moves { try moves.apply(transaction) }
    var records = plan.rerooted
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
      committedAt: Timestamp.now().text, sessions: preview.sessions.count, turns: preview.turns,
      words: preview.words, facts: preview.facts, codingsDropped: preview.droppedCount,
      codingsMoved: preview.moved, textsBlanked: plan.texts.count, memosRemoved: preview.memos,
      runs: plan.words.runs.count, runLength: plan.words.run, singles: plan.words.singles.count,
      before: before, repeats: preview.repeats, exports: preview.exports.map(\.path),
      locks: preview.locks.map(\.path), originals: preview.originals)
  }

  private func rewrite(
    _ plan: WithdrawalPlan, _ paths: Set<String>, _ originals: inout [WithdrawalOriginal]
  ) {
    for index in originals.indices
    where originals[index].state == .same && paths.contains(originals[index].path) {
      let path = originals[index].path
      guard let bytes = try? AtomicFile.read(path) else { continue }
      let digest = Digest(sha256Of: bytes)
      guard let source = plan.sources.first(where: { $0.digest == digest }) else { continue }
      do {
        if let new = source.bytes {
          try AtomicFile.write(new, to: path)
        } else {
          try Overwriting.remove(path)
        }
        originals[index].state = .rewritten
      } catch {
        // It stays in the list as what it is.
        continue
      }
    }
  }

  /// Steps 4 to 6.
  private func finish(_ intent: WithdrawalIntent) throws -> WithdrawalCertificate {
    try removeLeftOvers()
    try compact()
    try database.erase()
    var certificate = intent.certificate
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
}
