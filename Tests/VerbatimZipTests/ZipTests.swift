import Foundation
import Testing
import VerbatimFiles

@testable import VerbatimZip

@Suite("Zip archives")
struct ZipTests {
  private func contents(_ bytes: [UInt8], _ limits: ZipLimits = ZipLimits()) throws -> [String:
    [UInt8]]
  {
    let archive = try ZipArchive(bytes, limits: limits)
    var reader = archive.reader()
    var contents: [String: [UInt8]] = [:]
    for entry in archive.entries { contents[entry.name] = try reader.read(entry) }
    return contents
  }

  private func problem(_ bytes: [UInt8], _ limits: ZipLimits = ZipLimits()) -> ZipProblem.Kind? {
    do {
      _ = try contents(bytes, limits)
      return nil
    } catch {
      return (error as? ZipProblem)?.kind
    }
  }

  private func problem(_ entries: ZipForge.Entry...) -> ZipProblem.Kind? {
    problem(ZipForge(entries).bytes)
  }

  private let files: [String: [UInt8]] = [
    "project.qde": Array("<Project/>".utf8), "sources/b.txt": Array("Ø 😀\n".utf8),
    "sources/a.txt": [], "ü.bin": (0..<2000).map { UInt8(truncatingIfNeeded: $0 * 7) },
  ]

