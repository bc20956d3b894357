import Foundation
import Glibc
import VerbatimCorpus
import VerbatimFiles

/// The files that a person named, folders opened up.
public struct SourceBatch: Sendable {
  public struct Item: Sendable, Equatable {
    /// Where the file is.
    public var path: String
    /// By which name the study knows it: relative to the folder that was named, else the file's name.
    public var name: String

    /// The folder to which the name is relative, from the root of the file system.
    var folder: String {
      let whole = URL(fileURLWithPath: path).standardizedFileURL.path
      return whole.hasSuffix("/" + name) ? String(whole.dropLast(name.utf8.count + 1)) : whole
    }
  }

  public private(set) var items: [Item] = []
  /// Paths that could not be read, each with the system's reason.
  public private(set) var problems: [FileProblem] = []
  /// Folders that were named and hold no file.
  public private(set) var emptyFolders: [String] = []

  /// Follows folders to a depth of 64, each once whatever links lead to it, passes over hidden files,
  /// and orders names naturally.
  public init(_ paths: [String]) {
    var visited: Set<FolderIdentity> = []
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0 else {
        problems.append(FileProblem(operation: .open, path: path, errno: errno))
        continue
      }
      if status.st_mode & S_IFMT == S_IFDIR {
        let before = items.count
        visited = [FolderIdentity(status)]
        collect(path, prefix: "", depth: 0, &visited)
        if items.count == before { emptyFolders.append(path) }
      } else {
        items.append(Item(path: path, name: Self.name(of: path)))
      }
    }
  }

  /// Adds a file under a name of its own.
  mutating func add(path: String, name: String) {
    var status = stat()
    if stat(path, &status) == 0 {
      items.append(Item(path: path, name: name))
    } else {
      problems.append(FileProblem(operation: .open, path: path, errno: errno))
    }
  }

  /// What a folder is whatever its name: links back to one above would never end.
  private struct FolderIdentity: Hashable {
    var device: UInt
    var inode: UInt

    init(_ status: stat) {
      device = status.st_dev
      inode = status.st_ino
    }
  }

  private mutating func collect(
    _ folder: String, prefix: String, depth: Int, _ visited: inout Set<FolderIdentity>
  ) {
    let names: [String]
    do {
      names = try AtomicFile.list(folder)
    } catch {
      problems.append(error)
      return
    }
    for name in names.sorted(by: NaturalOrder.precedes) where !name.hasPrefix(".") {
      let path = folder + "/" + name
      var status = stat()
      guard stat(path, &status) == 0 else {
        problems.append(FileProblem(operation: .open, path: path, errno: errno))
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        if depth < 64, visited.insert(FolderIdentity(status)).inserted {
          collect(path, prefix: prefix + name + "/", depth: depth + 1, &visited)
        }
      case S_IFREG: items.append(Item(path: path, name: prefix + name))
      default: continue
      }
    }
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
