import Foundation
import Glibc
import Testing
import VerbatimIndex
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

/// Kills the command while it ingests, at many moments.
@Suite("A killed writer")
struct KillTests {
  private let command = Checkout.command ?? ""

  private func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  // The command is built with the tests, unless only one target was asked for.
  @Test(
    "leaves the study as before or as after, never between",
    .enabled(if: Checkout.command != nil, "needs the command beside the tests"))
  func kills() throws {
    let states = try CommitTests.States()
    let input = try TestStudy()
    var turns = Sample.turns(1, count: 20)
    turns.insert(("P1", "A turn before the others."), at: 0)
    try input.write("one.txt", Sample.text(turns))
    for number in 10..<16 {
      try input.write("s\(number).xml", Sample.tei(Sample.turns(number, count: 150)))
    }
    let arguments = ["--study", states.work, "ingest", input.input]
    try copyFolder(states.a, to: states.work)
    let begin = Date()
    let whole = try start(arguments)
    whole.waitUntilExit()
    let duration = Date().timeIntervalSince(begin)
    #expect(whole.terminationStatus == 0)
    let after = try TestStudy.sessions(states.open())
    #expect(after.count == 8)
    let stateAfter = try StudyState(states.work)
    var generator = SeededGenerator(seed: UInt64(Date().timeIntervalSince1970))
    let rounds = ProcessInfo.processInfo.environment["VERBATIM_EXHAUSTIVE"] == nil ? 16 : 400
    var outcomes = (before: 0, after: 0, mended: 0)
    for round in 0..<rounds {
      try copyFolder(states.a, to: states.work)
      let process = try start(arguments)
      // Spread over the whole run, with a part at random.
      let share = (Double(round) + Double.random(in: 0..<1, using: &generator)) / Double(rounds)
      usleep(UInt32(share * duration * 1.4 * 1_000_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let study = try states.open()
      let found = try TestStudy.sessions(study)
      #expect(found == states.sessionsA || found == after, "round \(round)")
      let isBefore = found == states.sessionsA
      let codings = try study.database().read { try $0.codings() }
      #expect(codings.map(\.turn) == (isBefore ? [1, 5, 9] : [2, 6, 10]))
      let index = try study.index(of: study.database())
      #expect(Set(index.sessions().map(\.id)) == Set(found.keys))
      for finding in try StudyCheck(study).findings {
        guard case .manifest = finding else {
          Issue.record("round \(round): \(finding)")
          continue
        }
        outcomes.mended += 1
      }
      do {
        let writer = try StudyWriter(study, command: "test", actor: "t")
        _ = consume writer
      }
      #expect(try StudyCheck(study).findings.isEmpty, "round \(round)")
      #expect(try StudyState(states.work) == (isBefore ? states.stateA : stateAfter))
      if isBefore { outcomes.before += 1 } else { outcomes.after += 1 }
    }
    print("kills: \(outcomes.before) before, \(outcomes.after) after, \(outcomes.mended) mended")
  }
}
