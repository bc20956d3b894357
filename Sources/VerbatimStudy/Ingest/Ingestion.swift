import Glibc
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

extension StudyWriter {
  /// Reads sources into the study, in one commit: new ones are added, changed ones take the place of
  /// what they were, unchanged ones cost a digest. One bad file never stops the others.
  ///
  /// Throws what makes going on impossible (a full disk, a damaged study); then nothing is changed.
  public func ingest(
    _ batch: SourceBatch, _ options: IngestOptions = IngestOptions(),
    progress: (Progress) -> Void = { _ in }
  ) throws -> IngestSummary {
    do {
      var ingestion = try Ingestion(self, options)
      try ingestion.read(batch, progress)
      return try ingestion.commit()
    } catch {
      // What was written for a commit that never came fills the disk, and holds people's words.
      try? removeLeftOvers()
      throw error
    }
  }
}

/// One run of `ingest`, from files to the commit.
private struct Ingestion {
  private let writer: StudyWriter
  private let options: IngestOptions
  private let overlay: SessionOverlay
  /// Settings of plain text by glob, parsed.
  private let textChoices: [(glob: String, settings: PlainTextSettings)]
  private let codebook: Codebook
  private var summary = IngestSummary()

  /// What the study has, by session id.
  private var known: [String: SessionSource] = [:]
  private var knownDigests: [Digest: SessionSource] = [:]
  private var knownPaths: Set<String> = []
  /// Sessions of this run.
  private var records: [SessionRecord] = []
  private var taken: [String: SessionSource] = [:]
  private var takenDigests: [Digest: String] = [:]
  /// Sessions so far of each source.
  private var ordinals: [Digest: Int] = [:]
  private var replaced: Set<String> = []
  private var codings: [Coding] = []
  private var rebases: [(report: RebaseReport, changes: [(Coding, Coding)])] = []
  /// People who spoke, each session's own.
  private var speakers = 0

  private var builder: SegmentBuilder
  /// Words of the builder's sessions that are in the summary.
  private var countedWords = 0
  private var written: [Manifest.Entry] = []

  init(_ writer: StudyWriter, _ options: IngestOptions) throws {
    self.writer = writer
    self.options = options
    overlay = SessionOverlay(options.description)
    textChoices = try options.textSettings.map { ($0.glob, try PlainTextSettings($0.settings)) }
    builder = try writer.builder(threads: options.threads)
    codebook = try writer.database.read { try $0.codebook() }
    for source in try writer.database.read({ try $0.sessionSources() }) {
      known[source.id] = source
      knownDigests[source.digest] = source
      knownPaths.insert(source.path)
    }
    summary.isFirst = known.isEmpty
  }

  // MARK: Reading

  mutating func read(_ batch: SourceBatch, _ progress: (Progress) -> Void) throws {
    summary.emptyFolders = batch.emptyFolders
    for problem in batch.problems {
      summary.files.append(.init(path: problem.path, outcome: .unreadable(problem)))
    }
    // Corpus roots first: their headers describe the people of the files that they include.
    let items = batch.items.filter { isRoot($0) } + batch.items.filter { !isRoot($0) }
    for (number, item) in items.enumerated() {
      progress(Progress(filesDone: number, files: items.count, bytes: summary.sourceBytes))
      let outcome = try read(item)
      summary.files.append(.init(path: item.name, outcome: outcome))
    }
    progress(Progress(filesDone: items.count, files: items.count, bytes: summary.sourceBytes))
    summary.files.sort { NaturalOrder.precedes($0.path, $1.path) }
  }

