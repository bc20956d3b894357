import Foundation
import Glibc
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

@Suite("A damaged study says what is wrong")
struct DamageTests {
  /// The shipped study, and room for a damaged copy of it.
  struct Copy {
    let folder = try? TemporaryFolder()
    var original: String { (folder?.path ?? "") + "/original" }
    var path: String { (folder?.path ?? "") + "/copy" }

    init() throws {
      _ = try #require(folder)
      let study = try Study.create(at: original)
      _ = try StudyWriter(study, command: "test", actor: "t").importStudy(at: Checkout.corpus)
    }

    func renew() throws { try copyFolder(original, to: path) }

    func open() throws -> Study { Study.open(try StudyFolder.open(at: path)) }

    func segment() throws -> String {
      let names = try FileManager.default.contentsOfDirectory(atPath: path + "/index")
      return path + "/index/" + (try #require(names.first { $0.hasSuffix(".segment") }))
    }

    func change(_ path: String, _ change: (inout [UInt8]) -> Void) throws {
      var bytes = try AtomicFile.read(path)
      change(&bytes)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
  }

  /// Opens, reads and checks; true where anything was reported. Nothing may trap.
  private func isFoundOut(_ copy: Copy) throws -> Bool {
    let study = try copy.open()
    var isFound = false
    do {
      for query in [
        "trust", "\"peer support\"", "kettl* NEAR/5 on", "speaker:P1", "theme:A/1 hug*",
      ] {
        _ = try TestStudy.extracts(query, in: study, ExtractRequest(context: .exchange))
      }
    } catch {
      isFound = true
    }
    do {
      let check = try StudyCheck(study)
      return isFound || !check.findings.isEmpty
    } catch {
      return true
    }
  }

  @Test("a segment cut anywhere")
  func cut() throws {
    let copy = try Copy()
    var generator = SeededGenerator(seed: 5)
    for round in 0..<25 {
      try copy.renew()
      try copy.change(copy.segment()) { bytes in
        let lengths = [0, 1, 15, 16, bytes.count - 1, bytes.count - 32]
        let length =
          round < lengths.count
          ? lengths[round] : Int.random(in: 0..<bytes.count, using: &generator)
        bytes.removeLast(bytes.count - length)
      }
      #expect(try isFoundOut(copy), "round \(round)")
      #expect(throws: IndexProblem.self) { try copy.open().index() }
    }
  }

  @Test("a flipped byte of a segment")
  func flipped() throws {
    let copy = try Copy()
    var generator = SeededGenerator(seed: 6)
    for round in 0..<30 {
      try copy.renew()
      var place = 0
      try copy.change(copy.segment()) { bytes in
        // Zeros may be the padding between sections, which says nothing.
        repeat {
          place = Int.random(in: 0..<bytes.count, using: &generator)
        } while bytes[place] == 0
        bytes[place] ^= 1 << UInt8(round % 8)
      }
      #expect(try isFoundOut(copy), "byte \(place)")
    }
  }

  @Test("a segment that is missing, empty, or another one")
  func missingSegment() throws {
    let copy = try Copy()
    try copy.renew()
    let segment = try copy.segment()
    let file = String(segment.split(separator: "/").last ?? "")
    try FileManager.default.removeItem(atPath: segment)
    #expect(throws: IndexProblem(file: file, kind: .missingFile)) { try copy.open().index() }
    #expect(throws: IndexProblem(file: file, kind: .missingFile)) { try StudyCheck(copy.open()) }
    #expect(throws: IndexProblem(file: file, kind: .missingFile)) {
      _ = try StudyWriter(copy.open(), command: "test", actor: "t")
    }
    let other = try TestIndex.image([TestIndex.transcript("s", ["One.", "Two."])])
    try Data(other.bytes).write(to: URL(fileURLWithPath: segment))
    #expect(try isFoundOut(copy))
    try FileManager.default.removeItem(atPath: segment)
    try FileManager.default.createDirectory(atPath: segment, withIntermediateDirectories: true)
    #expect(throws: (any Error).self) { try copy.open().index() }
  }

  @Test("a manifest that is missing, cut or changed is told, and the next writer mends it")
  func manifest() throws {
    let copy = try Copy()
    try copy.renew()
    let manifest = copy.path + "/index/" + Manifest.fileName
    let whole = try AtomicFile.read(manifest)
    var changes: [[UInt8]?] = [nil, []]
    changes += stride(from: 1, to: whole.count, by: 7).map { Array(whole[..<$0]) }
    changes += stride(from: 0, to: whole.count, by: 5).map { place in
      var bytes = whole
      bytes[place] ^= 2
      return bytes
    }
    let state = try StudyState(copy.path)
    for change in changes {
      if let change {
        try Data(change).write(to: URL(fileURLWithPath: manifest))
      } else {
        try FileManager.default.removeItem(atPath: manifest)
      }
      #expect(throws: IndexProblem.self) { try copy.open().index() }
      // With the database, which keeps the same list, all is still there.
      let check = try StudyCheck(copy.open())
      #expect(check.findings.count == 1)
      #expect(check.findings.contains { if case .manifest = $0 { true } else { false } })
    }
    do {
      let writer = try StudyWriter(copy.open(), command: "test", actor: "t")
      _ = consume writer
    }
    #expect(try StudyState(copy.path) == state)
  }