  @Test("what was written is read again, and the bytes depend on names and contents alone")
  func roundTrip() throws {
    var forward = ZipWriter()
    for name in files.keys.sorted() { forward.add(name, files[name] ?? []) }
    var backward = ZipWriter()
    backward.add("ü.bin", [1])
    for name in files.keys.sorted().reversed() { backward.add(name, files[name] ?? []) }
    let bytes = try forward.finish()
    #expect(try backward.finish() == bytes)
    #expect(try contents(bytes) == files)
    #expect(
      try ZipArchive(bytes).entries.map(\.name) == [
        "project.qde", "sources/a.txt", "sources/b.txt", "ü.bin",
      ])
  }

  @Test("an archive is read from a file as from memory")
  func file() throws {
    var writer = ZipWriter()
    for (name, bytes) in files { writer.add(name, bytes) }
    let path = FileManager.default.temporaryDirectory.path + "/verbatim-\(UUID().uuidString).zip"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(try writer.finish(), to: path)
    let archive = try ZipArchive(path: path)
    var reader = archive.reader()
    for (name, bytes) in files {
      let entry = try #require(archive.entry(named: name.uppercased()))
      #expect(try reader.read(entry) == bytes)
    }
  }

  @Test(
    "an independent reader finds the archive sound", .enabled(if: Python.isThere, "needs python3"))
  func secondReader() throws {
    var writer = ZipWriter()
    for (name, bytes) in files { writer.add(name, bytes) }
    let path = FileManager.default.temporaryDirectory.path + "/verbatim-\(UUID().uuidString).zip"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(try writer.finish(), to: path)
    let script = """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      assert z.testzip() is None
      for i in z.infolist(): print(i.filename, i.file_size, i.date_time[0], i.compress_type)
      """
    #expect(
      try Python.run(script, path).split(separator: "\n") == [
        "project.qde 10 1980 0", "sources/a.txt 0 1980 0", "sources/b.txt 8 1980 0",
        "ü.bin 2000 1980 0",
      ])
  }

  @Test("what an independent writer packs is read", .enabled(if: Python.isThere, "needs python3"))
  func secondWriter() throws {
    let path = FileManager.default.temporaryDirectory.path + "/verbatim-\(UUID().uuidString).zip"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let script = """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)
      z.writestr('deflated.txt', 'abc' * 1000)
      z.writestr('stored.txt', 'xyz', zipfile.ZIP_STORED)
      with z.open('wide.txt', 'w', force_zip64=True) as f: f.write(b'wide')
      z.comment = b'PK\\x05\\x06 in a comment'
      z.close()
      """
    _ = try Python.run(script, path)
    let bytes = try AtomicFile.read(path)
    #expect(
      try contents(bytes) == [
        "deflated.txt": Array(String(repeating: "abc", count: 1000).utf8),
        "stored.txt": Array("xyz".utf8), "wide.txt": Array("wide".utf8),
      ])
  }

  @Test("names that lead out of the archive are refused, whatever they try")
  func names() {
    for name in [
      "../a", "a/../../b", "/etc/passwd", "C:\\a", "c:a", "a\\b", "a/..", "..", "", "a\u{0}b",
      "a\nb",
      "\\\\host\\a", "//host/a",
    ] { #expect(problem(ZipForge.Entry(name, "x")) == .unsafeName, "\(name.debugDescription)") }
    #expect(problem(ZipForge.Entry("a..b/c...d", "x")) == nil)
  }

  @Test("links, encrypted files, unknown methods, files of one name are refused")
  func kinds() {
    var link = ZipForge.Entry("link", "/etc/passwd")
    link.mode = 0xA1FF
    #expect(problem(link) == .symbolicLink)
    link.host = 0
    #expect(problem(link) == nil)
    var secret = ZipForge.Entry("a", "x")
    secret.flags |= 1
    #expect(problem(secret) == .encrypted)
    var other = ZipForge.Entry("a", "x")
    other.method = 12
    #expect(problem(other) == .unsupportedMethod(12))
    #expect(problem(.init("a.txt", "x"), .init("A.TXT", "y")) == .duplicateName)
    var forge = ZipForge([.init("a", "x")])
    forge.disk = 1
    #expect(problem(forge.bytes) == .severalVolumes)
  }

  @Test("a local header that says something else than the directory is refused")
  func contradictions() {
    var name = ZipForge.Entry("a", "x")
    name.localName = "b"
    #expect(problem(name) == .contradictsDirectory)
    var method = ZipForge.Entry("a", "x")
    method.localMethod = 8
    #expect(problem(method) == .contradictsDirectory)
  }

  @Test("sizes, checksums and streams are proven")
  func proof() {
    var crc = ZipForge.Entry("a", "abc")
    crc.crc = 1
    #expect(problem(crc) == .wrongChecksum)
    var small = ZipForge.Entry("a", String(repeating: "abc", count: 100))
    small.isDeflated = true
    small.size = 10
    #expect(problem(small) == .wrongSize)
    small.size = 10_000
    #expect(problem(small) == .wrongSize)
    var cut = ZipForge.Entry("a", String(repeating: "abc", count: 100))
    cut.isDeflated = true
    cut.packed = Array(ZipForge.deflate(cut.content).dropLast(3))
    #expect(problem(cut) == .badData)
    var noise = ZipForge.Entry("a", "abc")
    noise.method = 8
    noise.packed = [0xFF, 0xFF, 0xFF]
    #expect(problem(noise) == .badData)
    var more = ZipForge.Entry("a", "abc")
    more.method = 8
    more.packed = ZipForge.deflate(more.content) + [0, 0]
    #expect(problem(more) == .badData)
  }

  @Test("a bomb meets a limit: by what it says, and where it lies, by what comes out")
  func bombs() {
    let zeros = [UInt8](repeating: 0, count: 8 << 20)
    var bomb = ZipForge.Entry("a", zeros)
    bomb.isDeflated = true
    let forged = ZipForge([bomb]).bytes
    #expect(forged.count < 20_000)
    #expect(problem(forged) == .ratio(limit: 200))
    #expect(
      problem(forged, ZipLimits(entryBytes: 1 << 20))
        == .entryTooLarge(limit: 1 << 20, actual: false))
    bomb.size = 100
    #expect(problem(ZipForge([bomb]).bytes) == .wrongSize)
    var noise = SystemRandomNumberGenerator()
    let random = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &noise) }
    let many = (0..<4).map { ZipForge.Entry("f\($0)", random) }
    #expect(
      problem(ZipForge(many).bytes, ZipLimits(totalBytes: 250_000))
        == .archiveTooLarge(limit: 250_000))
    #expect(
      problem(ZipForge(many).bytes, ZipLimits(entries: 3)) == .tooManyEntries(found: 4, limit: 3))
  }

  @Test("entries that share their bytes are refused")
  func overlaps() {
    var second = ZipForge.Entry("b", "xyz")
    second.offset = 0
    #expect(problem(.init("a", "abc"), second) == .overlapping)
    var beyond = ZipForge.Entry("b", "xyz")
    beyond.offset = 1 << 30
    #expect(problem(beyond) == .malformed("offset"))
    var long = ZipForge.Entry("a", "abc")
    long.packedSize = 1 << 30
    long.size = 1 << 30
    #expect(problem(long) == .malformed("offset"))
  }

  @Test(
    "bytes that are no archive, cut off or changed anywhere are refused or read right, never a trap"
  )
  func damage() throws {
    #expect(problem([]) == .notZip)
    #expect(problem(Array("PK\u{5}\u{6}".utf8)) == .notZip)
    #expect(problem([UInt8](repeating: 0x50, count: 70_000)) == .notZip)
    var packed = ZipForge.Entry("sources/a.txt", String(repeating: "words of a turn ", count: 20))
    packed.isDeflated = true
    let good = ZipForge([.init("project.qde", "<Project/>"), packed]).bytes
    let whole = try contents(good)
    for length in 0..<good.count { #expect(problem(Array(good[..<length])) != nil) }
    for place in good.indices {
      for value: UInt8 in [0, 0xFF, good[place] ^ 0x40] {
        var bytes = good
        bytes[place] = value
        // Names and times may change; a content that is given is the content.
        guard let read = try? contents(bytes) else { continue }
        for content in read.values { #expect(whole.values.contains(content)) }
      }
    }
    var counted = ZipForge([.init("a", "x")])
    for count in [0, 2, 0xFFFE, 0xFFFF] {
      counted.count = count
      #expect(problem(counted.bytes) != nil, "\(count)")
    }
  }
}

/// Python as a second reader, where it is installed.
enum Python {
  static let isThere =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
    || (try? run("print(1)")) == "1\n"

  static func run(_ script: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : "failed"
  }
}
