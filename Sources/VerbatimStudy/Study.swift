import VerbatimAnalysis
import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

/// A study: the folder with what was said (`sources/`), what people made of it (`study.sqlite`) and
/// the index derived from both (design.md §5).
///
/// Reading takes no lock. The database is the truth about which segments are live: a commit writes
/// segments, then the database, then the manifest, so a kill leaves the state before or after.
public final class Study: Sendable {
  public let folder: StudyFolder
  public let sources: SourceStore

  /// The setting under which the database keeps the manifest's text.
  static let manifestSetting = "index.manifest"
  static let nameSetting = "study.name"
  static let speakersSetting = "study.speakers"
  /// What `study.yaml` said of the sessions when it was imported (``SessionMemory``).
  static let sessionsSetting = "study.sessions"
  /// What it said of the form of plain texts (``TextMemory``).
  static let textSetting = "study.text"

  /// Whether rules are to be applied to sessions that came in.
  static let rulesSetting = "rules.due"

  /// Makes an empty study in a folder that is empty or not there, whose words `analyzer` will find. One
  /// whose making was cut off is made whole.
  public static func create(at path: String, analyzer: Analyzer = .standard) throws -> Study {
    let folder = try unfinished(at: path) ?? StudyFolder.create(at: path)
    for part in [folder.sources, folder.index] { try AtomicFile.createFolder(part) }
    try AtomicFile.write(
      Array(Manifest(analyzer: analyzer.identifier).text.utf8),
      to: folder.index + "/" + Manifest.fileName)
    // The database last: with it the study is whole.
    let database = try StudyDatabase.create(at: folder.database)
    try database.close()
    return Study(folder)
  }

  /// A study whose making was cut off: the marker is there, no source, and no database that anything was
  /// ever written to.
  private static func unfinished(at path: String) -> StudyFolder? {
    guard let folder = try? StudyFolder.open(at: path),
      (try? SourceStore(folder).list())?.isEmpty ?? true
    else { return nil }
    do {
      _ = try StudyDatabase.open(at: folder.database, access: .readOnly)
      return nil
    } catch StudyDatabaseError.notFound {
      return folder
    } catch StudyDatabaseError.notAStudy(_, applicationID: 0) {
      return (try? AtomicFile.read(folder.database))?.isEmpty == true ? folder : nil
    } catch {
      return nil
    }
  }

  /// - Throws: ``StudyFolderProblem``.
  public static func open(_ folder: StudyFolder) -> Study {
    Study(folder)
  }

  private init(_ folder: StudyFolder) {
    self.folder = folder
    sources = SourceStore(folder)
  }

  /// The database, for reading.
  public func database() throws -> StudyDatabase {
    try StudyDatabase.open(at: folder.database, access: .readOnly)
  }

  /// The index as the manifest file gives it, without opening the database: for what needs no
  /// themes. A kill between two files of a commit shows the state before it.
  public func index() throws -> Index {
    try opening { try Manifest(parsing: try self.manifestText()) }
  }

  /// The index that belongs to a state of the database.
  public func index(of database: StudyDatabase) throws -> Index {
    try opening {
      if let text = try database.read({ try $0.setting(Self.manifestSetting) }) {
        return try Manifest(parsing: text)
      }
      return try Manifest(parsing: try self.manifestText())
    }
  }

  /// The index of a study in which nothing is coded, so that nothing else of the database matters to
  /// a search that asks for no theme. `nil` where something is, or where only opening the database
  /// can tell.
  public func indexIfUncoded() throws -> Index? {
    let glance = StudyGlance(at: folder.database, setting: Self.manifestSetting)
    guard let glance, !glance.hasCodings else { return nil }
    do {
      return try Index(
        folder: folder.index, manifest: Manifest(parsing: glance.setting ?? manifestText()))
    } catch let problem as IndexProblem where problem.kind == .missingFile {
      // A writer replaced it meanwhile.
      return nil
    }
  }

  /// Opens the segments of a manifest; once more where a writer replaced them meanwhile.
  private func opening(_ manifest: () throws -> Manifest) throws -> Index {
    do {
      return try Index(folder: folder.index, manifest: manifest())
    } catch let problem as IndexProblem where problem.kind == .missingFile {
      return try Index(folder: folder.index, manifest: manifest())
    }
  }

  func manifestText() throws -> String {
    do {
      let bytes = try AtomicFile.read(folder.index + "/" + Manifest.fileName)
      return String(decoding: bytes, as: UTF8.self)
    } catch let problem where problem.cause == .notFound {
      throw IndexProblem(file: Manifest.fileName, kind: .missingFile)
    }
  }
}
