import Foundation
import Glibc
import Testing
import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

/// Every command that writes, cut off or refused at its single operations on files, SQLite's among them.
@Suite("Whatever fails", .enabled(if: FaultyDisk.isHere, FaultyDisk.obstacle ?? ""))
struct CommandFaultTests {
  @Test("every command of the command line is known to write or to leave everything alone")
  func complete() throws {
    let place = try TemporaryFolder()
    let dump = try FaultyDisk.run(["--experimental-dump-help"], in: place.path)
    let tree = try JSONSerialization.jsonObject(with: Data(dump.out.utf8)) as? [String: Any]
    var leaves: Set<String> = []
    func visit(_ command: [String: Any], _ path: [String]) {
      let parts = (command["subcommands"] as? [[String: Any]] ?? []).filter {
        $0["commandName"] as? String != "help"
      }
      if parts.isEmpty { leaves.insert(path.joined(separator: " ")) }
      for part in parts { visit(part, path + [part["commandName"] as? String ?? ""]) }
    }
    visit(try #require(tree?["command"] as? [String: Any]), [])
    let known = Set(WritingCommand.all.map(\.name) + WritingCommand.reading.map(\.name))
    #expect(leaves.subtracting(known).isEmpty, "neither in `all` nor in `reading`")
    #expect(known.subtracting(leaves).isEmpty, "not on the command line")
  }

  @Test("a command that only reads changes no byte")
  func reading() throws {
    let command = try #require(WritingCommand.all.first { $0.name == "code add" })
    let (place, root, _) = try command.folder()
    for (name, arguments) in WritingCommand.reading {
      let record = place.path + "/record"
      let run = try FaultyDisk.run(
        name.split(separator: " ").map(String.init) + arguments, in: root, record: record)
      #expect([0, 1].contains(run.status), "\(name) \(arguments): \(run.error)")
      let trace = try FaultTrace(record, root: root)
      #expect(trace.count == 0, "\(name) \(arguments): \(trace.operations.filter(\.isCounted))")
      try FileManager.default.removeItem(atPath: record)
    }
  }

  @Test("all of a command's effect is there or nothing of it", arguments: WritingCommand.all)
  func survives(_ command: WritingCommand) throws {
    var trial = try Trial(command)
    try trial.errors()
    try trial.kills()
    try trial.anyMoment()
    try trial.powerCuts()
    print(trial.figures.row(command.testDescription))
  }
}

/// How often what was tried with one command, and what was found.
struct FaultFigures {
  var operations = 0
  var errors = 0
  var kills = 0
  var moments = 0
  var powerCuts = 0
  var before = 0
  var after = 0
  /// The study as before and a file beside it as after, or the other way round.
  var parted = 0
  var losses = 0

  func row(_ name: String) -> String {
    "faults | \(name) | \(operations) | \(errors) | \(kills) | \(moments) | \(powerCuts) | \(before) | \(after) | \(parted) | \(losses) |"
  }
}

/// One command under everything that can go wrong.
private struct Trial {
  let command: WritingCommand
  let place: MemoryFolder
  let root: String
  let base: [String: [UInt8]]
  let before: FoundState
  let after: FoundState
  let trace: FaultTrace
  let arguments: [String]
  /// Seconds, of a run that nothing disturbs.
  let duration: Double
  var figures = FaultFigures()
  private let salt: UInt64

  init(_ command: WritingCommand) throws {
    self.command = command
    (place, root, base) = try command.folder()
    salt = command.testDescription.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }
    // Where the study itself is broken, what it was is what a repair makes of it.
    before = try FoundState(root, study: command.study, isBroken: command.name == "check")
    let record = place.path + "/record"
    arguments = try command.arguments(in: root)
    let begin = Date()
    let whole = try FaultyDisk.run(
      arguments, in: root, input: command.input, record: record)
    duration = Date().timeIntervalSince(begin)
    try #require(whole.status == command.status, "\(whole.error)")
    trace = try FaultTrace(record, root: root)
    after = try FoundState(root, study: command.study)
    #expect(after != before, "it does nothing")
    figures.operations = trace.count
    // What was recorded is all that happened: made again from it, the folder is the same.
    let model = DiskModel(base)
    for operation in trace.operations { model.apply(operation) }
    let (made, found) = (model.files(after: .nothing), try DiskModel.files(in: root))
    for path in Set(made.keys).union(found.keys) where made[path] != found[path] {
      Issue.record("the record does not give \(path)")
    }
    // Done is done: what the command said holds whatever the disk then loses.
    try DiskModel.write(model.files(after: .everything), to: root)
    try expect(whole: after, "a power cut behind its end")
  }

  private func sample(_ ordinary: Int, _ further: UInt64) -> [Int] {
    FaultEffort.sample(trace.count, ordinary: ordinary, salt: salt &+ further)
  }

  // MARK: Errors

