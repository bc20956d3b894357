import CProcess
import Glibc

/// The one place that writes files: each is there whole or not at all.
///
/// A file is written without a name or under a temporary one in its folder, with access for its owner
/// only, brought to the disk, and renamed; then the folder is brought to the disk. Whatever fails, nothing
/// stays behind; only a kill can leave the temporary file, which every reader passes over.
public enum AtomicFile {
  /// Replaces the file at `path`, or makes it.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    try put(bytes, at: path, isInBatch: false)
    try synchronizeFolder(split(path).folder)
  }

  /// The same of one of many files: name and bytes reach the disk by ``synchronize(_:in:)``, which waits
  /// once for all of them.
  public static func writeInBatch(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    try put(bytes, at: path, isInBatch: true)
  }

  private static func put(
    _ bytes: [UInt8], at path: String, isInBatch: Bool
  ) throws(FileProblem) {
    let (folder, name) = split(path)
    let temporary = folder + "/" + temporaryName(for: name)
    do throws(FileProblem) {
      try fill(temporary, with: bytes, isInBatch: isInBatch)
      guard rename(temporary, path) == 0 else { throw failure(.rename, path) }
    } catch {
      unlink(temporary)
      // Who asked knows the file, not the temporary one.
      throw FileProblem(operation: error.operation, path: path, errno: error.errno)
    }
  }

  /// Brings files that were written in a batch to the disk, and then their names.
  public static func synchronize(
    _ names: some Sequence<String>, in folder: String
  ) throws(FileProblem) {
    for name in names {
      let path = folder + "/" + name
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw failure(.open, path) }
      defer { close(file) }
      guard fsync(file) == 0 else { throw failure(.synchronize, path) }
    }
    try synchronizeFolder(folder)
  }

  /// The same with a step between: when `step` is called, the bytes are on the disk, and the file has its
  /// name once it returns. Where it throws, what stood at `path` stands there still.
  ///
  /// - Throws: ``FileProblem``, and what `step` throws.
  public static func write(_ bytes: [UInt8], to path: String, after step: () throws -> Void) throws
  {
    let (folder, name) = split(path)
    let temporary = folder + "/" + temporaryName(for: name)
    do {
      try fill(temporary, with: bytes, isInBatch: false)
      try step()
      guard rename(temporary, path) == 0 else { throw failure(.rename, path) }
    } catch {
      unlink(temporary)
      guard let problem = error as? FileProblem, problem.path == temporary else { throw error }
      throw FileProblem(operation: problem.operation, path: path, errno: problem.errno)
    }
    try synchronizeFolder(folder)
  }

  /// Brings to the disk which files the folder has.
  public static func synchronize(folder: String) throws(FileProblem) {
    try synchronizeFolder(folder)
  }

  /// Makes a file under a temporary name. Where the file system can do without one until it is whole, a
  /// kill leaves nothing.
  private static func fill(
    _ path: String, with bytes: [UInt8], isInBatch: Bool
  ) throws(FileProblem) {
    let unnamed = open(split(path).folder, O_WRONLY | withoutName | O_CLOEXEC, 0o600)
    if unnamed >= 0 {
      defer { close(unnamed) }
      try put(bytes, into: unnamed, path, isInBatch)
      let isNamed = linkat(
        AT_FDCWD, "/proc/self/fd/\(unnamed)", AT_FDCWD, path, AT_SYMLINK_FOLLOW)
      if isNamed == 0 { return }
    }
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(.open, path) }
    defer { close(file) }
    try put(bytes, into: file, path, isInBatch)
  }

  /// `O_TMPFILE`, which the importer of C does not take: the same number on x86-64 and arm64, with the
  /// flag of folders beside it.
  private static let withoutName: Int32 = 0o20_000_000 | O_DIRECTORY

  /// Writes and brings to the disk, or, of a batch, on the way there.
  private static func put(
    _ bytes: [UInt8], into file: Int32, _ path: String, _ isInBatch: Bool
  ) throws(FileProblem) {
    var written = 0
    while written < bytes.count {
      // Safety: the range read is the rest of the array behind what is written.
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      if count > 0 { written += count } else if errno != EINTR { throw failure(.write, path) }
    }
    if isInBatch { return process_begin_writing(file, 0, bytes.count) }
    guard fsync(file) == 0 else { throw failure(.synchronize, path) }
  }

  /// The file's bytes.
  public static func read(_ path: String) throws(FileProblem) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(.open, path) }
    defer { close(file) }
    return try read(descriptor: file, path: path)
  }

  /// The file's first bytes, fewer than `count` only where it has no more.
  package static func read(_ path: String, atMost count: Int) throws(FileProblem) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(.open, path) }
    defer { close(file) }
    return try read(descriptor: file, atMost: count, path: path)
  }

  /// What stands behind the descriptor's offset.
  package static func read(descriptor: Int32, path: String) throws(FileProblem) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(.read, path) }
    // One more than the size says, so that the end is found without growing.
    var room = max(Int(status.st_size), 0) + 1
    var bytes = try read(descriptor: descriptor, atMost: room, path: path)
    while bytes.count == room {
      bytes += try read(descriptor: descriptor, atMost: bytes.count, path: path)
      room *= 2
    }
    return bytes
  }

  private static func read(
    descriptor: Int32, atMost room: Int, path: String
  ) throws(FileProblem) -> [UInt8] {
    var isRead = true
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      while count < room {
        // Safety: the rest of the buffer.
        let more = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, room - count)
        if more == 0 { break }
        if more > 0 {
          count += more
        } else if errno != EINTR {
          isRead = false
          break
        }
      }
    }
    guard isRead else { throw failure(.read, path) }
    return bytes
  }

  /// Gives a file a temporary name, so that it is not there any more whatever happens next; `nil` where it
  /// is not there.
  package static func setAside(_ path: String) throws(FileProblem) -> String? {
    let (folder, name) = split(path)
    let aside = folder + "/" + temporaryName(for: name)
    guard rename(path, aside) == 0 else {
      if errno == ENOENT { return nil }
      throw failure(.rename, path)
    }
    try synchronizeFolder(folder)
    return aside
  }

  /// Removes a file; one that is not there is no error.
  public static func remove(_ path: String) throws(FileProblem) {
    if unlink(path) != 0 {
      if errno == ENOENT { return }
      throw failure(.remove, path)
    }
    try synchronizeFolder(split(path).folder)
  }

  /// Makes the folder and those above it, with access for their owner only; one that is there stays
  /// as it is.
  public static func createFolder(_ path: String) throws(FileProblem) {
    var missing: [String] = []
    var next = path
    while mkdir(next, 0o700) != 0 {
      if errno == EEXIST { break }
      guard errno == ENOENT, split(next).folder != next else {
        throw failure(.createFolder, next)
      }
      missing.append(next)
      next = split(next).folder
    }
    try synchronizeFolder(split(next).folder)
    for folder in missing.reversed() {
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw failure(.createFolder, folder)
      }
      try synchronizeFolder(split(folder).folder)
    }
    guard isFolder(path) else {
      throw FileProblem(operation: .createFolder, path: path, errno: ENOTDIR)
    }
  }

  /// The names in the folder, without temporary files, in the order of their bytes.
  public static func list(_ folder: String) throws(FileProblem) -> [String] {
    try names(in: folder).filter { !isTemporary($0) }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// Removes what killed writers left in the folder. Only for who holds the study's lock.
  public static func removeTemporaries(in folder: String) throws(FileProblem) {
    for name in try names(in: folder) where isTemporary(name) {
      try remove(folder + "/" + name)
    }
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func failure(_ operation: FileProblem.Operation, _ path: String) -> FileProblem {
    FileProblem(operation: operation, path: path, errno: errno)
  }
}

extension AtomicFile {
  private static func names(in folder: String) throws(FileProblem) -> [String] {
    guard let stream = opendir(folder) else { throw failure(.list, folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      // Safety: the system ends the name with a 0 inside the entry.
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  static func temporaryName(for name: String) -> String {
    "." + name + "." + String(UInt64.random(in: 0...UInt64.max), radix: 16) + ".tmp"
  }

  private static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(".") && name.hasSuffix(".tmp")
  }

  /// `a/b` → `a`, `b`; `b` → `.`, `b`.
  package static func split(_ path: String) -> (folder: String, name: String) {
    var path = Substring(path)
    while path.utf8.count > 1, path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else {
      return (".", String(path))
    }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  static func synchronizeFolder(_ path: String) throws(FileProblem) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A folder that may be written but not listed cannot be opened; the rename stands all the same.
    guard folder >= 0 else {
      if errno == EACCES { return }
      throw failure(.synchronize, path)
    }
    defer { close(folder) }
    // Some file systems have nothing to bring to the disk for a folder.
    guard fsync(folder) == 0 || errno == EINVAL else { throw failure(.synchronize, path) }
  }
}
