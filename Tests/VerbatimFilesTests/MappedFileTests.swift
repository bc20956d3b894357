import Glibc
import Testing
import VerbatimFiles

@Suite("A mapped file")
struct MappedFileTests {
  /// A new folder for `body`, removed behind it.
  private func withFolder(_ body: (String) throws -> Void) throws {
    var name = Array("/tmp/verbatim-files-XXXXXX".utf8CString)
    // Safety: the template is an array that ends in a 0, and keeps its length.
    let made = name.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } }
    try #require(made == true)
    let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      for name in (try? AtomicFile.list(folder)) ?? [] { unlink(folder + "/" + name) }
      rmdir(folder)
    }
    try body(folder)
  }

  /// A copy, since the bytes live no longer than the object.
  private func contents(_ mapped: MappedFile) -> [UInt8] {
    withExtendedLifetime(mapped) { Array(mapped.bytes) }
  }

  private func problem(_ path: String) -> FileProblem? {
    do throws(FileProblem) {
      _ = try MappedFile(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("has the bytes of the file", arguments: [1, 4095, 4096, 4097, 100_000])
  func bytes(count: Int) throws {
    try withFolder { folder in
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try AtomicFile.write(bytes, to: folder + "/file")
      let mapped = try MappedFile(path: folder + "/file")
      #expect(contents(mapped) == bytes)
      #expect(mapped.path == folder + "/file")
    }
  }

  @Test("keeps its bytes when the file is replaced or removed")
  func replaced() throws {
    try withFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write(Array("before".utf8), to: path)
      let mapped = try MappedFile(path: path)
      try AtomicFile.write(Array("afterwards".utf8), to: path)
      #expect(contents(mapped) == Array("before".utf8))
      #expect(try contents(MappedFile(path: path)) == Array("afterwards".utf8))
      try AtomicFile.remove(path)
      #expect(contents(mapped) == Array("before".utf8))
    }
  }

  @Test("that is empty has no bytes")
  func empty() throws {
    try withFolder { folder in
      try AtomicFile.write([], to: folder + "/file")
      #expect(try contents(MappedFile(path: folder + "/file")).isEmpty)
    }
  }

  @Test("that is missing, below a file, or a folder is refused with its cause")
  func refused() throws {
    try withFolder { folder in
      try AtomicFile.write([1], to: folder + "/file")
      #expect(problem(folder + "/none")?.cause == .notFound)
      #expect(problem(folder + "/none")?.operation == .open)
      #expect(problem(folder + "/file/below")?.cause == .notAFolder)
      #expect(problem(folder)?.errno == EISDIR)
      #expect(problem("")?.cause == .notFound)
    }
  }

  @Test("that is a pipe or a device is refused at once")
  func pipe() throws {
    try withFolder { folder in
      try #require(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(problem(folder + "/pipe") != nil)
      #expect(problem("/dev/null") != nil)
    }
  }
}
