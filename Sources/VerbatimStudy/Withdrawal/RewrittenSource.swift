import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
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

/// A source file from which words go, before and after; nothing of it is on the disk yet.
struct RewrittenSource {
  var digest: Digest
  var path: String
  /// `nil` where nothing is left of it.
  var edits: SourceEdits?
  var newDigest: Digest?
  /// Those from which words go.
  var sessions: [RewrittenSession] = []
  /// The new records of the other sessions of the file.
  var others: [SessionRecord] = []

  /// - Parameter records: of all sessions of the source.
  /// - Throws: ``WithdrawalProblem``, ``SourceStoreProblem``, and what readers throw.
  ///
  /// Cost: two readings of the source. Of JSON Lines, which may be large, only the sessions from which
  /// words go are in memory.
  init(
    _ digest: Digest, _ records: [SessionRecord], _ study: Study, _ index: Index,
    _ target: WithdrawalTarget, _ memory: SessionMemory?, _ hidden: Embargo,
    _ mode: WithdrawalRequest.Mode
  ) throws {
    self.digest = digest
    let first = records[0]
    path = first.session.source.path
    var reading = Reading(first, path)
    if reading.isLines { _ = try study.sources.verify(digest) }
    try reading.read(study.sources, records, target)
    for (number, raw) in reading.touched.sorted(by: { $0.key < $1.key }) {
      guard let record = reading.records[number] else { continue }
      let before = try Self.stored(record, index, as: raw, memory, hidden)
      var session = RewrittenSession(record: record, before: before)
      let parts = reading.parts(of: number, target) { label in
        Self.labels(of: label, before, raw, memory)
      }
      for part in parts {
        session.erased.formUnion(part.turns)
        session.stretches += part.stretches
      }
      reading.parts[number] = parts
      sessions.append(session)
    }
    // A label that only others' turns use for a stretch is somebody, too.
    guard mode == .redact || reading.isLeft else { return }
    let edits = try reading.edits(study, mode)
    self.edits = edits
    let labels = Set(target.people.map(\.label))
    var settings = reading.settings
    if !target.isWhole {
      for label in labels { settings.text = settings.text?.without(label, mode) }
    }
    let new = try reading.reread(study, edits, &settings, mode)
    newDigest = new.digest
    try settle(new, settings, target, memory, mode, reading)
  }

  /// The first reading of a source, and what of it the second has to give.
  private struct Reading {
    let first: SessionRecord
    let path: String
    var settings: ReaderSettings
    var records: [Int: SessionRecord] = [:]
    /// Sessions from which words go, by their numbers; those of TEI and plain text all, since they were
    /// read together.
    var touched: [Int: Transcript] = [:]
    /// The people who speak, by session.
    var speakers: [Set<String>] = []
    var expected: [RewriteProof.Expected] = []
    var parts: [Int: [ErasedPart]] = [:]
    private var digest: Digest

    init(_ first: SessionRecord, _ path: String) {
      self.first = first
      self.path = path
      settings = ReaderSettings(json: first.settings)
      digest = first.session.source.digest
    }

    var isLines: Bool { first.format == "jsonl" }

