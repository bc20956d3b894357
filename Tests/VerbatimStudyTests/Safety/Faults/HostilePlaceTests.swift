import Foundation
import Glibc
import Testing
import VerbatimCorpus
import VerbatimFiles
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

/// A file system of our own in memory, which only the administrator can mount.
private final class MemoryDisk {
  private let place: TemporaryFolder
  let path: String

  /// - Parameter megabytes: its size.
  init(megabytes: Int) throws {
    place = try TemporaryFolder()
    path = (place.path as NSString).resolvingSymlinksInPath + "/disk"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try #require(
      try shell("mount -t tmpfs -o size=${2}m none \"$1\"", path, String(megabytes)).code == 0)
  }

  /// Takes no changes any more.
  func makeReadOnly() throws {
    try #require(try shell("mount -o remount,ro \"$1\"", path).code == 0)
  }

  deinit {
    _ = try? shell("umount -l \"$1\"", path)
  }
}

@Suite("A study in a place that takes nothing")
struct HostilePlaceTests {
  private static let chosen = [
    "ingest", "code add", "quotes lock", "export", "backup", "withdraw", "import", "report",
    "codebook merge", "queries save", "compact",
  ].compactMap { name in WritingCommand.all.first { $0.name == name } }

  private func restore(_ files: [String: [UInt8]], in root: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: root) {
      try FileManager.default.removeItem(atPath: root + "/" + name)
    }
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      if path.hasSuffix("/") {
        try FileManager.default.createDirectory(
          atPath: root + "/" + path, withIntermediateDirectories: true)
      } else {
        try Data(bytes).write(to: URL(fileURLWithPath: root + "/" + path))
      }
    }
  }

  /// Takes room from the disk until `bytes` are left.
  private func fill(_ root: String, leaving bytes: Int) throws {
    var status = statvfs()
    try #require(statvfs(root, &status) == 0)
    let free = Int(status.f_bavail) * Int(status.f_bsize)
    let file = open(root + "/filler", O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    try #require(posix_fallocate(file, 0, max(1, free - bytes)) == 0)
  }

  @Test(
    "a full disk: one line says so, and nothing is lost",
    .enabled(if: SmallDisk.canBeMounted, "needs the right to mount a file system"),
    .enabled(if: FaultyDisk.isHere, "needs the command and a C compiler"), arguments: chosen)
  func full(_ command: WritingCommand) throws {
    let disk = try MemoryDisk(megabytes: 8)
    let root = disk.path + "/root"
    let (place, _, files) = try command.folder(at: root)
    defer { withExtendedLifetime(place) {} }
    let before = try FoundState(root, study: command.study)
    let arguments = try command.arguments(in: root)
    let whole = try FaultyDisk.run(arguments, in: root, input: command.input)
    try #require(whole.status == command.status, "\(whole.error)")
    let after = try FoundState(root, study: command.study)
    var refusals = 0
    let rooms =
      FaultEffort.isEvery ? Array(stride(from: 0, to: 600, by: 4)) : [0, 40]
    for room in rooms {
      try restore(files, in: root)
      try fill(disk.path, leaving: room << 10)
      let run = try FaultyDisk.run(arguments, in: root, input: command.input)
      // Who reads, reads.
      if command.study == "study" {
        let search = try FaultyDisk.run(["search", "theme:B/2"], in: root)
        #expect(search.status == 0, "\(room) kB: \(search.error)")
      }
      try FileManager.default.removeItem(atPath: disk.path + "/filler")
      let isDone = run.status == command.status
      #expect(isDone || run.status == 2, "\(room) kB: \(run.status) \(run.error)")
      if !isDone {
        refusals += 1
        #expect(run.complaints.count == 1, "\(room) kB: \(run.error)")
        #expect(run.error.contains("full"), "\(room) kB: \(run.error)")
      }
      let found = try command.settled(in: root, before: before)
      if isDone, run.complaints.isEmpty, !run.error.contains("not in the log") {
        #expect(found == after, "\(room) kB: \(found.differences(from: after))")
      } else {
        let isKnown = found.study == before.study || found.study == after.study
        #expect(isKnown || command.isStepwise, "\(room) kB: \(found.differences(from: before))")
      }
    }
    #expect(refusals > 0, "there was always room")
  }

  @Test(
    "a disk that takes no changes: what reads works, what writes says so in a line",
    .enabled(if: SmallDisk.canBeMounted, "needs the right to mount a file system"),
    .enabled(if: FaultyDisk.isHere, "needs the command and a C compiler"))
  func readOnlyDisk() throws {
    let disk = try MemoryDisk(megabytes: 8)
    let command = try #require(WritingCommand.all.first { $0.name == "code add" })
    let root = disk.path + "/root"
    let (place, _, _) = try command.folder(at: root)
    defer { withExtendedLifetime(place) {} }
    try disk.makeReadOnly()
    try readsAndRefuses(root) { arguments, input in
      try FaultyDisk.run(arguments, in: root, input: input)
    }
    withExtendedLifetime(disk) {}
  }

  @Test(
    "another user's study that may be read: what reads works, what writes says so in a line",
    .enabled(if: getuid() == 0, "needs an administrator, who can be somebody else"),
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"), "needs setpriv"),
    .enabled(if: FaultyDisk.isHere, "needs the command and a C compiler"))
  func otherUser() throws {
    let command = try #require(WritingCommand.all.first { $0.name == "code add" })
    let (place, root, _) = try command.folder()
    defer { withExtendedLifetime(place) {} }
    try shell("chmod 755 \"$1\" && chmod -R a+rX \"$2\"", place.path, root)
    func run(_ arguments: [String], _ input: String?) throws -> FaultyDisk.Run {
      let started = try FaultyDisk.start(
        ["--reuid=65534", "--regid=65534", "--clear-groups", Checkout.command ?? ""] + arguments,
        in: root, input: input, command: "/usr/bin/setpriv")
      let error = started.error.fileHandleForReading.readDataToEndOfFile()
      started.process.waitUntilExit()
      let out = try Data(contentsOf: URL(fileURLWithPath: started.output))
      try FileManager.default.removeItem(atPath: started.output)
      return FaultyDisk.Run(
        status: started.process.terminationStatus, out: String(decoding: out, as: UTF8.self),
        error: String(decoding: error, as: UTF8.self))
    }
    // The build may lie where nobody else may go.
    guard try run(["--version"], nil).status == 0 else {
      print("not tried: nobody else may run \(Checkout.command ?? "")")
      return
    }
    try readsAndRefuses(root, run)
  }

  private func readsAndRefuses(
    _ root: String, _ run: ([String], String?) throws -> FaultyDisk.Run
  ) throws {
    let before = try DiskModel.files(in: root)
    for (name, arguments) in WritingCommand.reading {
      let line = name.split(separator: " ").map(String.init) + arguments
      let own = try FaultyDisk.run(line, in: root)
      let other = try run(line, nil)
      #expect(other.status == own.status, "\(line): \(other.error)")
      // What takes time is said by `bench`, and differs.
      if name != "bench query" { #expect(other.out == own.out, "\(line)") }
    }
    for command in WritingCommand.all where command.before.isEmpty && command.prepare == nil {
      let refused = try run(command.arguments, command.input)
      #expect(refused.status == 2, "\(command.testDescription): \(refused.error)")
      #expect(refused.complaints.count == 1, "\(command.testDescription): \(refused.error)")
      let isNamed = refused.error.contains("may not") || refused.error.contains("no changes")
      #expect(isNamed, "\(command.testDescription): \(refused.error)")
    }
    #expect(try DiskModel.files(in: root) == before)
  }
}

@Suite("A journal of the database that is not whole")
struct TornJournalTests {
  /// A database whose last transactions stand in a write-ahead log alone, as a kill leaves it: another
  /// program may have set that mode.
  private func walStudy() throws -> (folder: TemporaryFolder, path: String, coded: [Int]) {
    let (folder, study) = try ShippedStudy.copy()
    let path = folder.path + "/study"
    let database = try StudyDatabase.open(
      at: study.folder.database, access: .readWrite, journal: .writeAhead)
    for turn in 1...6 {
      _ = try database.transaction { transaction in
        try transaction.addCodings([
          Coding(
            theme: "different-approaches", coder: "EO", session: "fg2", turn: turn * 2,
            memo: "m\(turn)", createdAt: transaction.now)
        ])
      }
    }
    // A copy while it is open: nothing has been brought from the log into the file since.
    try copyFolder(path, to: folder.path + "/killed")
    try database.close()
    return (folder, folder.path + "/killed", Array(1...6))
  }

  private func memos(_ path: String) throws -> [String] {
    let study = Study.open(try StudyFolder.open(at: path))
    return try study.database().read { try $0.codings() }.compactMap(\.memo).filter {
      $0.hasPrefix("m")
    }.sorted()
  }

  @Test("a write-ahead log cut anywhere gives a prefix of what was committed, never a trap")
  func cut() throws {
    let (folder, path, coded) = try walStudy()
    defer { withExtendedLifetime(folder) {} }
    let wal = try AtomicFile.read(path + "/study.sqlite-wal")
    try #require(wal.count > 4096 * 6)
    let work = folder.path + "/work"
    let all = coded.map { "m\($0)" }
    var counts: [Int] = []
    for number in 0...20 {
      for keepsMemory in [true, false] {
        try copyFolder(path, to: work)
        let length = wal.count * number / 20 - (number % 7 == 3 ? 1 : 0)
        try Data(wal.prefix(max(0, length))).write(
          to: URL(fileURLWithPath: work + "/study.sqlite-wal"))
        if !keepsMemory { try? FileManager.default.removeItem(atPath: work + "/study.sqlite-shm") }
        let found = try memos(work)
        #expect(found == Array(all.prefix(found.count)), "cut at \(length)")
        counts.append(found.count)
        // The next writer goes on from there, in its own mode.
        if number % 5 == 0 {
          try write(work)
          #expect(try memos(work) == found)
        }
      }
    }
    #expect(counts.min() == 0 && counts.max() == 6)
    #expect(counts == counts.sorted(), "a longer log holds no less")
  }

  private func write(_ path: String) throws {
    let study = Study.open(try StudyFolder.open(at: path))
    let writer = try StudyWriter(study, command: "test", actor: "t")
    #expect(try writer.database.read { try $0.check() }.isEmpty)
    _ = consume writer
    #expect(try StudyCheck(study).findings.isEmpty)
  }

  @Test(
    "a write-ahead log with flipped bytes gives a prefix, or an error; one that is gone loses only itself"
  )
  func flipped() throws {
    let (folder, path, coded) = try walStudy()
    defer { withExtendedLifetime(folder) {} }
    let wal = try AtomicFile.read(path + "/study.sqlite-wal")
    let work = folder.path + "/work"
    let all = coded.map { "m\($0)" }
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<24 {
      try copyFolder(path, to: work)
      var bytes = wal
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8.random(
        in: 1...255, using: &generator)
      try Data(bytes).write(to: URL(fileURLWithPath: work + "/study.sqlite-wal"))
      try? FileManager.default.removeItem(atPath: work + "/study.sqlite-shm")
      let found = try memos(work)
      #expect(found == Array(all.prefix(found.count)))
    }
    // Without its log the file is what was brought into it: the study as it was, whole.
    try copyFolder(path, to: work)
    for end in ["-wal", "-shm"] {
      try FileManager.default.removeItem(atPath: work + "/study.sqlite" + end)
    }
    #expect(try memos(work).isEmpty)
    try write(work)
    // A log that belongs to an older state of the file is passed over.
    let older = wal
    try write(path)
    try Data(older).write(to: URL(fileURLWithPath: path + "/study.sqlite-wal"))
    let mixed = Result { try memos(path) }
    if case .success(let found) = mixed { #expect(found == Array(all.prefix(found.count))) }
  }

  @Test(
    "a rollback journal cut or flipped anywhere never traps, and one that is whole takes the study back",
    .enabled(if: FaultyDisk.isHere, FaultyDisk.obstacle ?? ""))
  func rollback() throws {
    let command = try #require(WritingCommand.all.first { $0.name == "code add" })
    let (place, root, base) = try command.folder()
    defer { withExtendedLifetime(place) {} }
    let before = try StudyState(root + "/study")
    let record = place.path + "/record"
    #expect(try FaultyDisk.run(command.arguments, in: root, record: record).status == 0)
    // All of the transaction is in the file, and the journal stands beside it still.
    let model = DiskModel(base)
    for operation in try FaultTrace(record, root: root).operations {
      if case .unlink("study/study.sqlite-journal") = operation { break }
      model.apply(operation)
    }
    let hot = model.files(after: .nothing)
    let journal = try #require(hot["study/study.sqlite-journal"])
    try #require(journal.count > 512)
    try DiskModel.write(hot, to: root)
    #expect(try StudyState(root + "/study") == before)
    var generator = SeededGenerator(seed: 5)
    for number in 0..<12 {
      var bytes = journal
      if number % 2 == 0 {
        bytes.removeLast(Int.random(in: 1...journal.count, using: &generator))
      } else {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 0x41
      }
      var files = hot
      files["study/study.sqlite-journal"] = bytes
      try DiskModel.write(files, to: root)
      // Torn by another hand it may be an error; it is never a trap.
      for arguments in [["check"], ["code", "add", "A/1", "fg1:9"]] {
        let run = try FaultyDisk.run(arguments, in: root)
        #expect([0, 2].contains(run.status), "\(number): \(run.error)")
      }
    }
  }
}
