import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// A session of a source that is rewritten, before and after.
struct RewrittenSession {
  var record: SessionRecord
  /// As the index has it.
  var before: Transcript
  /// As the index will have it, with its record; `nil` where nothing is left.
  var after: Transcript?
  var newRecord: SessionRecord?
  /// Indices of the turns whose words go.
  var erased: Set<Int> = []
  /// Stretches of others' turns whose words go.
  var stretches: [(turn: Int, range: Range<Int>)] = []

  /// For each old turn, its new number; `nil` for one that goes.
  func numbers(_ mode: WithdrawalRequest.Mode) -> [Int?] {
    var next = 0
    return before.turns.indices.map { index in
      if mode == .remove, erased.contains(index) { return nil }
      next += 1
      return next
    }
  }
}

/// A source file with a person's words, before and after; nothing of it is on the disk yet.
struct RewrittenSource {
  var digest: Digest
  var path: String
  /// `nil` where nothing is left of it.
  var bytes: [UInt8]?
  var newDigest: Digest?
  var sessions: [RewrittenSession] = []

  /// - Parameter records: of all sessions of the source.
  /// - Throws: ``WithdrawalProblem``, ``SourceStoreProblem``, and what readers throw.
  init(
    _ digest: Digest, _ records: [SessionRecord], _ study: Study, _ index: Index,
    _ target: WithdrawalTarget, _ memory: SessionMemory?, _ hidden: Embargo,
    _ mode: WithdrawalRequest.Mode
  ) throws {
    self.digest = digest
    let first = records[0]
    path = first.session.source.path
    let old = try study.sources.read(digest)
    let settings = ReaderSettings(json: first.settings)
    let raw = try SourceReader.transcripts(in: old, at: path, format: first.format, settings)
    let byOrdinal = Dictionary(
      records.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
    var parts: [Int: [ErasedPart]] = [:]
    for (number, transcript) in raw.enumerated() {
      guard let record = byOrdinal[number] else { continue }
      var session = RewrittenSession(
        record: record, before: try Self.stored(record, index, as: transcript, memory, hidden))
      if let label = target.labels[record.session.id] {
        let own = Self.labels(of: label, session.before, transcript, memory)
        let others = raw.indices.filter {
          $0 != number && target.labels[byOrdinal[$0]?.session.id ?? ""] == nil
        }
        parts[number] = own.map { name in
          ErasedPart(
            transcript, label: name,
            isLabelShared: others.contains { other in
              raw[other].session.participants.contains { $0.id == name }
                && raw[other].turns.contains { $0.speakers.contains(name) }
            })
        }
        for part in parts[number] ?? [] {
          session.erased.formUnion(part.turns)
          session.stretches += part.stretches
        }
      }
      sessions.append(session)
    }
    // A label that only others' turns use for a stretch is somebody, too.
    let isLeft = raw.indices.contains { number in
      raw[number].turns.indices.contains { turn in
        !(parts[number] ?? []).contains { $0.turns.contains(turn) }
      }
    }
    guard mode == .redact || isLeft else { return }
    let new = try SourceRewriting.rewritten(
      old, at: path, format: first.format, settings,
      parts.sorted { $0.key < $1.key }.flatMap(\.value), mode: mode)
    bytes = new
    newDigest = Digest(sha256Of: new)
    var newSettings = settings
    for label in Set(target.labels.values) {
      newSettings.text = newSettings.text?.without(label, mode)
    }
    let read = try Self.read(new, raw, parts, path, first.format, &newSettings, mode)
    try settle(read, raw, newSettings, target, memory, mode)
  }

  /// The session as the index has it, whose words must be those of the source.
  private static func stored(
    _ record: SessionRecord, _ index: Index, as raw: Transcript, _ memory: SessionMemory?,
    _ hidden: Embargo
  ) throws -> Transcript {
    let id = record.session.id
    let problem = WithdrawalProblem.sourceDiffers(path: record.session.source.path, session: id)
    guard let place = index.find(id) else { throw problem }
    // Of who is hidden the source alone has the words.
    if !hidden.labels(of: id).isEmpty { return record.transcript(from: raw, memory) }
    let stored = try index.segments[place.segment].transcript(place.session)
    guard stored.turns.count == raw.turns.count,
      zip(stored.turns, raw.turns).allSatisfy({
        $0.text.utf8.elementsEqual($1.text.utf8) && $0.speakers.count == $1.speakers.count
      })
    else { throw problem }
    return stored
  }

  /// What the source calls the person whom the study calls `label`.
  private static func labels(
    of label: String, _ stored: Transcript, _ raw: Transcript, _ memory: SessionMemory?
  ) -> [String] {
    var found: Set<String> = []
    for (turn, source) in zip(stored.turns, raw.turns) {
      for (own, theirs) in zip(turn.speakers, source.speakers) where own == label {
        found.insert(theirs)
      }
    }
    if found.isEmpty {
      let entry = memory?.sessions.lazy.flatMap(\.participants).first { $0.id == label }
      found.insert(
        raw.session.participants.contains { $0.id == label } ? label : entry?.label ?? label)
    }
    return found.sorted()
  }

  /// The new bytes as their reader gives them, proven. Where too little is left for the labels of plain
  /// text to be found out, they are stated.
  private static func read(
    _ bytes: [UInt8], _ raw: [Transcript], _ parts: [Int: [ErasedPart]], _ path: String,
    _ format: String, _ settings: inout ReaderSettings, _ mode: WithdrawalRequest.Mode
  ) throws -> [Transcript?] {
    func attempt(_ settings: ReaderSettings) throws -> [Transcript?] {
      let new: [Transcript]
      do {
        new = try SourceReader.transcripts(in: bytes, at: path, format: format, settings)
      } catch is IngestProblem {
        throw WithdrawalProblem.notProven(
          path: path, session: raw.first?.session.id ?? "", turn: nil)
      }
      return try RewriteProof.matched(old: raw, new: new, parts: parts, mode: mode, path: path)
    }
    do {
      return try attempt(settings)
    } catch let problem as WithdrawalProblem {
      guard format == "text" else { throw problem }
      var stated = settings
      let labels = Set(raw.flatMap(\.turns).flatMap(\.speakers))
      let gone = mode == .remove ? Set(parts.values.joined().map(\.label)) : []
      stated.text = (settings.text ?? .map([])).stating(
        labels: labels.subtracting(gone).sorted())
      guard let read = try? attempt(stated) else { throw problem }
      settings = stated
      return read
    }
  }

  /// Sessions as the study will have them: what a fresh import of the new bytes would make.
  private mutating func settle(
    _ read: [Transcript?], _ raw: [Transcript], _ settings: ReaderSettings,
    _ target: WithdrawalTarget, _ memory: SessionMemory?, _ mode: WithdrawalRequest.Mode
  ) throws {
    guard let bytes, let newDigest else { return }
    var newMemory = memory
    for (session, label) in target.labels {
      newMemory = newMemory?.without(label, session: session, path: path, mode)
    }
    for index in sessions.indices {
      let record = sessions[index].record
      guard record.ordinal < read.count, var after = read[record.ordinal] else { continue }
      let fingerprints = RebuiltFingerprint(record, memory, path)
      let old = raw[record.ordinal]
      if fingerprints.explains(record, old, sessions[index].before, memory, path) {
        SessionOverlay(newMemory).apply(to: &after, file: path, group: fingerprints.group)
      } else {
        rename(&after, like: sessions[index], old, target.labels[record.session.id], mode)
      }
      after.session.source.digest = newDigest
      sessions[index].after = after
      sessions[index].newRecord = SessionRecord(
        session: after.session, format: record.format, size: bytes.count,
        ordinal: read[..<record.ordinal].reduce(0) { $0 + ($1 == nil ? 0 : 1) },
        fingerprint: fingerprints.value(newDigest, settings, newMemory, path).hex,
        settings: settings.json)
    }
  }

  /// Carries over what the study says of a session where it is not known why it says so: names and facts
  /// as they are in the database.
  private func rename(
    _ after: inout Transcript, like session: RewrittenSession, _ raw: Transcript,
    _ label: String?, _ mode: WithdrawalRequest.Mode
  ) {
    var names: [String: String] = [:]
    for (own, source) in zip(session.before.turns, raw.turns) {
      for (name, theirs) in zip(own.speakers, source.speakers) { names[theirs] = name }
    }
    for turn in after.turns.indices {
      after.turns[turn].speakers = after.turns[turn].speakers.map { names[$0] ?? $0 }
      for event in after.turns[turn].events.indices {
        guard let who = after.turns[turn].events[event].speaker else { continue }
        after.turns[turn].events[event].speaker = names[who] ?? who
      }
    }
    let source = after.session.source
    after.session = session.record.session
    after.session.source = source
    guard let label else { return }
    switch mode {
    case .remove: after.session.participants.removeAll { $0.id == label }
    case .redact:
      for index in after.session.participants.indices
      where after.session.participants[index].id == label {
        after.session.participants[index].name = nil
        after.session.participants[index].attributes = []
      }
    }
  }
}

/// How a session's fingerprint came to be, so that the one of the rewritten source can be computed as a
/// fresh import would.
struct RebuiltFingerprint {
  /// `--group` of the ingest; `nil` where there was none.
  private(set) var group: String?
  /// False where the parts of the stored fingerprint are not all known.
  private(set) var isKnown = false
  private let record: SessionRecord

