import Foundation
import VerbatimTestSupport

/// What a command changed in a folder, operation by operation, as `FaultyDisk.c` recorded it; and what the
/// disk could hold where the power failed behind any of them.
struct FaultTrace {
  enum Operation {
    case open(file: UInt32, path: String, Opening)
    case write(file: UInt32, offset: Int, bytes: [UInt8])
    case truncate(file: UInt32, length: Int)
    case sync(file: UInt32)
    case rename(from: String, to: String)
    case link(from: String, to: String)
    /// Of an open file that has no name.
    case name(file: UInt32, String)
    case unlink(String)
    case removeFolder(String)
    case makeFolder(String)

    /// Opening changes something where it makes a file or cuts it to nothing.
    var isCounted: Bool {
      if case .open(_, _, .asItIs) = self { return false }
      return true
    }
  }

  enum Opening: Int {
    case asItIs, makes, cuts
    /// Makes a file without a name; the path is its folder's.
    case withoutName
  }

  let operations: [Operation]
  var count: Int { operations.count(where: \.isCounted) }

  /// - Parameter root: taken from the front of each path.
  init(_ path: String, root: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var place = 0
    func number(_ size: Int) -> Int {
      defer { place += size }
      return (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    func take(_ count: Int) -> [UInt8] {
      defer { place += count }
      return Array(bytes[place..<place + count])
    }
    func inside(_ bytes: [UInt8]) -> String {
      let path = String(decoding: bytes, as: UTF8.self)
      return path == root ? "" : String(path.dropFirst(root.count + 1))
    }
    var found: [Operation] = []
    while place < bytes.count {
      let kind = take(1)[0]
      let file = UInt32(number(4))
      let offset = number(8)
      let length = number(8)
      let further = number(4)
      let isPlain = kind == UInt8(ascii: "s") || kind == UInt8(ascii: "t")
      let first = isPlain ? [] : take(length)
      let second = take(further)
      switch Character(Unicode.Scalar(kind)) {
      case "o":
        found.append(
          .open(file: file, path: inside(first), Opening(rawValue: offset) ?? .asItIs))
      case "w": found.append(.write(file: file, offset: offset, bytes: first))
      case "t": found.append(.truncate(file: file, length: offset))
      case "s": found.append(.sync(file: file))
      case "r": found.append(.rename(from: inside(first), to: inside(second)))
      case "l" where file != 0: found.append(.name(file: file, inside(second)))
      case "l": found.append(.link(from: inside(first), to: inside(second)))
      case "u": found.append(.unlink(inside(first)))
      case "d": found.append(.removeFolder(inside(first)))
      case "m": found.append(.makeFolder(inside(first)))
      default: throw POSIXError(.EINVAL)
      }
    }
    operations = found
  }
}

/// What is lost of what was written and not yet brought to the disk (`fsync`). The order of names in one
/// folder is kept; files and folders do not wait for one another.
enum PowerLoss: Hashable, CustomStringConvertible {
  /// The process was killed; the system goes on, so nothing is lost.
  case nothing
  /// As `nothing`, but the last write is half there.
  case half
  case everything
  /// Names are there, the bytes behind them are not.
  case bytes
  case names
  /// Of each folder the first so many changes, of each file any of its pages.
  case some(seed: UInt64)

  var description: String {
    switch self {
    case .nothing: "a kill"
    case .half: "a kill in the midst of a write"
    case .everything: "a power cut that loses all that was not synchronised"
    case .bytes: "a power cut that loses bytes"
    case .names: "a power cut that loses names"
    case .some(let seed): "a power cut that loses some (seed \(seed))"
    }
  }
}

/// A folder on a disk that remembers what of it is safe.
final class DiskModel {
  private final class Node {
    let isFolder: Bool
    var bytes: [UInt8] = []
    var safeBytes: [UInt8] = []
    var pending: [Change] = []
    var entries: [String: Node] = [:]
    var safeEntries: [String: Node] = [:]
    var pendingNames: [[(name: String, node: Node?)]] = []

    init(isFolder: Bool) {
      self.isFolder = isFolder
    }
  }

  private enum Change {
    case write(offset: Int, bytes: [UInt8])
    case truncate(Int)

    func apply(to file: inout [UInt8]) {
      switch self {
      case .truncate(let length):
        if length < file.count {
          file.removeLast(file.count - length)
        } else {
          file += [UInt8](repeating: 0, count: length - file.count)
        }
      case .write(let offset, let bytes):
        let end = offset + bytes.count
        if file.count < end { file += [UInt8](repeating: 0, count: end - file.count) }
        file.replaceSubrange(offset..<end, with: bytes)
      }
    }
  }

  private let root = Node(isFolder: true)
  private var opened: [UInt32: Node] = [:]
  private var last: (node: Node, bytesBefore: [UInt8], change: Change)?

  /// A folder of such files (``files(after:)``), all of them safe.
  init(_ files: [String: [UInt8]]) {
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let isFolder = path.hasSuffix("/")
      let (folder, name) = split(isFolder ? String(path.dropLast()) : path)
      let node = Node(isFolder: isFolder)
      (node.bytes, node.safeBytes) = (bytes, bytes)
      let parent = find(folder)
      parent?.entries[name] = node
      parent?.safeEntries[name] = node
    }
  }

  /// The folder as it is, all of it safe.
  init(folder: String) throws {
    func load(_ path: String) throws -> Node {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let node = Node(isFolder: isFolder.boolValue)
      if node.isFolder {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
          node.entries[name] = try load(path + "/" + name)
        }
        node.safeEntries = node.entries
      } else {
        node.bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        node.safeBytes = node.bytes
      }
      return node
    }
    let loaded = try load(folder)
    root.entries = loaded.entries
    root.safeEntries = loaded.safeEntries
  }

