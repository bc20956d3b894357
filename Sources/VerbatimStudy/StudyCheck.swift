import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

/// What `verbatim check` looked at and what it found.
public struct StudyCheck: Sendable {
  /// Something that is not as it should be; the text says which part.
  public enum Finding: Sendable {
    case index(IndexProblem)
    /// A segment whose bytes are not those that its name says.
    case segmentName(file: String)
    case source(SourceStoreProblem)
    case database(DatabaseDefect)
    case log(LogVerification.Defect)
    /// The source, read again, does not give the turn that the index has.
    case turn(session: String, turn: Int)
    /// The source cannot be read again.
    case unreadable(session: String)
    /// The database and the index do not name the same sessions.
    case sessions(missing: [String], surplus: [String])
    /// The manifest file is not the one that the database has: a commit was cut off.
    case manifest
    /// A program that shares folders kept two versions of a file: its path in the study.
    case conflictCopy(path: String)
  }

  public var findings: [Finding] = []
  public var segments = 0
  public var sessions = 0
  public var turns = 0
  public var sources = 0
  public var codings = 0
  public var logEntries = 0
  public var bytes = 0
  /// Turns whose every word was found in the source's own bytes.
  public var exactTurns = 0

  /// Verifies every part of a study: segments (checksums, invariants, names), sources (digests), the
  /// database (pages, references, log), and that the sources, read again, give the index's turns.
  ///
  /// Cost: reads everything. Changes nothing.
  public init(_ study: Study, progress: (Progress) -> Void = { _ in }) throws {
    let database = try study.database()
    let stored = try database.read { try $0.setting(Study.manifestSetting) }
    findings += ConflictCopies.find(in: study.folder).map { .conflictCopy(path: $0) }
    if let stored, (try? study.manifestText()) != stored { findings.append(.manifest) }
    let index = try study.index(of: database)
    checkSegments(index)
    try checkDatabase(database)
    try checkSources(study, database, index, progress)
  }

  private mutating func checkSegments(_ index: Index) {
    segments = index.segments.count
    for (entry, segment) in zip(index.manifest.entries, index.segments) {
      bytes += segment.byteCount
      let problems = segment.check()
      findings += problems.map(Finding.index)
      if problems.isEmpty, segment.computedName != entry.name {
        findings.append(.segmentName(file: entry.file))
      }
    }
  }

  private mutating func checkDatabase(_ database: StudyDatabase) throws {
    let (defects, log, codings) = try database.read {
      (try $0.check(), try $0.verifyLog(), try $0.codings(includingHidden: true).count)
    }
    findings += defects.map(Finding.database)
    logEntries = log.entries
    self.codings = codings
    findings += log.defects.map(Finding.log)
  }

  private mutating func checkSources(
    _ study: Study, _ database: StudyDatabase, _ index: Index, _ progress: (Progress) -> Void
  ) throws {
    let (records, embargo, memory) = try database.read {
      (
        try $0.sessions(), try $0.embargo(),
        SessionMemory(json: try $0.setting(Study.sessionsSetting))
      )
    }
    let inIndex = Set(index.sessions().map(\.id))
    let inDatabase = Set(records.map(\.session.id))
    if inIndex != inDatabase {
      findings.append(
        .sessions(
          missing: inDatabase.subtracting(inIndex).sorted(by: NaturalOrder.precedes),
          surplus: inIndex.subtracting(inDatabase).sorted(by: NaturalOrder.precedes)))
    }
    let bySource = Dictionary(grouping: records, by: \.session.source.digest)
    sources = bySource.count
    var done = 0
    for (digest, records) in bySource.sorted(by: { $0.key < $1.key }) {
      progress(Progress(filesDone: done, files: bySource.count, bytes: bytes))
      done += 1
      do {
        bytes += try study.sources.verify(digest)
      } catch {
        findings.append(.source(error))
        continue
      }
      compare(records, SourceReader(study), index, embargo, memory)
    }
  }

  /// Sessions of one source against what the reader makes of it now.
  private mutating func compare(
    _ records: [SessionRecord], _ reader: SourceReader, _ index: Index, _ embargo: Embargo,
    _ memory: SessionMemory?
  ) {
    var decoded = DecodedTurn()
    var left = Set(records.map(\.session.id).filter { index.find($0) != nil })
    sessions += left.count
    // What a reader no longer takes leaves its sessions, and those behind them, unread.
    try? reader.forEachTranscript(of: records) { read in
      let id = read.session.id
      var transcript = read
      if embargo.isTouching(id), let record = records.first(where: { $0.session.id == id }) {
        // The index has none of the words of who is hidden.
        transcript = record.transcript(from: read, memory)
        embargo.hide(in: &transcript)
      }
      guard let place = index.find(id), left.contains(id) else { return }
      let segment = index.segments[place.segment]
      let range = segment.turns(ofSession: place.session)
      guard transcript.turns.count == range.count else { return }
      left.remove(id)
      for (turn, fresh) in zip(range, transcript.turns) {
        turns += 1
        guard segment.decode(turn, into: &decoded), decoded.text.elementsEqual(fresh.text.utf8)
        else {
          findings.append(.turn(session: id, turn: fresh.number))
          continue
        }
        if fresh.place.map != nil { exactTurns += 1 }
      }
    }
    for record in records where left.contains(record.session.id) {
      findings.append(.unreadable(session: record.session.id))
    }
  }
}