  @Test("a source with a flipped byte, cut, or missing")
  func source() throws {
    let copy = try Copy()
    for (number, name) in try FileManager.default.contentsOfDirectory(
      atPath: copy.original + "/sources"
    ).enumerated() {
      try copy.renew()
      let path = copy.path + "/sources/" + name
      let digest = try #require(Digest(hex: name))
      switch number % 3 {
      case 0: try copy.change(path) { $0[$0.count / 2] ^= 4 }
      case 1: try copy.change(path) { $0.removeLast($0.count / 3) }
      default: try FileManager.default.removeItem(atPath: path)
      }
      let findings = try StudyCheck(copy.open()).findings
      #expect(findings.count == 1)
      let expected: SourceStoreProblem = number % 3 == 2 ? .missing(digest) : .damaged(digest)
      #expect(findings.contains { if case .source(expected) = $0 { true } else { false } })
      // Searching does not need it.
      #expect(try TestStudy.extracts("trust", in: copy.open()).hitCount > 0)
    }
  }

  @Test("a database that is cut, overwritten or of a newer version")
  func database() throws {
    let copy = try Copy()
    let path = copy.path + "/study.sqlite"
    try copy.renew()
    // The header's user version, big-endian, at 60.
    var supported = 0
    try copy.change(path) {
      supported = Int($0[63])
      $0[63] = 99
    }
    let newer = StudyDatabaseError.newerVersion(path: path, found: 99, supported: supported)
    #expect(throws: newer) { try copy.open().database() }
    #expect(throws: newer) { _ = try StudyWriter(copy.open(), command: "test", actor: "t") }
    try copy.renew()
    try copy.change(path) { $0 = Array("not a database, but long enough to be one?".utf8) }
    #expect(throws: StudyDatabaseError.self) { try copy.open().database() }
    var generator = SeededGenerator(seed: 8)
    for round in 0..<12 {
      try copy.renew()
      try copy.change(path) { bytes in
        if round % 2 == 0 {
          bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
        } else {
          for _ in 0..<200 {
            bytes[Int.random(in: 100..<bytes.count, using: &generator)] ^= 0x55
          }
        }
      }
      #expect(try isFoundOut(copy), "round \(round)")
    }
  }

  @Test("a study of a newer version is refused before anything is read")
  func newerStudy() throws {
    let copy = try Copy()
    try copy.renew()
    try Data("{\"verbatim-study\": 7}\n".utf8)
      .write(to: URL(fileURLWithPath: copy.path + "/study.json"))
    #expect(throws: StudyFolderProblem.newerVersion(path: copy.path, found: 7, known: 1)) {
      try copy.open()
    }
  }

  @Test("an index of another analyser is refused by name")
  func analyser() throws {
    let copy = try Copy()
    try copy.renew()
    let manifest = Manifest(analyzer: "standard/9 unicode/99.0")
    try Data(manifest.text.utf8).write(
      to: URL(fileURLWithPath: copy.path + "/index/" + Manifest.fileName))
    let study = try copy.open()
    do {
      let entries = try study.index(of: study.database()).manifest.entries
      let foreign = Manifest(analyzer: "standard/9 unicode/99.0", entries: entries)
      try Data(foreign.text.utf8).write(
        to: URL(fileURLWithPath: copy.path + "/index/" + Manifest.fileName))
    }
    #expect {
      _ = try study.index()
    } throws: { error in
      guard case .analyzer = (error as? IndexProblem)?.kind else { return false }
      return true
    }
  }

  // A process between its fork and its exec has the descriptor too; a test cannot stop it there, but
  // can hold a copy as it does.
  @Test("the lock ends with its writer, though a child that is starting still has the descriptor")
  func inheritedLock() throws {
    let test = try TestStudy()
    var copies: [Int32] = []
    do {
      let writer = try test.writer()
      for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
        let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/self/fd/" + name)
        if target == test.path + "/lock", let descriptor = Int32(name) {
          copies.append(dup(descriptor))
        }
      }
      _ = consume writer
    }
    defer { for copy in copies { close(copy) } }
    #expect(!copies.isEmpty)
    _ = try test.writer()
  }

  @Test("a second writer is told who the first one is")
  func secondWriter() throws {
    let test = try TestStudy()
    let first = try StudyWriter(test.study, command: "ingest", actor: "EO")
    do {
      _ = try StudyWriter(test.study, command: "compact", actor: "MB")
      Issue.record("two writers at once")
    } catch let problem as StudyLockProblem {
      guard case .held(let holder?) = problem else {
        Issue.record("\(problem)")
        return
      }
      #expect(holder.command == "ingest")
      #expect(holder.process == ProcessInfo.processInfo.processIdentifier)
    }
    // Readers do not mind.
    #expect(try test.index().segments.isEmpty)
    _ = consume first
    _ = try test.writer()
  }
}
