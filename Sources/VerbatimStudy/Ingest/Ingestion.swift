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
      let summary = try ingestion.commit { transaction in
        guard options.appliesRules, try !transaction.reading.rules().isEmpty else { return }
        try transaction.setSetting(Study.rulesSetting, to: "yes")
      }
      if try areRulesDue { try applyRules() }
      return summary
    } catch {
      // What was written for a commit that never came fills the disk, and holds people's words.
      try? removeLeftOvers()
      throw error
    }
  }
}

/// One run of `ingest`, from files to the commit.
struct Ingestion {
  let writer: StudyWriter
  let options: IngestOptions
  let overlay: SessionOverlay
  /// Settings of plain text by glob, parsed.
  let textChoices: [(glob: String, settings: PlainTextSettings)]
  let codebook: Codebook
  /// Who is hidden; the index gets none of their words.
  var embargo: Embargo
  var summary = IngestSummary()
  /// Folders to which the names of the batch's files are relative: with them a withdrawal finds the
  /// originals.
  var folders: Set<String> = []

  /// What the study has, by session id.
  var known: [String: SessionSource] = [:]
  var knownDigests: [Digest: SessionSource] = [:]
  var knownPaths: Set<String> = []
  /// Sessions of this run.
  var records: [PackedRecord] = []
  var taken: [String: SessionSource] = [:]
  var takenDigests: [Digest: String] = [:]
  /// Sources that may not be on the disk yet.
  var added: Set<Digest> = []
  /// Sessions so far of each source.
  var ordinals: [Digest: Int] = [:]
  var replaced: Set<String> = []
  var codings: [Coding] = []
  var rebases: [RebaseChanges] = []
  /// What the turns of the TEI document before took.
  var room = TurnRows.Room()
  /// People who spoke, each session's own.
  var speakers = 0

  var builder: SegmentBuilder
  /// Words of the builder's sessions that are in the summary.
  var countedWords = 0
  /// The same of its annotations.
  var countedAnnotations = AnnotationCounts()
  var written: [Manifest.Entry] = []

  init(_ writer: StudyWriter, _ options: IngestOptions) throws {
    self.writer = writer
    var options = options
    if let description = options.description {
      overlay = SessionOverlay(description)
    } else {
      let (sessions, text): (String?, String?) = try writer.database.read {
        options.remembers
          ? (try $0.setting(Study.sessionsSetting), try $0.setting(Study.textSetting)) : (nil, nil)
      }
      overlay = SessionOverlay(SessionMemory(json: sessions))
      if options.textSettings.isEmpty { options.textSettings = TextMemory(json: text).entries }
    }
    self.options = options
    textChoices = try options.textSettings.map { ($0.glob, try PlainTextSettings($0.settings)) }
    builder = try writer.builder(threads: options.threads)
    (codebook, embargo) = try writer.database.read { (try $0.codebook(), try $0.embargo()) }
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
      if case .read = outcome { folders.insert(item.folder) }
      summary.files.append(.init(path: item.name, outcome: outcome))
    }
    progress(Progress(filesDone: items.count, files: items.count, bytes: summary.sourceBytes))
    summary.files.sort { NaturalOrder.precedes($0.path, $1.path) }
  }

  /// A TEI corpus that includes its sessions from other files, by its first bytes.
  func isRoot(_ item: SourceBatch.Item) -> Bool {
    guard let head = try? AtomicFile.read(item.path, atMost: 4096) else { return false }
    return head.indices.contains {
      head[$0] == UInt8(ascii: "<") && head[$0...].starts(with: "<teiCorpus".utf8)
    }
  }

  mutating func read(_ item: SourceBatch.Item) throws -> IngestSummary.Outcome {
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

  mutating func read(
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
  func isJSONLines(_ item: SourceBatch.Item) throws -> Bool {
    let head = try AtomicFile.read(item.path, atMost: SourceFormat.headLength)
    return SourceFormat.detect(path: item.name, bytes: head) == .jsonLines
  }

  /// What becomes of a file that was read already, in this run or an earlier one; `nil` for another.
  func knownOutcome(
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
  func isPartOfCorpus(_ source: SessionSource) throws -> Bool {
    guard overlay.settings(ofFile: source.path).isEmpty,
      let record = try writer.database.read({ try $0.session(source.id) })
    else { return false }
    return ReaderSettings(json: record.settings).root != nil
  }

  func fingerprint(_ path: String, _ digest: Digest, _ format: SourceFormat) -> Digest {
    var basis = SourceFingerprint(format: format, digest: digest)
    basis.group = options.group
    basis.encoding = options.encoding
    basis.assumesTEI = options.assumesTEI
    if format == .plainText, let value = try? textSettings(path).value { basis.text = value }
    basis.overlay = overlay.settings(ofFile: path)
    return basis.value
  }
}
