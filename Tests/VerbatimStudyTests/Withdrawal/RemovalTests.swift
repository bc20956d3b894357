import Foundation
import Testing
import VerbatimCorpus
import VerbatimThemes

@testable import VerbatimStudy

@Suite("After a person is removed")
struct RemovalTests {
  /// The rewritten sources in a folder, with a `study.yaml` that does not know the person and names no
  /// codings of people.
  private static func fresh(from study: Study, without person: (session: String, label: String))
    throws -> TestStudy
  {
    let fresh = try TestStudy()
    for record in try study.database().read({ try $0.sessions() }) {
      let source = record.session.source
      try fresh.write(source.path, try study.sources.read(source.digest))
    }
    var lines: [String] = []
    var session = ""
    var isCodings = false
    let yaml = try String(contentsOfFile: Checkout.corpus + "/study.yaml", encoding: .utf8)
    for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
      if !line.hasPrefix(" ") { isCodings = line.hasPrefix("codings:") }
      if isCodings { continue }
      if let file = line.firstMatch(of: /file: (\w+)\./) { session = String(file.1) }
      if session == person.session, line.contains("{id: \(person.label),") { continue }
      lines.append(String(line))
    }
    try fresh.write("study.yaml", lines.joined(separator: "\n"))
    try fresh.write(
      "codebook.yaml",
      Array(Data(contentsOf: URL(fileURLWithPath: Checkout.corpus + "/codebook.yaml"))))
    let summary = try fresh.writer().importStudy(at: fresh.input)
    #expect(!summary.hasErrors)
    try fresh.writer().compact()
    return fresh
  }

  /// Codings of people as they have to be, from those before and the turns before alone.
  private static func expected(
    _ codings: [Coding], _ turns: [String: [(speakers: [String], text: String)]],
    without person: (session: String, label: String)
  ) -> [Coding] {
    codings.compactMap { coding in
      guard coding.origin == .person else { return nil }
      guard coding.session == person.session, let said = turns[coding.session] else {
        return coding
      }
      if said[coding.turn - 1].speakers.contains(person.label) { return nil }
      var moved = coding
      moved.turn -= said[..<(coding.turn - 1)].count { $0.speakers.contains(person.label) }
      return moved
    }
  }

  @Test("the study is that which a fresh import of the rewritten sources makes, byte by byte")
  func equality() throws {
    let all = try ShippedStudy.people()
    // Everybody would take minutes: one of each session, and a moderator.
    let sampled =
      ProcessInfo.processInfo.environment["VERBATIM_EXHAUSTIVE"] != nil
      ? all
      : Dictionary(grouping: all, by: \.session).values.map { $0[0] } + all.suffix(1)
    for person in sampled {
      let (folder, study) = try ShippedStudy.copy()
      let name = "\(person.session)/\(person.label)"
      let before = try study.database().read { try $0.codings() }
      let turns = try spoken(study)
      let withdrawn = try Withdrawn(study, name, .remove)
      #expect(withdrawn.certificate.isClean, "\(name): \(withdrawn.certificate.findings)")
      #expect(try StudyCheck(study).findings.isEmpty, "\(name)")

      let fresh = try Self.fresh(from: study, without: person)
      let writer = try fresh.writer()
      _ = try writer.database.transaction {
        try $0.addCodings(Self.expected(before, turns, without: person))
      }
      let (own, other) = try (StudyState(folder.path + "/study"), StudyState(fresh.path))
      #expect(own.sources == other.sources, "\(name)")
      #expect(own.index == other.index, "\(name)")
      let (left, right) = (timeless(own.dump), timeless(other.dump))
      let difference = left.difference(from: right).map { String("\($0)".prefix(300)) }
      #expect(left == right, "\(name): \(difference.prefix(4))")
      let after = try spoken(study)[person.session] ?? []
      #expect(!after.contains { $0.speakers.contains(person.label) })
      #expect(
        after.map(\.text)
          == (turns[person.session] ?? []).filter { !$0.speakers.contains(person.label) }.map(
            \.text))
    }
  }
}
