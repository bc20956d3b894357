import Foundation
import Glibc
import Testing
import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimQuotes
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

@Suite("A withdrawal that is killed")
struct InterruptedWithdrawalTests {
  private func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Checkout.command ?? "")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func arguments(_ study: String) -> [String] {
    ["--study", study, "withdraw", "fg4/P2", "--mode", "remove", "--yes"]
  }

  /// What equal studies share, times and the log apart.
  private struct Content: Equatable {
    var index: [String: Data]
    var sources: [String: Data]
    var dump: [String]

    init(_ path: String) throws {
      let state = try StudyState(path)
      (index, sources, dump) = (state.index, state.sources, timeless(state.dump))
    }
  }

  @Test(
    "has happened or has not, and the next command finishes it",
    .enabled(if: Checkout.command != nil, "needs the command beside the tests"))
  func kills() throws {
    let (folder, _) = try ShippedStudy.copy()
    let (original, work) = (folder.path + "/study", folder.path + "/work")
    let before = try Content(original)
    try copyFolder(original, to: work)
    let begin = Date()
    let whole = try start(arguments(work))
    whole.waitUntilExit()
    #expect(whole.terminationStatus == 0)
    let duration = Date().timeIntervalSince(begin)
    let after = try Content(work)
    #expect(after != before)
    let seed = UInt64(Date().timeIntervalSince1970)
    var generator = SeededGenerator(seed: seed)
    let rounds = ProcessInfo.processInfo.environment["VERBATIM_EXHAUSTIVE"] == nil ? 12 : 300
    var outcomes = (before: 0, resumed: 0, done: 0)
    for round in 0..<rounds {
      try copyFolder(original, to: work)
      let process = try start(arguments(work))
      let share = (Double(round) + Double.random(in: 0..<1, using: &generator)) / Double(rounds)
      usleep(UInt32(share * duration * 1.2 * 1_000_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let study = Study.open(try StudyFolder.open(at: work))
      // At once, for a reader: before or after, and the codings with it.
      let found =
        try study.database().read { try $0.sessions() }
        .first { $0.session.id == "fg4" }?.session.participants.contains { $0.id == "P2" } ?? false
      let isPending = study.pendingWithdrawal() != nil
      if isPending, outcomes.resumed == 0 {
        // Whoever only reads is told.
        let said = Pipe()
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: Checkout.command ?? "")
        reader.arguments = ["--study", work, "stats"]
        reader.standardOutput = FileHandle.nullDevice
        reader.standardError = said
        try reader.run()
        reader.waitUntilExit()
        let text = String(
          decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("withdrawal-1 was interrupted"))
      }
      let repair = try StudyRepair(study, actor: "tester")
      #expect(repair.check.findings.isEmpty, "seed \(seed), round \(round)")
      #expect(study.pendingWithdrawal() == nil)
      let now = try Content(work)
      #expect(now == (found ? before : after), "seed \(seed), round \(round)")
      let certificates = (try? contents(work + "/certificates")) ?? [:]
      #expect(certificates.isEmpty == found, "seed \(seed), round \(round)")
      if found {
        outcomes.before += 1
      } else if isPending {
        outcomes.resumed += 1
      } else {
        outcomes.done += 1
      }
    }
    print(
      "withdrawals killed: \(outcomes.before) before, \(outcomes.resumed) resumed, \(outcomes.done) done"
    )
  }

  /// The moments that a kill at random may miss.
  @Test("between any two steps it is finished or taken back")
  func steps() throws {
    let (folder, study) = try ShippedStudy.copy()
    let path = folder.path + "/study"
    let before = try Content(path)
    let writer = try StudyWriter(study, command: "test", actor: "t")
    let plan = try writer.planWithdrawal(WithdrawalRequest(person: "fg1/P2", mode: .remove))
    // Written, not committed.
    for source in plan.sources {
      let (edits, digest) = (try #require(source.edits), try #require(source.newDigest))
      try study.sources.add(rewriting: source.digest, edits, as: digest)
    }
    let intent = WithdrawalIntent(
      request: "withdrawal-1", words: plan.words, certificate: try writer.draft(of: plan))
    try intent.write(study.folder)
    #expect(study.pendingWithdrawal() == "withdrawal-1")
    #expect(try writer.finishWithdrawal() == nil)
    #expect(study.pendingWithdrawal() == nil)
    #expect(try Content(path) == before)
    // Committed, nothing behind it: as if the process had gone with the intent in place.
    let certificate = try writer.withdraw(plan)
    try intent.write(study.folder)
    try FileManager.default.removeItem(atPath: path + "/certificates")
    let resumed = try #require(try writer.finishWithdrawal())
    #expect(resumed.isClean)
    #expect(resumed.request == certificate.request)
    #expect(resumed.filesScanned > 0 && resumed.runs == certificate.runs)
    #expect(FileManager.default.fileExists(atPath: path + "/certificates/withdrawal-1.md"))
    // No word, no key is left behind.
    #expect(!FileManager.default.fileExists(atPath: path + "/withdrawal.json"))
  }

  @Test("resumed, it puts locks and originals right as one that was not interrupted")
  func resumed() throws {
    let test = try TestStudy()
    try test.write("fg1.txt", Self.transcript)
    try test.ingest()
    let lockPath = test.folder.path + "/paper.lock"
    let writer = try test.writer()
    let key = try writer.quoteKey().key
    let paper = try Manuscript(
      path: "p.md",
      bytes: Array(
        "“I went there every day and nobody asked” and “They asked me every single time”.".utf8))
    var verifier = QuoteVerifier(writer.index)
    let verdicts = try verifier.verify(
      QuotationFinder.find(in: paper, people: try StudyPeople(writer.index)), of: paper)
    try writer.write(
      QuoteLock(keyID: key.id, entries: verdicts.compactMap { QuoteLock.Entry($0, key: key) }),
      to: lockPath, key: key)
    let lock = try AtomicFile.read(lockPath)
    let original = test.input + "/fg1.txt"
    let plan = try writer.planWithdrawal(WithdrawalRequest(person: "P2", mode: .remove))
    #expect(plan.preview.locks.map(\.path) == [lockPath])
    let intent = WithdrawalIntent(
      request: "withdrawal-1", words: plan.words, certificate: try writer.draft(of: plan),
      locks: plan.lockPaths, people: [.init(session: "fg1", label: "P2")],
      originals: plan.preview.originals.compactMap(\.source))
    let whole = try writer.withdraw(plan, originals: [original])
    let after = (lock: try AtomicFile.read(lockPath), original: try AtomicFile.read(original))
    #expect(after.lock != lock && !after.original.contains(UInt8(ascii: "2")))
    #expect(whole.locks.map(\.state) == [.reissued] && whole.locks[0].dropped == 1)
    #expect(whole.originals.map(\.state) == [.rewritten])
    // As if the process had gone right behind the commit.
    try AtomicFile.write(lock, to: lockPath)
    try AtomicFile.write(Array(Self.transcript.utf8), to: original)
    try intent.write(test.study.folder)
    let resumed = try #require(try writer.finishWithdrawal())
    #expect(try AtomicFile.read(original) == after.original)
    #expect(resumed.locks == whole.locks && resumed.originals == whole.originals)
    let people = try QuoteLock(parsing: try AtomicFile.read(lockPath), key: key).people
    #expect(people.map(\.label) == ["P1"])
    // And what was put right already stays so.
    try intent.write(test.study.folder)
    let again = try #require(try writer.finishWithdrawal())
    #expect(again.originals == whole.originals && again.locks.map(\.state) == [.unchanged])
  }

  private static let transcript = """
    Moderator: How was it?
    P1: I went there every day and nobody asked me anything.
    P2: They asked me every single time, and I was glad of it.
    P1: So it goes.

    """
}
