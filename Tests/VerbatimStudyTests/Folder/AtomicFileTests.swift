import Foundation
import Glibc
import Testing
import VerbatimFiles

@testable import VerbatimStudy

@Suite("Files are written whole or not at all")
struct AtomicFileTests {
  @Test("what was written is read, for its owner only, and nothing else is left")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    for bytes in [[], Array("one".utf8), [UInt8](repeating: 7, count: 300_000), [0]] {
      try AtomicFile.write(bytes, to: path)
      #expect(try AtomicFile.read(path) == bytes)
    }
    #expect(try folder.names() == ["a"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test("folders are made with those above them, for their owner only")
  func folders() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a/b/c"
    try AtomicFile.createFolder(path)
    try AtomicFile.createFolder(path)
    try AtomicFile.createFolder(path + "/")
    for part in ["/a", "/a/b", "/a/b/c"] {
      let mode = try FileManager.default.attributesOfItem(atPath: folder.path + part)[
        .posixPermissions]
      #expect(mode as? Int == 0o700)
    }
    try AtomicFile.write([], to: folder.path + "/file")
    for path in ["/file", "/file/deeper"] {
      #expect {
        try AtomicFile.createFolder(folder.path + path)
      } throws: {
        ($0 as? FileProblem)?.cause == .notAFolder
      }
    }
  }

  @Test("a failure says what failed and why, and leaves nothing")
  func failures() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileProblem(operation: .open, path: folder.path + "/a/b", errno: ENOENT)) {
      try AtomicFile.read(folder.path + "/a/b")
    }
    #expect {
      try AtomicFile.write([1], to: folder.path + "/a/b")
    } throws: {
      ($0 as? FileProblem)?.cause == .notFound
    }
    // A folder cannot be replaced by a file: the rename fails when all is written.
    try AtomicFile.createFolder(folder.path + "/taken/deeper")
    #expect {
      try AtomicFile.write([1], to: folder.path + "/taken")
    } throws: {
      ($0 as? FileProblem)?.operation == .rename
    }
    #expect(try folder.names() == ["taken"])
    try AtomicFile.remove(folder.path + "/nothing")
  }

  @Test("the causes that people can mend have names")
  func causes() {
    func cause(_ number: Int32) -> FileProblem.Cause {
      FileProblem(operation: .write, path: "a", errno: number).cause
    }
    #expect(cause(ENOSPC) == .diskFull)
    #expect(cause(EDQUOT) == .diskFull)
    #expect(cause(EACCES) == .noPermission)
    #expect(cause(EROFS) == .readOnly)
    #expect(cause(EIO) == .other)
  }

  // A small file system can be mounted by root alone, and not in every container.
  @Test(
    "a full disk is an error that keeps the old file and leaves no part of the new one",
    .enabled(if: SmallDisk.canBeMounted, "needs the right to mount a small file system"))
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    try shell("mount -t tmpfs -o size=64k none \"$1\"", folder.path)
    defer { _ = try? shell("umount \"$1\"", folder.path) }
    let path = folder.path + "/a"
    try AtomicFile.write([1, 2, 3], to: path)
    #expect {
      try AtomicFile.write([UInt8](repeating: 0, count: 1_000_000), to: path)
    } throws: {
      ($0 as? FileProblem)?.cause == .diskFull
    }
    #expect(try AtomicFile.read(path) == [1, 2, 3])
    #expect(try folder.names() == ["a"])
  }

  // Root may write anywhere, so that the test is another user's for as long as it lasts.
  @Test(
    "without permission nothing is written",
    .enabled(if: getuid() == 0, "needs root, to become another user"))
  func noPermission() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder.path + "/a")
    chmod(folder.path, 0o755)
    let result = try withOtherUser {
      Result { try AtomicFile.write([2], to: folder.path + "/a") }
    }
    #expect {
      try result.get()
    } throws: {
      ($0 as? FileProblem)?.cause == .noPermission
    }
    let reading = try withOtherUser { Result { try AtomicFile.read(folder.path + "/a") } }
    #expect {
      try reading.get()
    } throws: {
      ($0 as? FileProblem)?.cause == .noPermission
    }
    #expect(try AtomicFile.read(folder.path + "/a") == [1])
    #expect(try folder.names() == ["a"])
  }

  /// Runs `body` on this thread with the file access of `nobody`: Linux keeps it by thread.
  private func withOtherUser<T>(_ body: () -> T) throws -> T {
    typealias Change = @convention(c) (uid_t) -> Int32
    let symbol = try #require(dlsym(nil, "setfsuid"))
    // Safety: setfsuid(2) takes a user id and gives the one before.
    let change = unsafeBitCast(symbol, to: Change.self)
    let before = change(65534)
    defer { _ = change(uid_t(before)) }
    return body()
  }

  @Test("what a killed writer left is passed over and can be removed")
  func leftovers() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder.path + "/a")
    try Data([9]).write(to: URL(fileURLWithPath: folder.path + "/.a.00ff.tmp"))
    #expect(try AtomicFile.list(folder.path) == ["a"])
    try AtomicFile.write([2], to: folder.path + "/a")
    try AtomicFile.removeTemporaries(in: folder.path)
    #expect(try folder.names() == ["a"])
    #expect(try AtomicFile.read(folder.path + "/a") == [2])
  }
}

enum SmallDisk {
  static let canBeMounted: Bool = {
    guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
    let mount = try? shell("mount -t tmpfs -o size=64k none \"$1\" 2>/dev/null", folder.path)
    guard mount?.code == 0 else { return false }
    return (try? shell("umount \"$1\"", folder.path))?.code == 0
  }()
}