    mutating func read(
      _ store: SourceStore, _ records: [SessionRecord], _ target: WithdrawalTarget
    ) throws {
      self.records = Dictionary(
        records.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
      let source = Source(path: path, digest: digest)
      try Self.forEach(first.format, source, settings, store) { transcript in
        let number = expected.count
        speakers.append(Set(transcript.turns.flatMap(\.speakers)))
        expected.append(
          .kept(id: transcript.session.id, print: RewriteProof.print(transcript)))
        if let id = self.records[number]?.session.id, target.isTouched(id) {
          touched[number] = transcript
        }
      }
    }

    /// What goes of a session.
    ///
    /// - Parameter names: what the source calls somebody.
    func parts(
      of number: Int, _ target: WithdrawalTarget, names: (String) -> [String]
    ) -> [ErasedPart] {
      guard let transcript = touched[number], let id = records[number]?.session.id else {
        return []
      }
      func isShared(_ label: String) -> Bool {
        speakers.indices.contains { other in
          other != number && touched[other] == nil && speakers[other].contains(label)
        }
      }
      if target.isWhole { return ErasedPart.whole(transcript, isLabelShared: isShared) }
      return (target.labels[id] ?? []).flatMap(names).map {
        ErasedPart(transcript, label: $0, isLabelShared: isShared($0))
      }
    }

    /// Whether any turn is left.
    var isLeft: Bool {
      expected.indices.contains { number in
        guard let transcript = touched[number] else { return true }
        return transcript.turns.indices.contains { turn in
          !(parts[number] ?? []).contains { $0.turns.contains(turn) }
        }
      }
    }

    func edits(_ study: Study, _ mode: WithdrawalRequest.Mode) throws -> SourceEdits {
      let all = parts.sorted { $0.key < $1.key }.flatMap(\.value)
      if isLines {
        var edits = SourceEdits()
        let rewriter = try JSONLinesRewriter(study.sources.stream(digest), path: path, all)
        for part in all { try rewriter.erase(part, mode, &edits) }
        return edits
      }
      return try SourceRewriting.edits(
        of: try study.sources.read(digest), at: path, format: first.format, settings, all,
        mode: mode)
    }

    /// The new bytes as their reader gives them, proven.
    struct Result {
      var digest: Digest
      var size: Int
      /// The touched sessions by their old numbers.
      var transcripts: [Int: Transcript] = [:]
      var ordinals: [Int?]
    }

    /// Where too little is left for the labels of plain text to be found out, they are stated.
    func reread(
      _ study: Study, _ edits: SourceEdits, _ settings: inout ReaderSettings,
      _ mode: WithdrawalRequest.Mode
    ) throws -> Result {
      do {
        return try attempt(study, edits, settings, mode)
      } catch let problem as WithdrawalProblem {
        guard first.format == "text" else { throw problem }
        var stated = settings
        let labels = speakers.reduce(into: Set<String>()) { $0.formUnion($1) }
        let gone = mode == .remove ? Set(parts.values.joined().map(\.label)) : []
        stated.text = (settings.text ?? .map([])).stating(
          labels: labels.subtracting(gone).sorted())
        guard let read = try? attempt(study, edits, stated, mode) else { throw problem }
        settings = stated
        return read
      }
    }

    private func attempt(
      _ study: Study, _ edits: SourceEdits, _ settings: ReaderSettings,
      _ mode: WithdrawalRequest.Mode
    ) throws -> Result {
      var expected = self.expected
      for (number, transcript) in touched {
        expected[number] = .erased(transcript, parts[number] ?? [])
      }
      var proof = RewriteProof(expected, mode, path: path)
      var result = Result(digest: digest, size: 0, ordinals: [])
      func take(_ transcript: Transcript) throws {
        let number = try proof.take(transcript)
        if touched[number] != nil { result.transcripts[number] = transcript }
      }
      do {
        if isLines {
          let stream = EditedStream(try study.sources.stream(digest), edits)
          var hash = SHA256()
          _ = try JSONLinesReader().read(
            Source(path: path, digest: digest),
            nextPiece: {
              guard let piece = try stream.next() else { return nil }
              hash.update(piece)
              result.size += piece.count
              return piece
            }, take)
          result.digest = hash.finish()
        } else {
          let bytes = edits.applied(to: try study.sources.read(digest))
          result.size = bytes.count
          result.digest = Digest(sha256Of: bytes)
          try SourceReader.transcripts(in: bytes, at: path, format: first.format, settings)
            .forEach(take)
        }
      } catch is IngestProblem {
        throw WithdrawalProblem.notProven(path: path, session: first.session.id, turn: nil)
      }
      try proof.finish()
      result.ordinals = proof.ordinals
      return result
    }

    private static func forEach(
      _ format: String, _ source: Source, _ settings: ReaderSettings, _ store: SourceStore,
      _ body: (Transcript) throws -> Void
    ) throws {
      if format == "jsonl" {
        let stream = try store.stream(source.digest)
        _ = try JSONLinesReader().read(source, nextPiece: { try stream.next() }, body)
      } else {
        try SourceReader.transcripts(
          in: try store.read(source.digest), at: source.path, format: format, settings
        ).forEach(body)
      }
    }
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
    if hidden.isTouching(id) { return record.transcript(from: raw, memory) }
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

  /// Sessions as the study will have them: what a fresh import of the new bytes would make.
  private mutating func settle(
    _ new: Reading.Result, _ settings: ReaderSettings, _ target: WithdrawalTarget,
    _ memory: SessionMemory?, _ mode: WithdrawalRequest.Mode, _ reading: Reading
  ) throws {
    let newMemory = memory?.without(target, path: path, isLeft: true, mode)
    func record(_ old: SessionRecord, _ session: Session, _ prints: RebuiltFingerprint)
      -> SessionRecord
    {
      SessionRecord(
        session: session, format: old.format, size: new.size,
        ordinal: new.ordinals[old.ordinal] ?? old.ordinal,
        fingerprint: prints.value(new.digest, settings, newMemory, path).hex,
        settings: settings.json)
    }
    for index in sessions.indices {
      let old = sessions[index].record
      guard var after = new.transcripts[old.ordinal], let raw = reading.touched[old.ordinal] else {
        continue
      }
      let prints = RebuiltFingerprint(old, memory, path)
      if prints.explains(old, raw, sessions[index].before, memory, path) {
        SessionOverlay(newMemory).apply(to: &after, file: path, group: prints.group)
      } else {
        rename(&after, like: sessions[index], raw, target.labels[old.session.id] ?? [], mode)
      }
      after.session.source.digest = new.digest
      sessions[index].after = after
      sessions[index].newRecord = record(old, after.session, prints)
    }
    for (number, old) in reading.records.sorted(by: { $0.key < $1.key })
    where reading.touched[number] == nil && new.ordinals.indices.contains(number) {
      var session = old.session
      session.source.digest = new.digest
      others.append(record(old, session, RebuiltFingerprint(old, memory, path)))
    }
  }

  /// Carries over what the study says of a session where it is not known why it says so: names and facts
  /// as they are in the database.
  private func rename(
    _ after: inout Transcript, like session: RewrittenSession, _ raw: Transcript,
    _ labels: [String], _ mode: WithdrawalRequest.Mode
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
    switch mode {
    case .remove: after.session.participants.removeAll { labels.contains($0.id) }
    case .redact:
      for index in after.session.participants.indices
      where labels.contains(after.session.participants[index].id) {
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
