import Glibc
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// Sessions come in under their ids, each once.
extension Ingestion {
  struct Origin {
    /// The source's bytes, or the number of them where they are kept already.
    enum Content {
      case bytes([UInt8])
      case stored(Int)

      var size: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .stored(let size): size
        }
      }
    }

    var format: String
    var content: Content
    var fingerprint: Digest
    /// The corpus file through which the session was reached.
    var root: SourceFile?
    var settings: ReaderSettings
  }

  /// Takes all sessions of a file, or throws before the first.
  mutating func take(
    _ transcripts: [Transcript], _ origin: (Transcript) -> Origin
  ) throws -> IngestSummary.Outcome {
    var new = 0
    var replacements = 0
    var unchanged = 0
    for transcript in transcripts {
      let id = try id(of: transcript)
      if taken[id] != nil { continue }
      if isUnchanged(id, transcript, origin(transcript)) {
        unchanged += 1
      } else if known[id] == nil {
        new += 1
      } else {
        replacements += 1
      }
    }
    for transcript in transcripts { try take(transcript, origin(transcript)) }
    return unchanged == transcripts.count
      ? .unchanged : .read(sessions: new, replaced: replacements)
  }

  func isUnchanged(_ id: String, _ transcript: Transcript, _ origin: Origin) -> Bool {
    known[id].map {
      $0.digest == transcript.session.source.digest && $0.fingerprint == origin.fingerprint.hex
    } ?? false
  }

  /// The id under which a session would come in.
  ///
  /// Throws ``SessionConflict`` where another source has it.
  func id(of transcript: Transcript) throws(SessionConflict) -> String {
    var copy = transcript
    copy.turns = []
    overlay.apply(to: &copy, file: transcript.session.source.path, group: options.group)
    let id = copy.session.id
    let source = copy.session.source
    if let other = taken[id], other.digest != source.digest {
      throw SessionConflict(session: id, known: other.path, found: source.path)
    }
    if let old = known[id], old.path != source.path, old.digest != source.digest,
      !options.replaces
    {
      throw SessionConflict(session: id, known: old.path, found: source.path)
    }
    return id
  }

  mutating func take(_ original: Transcript, _ origin: Origin) throws {
    var transcript = original
    overlay.apply(to: &transcript, file: original.session.source.path, group: options.group)
    let id = transcript.session.id
    // The same sitting, reached by itself and through its corpus, is one session.
    if taken[id] != nil { return }
    if isUnchanged(id, original, origin) {
      let source = original.session.source
      ordinals[source.digest, default: 0] += 1
      taken[id] = known[id]
      takenDigests[source.digest] = source.path
      return
    }
    if known[id] != nil {
      replaced.insert(id)
      try rebase(id, to: transcript)
    }
    try keep(transcript, origin)
  }

  mutating func keep(_ transcript: Transcript, _ origin: Origin) throws {
    let session = transcript.session
    if takenDigests[session.source.digest] == nil, case .bytes(let bytes) = origin.content {
      added.insert(
        try writer.study.sources.add(bytes, digest: session.source.digest, isInBatch: true))
    }
    if let root = origin.root {
      added.insert(try writer.study.sources.add(root.bytes, digest: root.digest, isInBatch: true))
    }
    let ordinal = ordinals[session.source.digest, default: 0]
    ordinals[session.source.digest] = ordinal + 1
    taken[session.id] = SessionSource(
      id: session.id, digest: session.source.digest, path: session.source.path,
      fingerprint: origin.fingerprint.hex)
    takenDigests[session.source.digest] = session.source.path
    let record = SessionRecord(
      session: session, format: origin.format, size: origin.content.size, ordinal: ordinal,
      fingerprint: origin.fingerprint.hex, settings: origin.settings.json)
    records.append(PackedRecord(record))
    let before = builder.textBytes
    var shown = transcript
    embargo = embargo.updated(for: transcript)
    embargo.hide(in: &shown)
    try builder.add(shown, fingerprint: origin.fingerprint)
    summary.textBytes += builder.textBytes - before
    summary.sessions += 1
    summary.turns += transcript.turnCount
    speakers += transcript.speakerCount
    if !codebook.themes.isEmpty, !transcript.codings.isEmpty {
      let found = codebook.codings(carriedBy: transcript, at: Timestamp.now())
      codings += found.codings
      for pointer in found.unmatched {
        summary.unmatchedThemes.append((pointer.pointer, pointer.codings))
      }
    }
    if builder.textBytes >= SegmentPlan.mostBytes { try flush() }
  }
}