  func apply(_ operation: FaultTrace.Operation) {
    last = nil
    switch operation {
    case .open(let file, let path, let opening):
      if opening == .makes { set(path, Node(isFolder: false)) }
      let node = opening == .withoutName ? Node(isFolder: false) : find(path)
      guard let node else { return }
      opened[file] = node
      if opening == .cuts { change(node, .truncate(0)) }
    case .write(let file, let offset, let bytes):
      if let node = opened[file] { change(node, .write(offset: offset, bytes: bytes)) }
    case .truncate(let file, let length):
      if let node = opened[file] { change(node, .truncate(length)) }
    case .sync(let file):
      guard let node = opened[file] else { return }
      node.safeBytes = node.bytes
      node.pending = []
      node.safeEntries = node.entries
      node.pendingNames = []
    case .rename(let from, let to):
      guard let node = find(from) else { return }
      let (source, target) = (split(from), split(to))
      if source.folder == target.folder {
        setTogether(source.folder, [(source.name, nil), (target.name, node)])
      } else {
        set(to, node)
        set(from, nil)
      }
    case .link(let from, let to): set(to, find(from))
    case .name(let file, let path): set(path, opened[file])
    case .unlink(let path), .removeFolder(let path): set(path, nil)
    case .makeFolder(let path): set(path, Node(isFolder: true))
    }
  }

  private func change(_ node: Node, _ change: Change) {
    last = (node, node.bytes, change)
    change.apply(to: &node.bytes)
    node.pending.append(change)
  }

  private func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  private func find(_ path: String) -> Node? {
    path.split(separator: "/").reduce(root as Node?) { $0?.entries[String($1)] }
  }

  private func set(_ path: String, _ node: Node?) {
    let (folder, name) = split(path)
    setTogether(folder, [(name, node)])
  }

  private func setTogether(_ folder: String, _ changes: [(name: String, node: Node?)]) {
    guard let parent = find(folder) else { return }
    for change in changes { parent.entries[change.name] = change.node }
    parent.pendingNames.append(changes)
  }

  /// Every file by its path, and every folder by its path with a slash behind, as they are found after a
  /// power cut.
  func files(after loss: PowerLoss) -> [String: [UInt8]] {
    var generator = SeededGenerator(seed: 0)
    if case .some(let seed) = loss { generator = SeededGenerator(seed: seed) }
    var found: [String: [UInt8]] = [:]
    var contents: [ObjectIdentifier: [UInt8]] = [:]
    func visit(_ node: Node, _ path: String) {
      for (name, child) in entries(of: node, loss, &generator).sorted(by: { $0.key < $1.key }) {
        if child.isFolder {
          found[path + name + "/"] = []
          visit(child, path + name + "/")
        } else {
          let id = ObjectIdentifier(child)
          let bytes = contents[id] ?? bytes(of: child, loss, &generator)
          contents[id] = bytes
          found[path + name] = bytes
        }
      }
    }
    visit(root, "")
    return found
  }

  private func entries(
    of node: Node, _ loss: PowerLoss, _ generator: inout SeededGenerator
  ) -> [String: Node] {
    switch loss {
    case .nothing, .half, .bytes: return node.entries
    case .everything, .names: return node.safeEntries
    case .some:
      var entries = node.safeEntries
      let count = Int.random(in: 0...node.pendingNames.count, using: &generator)
      for change in node.pendingNames.prefix(count).joined() { entries[change.name] = change.node }
      return entries
    }
  }

  private func bytes(
    of node: Node, _ loss: PowerLoss, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    switch loss {
    case .nothing, .names: return node.bytes
    case .everything, .bytes: return node.safeBytes
    case .half:
      guard let last, last.node === node, case .write(let offset, let bytes) = last.change else {
        return node.bytes
      }
      var half = last.bytesBefore
      Change.write(offset: offset, bytes: Array(bytes.prefix(bytes.count / 2))).apply(to: &half)
      return half
    case .some:
      var bytes = node.safeBytes
      for change in node.pending {
        guard case .write(let offset, let written) = change else {
          if generator.chance(50) { change.apply(to: &bytes) }
          continue
        }
        // A disk writes sectors: each of them is there or not.
        var place = 0
        while place < written.count {
          let end = min(written.count, (offset + place) / 512 * 512 + 512 - offset)
          if generator.chance(50) {
            Change.write(offset: offset + place, bytes: Array(written[place..<end]))
              .apply(to: &bytes)
          }
          place = end
        }
      }
      return bytes
    }
  }

  /// Makes a folder of files that ``files(after:)`` gave.
  static func write(_ files: [String: [UInt8]], to folder: String) throws {
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      if path.hasSuffix("/") {
        try FileManager.default.createDirectory(
          atPath: folder + "/" + path, withIntermediateDirectories: true)
      } else {
        guard
          FileManager.default.createFile(
            atPath: folder + "/" + path, contents: Data(bytes),
            attributes: [.posixPermissions: 0o600])
        else { throw POSIXError(.EIO) }
      }
    }
  }

  /// The files of a folder as ``files(after:)`` gives them.
  static func files(in folder: String) throws -> [String: [UInt8]] {
    try DiskModel(folder: folder).files(after: .nothing)
  }
}
