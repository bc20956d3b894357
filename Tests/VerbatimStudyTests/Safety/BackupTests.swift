import Foundation
import Testing
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

@testable import VerbatimStudy

@Suite("A backup")
struct BackupTests {
  @Test("is the study, and a backup of it restores it")
  func restores() throws {
    let (folder, study) = try ShippedStudy.copy()
    let writer = try StudyWriter(study, command: "test", actor: "t")
    let backup = try writer.backUp(to: folder.path + "/backup")
    #expect(backup.check.findings.isEmpty)
    #expect(try StudyState(folder.path + "/backup") == StudyState(folder.path + "/study"))
    #expect(try study.database().read { try $0.log().last?.action } == "backup")
    let copy = Study.open(try StudyFolder.open(at: folder.path + "/backup"))
    _ = try StudyWriter(copy, command: "test", actor: "t").backUp(to: folder.path + "/restored")
    #expect(try StudyState(folder.path + "/restored") == StudyState(folder.path + "/study"))
  }

  @Test(
    "takes nothing's place, is not made inside the study, and leaves nothing behind when refused")
  func refusals() throws {
    let (folder, study) = try ShippedStudy.copy()
    let writer = try StudyWriter(study, command: "test", actor: "t")
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder.path + "/there"))
    #expect(throws: BackupProblem.self) { _ = try writer.backUp(to: folder.path + "/there") }
    #expect(throws: BackupProblem.self) { _ = try writer.backUp(to: study.folder.path + "/inside") }
    let digest = try #require(try study.sources.list().first)
    let bytes = try study.sources.read(digest)
    try AtomicFile.write(bytes.dropLast(), to: study.sources.path(of: digest))
    #expect(throws: SourceStoreProblem.damaged(digest)) {
      _ = try writer.backUp(to: folder.path + "/backup")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["study", "there"])
  }
}

@Suite("check --repair")
struct RepairTests {
  private func damaged(_ break: (String) throws -> Void) throws -> (StudyRepair, equal: Bool) {
    let (folder, study) = try ShippedStudy.copy()
    let path = folder.path + "/study"
    try StudyWriter(study, command: "test", actor: "t").compact()
    let before = try StudyState(path)
    try `break`(path)
    let repair = try StudyRepair(study, actor: "t")
    return (repair, try StudyState(path) == before)
  }

  private func segment(_ path: String) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: path + "/index")
    return path + "/index/" + (try #require(names.first { $0.hasSuffix(".segment") }))
  }

  @Test(
    "a missing index, a missing segment, a damaged one: built anew from the sources, the same bytes"
  )
  func index() throws {
    let breaks: [(String) throws -> Void] = [
      { try FileManager.default.removeItem(atPath: $0 + "/index") },
      { try FileManager.default.removeItem(atPath: try segment($0)) },
      { path in
        let file = try segment(path)
        var bytes = try AtomicFile.read(file)
        bytes[bytes.count / 2] ^= 0x55
        try AtomicFile.write(bytes, to: file)
      },
      { path in
        let file = try segment(path)
        try AtomicFile.write(Array(try AtomicFile.read(file).prefix(100)), to: file)
      },
    ]
    for (number, damage) in breaks.enumerated() {
      let (repair, isEqual) = try damaged(damage)
      #expect(repair.check.findings.isEmpty, "\(number): \(repair.check.findings)")
      #expect(isEqual, "\(number)")
      #expect(repair.steps.contains(.rebuilt(sessions: 5, kept: 0)), "\(number): \(repair.steps)")
    }
  }

  @Test("a manifest of another state and left-over files are put right")
  func leftOvers() throws {
    let (manifest, isEqual) = try damaged { path in
      try AtomicFile.write(Array("nonsense".utf8), to: path + "/index/manifest")
      try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/sources/.a.1f.tmp"))
    }
    #expect(isEqual)
    #expect(manifest.steps == [.manifest, .removed(files: 1)])
    let (nothing, isSame) = try damaged { _ in }
    #expect(isSame && nothing.steps.isEmpty)
  }

  @Test(
    "a journal that never counted goes with the next writer, whether or not that writes anything")
  func journal() throws {
    // As a writer leaves it that is killed before it is synchronised: empty, and with a head of zeros.
    for journal in [[], [UInt8](repeating: 0, count: 4616)] {
      let (repair, isEqual) = try damaged { path in
        try Data(journal).write(to: URL(fileURLWithPath: path + "/study.sqlite-journal"))
      }
      #expect(isEqual)
      #expect(repair.steps == [.removed(files: 1)])
      let (folder, study) = try ShippedStudy.copy()
      defer { withExtendedLifetime(folder) {} }
      let left = study.folder.database + "-journal"
      try Data(journal).write(to: URL(fileURLWithPath: left))
      _ = try StudyWriter(study, command: "test", actor: "t")
      #expect(!AtomicFile.exists(left))
      #expect(try StudyCheck(study).findings.isEmpty)
    }
  }

  @Test("a damaged source is named, and what the index has of it is kept")
  func source() throws {
    var damagedFile = ""
    let (repair, _) = try damaged { path in
      let names = try FileManager.default.contentsOfDirectory(atPath: path + "/sources").sorted()
      damagedFile = path + "/sources/" + names[0]
      try AtomicFile.write([1, 2, 3], to: damagedFile)
    }
    #expect(repair.check.findings.count == 1)
    guard case .source(.damaged)? = repair.check.findings.first else {
      Issue.record("\(repair.check.findings)")
      return
    }
    #expect(repair.check.codings > 100)
  }
}