  /// A TEI corpus that includes its sessions from other files, by its first bytes.
  private func isRoot(_ item: SourceBatch.Item) -> Bool {
    let descriptor = open(item.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &head, head.count)
    let tag = "<teiCorpus".utf8
    var rest = head[..<max(count, 0)]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[start...]
      if rest.starts(with: tag) { return true }
      rest.removeFirst()
    }
    return false
  }

  private mutating func read(_ item: SourceBatch.Item) throws -> IngestSummary.Outcome {
    do {
      if try isJSONLines(item) { return try readLines(item) }
      let file = SourceFile(path: item.name, bytes: try AtomicFile.read(item.path))
      summary.sourceBytes += file.bytes.count
      return try read(file, item)
    } catch let problem as FileProblem where problem.path == item.path {
      return .unreadable(problem)
    } catch let problem as IngestProblem {
      return .rejected(problem)
    } catch let conflict as SessionConflict {
      return .conflict(conflict)
    }
  }

  private mutating func read(
    _ file: SourceFile, _ item: SourceBatch.Item
  ) throws -> IngestSummary.Outcome {
    let format = SourceFormat.detect(path: item.name, bytes: file.bytes)
    switch format {
    case .convertible(let document): return .convertible(document)
    case .notTranscript(let reason): return .passedOver(reason)
    case .tei, .plainText, .jsonLines: break
    }
    let fingerprint = self.fingerprint(file.path, file.digest, format)
    if let outcome = try knownOutcome(file.digest, fingerprint, item) { return outcome }
    switch format {
    case .tei: return try readTEI(file, item, fingerprint)
    case .plainText: return try readText(file, fingerprint)
    default: return .unchanged
    }
  }

  /// Whether a file is JSON Lines by its beginning, which may be all of it that is ever in memory.
  private func isJSONLines(_ item: SourceBatch.Item) throws -> Bool {
    let stream = try FileStream(item.path)
    var head = [UInt8](repeating: 0, count: min(max(stream.size, 1), SourceFormat.headLength))
    let count = try head.withUnsafeMutableBytes { try stream.read(into: $0) }
    head.removeLast(head.count - count)
    return SourceFormat.detect(path: item.name, bytes: head) == .jsonLines
  }

  /// What becomes of a file that was read already, in this run or an earlier one; `nil` for another.
  private func knownOutcome(
    _ digest: Digest, _ fingerprint: Digest, _ item: SourceBatch.Item
  ) throws -> IngestSummary.Outcome? {
    if let name = takenDigests[digest] {
      // A member that its corpus brought in already.
      return name == item.name ? .read(sessions: 0, replaced: 0) : .duplicate(of: name)
    }
    if let before = knownDigests[digest],
      try before.fingerprint == fingerprint.hex || isPartOfCorpus(before)
    {
      return before.path == item.name ? .unchanged : .duplicate(of: before.path)
    }
    return nil
  }

  /// Whether a session was reached through a corpus, which says more of it than its file alone; what
  /// the study's description says wins over both.
  private func isPartOfCorpus(_ source: SessionSource) throws -> Bool {
    guard overlay.settings(ofFile: source.path).isEmpty,
      let record = try writer.database.read({ try $0.session(source.id) })
    else { return false }
    return ReaderSettings(json: record.settings).root != nil
  }

  /// Equal where a file would be read to the same sessions: its bytes, what it is read with, and the
  /// version of what reads it.
  private func fingerprint(_ path: String, _ digest: Digest, _ format: SourceFormat) -> Digest {
    var hash = SHA256()
    hash.update("reader 1\n\(format)\n\(digest.hex)\n\(options.group ?? "")\n")
    hash.update("\(options.encoding ?? "")\n\(options.assumesTEI)\n")
    if format == .plainText, let value = try? textSettings(path).value {
      hash.update("\(ReaderSettings(text: value).json)\n")
    }
    hash.update(overlay.settings(ofFile: path))
    return hash.finish()
  }

  private mutating func readTEI(
    _ file: SourceFile, _ item: SourceBatch.Item, _ fingerprint: Digest
  ) throws -> IngestSummary.Outcome {
    var teiOptions = TEIOptions()
    teiOptions.encoding = options.encoding
    teiOptions.assumesTEI = options.assumesTEI
    let files = IncludedFiles(root: item)
    let reading = try TEIReader(options: teiOptions).read(file) { files.read($0) }
    summary.warnings += reading.warnings
    for problem in reading.rejected {
      summary.files.append(.init(path: problem.path, outcome: .rejected(problem)))
    }
    let isRoot = !reading.included.isEmpty
    let options = self.options
    let corpus = isRoot ? self.fingerprint(ofCorpus: fingerprint, reading, files) : fingerprint
    return try take(reading.transcripts) { transcript in
      let source = transcript.session.source
      let included = isRoot ? files.files[source.path] : nil
      return Origin(
        format: "tei", content: .bytes(included?.bytes ?? file.bytes),
        fingerprint: isRoot ? Digest(sha256Of: corpus.bytes + source.digest.bytes) : fingerprint,
        root: isRoot && included != nil ? file : nil,
        settings: ReaderSettings(
          root: isRoot && included != nil ? file.digest.hex : nil, encoding: options.encoding,
          assumesTEI: options.assumesTEI))
    }
  }

  /// What the sessions of a corpus share: its own bytes, and those of the files that it includes and
  /// that are no sessions (lists of people, taxonomies).
  private func fingerprint(
    ofCorpus root: Digest, _ reading: TEIReading, _ files: IncludedFiles
  ) -> Digest {
    let sessions = Set(reading.transcripts.map(\.session.source.path))
    var hash = SHA256()
    hash.update(root.hex)
    for path in reading.included where !sessions.contains(path) {
      hash.update("\n\(path)\n\(files.files[path]?.digest.hex ?? "")")
    }
    return hash.finish()
  }

  private mutating func readText(
    _ file: SourceFile, _ fingerprint: Digest
  ) throws -> IngestSummary.Outcome {
    let (value, settings) = try textSettings(file.path)
    let reading = try PlainTextReader(settings: settings).read(file)
    summary.warnings += reading.warnings
    return try take([reading.transcript]) { _ in
      Origin(
        format: "text", content: .bytes(file.bytes), fingerprint: fingerprint, root: nil,
        settings: ReaderSettings(text: value))
    }
  }

  /// The settings for a file, as they were given and as the reader takes them.
  private func textSettings(
    _ name: String
  ) throws(SettingsProblem) -> (value: SettingsValue?, settings: PlainTextSettings) {
    if let own = overlay.textSettings(ofFile: name)?.text {
      return (own, try PlainTextSettings(own))
    }
    guard let chosen = try PlainTextSettings.choose(for: name, among: textChoices) else {
      return (nil, PlainTextSettings())
    }
    let index = textChoices.firstIndex { $0.settings == chosen }
    return (index.map { options.textSettings[$0].settings }, chosen)
  }

  /// A file of JSON Lines is kept first, and read from what is kept: it is never in memory as a whole.
  private mutating func readLines(_ item: SourceBatch.Item) throws -> IngestSummary.Outcome {
    if knownPaths.contains(item.name), let outcome = try unchangedLines(item) { return outcome }
    let stored = try writer.study.sources.add(fileAt: item.path)
    summary.sourceBytes += stored.size
    let fingerprint = self.fingerprint(item.name, stored.digest, .jsonLines)
    if let outcome = try knownOutcome(stored.digest, fingerprint, item) { return outcome }
    // A file is taken whole or not at all, and is read once: what was taken of it before an error is
    // taken back. So that this is possible, no segment has sessions of it beside others.
    if builder.textBytes + stored.size > SegmentPlan.mostBytes { try flush() }
    let before = self
    let mark = try builder.mark()
    do {
      var new = 0
      var replacements = 0
      let source = Source(path: item.name, digest: stored.digest)
      let stream = try writer.study.sources.stream(stored.digest)
      let read = try JSONLinesReader().read(source, nextPiece: { try stream.next() }) {
        transcript in
        let id = try id(of: transcript)
        if known[id] == nil { new += 1 } else { replacements += 1 }
        try take(
          transcript,
          Origin(
            format: "jsonl", content: .stored(stored.size), fingerprint: fingerprint, root: nil,
            settings: ReaderSettings()))
      }
      summary.warnings += read.warnings
      return .read(sessions: new, replaced: replacements)
    } catch {
      let isFlushed = written.count > before.written.count
      self = before
      if isFlushed {
        builder = try writer.builder(threads: options.threads)
      } else {
        try builder.keep(mark)
      }
      throw error
    }
  }

  /// The outcome of a file that the study may have: looking costs a digest and no copy.
  private mutating func unchangedLines(
    _ item: SourceBatch.Item
  ) throws -> IngestSummary.Outcome? {
    var hash = SHA256()
    var size = 0
    let stream = try FileStream(item.path)
    while let piece = try stream.next() {
      hash.update(piece)
      size += piece.count
    }
    let digest = hash.finish()
    let fingerprint = self.fingerprint(item.name, digest, .jsonLines)
    guard let outcome = try knownOutcome(digest, fingerprint, item) else { return nil }
    summary.sourceBytes += size
    return outcome
  }

  // MARK: Taking sessions

  private struct Origin {
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
  private mutating func take(
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

  private func isUnchanged(_ id: String, _ transcript: Transcript, _ origin: Origin) -> Bool {
    known[id].map {
      $0.digest == transcript.session.source.digest && $0.fingerprint == origin.fingerprint.hex
    } ?? false
  }

  /// The id under which a session would come in.
  ///
  /// Throws ``SessionConflict`` where another source has it.
  private func id(of transcript: Transcript) throws(SessionConflict) -> String {
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

  private mutating func take(_ original: Transcript, _ origin: Origin) throws {
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

  private mutating func keep(_ transcript: Transcript, _ origin: Origin) throws {
    let session = transcript.session
    if takenDigests[session.source.digest] == nil, case .bytes(let bytes) = origin.content {
      try writer.study.sources.add(bytes, digest: session.source.digest, isInBatch: true)
    }
    if let root = origin.root { try writer.study.sources.add(root.bytes, isInBatch: true) }
    let ordinal = ordinals[session.source.digest, default: 0]
    ordinals[session.source.digest] = ordinal + 1
    taken[session.id] = SessionSource(
      id: session.id, digest: session.source.digest, path: session.source.path,
      fingerprint: origin.fingerprint.hex)
    takenDigests[session.source.digest] = session.source.path
    records.append(
      SessionRecord(
        session: session, format: origin.format, size: origin.content.size, ordinal: ordinal,
        fingerprint: origin.fingerprint.hex, settings: origin.settings.json))
    let before = builder.textBytes
    try builder.add(transcript, fingerprint: origin.fingerprint)
    summary.textBytes += builder.textBytes - before
    summary.sessions += 1
    summary.turns += transcript.turns.count
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

  private mutating func flush() throws {
    guard builder.sessionCount > 0 else { return }
    try countWords()
    written.append(try writer.write(builder))
    builder = try writer.builder(threads: options.threads)
    countedWords = 0
  }

  /// Takes the words of the sessions that came since the last call into the summary.
  private mutating func countWords() throws {
    let now = try builder.tokenCount()
    summary.words += now - countedWords
    countedWords = now
  }

  // MARK: Codings of changed sessions

  private mutating func rebase(_ id: String, to transcript: Transcript) throws {
    let old = try writer.database.read { try $0.codings(CodingFilter(session: id)) }
    guard let place = writer.index.find(id), !old.isEmpty else { return }
    let before = try writer.index.segments[place.segment].transcript(place.session)
    let rebase = CodingRebase(from: before, to: transcript)
    var report = RebaseReport(session: id)
    var changes: [(Coding, Coding)] = []
    let people = old.filter { $0.origin == .person }
    for (coding, outcome) in zip(people, rebase.outcomes(of: people)) {
      switch outcome {
      case .kept: report.kept += 1
      case .moved(let turn, let span):
        var new = coding
        new.turn = turn
        new.span = span
        changes.append((coding, new))
        report.moved += 1
      case .doubtful: report.doubtful.append(.init(theme: coding.theme, turn: coding.turn))
      }
    }
    rebases.append((report, changes))
  }

  // MARK: Commit

  mutating func commit() throws -> IngestSummary {
    summary.speakers = speakers
    try builder.wait()
    guard !records.isEmpty else {
      // A file that was rejected half way has left its copy and its segments.
      try writer.removeLeftOvers()
      summary.repeatedLabels = try repeatedLabels()
      return summary
    }
    try countWords()
    var entries = written
    entries += try carryOver()
    countedWords = try builder.tokenCount()
    try flush()
    entries += written.filter { !entries.contains($0) }
    let records = self.records
    let codings = self.codings
    let rebases = self.rebases
    let taken = records.map(\.session.id)
    let files = summary.files.count
    let actor = writer.actor
    try writer.study.sources.synchronize()
    try writer.commit(entries) { transaction in
      try transaction.replaceSessions(records)
      for session in taken {
        try transaction.removeCodings(CodingFilter(session: session, origin: .source))
      }
      // All go before any comes: one may move to where another stood.
      for (old, _) in rebases.flatMap(\.changes) { try transaction.removeCoding(old) }
      try transaction.addCodings(rebases.flatMap(\.changes).map(\.1))
      try transaction.addCodings(codings)
      try transaction.appendLog(
        actor: actor, action: "ingest",
        details: "{\"files\":\(files),\"sessions\":\(records.count)}")
    }
    summary.rebased = rebases.map(\.report)
    summary.repeatedLabels = try repeatedLabels()
    return summary
  }

  /// What stays of the live segments as they are. Those without the sessions that were replaced, and small
  /// ones (``SegmentMerge``), go into the new one; a study that fits one segment is built anew as one, which
  /// is the canonical state.
  private mutating func carryOver() throws -> [Manifest.Entry] {
    let index = writer.index
    let isSmall = index.textByteCount + builder.textBytes < SegmentPlan.leastBytes
    let merged = Set(
      SegmentMerge.chosen(index.segments.map(\.textByteCount), incoming: builder.textBytes))
    var kept: [Manifest.Entry] = []
    for (number, segment) in index.segments.enumerated() {
      let ids = (0..<segment.sessionCount).map { segment.sessionID($0) }
      if !isSmall, !merged.contains(number), !ids.contains(where: { replaced.contains($0) }) {
        kept.append(index.manifest.entries[number])
        continue
      }
      for (session, id) in ids.enumerated() where !replaced.contains(id) {
        let entry = try segment.session(session)
        try builder.add(try segment.transcript(session), fingerprint: entry.fingerprint)
        if builder.textBytes >= SegmentPlan.mostBytes {
          countedWords = try builder.tokenCount()
          try flush()
        }
      }
    }
    return kept
  }

  /// Labels that several sessions use, unless the study says that they are shared.
  private func repeatedLabels() throws(IndexProblem) -> [(label: String, sessions: Int)] {
    if writer.index.manifest.sharesSpeakers { return [] }
    var counts: [String: Int] = [:]
    for (_, place) in writer.index.sessions() {
      let entry = try writer.index.segments[place.segment].session(place.session)
      for person in entry.session.participants where person.role != .moderator {
        counts[person.id, default: 0] += 1
      }
    }
    return counts.filter { $0.value > 1 }.map { ($0.key, $0.value) }.sorted {
      $0.1 != $1.1 ? $0.1 > $1.1 : NaturalOrder.precedes($0.0, $1.0)
    }
  }
}

/// Files that a corpus file includes: only such as stand in its folder or below.
private final class IncludedFiles {
  private(set) var files: [String: SourceFile] = [:]
  private let folder: String
  /// What the names of the batch begin with in that folder.
  private let prefix: String

  init(root: SourceBatch.Item) {
    folder = AtomicFile.split(root.path).folder
    let slash = root.name.lastIndex(of: "/")
    prefix = slash.map { String(root.name[...$0]) } ?? ""
  }

  /// - Parameter name: as the batch names files.
  func read(_ name: String) -> SourceFile? {
    guard name.hasPrefix(prefix),
      let real = realpath(folder + "/" + name.dropFirst(prefix.count), nil),
      let base = realpath(folder, nil)
    else { return nil }
    defer {
      free(real)
      free(base)
    }
    let path = String(cString: real)
    guard path.hasPrefix(String(cString: base) + "/"), let bytes = try? AtomicFile.read(path) else {
      return nil
    }
    let file = SourceFile(path: name, bytes: bytes)
    files[name] = file
    return file
  }
}
