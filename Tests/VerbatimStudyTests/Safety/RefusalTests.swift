import Foundation
import Glibc
import Testing
import VerbatimExtract
import VerbatimFiles
import VerbatimThemes

@testable import VerbatimStudy

@Suite("What the system refuses")
struct RefusalTests {
  /// Whatever layer met it, the cause is a full disk.
  private func isDiskFull(_ error: any Error) -> Bool {
    switch error {
    case let problem as FileProblem: problem.cause == .diskFull
    case SourceStoreProblem.file(let problem): problem.cause == .diskFull
    case StudyDatabaseError.diskFull: true
    default: false
    }
  }

  // A small file system can be mounted by root alone, and not in every container.
  @Test(
    "a full disk stops an ingest, and the study is as before",
    .enabled(if: SmallDisk.canBeMounted, "needs the right to mount a small file system"))
  func fullDisk() throws {
    let input = try TestStudy()
    try input.write("one.txt", Sample.text(Sample.turns(1)))
    for number in 2...9 {
      try input.write("s\(number).xml", Sample.tei(Sample.turns(number, count: 120)))
    }
    var failures: [String: Int] = [:]
    var successes = 0
    // Sizes at which sources, segment and database are each the one that no longer fits.
    for kilobytes in stride(from: 176, through: 320, by: 8) {
      let folder = try TemporaryFolder()
      try shell("mount -t tmpfs -o size=\(kilobytes)k none \"$1\"", folder.path)
      defer { _ = try? shell("umount \"$1\"", folder.path) }
      let path = folder.path + "/study"
      let before: StudyState
      do {
        let writer: StudyWriter
        do {
          let study = try Study.create(at: path)
          writer = try StudyWriter(study, command: "test", actor: "t")
          _ = try writer.ingest(SourceBatch([input.input + "/one.txt"]))
        } catch {
          #expect(isDiskFull(error), "\(error)")
          continue
        }
        before = try StudyState(path)
        do {
          _ = try writer.ingest(SourceBatch([input.input]))
          successes += 1
          continue
        } catch {
          #expect(isDiskFull(error), "\(error)")
          failures[String(describing: type(of: error)), default: 0] += 1
        }
      }
      let study = Study.open(try StudyFolder.open(at: path))
      #expect(try TestStudy.extracts("kettle", in: study).sessionCount == 1)
      #expect(try StudyCheck(study).findings.isEmpty, "\(kilobytes)")
      // Nothing of the files that could not be taken is left.
      #expect(try StudyState(path) == before, "\(kilobytes)")
      do {
        let writer = try StudyWriter(study, command: "test", actor: "t")
        _ = consume writer
      }
      #expect(try StudyState(path) == before, "\(kilobytes)")
    }
    #expect(!failures.isEmpty)
    #expect(successes > 0)
    print("full disk: \(failures), \(successes) fitted")
  }

  @Test(
    "one file without permission is told, and the others are kept",
    .enabled(
      if: getuid() == 0 && Checkout.command != nil, "needs root, to become another user"))
  func unreadableFile() throws {
    let test = try TestStudy()
    try test.write("good.txt", Sample.text(Sample.turns(1)))
    try test.write("secret.txt", Sample.text(Sample.turns(2)))
    try shell("chmod 755 \"$1\" \"$1\"/in; chmod 644 \"$1\"/in/good.txt", test.folder.path)
    try shell("chmod 600 \"$1\"/in/secret.txt; chown -R 65534 \"$1\"/study", test.folder.path)
    let result = try asNobody(["--study", test.path, "ingest", test.input])
    #expect(result.code == 2)
    #expect(try test.sessions().keys.sorted() == ["good"])
    #expect(try test.findings() == [])
  }

  @Test(
    "a study without permission to read or to write ends in an error, and stays as it is",
    .enabled(
      if: getuid() == 0 && Checkout.command != nil, "needs root, to become another user"))
  func forbiddenStudy() throws {
    let test = try TestStudy()
    try test.write("good.txt", Sample.text(Sample.turns(1)))
    try test.ingest()
    let before = try StudyState(test.path)
    try shell("chmod 755 \"$1\"; chmod -R a+rX \"$1\"/in", test.folder.path)
    // Everything is its owner's only.
    #expect(try asNobody(["--study", test.path, "search", "kettle"]).code == 2)
    #expect(try asNobody(["--study", test.path, "ingest", test.input]).code == 2)
    // Everybody may read: searching works, writing does not.
    try shell("chmod -R a+rX \"$1\"", test.path)
    #expect(try asNobody(["--study", test.path, "search", "kettle"]).code == 0)
    #expect(try asNobody(["--study", test.path, "ingest", test.input]).code == 2)
    #expect(try asNobody(["init", test.path + "/new"]).code == 2)
    #expect(try StudyState(test.path) == before)
    #expect(try test.findings() == [])
  }

  /// Runs the command as `nobody`.
  private func asNobody(_ arguments: [String]) throws -> (output: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments =
      ["--reuid=65534", "--regid=65534", "--clear-groups", Checkout.command ?? ""] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return (String(decoding: bytes, as: UTF8.self), process.terminationStatus)
  }
}
