import Foundation
import Glibc
import Testing
import VerbatimFiles

@testable import VerbatimStudy

@Suite("The folder of a study")
struct StudyFolderTests {
  @Test("a study is made in an empty folder or a new one, and found again")
  func create() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path + "/new/study", folder.path + "/empty"] {
      if path.hasSuffix("empty") { try AtomicFile.createFolder(path) }
      let study = try StudyFolder.create(at: path)
      #expect(try StudyFolder.open(at: path) == study)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
          == ["index", "sources", "study.json"])
      #expect(throws: StudyFolderProblem.isStudy(path: path)) {
        try StudyFolder.create(at: path)
      }
    }
  }

  @Test("a folder with other things in it is refused and left as it is")
  func notEmpty() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder.path + "/thesis.docx")
    #expect(throws: StudyFolderProblem.notEmpty(path: folder.path)) {
      try StudyFolder.create(at: folder.path)
    }
    #expect(try folder.names() == ["thesis.docx"])
  }

  @Test("a kill while a study is made leaves a folder that can be made one")
  func killed() throws {
    let folder = try TemporaryFolder()
    try Data([9]).write(to: URL(fileURLWithPath: folder.path + "/.study.json.0.tmp"))
    let study = try StudyFolder.create(at: folder.path)
    try FileManager.default.removeItem(atPath: study.sources)
    #expect(try StudyFolder.open(at: folder.path) == study)
    let store = SourceStore(study)
    #expect(try store.list().isEmpty)
    let digest = try store.add([1])
    #expect(try store.list() == [digest])
  }

  @Test("given comes before the environment, and that before the folders above")
  func find() throws {
    let folder = try TemporaryFolder()
    let paths = ["/given", "/environment", "/above"].map { folder.path + $0 }
    for path in paths { _ = try StudyFolder.create(at: path) }
    let deep = paths[2] + "/a/b"
    try AtomicFile.createFolder(deep)
    func find(_ given: String?, _ environment: String?, _ folder: String) throws -> String {
      try StudyFolder.find(given: given, environment: environment, from: folder).path
    }
    #expect(try find(paths[0], paths[1], deep) == paths[0])
    #expect(try find(nil, paths[1], deep) == paths[1])
    #expect(try find(nil, nil, deep) == paths[2])
    #expect(try find(nil, "", paths[2]) == paths[2])
    #expect(throws: StudyFolderProblem.noStudyAbove(path: folder.path)) {
      try find(nil, nil, folder.path)
    }
    #expect(throws: StudyFolderProblem.noStudy(path: folder.path)) {
      try find(folder.path, paths[1], deep)
    }
  }

  @Test("a newer study is refused, and so is a marker that says nothing")
  func marker() throws {
    let folder = try TemporaryFolder()
    let study = try StudyFolder.create(at: folder.path + "/s")
    try AtomicFile.write(Array("{\"verbatim-study\": 2, \"x\": []}".utf8), to: study.marker)
    let newer = StudyFolderProblem.newerVersion(path: study.path, found: 2, known: 1)
    #expect(throws: newer) { try StudyFolder.open(at: study.path) }
    // It is a study: no folder above it may answer in its place.
    #expect(throws: newer) {
      try StudyFolder.find(given: nil, environment: nil, from: study.path)
    }
    for text in [
      "", "{}", "[1]", "{\"verbatim-study\": \"1\"}", "{\"verbatim-study\": 0}", "\u{0}",
    ] {
      try AtomicFile.write(Array(text.utf8), to: study.marker)
      #expect(throws: StudyFolderProblem.badMarker(path: study.marker)) {
        try StudyFolder.open(at: study.path)
      }
    }
  }
}

@Suite("The writer's lock")
struct StudyLockTests {
  private func study(_ folder: TemporaryFolder) throws -> StudyFolder {
    try StudyFolder.create(at: folder.path + "/s")
  }

  @Test("a second writer is told who writes, and may write when the first has ended")
  func second() throws {
    let folder = try TemporaryFolder()
    let study = try study(folder)
    do {
      let lock = try StudyLock(study, command: "ingest")
      let holder = try #require(StudyLock.holder(of: study))
      #expect(holder.command == "ingest")
      #expect(holder.process == ProcessInfo.processInfo.processIdentifier)
      #expect(!holder.host.isEmpty)
      #expect(abs(Date().timeIntervalSince1970 - Double(holder.since)) < 600)
      do {
        let other = try StudyLock(study, command: "withdraw")
        _ = consume other
        Issue.record("two writers at once")
      } catch {
        #expect(error == .held(by: holder))
      }
      _ = consume lock
    }
    #expect(StudyLock.holder(of: study) == nil)
    let again = try StudyLock(study, command: "compact")
    #expect(StudyLock.holder(of: study)?.command == "compact")
    _ = consume again
  }

  @Test(
    "what a dead writer left in the file stops nobody",
    arguments: ["", "x", "{\"host\":\"h\",\"process\":1,\"since\":1,\"command\":\"c\"}"])
  func stale(_ content: String) throws {
    let folder = try TemporaryFolder()
    let study = try study(folder)
    try AtomicFile.write(Array(content.utf8), to: study.lock)
    #expect(StudyLock.holder(of: study) == nil)
    let lock = try StudyLock(study, command: "ingest")
    #expect(StudyLock.holder(of: study)?.command == "ingest")
    _ = consume lock
  }

  // Needs flock of util-linux, which every Debian has.
  @Test(
    "a lock of another process holds until it is killed",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock"), "needs /usr/bin/flock"))
  func otherProcess() throws {
    let folder = try TemporaryFolder()
    let study = try study(folder)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    process.arguments = ["--no-fork", study.lock, "sh", "-c", "echo held; exec sleep 60"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
    do {
      let lock = try StudyLock(study, command: "ingest")
      _ = consume lock
      Issue.record("two writers at once")
    } catch {
      #expect(error == .held(by: nil))
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let lock = try StudyLock(study, command: "ingest")
    _ = consume lock
  }

  @Test("a study that cannot be written to gives the system's reason")
  func noFolder() {
    let study = StudyFolder.missing
    do {
      let lock = try StudyLock(study, command: "ingest")
      _ = consume lock
      Issue.record("a lock without a folder")
    } catch {
      guard case .file(let problem) = error else {
        Issue.record("another problem")
        return
      }
      #expect(problem.cause == .notFound)
    }
  }
}

extension StudyFolder {
  fileprivate static let missing = StudyFolder(path: "/nonexistent/verbatim")
}