  init(_ record: SessionRecord, _ memory: SessionMemory?, _ path: String) {
    self.record = record
    for candidate in [nil, record.session.group] {
      let made = Self.value(
        record.session.source.digest, ReaderSettings(json: record.settings), memory, path,
        candidate,
        record.format)
      if made?.hex == record.fingerprint {
        group = candidate
        isKnown = true
        return
      }
    }
  }

  private static func value(
    _ digest: Digest, _ settings: ReaderSettings, _ memory: SessionMemory?, _ path: String,
    _ group: String?, _ format: String
  ) -> Digest? {
    let formats: [String: SourceFormat] = ["tei": .tei, "text": .plainText, "jsonl": .jsonLines]
    guard settings.root == nil, let known = formats[format] else { return nil }
    var basis = SourceFingerprint(format: known, digest: digest)
    basis.group = group
    basis.encoding = settings.encoding
    basis.assumesTEI = settings.assumesTEI
    basis.text = settings.text
    basis.overlay = SessionOverlay(memory).settings(ofFile: path)
    return basis.value
  }

  /// Whether the source and what `study.yaml` said of it give the session that the study has.
  func explains(
    _ record: SessionRecord, _ raw: Transcript, _ stored: Transcript, _ memory: SessionMemory?,
    _ path: String
  ) -> Bool {
    guard isKnown else { return false }
    var made = raw
    SessionOverlay(memory).apply(to: &made, file: path, group: group)
    return made.session == record.session
      && zip(made.turns, stored.turns).allSatisfy { $0.speakers == $1.speakers }
  }

  /// Of the rewritten source. Where nobody knows what the old one was made of, it is its own, and the
  /// next import reads the file again.
  func value(
    _ digest: Digest, _ settings: ReaderSettings, _ memory: SessionMemory?, _ path: String
  ) -> Digest {
    if isKnown,
      let made = Self.value(digest, settings, memory, path, group, record.format)
    {
      return made
    }
    var hash = SHA256()
    hash.update("withdrawn\n\(record.fingerprint)\n\(digest.hex)\n")
    return hash.finish()
  }
}
