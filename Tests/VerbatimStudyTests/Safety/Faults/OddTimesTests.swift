import Foundation
import Glibc
import Testing
import VerbatimCorpus
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

@Suite("A clock that jumps", .enabled(if: FaultyDisk.isHere, FaultyDisk.obstacle ?? ""))
struct JumpingClockTests {
  private static let year = 365 * 86400

  @Test("order, undo, log and backup go by what was done first, whatever the clock says")
  func jumps() throws {
    let command = try #require(WritingCommand.all.first { $0.name == "code undo" })
    let (place, root, _) = try command.folder()
    defer { withExtendedLifetime(place) {} }
    func run(_ years: Int, _ arguments: String...) throws -> String {
      let run = try FaultyDisk.run(arguments, in: root, clock: years * Self.year)
      #expect(run.status == 0, "\(arguments): \(run.error)")
      return run.out + run.error
    }
    func memos() throws -> [String] {
      let study = Study.open(try StudyFolder.open(at: root + "/study"))
      return try study.database().read { try $0.codings() }.compactMap(\.memo).filter {
        $0.hasPrefix("time-")
      }.sorted()
    }
    _ = try run(3, "code", "add", "A/1", "fg1:5", "--memo", "time-1")
    _ = try run(-3, "code", "add", "A/1", "fg1:6", "--memo", "time-2")
    _ = try run(1, "code", "add", "A/1", "fg1:7", "--memo", "time-3")
    _ = try run(-5, "code", "add", "A/1", "fg1:8", "--memo", "time-4")
    #expect(try memos() == ["time-1", "time-2", "time-3", "time-4"])
    // What was done last goes first, though it is the oldest by its time.
    for count in [3, 2, 1] {
      _ = try run(count - 4, "code", "undo")
      #expect(try memos() == (1...count).map { "time-\($0)" })
    }
    _ = try run(-9, "ingest", "new/fg4.txt")
    _ = try run(9, "backup", "out/backup")
    _ = try run(-20, "withdraw", "fg2/P1", "--yes")
    let study = Study.open(try StudyFolder.open(at: root + "/study"))
    let log = try study.database().read { try $0.log() }
    #expect(log.map(\.seq) == Array(1...log.count))
    #expect(log.map(\.at) != log.map(\.at).sorted())
    #expect(try StudyCheck(study).findings.isEmpty)
    #expect(try StudyCheck(Study.open(StudyFolder.open(at: root + "/out/backup"))).findings.isEmpty)
    // By time: those whose own time is not before it, in their order.
    let shown = try run(0, "log", "--since", "2027-01-01", "--format", "jsonl")
    let expected = log.filter { $0.at.text >= "2027-01-01" }.map(\.seq)
    let seqs = shown.split(separator: "\n").compactMap { line -> Int? in
      guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      else { return nil }
      return object["seq"] as? Int
    }
    #expect(!expected.isEmpty && seqs == expected)
    _ = try run(0, "log", "--verify")
    #expect(try run(0, "check").contains("all is well"))
  }

  @Test("a lock says since when it is held, and holds, whatever the clock says")
  func lock() throws {
    let command = try #require(WritingCommand.all.first { $0.name == "code undo" })
    let (place, root, _) = try command.folder()
    defer { withExtendedLifetime(place) {} }
    let folder = try StudyFolder.open(at: root + "/study")
    let lock = try StudyLock(folder, command: "test")
    for years in [-10, 10] {
      let run = try FaultyDisk.run(
        ["code", "add", "A/1", "fg1:9"], in: root, clock: years * Self.year)
      #expect(run.status == 2 && run.complaints.count == 1, "\(run.error)")
    }
    _ = consume lock
    #expect(try FaultyDisk.run(["code", "add", "A/1", "fg1:9"], in: root).status == 0)
  }
}

@Suite("Two who write", .enabled(if: FaultyDisk.isHere, FaultyDisk.obstacle ?? ""))
struct TwoWriterTests {
  @Test(
    "one waits or is told, and what was said to be done is done",
    arguments: [
      [["ingest", "new/fg6.txt"], ["ingest", "new/fg4.txt"]],
      [["ingest", "new/fg4.txt"], ["code", "add", "A/1", "fg1:5", "--memo", "both"]],
      [["withdraw", "fg1/P2", "--yes"], ["code", "add", "A/1", "fg2:5", "--memo", "both"]],
      [["withdraw", "fg1/P2", "--mode", "remove", "--yes"], ["ingest", "new/fg6.txt"]],
      [["backup", "out/backup"], ["code", "add", "A/1", "fg2:5", "--memo", "both"]],
    ])
  func pairs(_ pair: [[String]]) throws {
    let command = try #require(WritingCommand.all.first { $0.name == "ingest" })
    let (place, root, base) = try command.folder()
    defer { withExtendedLifetime(place) {} }
    let old = try Study.open(try StudyFolder.open(at: root + "/study")).database()
      .read { try $0.sessions() }.first { $0.session.id == "fg4" }?.session.source.digest
    var generator = SeededGenerator(seed: FaultEffort.seed)
    for round in 0..<min(FaultEffort.count(ordinary: 2), 60) {
      try DiskModel.write(base, to: root)
      let order = round % 2 == 0 ? pair : pair.reversed()
      let first = try FaultyDisk.start(order[0], in: root)
      usleep(UInt32.random(in: 0...150_000, using: &generator))
      let second = try FaultyDisk.start(order[1], in: root)
      var done: [Bool] = []
      for started in [first, second] {
        let error = started.error.fileHandleForReading.readDataToEndOfFile()
        started.process.waitUntilExit()
        try FileManager.default.removeItem(atPath: started.output)
        let text = String(decoding: error, as: UTF8.self)
        let isDone = started.process.terminationStatus == 0
        if !isDone {
          #expect(started.process.terminationStatus == 2, "\(text)")
          let complaints = text.split(separator: "\n").filter { $0.hasPrefix("verbatim: ") }
          #expect(complaints.count == 1, "\(text)")
        }
        done.append(isDone)
      }
      let study = Study.open(try StudyFolder.open(at: root + "/study"))
      #expect(try StudyCheck(study).findings.isEmpty)
      let (records, codings, log) = try study.database().read {
        (try $0.sessions(), try $0.codings(), try $0.log())
      }
      for (arguments, isDone) in zip(order, done) {
        let isThere: Bool
        switch arguments[0] {
        case "code": isThere = codings.contains { $0.memo == "both" }
        case "ingest" where arguments[1].hasSuffix("fg6.txt"):
          isThere = records.contains { $0.session.id == "fg6" }
        case "ingest":
          isThere = records.first { $0.session.id == "fg4" }?.session.source.digest != old
        default: isThere = log.contains { $0.action == arguments[0] }
        }
        #expect(isThere == isDone, "\(arguments)")
      }
      #expect(done.contains(true))
    }
  }
}