  mutating func errors() throws {
    var turn = salt
    for at in sample(1, 1) {
      var faults: [FaultyDisk.Fault] = [
        .init(kind: .error, at: at), .init(kind: .full, at: at), .init(kind: .short, at: at),
        .init(kind: .error, at: at, isOnward: true), .init(kind: .error, at: at, errno: EACCES),
      ]
      if !FaultEffort.isEvery {
        faults = [faults[Int(turn % UInt64(faults.count))]]
        turn += 1
      }
      for fault in faults {
        try DiskModel.write(base, to: root)
        let run = try FaultyDisk.run(
          arguments, in: root, input: command.input, fault: fault)
        figures.errors += 1
        try judge(run, fault)
      }
    }
  }

  private mutating func judge(_ run: FaultyDisk.Run, _ fault: FaultyDisk.Fault) throws {
    let what = "\(command.testDescription), \(fault)"
    let isDone = run.status == command.status
    #expect(isDone || run.status == 2, "\(what): ended with \(run.status): \(run.error)")
    if fault.kind == .short { #expect(isDone, "\(what): \(run.error)") }
    // One line says what is wrong, and nothing of what was said.
    if !isDone { #expect(run.complaints.count == 1, "\(what): \(run.error)") }
    #expect(!run.error.contains("Fatal error"), "\(what): \(run.error)")
    let wasSaid = !run.complaints.isEmpty || run.error.contains("not in the log")
    if isDone, !wasSaid {
      try expect(whole: after, what)
      figures.after += 1
    } else {
      try expectWhole(what, isRefused: !run.error.contains("not in the log"))
    }
  }

  // MARK: Kills

  mutating func kills() throws {
    let kinds: [FaultyDisk.Kind] = [.killBefore, .torn, .killAfter]
    var turn = Int(salt % 3)
    for at in sample(1, 2) {
      for kind in FaultEffort.isEvery ? kinds : [kinds[turn % 3]] {
        turn += 1
        try DiskModel.write(base, to: root)
        let fault = FaultyDisk.Fault(kind: kind, at: at)
        let run = try FaultyDisk.run(
          arguments, in: root, input: command.input, fault: fault)
        // Threads make no two runs the same to the operation.
        guard run.status != command.status else { continue }
        #expect(run.status == -SIGKILL, "\(fault): \(run.error)")
        figures.kills += 1
        try expectWhole("\(command.testDescription), \(fault)")
      }
    }
  }

  /// Kills at any moment, not at operations alone.
  mutating func anyMoment() throws {
    var generator = SeededGenerator(seed: FaultEffort.seed &* 31 &+ salt)
    let rounds = FaultEffort.moments
    for round in 0..<rounds {
      try DiskModel.write(base, to: root)
      let started = try FaultyDisk.start(arguments, in: root, input: command.input)
      let share = (Double(round) + Double.random(in: 0..<1, using: &generator)) / Double(rounds)
      usleep(UInt32(share * duration * 1_100_000))
      kill(started.process.processIdentifier, SIGKILL)
      _ = started.error.fileHandleForReading.readDataToEndOfFile()
      started.process.waitUntilExit()
      try FileManager.default.removeItem(atPath: started.output)
      figures.moments += 1
      try expectWhole("\(command.testDescription), a kill after \(share) of it")
    }
  }

  // MARK: Power cuts

  mutating func powerCuts() throws {
    let losses: [PowerLoss] = [
      .nothing, .half, .everything, .bytes, .names, .some(seed: salt), .some(seed: salt &+ 1),
    ]
    var wanted: [Int: [PowerLoss]] = [:]
    if FaultEffort.isEvery {
      for at in 0..<trace.count { wanted[at] = losses }
    } else {
      for (turn, at) in sample(3, 3).enumerated() {
        wanted[at, default: []].append(losses[(turn + Int(salt % 7)) % losses.count])
      }
    }
    var seen: Set<Int> = []
    let model = DiskModel(base)
    var at = 0
    for operation in trace.operations {
      model.apply(operation)
      guard operation.isCounted else { continue }
      at += 1
      for loss in wanted[at] ?? [] {
        let files = model.files(after: loss)
        guard seen.insert(files.hashValue).inserted else { continue }
        try DiskModel.write(files, to: root)
        figures.powerCuts += 1
        try expectWhole("\(command.testDescription), \(loss) behind \(at)")
      }
    }
  }

  // MARK: What is found

  /// A withdrawal that is done, and behind which no lock was written anew yet; a segment that is there again
  /// under its own name, so that nothing was left to repair.
  private var withoutLastEntry: [String]? {
    let entry = ["withdraw": "log\tlock-quotes", "check": "log\trepair"][command.name]
    guard let entry, var lines = after.study,
      let last = lines.lastIndex(where: { $0.hasPrefix(entry) })
    else { return nil }
    lines.remove(at: last)
    return lines
  }

  /// The study is as before or as after, and so is each file beside it.
  private mutating func expectWhole(_ what: String, isRefused: Bool = false) throws {
    let found: FoundState
    do {
      found = try command.settled(in: root, before: before)
    } catch {
      figures.losses += 1
      Issue.record("\(what): \(error)")
      return
    }
    if found == before {
      figures.before += 1
    } else if found == after {
      figures.after += 1
    } else if command.isStepwise {
      figures.parted += 1
      try expectRepeated(what)
    } else if command.name == "code next" {
      // Each answer is a commit of its own: what was there is there, and some of the answers.
      let isLost = !Set(before.study ?? []).isSubset(
        of: Set(found.study ?? []).union(after.study ?? []))
      if isLost || found.files != before.files {
        figures.losses += 1
        Issue.record("\(what): \(found.differences(from: before))")
      }
      figures.parted += 1
    } else {
      let isStudyWhole =
        found.study == before.study || found.study == after.study
        || found.study == withoutLastEntry && withoutLastEntry != nil
      let parts = found.files.filter {
        $0.value != before.files[$0.key] && $0.value != after.files[$0.key]
      }
      let gone = before.files.keys.filter { after.files[$0] != nil && found.files[$0] == nil }
      // A kill between two places: each is as before or as after, and temporary files can be left in a
      // folder that is not the study's. Who refuses clears up, and the log knows of every file.
      let left = parts.keys.filter { !isRefused && $0.contains("/.") && $0.contains(".tmp") }
      let isOfStudy = found.files.allSatisfy {
        $0.value == before.files[$0.key] || $0.key.hasPrefix(command.study + "/")
      }
      let isLogAhead = !isRefused || found.study != before.study || isOfStudy
      if isStudyWhole, parts.count == left.count, gone.isEmpty, isLogAhead {
        figures.parted += 1
      } else {
        figures.losses += 1
        Issue.record(
          "\(what): neither before (\(found.differences(from: before))) nor after (\(found.differences(from: after)))"
        )
      }
    }
  }

  private func expect(whole: FoundState, _ what: String) throws {
    let found = try command.settled(in: root, before: before)
    if found != whole { Issue.record("\(what): \(found.differences(from: whole))") }
  }

  private mutating func expectRepeated(_ what: String) throws {
    let run = try FaultyDisk.run(arguments, in: root, input: command.input)
    var found = try FoundState(root, study: command.study)
    var whole = after
    found.study?.removeAll { $0.hasPrefix("log\t") }
    whole.study?.removeAll { $0.hasPrefix("log\t") }
    if run.status != command.status || found != whole {
      figures.losses += 1
      Issue.record("\(what): again: \(run.error) \(found.differences(from: whole))")
    }
  }
}

extension WritingCommand {
  /// What the next commands find: a reader at once, then a writer, which puts right what a kill left.
  func settled(in root: String, before: FoundState) throws -> FoundState {
    let path = root + "/" + study
    guard AtomicFile.isFolder(path) else { return try FoundState(root, study: study) }
    if ["init", "bench build"].contains(name) {
      if (try? Self.write(path)) == nil {
        // Not made yet: making it again makes it.
        let run = try FaultyDisk.run(["init", study], in: root)
        try #require(run.status == 0, "\(run.error)")
        try Self.write(path)
      }
      let made = try FoundState(root, study: study)
      // What is measured counts once it has its transcripts.
      let isEmpty = !(made.study ?? []).contains { $0.hasPrefix("sources/") }
      if name == "bench build", isEmpty {
        try FileManager.default.removeItem(atPath: path)
        return before
      }
      return made
    }
    let opened = Study.open(try StudyFolder.open(at: path))
    if name == "check" {
      let repair = try StudyRepair(opened, actor: "tester")
      try #require(repair.check.findings.isEmpty, "\(repair.check.findings)")
    } else {
      let database = try opened.database()
      let sessions = try database.read { try $0.sessions() }
      try #require(
        Set(try opened.index(of: database).sessions().map(\.id)) == Set(sessions.map(\.session.id)))
      try Self.write(path)
    }
    let database = try opened.database()
    try #require(try database.read { try $0.check().isEmpty && $0.verifyLog().defects.isEmpty })
    if FaultEffort.isEvery { try #require(try StudyCheck(opened).findings.isEmpty) }
    let left = try StudyScan.paths(below: path).filter {
      $0.hasSuffix(".tmp") || $0.hasSuffix("-journal") || $0 == "withdrawal.json"
    }
    try #require(left.isEmpty, "\(left)")
    return try FoundState(root, study: study)
  }

  /// What every writing command does first.
  static func write(_ path: String) throws {
    let writer = try StudyWriter(
      Study.open(try StudyFolder.open(at: path)), command: "test", actor: "tester")
    _ = try writer.finishWithdrawal()
    try writer.finishRules()
    // A journal that says nothing (nothing of it was on the disk) is there until something is written.
    for value in ["x", nil] {
      try writer.database.transaction { try $0.setSetting("test.write", to: value) }
    }
  }
}
