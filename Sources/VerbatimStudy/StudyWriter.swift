import CProcess
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

/// The one writer of a study: holds the lock, the open database and the index as it stands.
///
/// Every method commits on its own; what it returns has happened.
public final class StudyWriter {
  public let study: Study
  public let database: StudyDatabase
  public private(set) var index: Index
  private let lock: StudyLock
  /// False where repair found segments that cannot be opened.
  private(set) var isIndexReadable = true
  /// Who the log names.
  let actor: String

  /// Takes the lock, repairs what a kill left between two files, and removes its left-overs.
  ///
  /// - Parameter patience: milliseconds to wait for another writer.
  /// - Throws: ``StudyLockProblem`` where another process writes.
  public init(_ study: Study, command: String, actor: String, patience: Int = 0) throws {
    self.study = study
    self.actor = actor
    lock = try StudyLock(study.folder, command: command, patience: patience)
    database = try StudyDatabase.open(at: study.folder.database, access: .readWrite)
    let stored = try database.read { try $0.setting(Study.manifestSetting) }
    let file = try? study.manifestText()
    if let stored, stored != file {
      try AtomicFile.write(Array(stored.utf8), to: study.folder.index + "/" + Manifest.fileName)
    }
    index = try study.index(of: database)
    try removeLeftOvers()
  }

  /// Takes the lock of a study whose index may be damaged or missing: what can be opened of it is there.
  init(repairing study: Study, actor: String) throws {
    self.study = study
    self.actor = actor
    lock = try StudyLock(study.folder, command: "check")
    database = try StudyDatabase.open(at: study.folder.database, access: .readWrite)
    for folder in [study.folder.sources, study.folder.index] {
      try AtomicFile.createFolder(folder)
    }
    let stored = try database.read { try $0.setting(Study.manifestSetting) }
    let text = try stored ?? study.manifestText()
    let manifest =
      (try? Manifest(parsing: text)) ?? Manifest(analyzer: Analyzer.standard.identifier)
    if text != (try? study.manifestText()) {
      try AtomicFile.write(Array(text.utf8), to: study.folder.index + "/" + Manifest.fileName)
    }
    if let whole = try? Index(folder: study.folder.index, manifest: manifest) {
      index = whole
      return
    }
    isIndexReadable = false
    var readable = Manifest(analyzer: manifest.analyzer)
    readable.sharesSpeakers = manifest.sharesSpeakers
    let entries = manifest.entries.filter { entry in
      var one = readable
      one.entries = [entry]
      return (try? Index(folder: study.folder.index, manifest: one)) != nil
    }
    readable.entries = entries
    index = try Index(folder: study.folder.index, manifest: readable)
  }

  /// Segments and sources that no state names, temporary files of killed writers, and a journal of theirs.
  func removeLeftOvers() throws {
    let folders = [
      study.folder.path, study.folder.index, study.folder.sources, study.folder.keys,
      study.folder.path + "/certificates",
    ]
    for folder in folders where AtomicFile.isFolder(folder) {
      try AtomicFile.removeTemporaries(in: folder)
    }
    // The database decides: it may be a commit ahead of `index` where that commit was cut off.
    let stored = try database.read { try $0.setting(Study.manifestSetting) }
    let manifest = try stored.map { try Manifest(parsing: $0) } ?? index.manifest
    let live = Set(manifest.entries.map(\.file))
    for name in try AtomicFile.list(study.folder.index)
    where name.hasSuffix(".segment") && !live.contains(name) {
      try AtomicFile.remove(study.folder.index + "/" + name)
    }
    let used = Set(try database.read { try $0.sourceDigests() })
    for digest in try study.sources.list() where !used.contains(digest.hex) {
      try study.sources.remove(digest)
    }
    // Of a transaction that was cut off before its journal counted; one that counts is played back before.
    let journal = study.folder.database + "-journal"
    if AtomicFile.exists(journal) {
      try database.whileNobodyWrites { try AtomicFile.remove(journal) }
    }
  }

  /// A builder of a segment of this study, with the memory that the one before it had: a build of many
  /// segments would else need more with each.
  func builder(threads: Int) throws -> SegmentBuilder {
    process_return_memory()
    return SegmentBuilder(analyzer: try analyzer(), threads: threads, folder: study.folder.index)
  }

  /// Writes a segment beside the live ones; it counts from the next commit on.
  func write(_ builder: SegmentBuilder) throws -> Manifest.Entry {
    try builder.write(into: study.folder.index)
  }

  /// Makes a state of the study: its segments are written already; then comes the database with
  /// `changes`, then the manifest; what is no longer used goes last.
  ///
  /// - Parameter entries: the segments, asked for behind `changes`: the last of them may be written beside
  ///   these.
  func commit(
    _ entries: @autoclosure () throws -> [Manifest.Entry],
    _ changes: (StudyTransaction) throws -> Void
  ) throws {
    var manifest = Manifest(analyzer: index.manifest.analyzer)
    try database.transaction { transaction in
      try changes(transaction)
      manifest.entries = try entries()
      manifest.sharesSpeakers =
        try transaction.reading.setting(Study.speakersSetting)
        == StudyDescription.Speakers.shared.rawValue
      try transaction.setSetting(Study.manifestSetting, to: manifest.text)
    }
    try AtomicFile.write(
      Array(manifest.text.utf8), to: study.folder.index + "/" + Manifest.fileName)
    index = try Index(folder: study.folder.index, manifest: manifest)
    try removeLeftOvers()
  }

  /// Brings the index to the canonical plan: the same segments whatever the history.
  ///
  /// Returns whether anything had to be written. Cost: the segments that are not in the plan are
  /// built anew from the ones there are.
  @discardableResult
  public func compact() throws -> Bool {
    let sessions = index.sessions()
    var places: [String: Index.SessionPlace] = [:]
    var planned: [SegmentPlan.Session] = []
    for (id, place) in sessions {
      let entry = try index.segments[place.segment].session(place.session)
      places[id] = place
      planned.append(
        SegmentPlan.Session(
          id: id, fingerprint: entry.fingerprint, textBytes: entry.textBytes))
    }
    var entries: [Manifest.Entry] = []
    var isChanged = false
    for ids in SegmentPlan(planned).segments {
      let found = ids.compactMap { places[$0] }
      // A segment that holds exactly these sessions is already what the plan wants.
      if let first = found.first, found.allSatisfy({ $0.segment == first.segment }),
        index.segments[first.segment].sessionCount == ids.count
      {
        entries.append(index.manifest.entries[first.segment])
        continue
      }
      let builder = try self.builder(threads: Processors.available)
      for place in found {
        let segment = index.segments[place.segment]
        try builder.add(
          try segment.transcript(place.session),
          fingerprint: try segment.session(place.session).fingerprint)
      }
      entries.append(try write(builder))
      isChanged = true
    }
    guard isChanged else { return false }
    try commit(entries) { transaction in
      try transaction.appendLog(actor: actor, action: "compact")
    }
    return true
  }

  func analyzer() throws -> Analyzer {
    guard let analyzer = Analyzer(identifier: index.manifest.analyzer) else {
      throw IndexProblem(
        file: Manifest.fileName, kind: .analyzer(found: index.manifest.analyzer))
    }
    return analyzer
  }
}
