import Foundation
import Glibc
import Testing
import VerbatimStudy

@Suite("Studies that cannot be used as they are")
struct DamageTests {
  private func segment(of study: String) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: study + "/index")
    return study + "/index/" + (try #require(names.first { $0.hasSuffix(".segment") }))
  }

  /// One clear line, and no words that anybody said.
  private func expectOneLine(_ run: Verbatim.Run, _ parts: String...) throws {
    #expect(run.status == 2)
    #expect(run.out == "")
    #expect(run.errorLines.count == 1, "\(run.error)")
    #expect(run.error.hasPrefix("verbatim: "))
    for part in parts { #expect(run.error.contains(part), "\(run.error)") }
  }

  @Test(
    "a study of a newer version is left alone",
    arguments: [
      ["search", "hug*"], ["ingest", DemoStudy.corpus], ["check"], ["themes"],
    ])
  func newer(_ command: [String]) throws {
    let (folder, study) = try DemoStudy.copy()
    try folder.write("study/study.json", "{\"verbatim-study\": 99}\n")
    try expectOneLine(try Verbatim.run(command, on: study), "99", "newer")
  }

  @Test("a marker that says nothing is reported", arguments: ["", "{}", "[1]", "\u{0}"])
  func marker(_ text: String) throws {
    let (folder, study) = try DemoStudy.copy()
    try folder.write("study/study.json", text)
    try expectOneLine(try Verbatim.run(["search", "hug*"], on: study), "study.json")
  }

  @Test("an index that was cut is reported with its file", arguments: [0, 1, 40, 1000, -1])
  func cut(_ length: Int) throws {
    let (_folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(_folder) {} }
    let file = try segment(of: study)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    try bytes.prefix(length < 0 ? bytes.count + length : length)
      .write(to: URL(fileURLWithPath: file))
    try expectOneLine(try Verbatim.run(["search", "hug*"], on: study), ".segment")
    #expect(try Verbatim.run(["check"], on: study).status == 2)
  }

  @Test("a flipped byte anywhere in the index is found by check and never crashes a search")
  func flipped() throws {
    let (_folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(_folder) {} }
    let file = try segment(of: study)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    let speech = try DemoStudy.speech()
    for step in 0..<16 {
      var bytes = whole
      bytes[step * (whole.count - 1) / 15] ^= 0x41
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      let check = try Verbatim.run(["check"], on: study)
      #expect(check.status == 2, "byte \(step * (whole.count - 1) / 15)")
      #expect(check.error != "")
      let search = try Verbatim.run(["search", "hug* OR door"], on: study)
      #expect((0...2).contains(search.status))
      for run in [check, search] { #expect(speech.allSatisfy { !run.error.contains($0) }) }
    }
  }

  @Test("a missing or foreign manifest is reported", arguments: [nil, "", "nothing\n"])
  func manifest(_ text: String?) throws {
    let (folder, study) = try DemoStudy.copy()
    let file = study + "/index/manifest"
    if let text {
      try folder.write("study/index/manifest", text)
    } else {
      try FileManager.default.removeItem(atPath: file)
    }
    try expectOneLine(
      try Verbatim.run(["search", "hug*", "--count"], on: study), "manifest")
    #expect(try Verbatim.run(["check"], on: study).status == 2)
  }

  @Test("a database that is none is reported", arguments: ["", "no database, really none"])
  func database(_ text: String) throws {
    let (folder, study) = try DemoStudy.copy()
    try folder.write("study/study.sqlite", text)
    for command in [["themes"], ["search", "hug*"], ["ingest", "/dev/null"]] {
      try expectOneLine(try Verbatim.run(command, on: study), "study.sqlite")
    }
  }

  @Test("a source whose bytes have changed is found by check, by its digest alone")
  func source() throws {
    let (folder, study) = try DemoStudy.copy()
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: study + "/sources").sorted().first)
    let file = study + "/sources/" + name
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    bytes[bytes.count / 2] ^= 1
    try folder.write("study/sources/" + name, bytes)
    let run = try Verbatim.run(["check"], on: study)
    #expect(run.status == 2)
    #expect(run.error.contains(name.prefix(12)))
    let speech = try DemoStudy.speech()
    #expect(speech.allSatisfy { !run.error.contains($0) })
    #expect(run.out.hasSuffix("1 finding\n"))
  }

  @Test("a second writer hears who writes; readers do not wait")
  func lock() throws {
    let (_folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(_folder) {} }
    let lock = try StudyLock(try StudyFolder.open(at: study), command: "a test")
    for command in [["ingest", DemoStudy.corpus], ["import", DemoStudy.corpus], ["compact"]] {
      try expectOneLine(
        try Verbatim.run(command, on: study), "a test", String(getpid()))
    }
    #expect(try Verbatim.run(["search", "hug*"], on: study).status == 0)
    #expect(try Verbatim.run(["themes"], on: study).status == 0)
    _ = consume lock
    #expect(try Verbatim.run(["compact"], on: study).status == 0)
  }

  @Test("somebody without permission is told which file", .enabled(if: Somebody.canRun))
  func permission() throws {
    let (folder, study) = try DemoStudy.copy()
    let foreign = try Somebody.run(["search", "hug*"], on: study)
    try expectOneLine(foreign, "permission")
    // The study open to read, a source closed: the good one is taken where writing is allowed.
    _ = try Verbatim.shell("chmod -R a+rX \(folder.path)")
    #expect(try Somebody.run(["search", "hug*", "--count"], on: study).status == 0)
    let ingest = try Somebody.run(["ingest", DemoStudy.corpus], on: study)
    #expect(ingest.status == 2)
    #expect(ingest.errorLines.count == 1, "\(ingest.error)")
    #expect(ingest.error.contains("permission"))
    let closed = try folder.write("closed.txt", "P1: Zanzibar\n")
    _ = try Verbatim.shell("chmod 600 \(closed)")
    let dry = try Somebody.run(["ingest", "--dry-run", closed], on: study)
    #expect(dry.status == 2)
    #expect(dry.error.contains("closed.txt") && dry.error.contains("permission"), "\(dry.error)")
  }
}

/// Another user, since root may read everything. Skipped where the system cannot run one (no root, no
/// setpriv) or where that user cannot reach the built command.
private enum Somebody {
  static func run(_ arguments: [String], on study: String) throws -> Verbatim.Run {
    try Verbatim.spawn(
      ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Verbatim.binary]
        + arguments, environment: ["VERBATIM_STUDY": study])
  }

  static let canRun: Bool = {
    guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
      return false
    }
    return (try? run(["--version"], on: "/"))?.status == 0
  }()
}
