import Foundation
import VerbatimFiles

/// The folder of a study and the paths in it.
///
/// ```
/// study.json      says that this is a study, and of which format
/// study.sqlite    what people made
/// sources/        the original bytes, named by digest
/// index/          derived
/// lock            who writes
/// ```
public struct StudyFolder: Sendable, Equatable {
  /// The format that this version writes and the newest that it reads.
  public static let formatVersion = 1

  public let path: String

  public var marker: String { path + "/study.json" }
  public var database: String { path + "/study.sqlite" }
  public var sources: String { path + "/sources" }
  public var index: String { path + "/index" }
  public var lock: String { path + "/lock" }

  /// Makes a study in a folder that is empty or not there. Nothing is made where it fails early; a
  /// kill leaves an empty folder or a study.
  public static func create(at path: String) throws(StudyFolderProblem) -> StudyFolder {
    let folder = StudyFolder(path: path)
    let names: [String]
    do throws(FileProblem) {
      names = AtomicFile.isFolder(path) ? try AtomicFile.list(path) : []
    } catch {
      throw .file(error)
    }
    if names.contains("study.json") { throw .isStudy(path: path) }
    guard names.isEmpty else { throw .notEmpty(path: path) }
    do throws(FileProblem) {
      try AtomicFile.createFolder(path)
      // The marker first: a study without its folders is whole, folders without it are not.
      try AtomicFile.write(markerBytes, to: folder.marker)
      try AtomicFile.createFolder(folder.sources)
      try AtomicFile.createFolder(folder.index)
    } catch {
      throw .file(error)
    }
    return folder
  }

  /// The study at `path`.
  public static func open(at path: String) throws(StudyFolderProblem) -> StudyFolder {
    let folder = StudyFolder(path: path)
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(folder.marker)
    } catch {
      if error.cause == .notFound || error.cause == .notAFolder { throw .noStudy(path: path) }
      throw .file(error)
    }
    // As it was written, it need not be understood.
    if bytes == markerBytes { return folder }
    guard let marker = try? JSONDecoder().decode(Marker.self, from: Data(bytes)),
      marker.version >= 1
    else { throw .badMarker(path: folder.marker) }
    guard marker.version <= formatVersion else {
      throw .newerVersion(path: path, found: marker.version, known: formatVersion)
    }
    return folder
  }

  /// The study that a command works on: the one it was given, else the environment's
  /// (`VERBATIM_STUDY`), else the nearest folder at or above `folder` that is one.
  ///
  /// - Parameter folder: An absolute path: the working folder.
  public static func find(
    given: String?, environment: String?, from folder: String
  ) throws(StudyFolderProblem) -> StudyFolder {
    if let path = given ?? (environment?.isEmpty == false ? environment : nil) {
      return try open(at: path)
    }
    var next = folder
    while true {
      do {
        return try open(at: next)
      } catch {
        guard case .noStudy = error else { throw error }
        let parent = AtomicFile.split(next).folder
        if parent == next || !next.hasPrefix("/") { throw .noStudyAbove(path: folder) }
        next = parent
      }
    }
  }

  private static let markerBytes = Array("{\"verbatim-study\": \(formatVersion)}\n".utf8)

  private struct Marker: Decodable {
    var version: Int

    enum CodingKeys: String, CodingKey {
      case version = "verbatim-study"
    }
  }
}

/// Why a folder is not the study that was asked for.
public enum StudyFolderProblem: Error, Sendable, Equatable {
  case noStudy(path: String)
  /// Neither the folder nor any above it.
  case noStudyAbove(path: String)
  /// A new study wants an empty folder.
  case notEmpty(path: String)
  /// A new study was asked for where there is one.
  case isStudy(path: String)
  case newerVersion(path: String, found: Int, known: Int)
  /// `study.json` is there and does not say what it must.
  case badMarker(path: String)
  case file(FileProblem)
}
