import Foundation
import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

@testable import VerbatimStudy

/// The shipped corpus as a study, made once; copies for who changes it.
enum ShippedStudy {
  nonisolated(unsafe) private static let made = Result {
    let test = try TestStudy()
    let summary = try test.writer().importStudy(at: Checkout.corpus)
    try #require(!summary.hasErrors)
    return test
  }

  static func copy() throws -> (folder: TemporaryFolder, study: Study) {
    let folder = try TemporaryFolder()
    try copyFolder(try made.get().path, to: folder.path + "/study")
    return (folder, Study.open(try StudyFolder.open(at: folder.path + "/study")))
  }

  /// Session and label of everybody.
  static func people() throws -> [(session: String, label: String)] {
    try made.get().study.database().read { try $0.sessions() }.flatMap { record in
      record.session.participants.map { (record.session.id, $0.id) }
    }
  }
}

/// What a withdrawal came to, with the study before it for comparison.
struct Withdrawn {
  let certificate: WithdrawalCertificate
  let plan: WithdrawalPlan

  init(_ study: Study, _ person: String, _ mode: WithdrawalRequest.Mode) throws {
    let writer = try StudyWriter(study, command: "test", actor: "tester")
    plan = try writer.planWithdrawal(WithdrawalRequest(person: person, mode: mode))
    certificate = try writer.withdraw(plan)
  }

  init(_ study: Study, session: String) throws {
    let writer = try StudyWriter(study, command: "test", actor: "tester")
    plan = try writer.planWithdrawal(WithdrawalRequest(session: session))
    certificate = try writer.withdraw(plan)
  }
}

/// The texts of a study's turns with their speakers, by session.
func spoken(_ study: Study) throws -> [String: [(speakers: [String], text: String)]] {
  let index = try study.index(of: study.database())
  var found: [String: [(speakers: [String], text: String)]] = [:]
  for (id, place) in index.sessions() {
    found[id] = try index.segments[place.segment].transcript(place.session).turns.map {
      ($0.speakers, $0.text)
    }
  }
  return found
}

/// Lines of a dump without times: two studies are not made in the same second.
func timeless(_ dump: String) -> [String] {
  dump.split(separator: "\n").map { line in
    String(line).replacing(/\d{4}-\d\d-\d\dT[\d:.]+Z/, with: "TIME")
  }.sorted()
}
