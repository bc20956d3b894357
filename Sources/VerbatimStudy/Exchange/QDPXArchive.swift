import VerbatimFiles
import VerbatimThemes
import VerbatimZip

/// Why an archive holds no project that could be read.
public enum QDPXProblem: Error, Sendable, Equatable {
  case noProject
  /// Which of them is meant, nobody can tell.
  case severalProjects([String])
}

/// A `.qdpx` file: the project and its sources, of which only what the project names is unpacked.
struct QDPXArchive {
  let qde: [UInt8]
  private let archive: ZipArchive
  private var reader: ZipReader

  /// - Throws: ``ZipProblem``, ``QDPXProblem``, ``FileProblem``.
  init(path: String, limits: ZipLimits = ZipLimits(entryBytes: QDAReading.maximumBytes)) throws {
    archive = try ZipArchive(path: path, limits: limits)
    reader = archive.reader()
    let projects = archive.entries.filter { entry in
      let name = Self.file(entry.name).lowercased()
      // macOS lays files of its own beside every file.
      return name.hasSuffix(".qde") && !name.hasPrefix("._") && !entry.name.hasPrefix("__MACOSX/")
    }
    guard let project = projects.first else { throw QDPXProblem.noProject }
    guard projects.count == 1 else { throw QDPXProblem.severalProjects(projects.map(\.name)) }
    qde = try reader.read(project)
  }

  private static func file(_ name: String) -> Substring {
    name.split(separator: "/").last ?? ""
  }

  enum Content {
    case bytes([UInt8])
    /// Not a file of the archive's folder of sources: nothing else is ever opened.
    case outside
    case missing
  }

  /// The source that a path of the project names.
  mutating func source(_ path: String) throws -> Content {
    let scheme = "internal://"
    guard path.lowercased().hasPrefix(scheme) else { return .outside }
    let name = String(path.dropFirst(scheme.count))
    let isPlain = name.unicodeScalars.allSatisfy {
      $0 != "/" && $0 != "\\" && $0 != ":" && $0.value >= 0x20
    }
    guard !name.isEmpty, name != ".", name != "..", isPlain else { return .outside }
    for candidate in ["sources/" + name, name] {
      if let entry = archive.entry(named: candidate) { return .bytes(try reader.read(entry)) }
    }
    return .missing
  }
}
