import Foundation
import Testing
import VerbatimCorpus
import VerbatimThemes

@testable import VerbatimStudy

@Suite("After a person's words are redacted")
struct RedactionTests {
  @Test("every turn keeps its number, others their words, and theirs are marked")
  func slots() throws {
    let all = try ShippedStudy.people()
    let sampled = ["fg2", "fg4", "fg5"].flatMap { id in
      [all.filter { $0.session == id }.dropLast().last].compactMap(\.self)
    }
    for person in sampled {
      let (folder, study) = try ShippedStudy.copy()
      defer { _ = folder }
      let name = "\(person.session)/\(person.label)"
      let before = try spoken(study)
      let old = try study.database().read { try $0.codings() }
      let withdrawn = try Withdrawn(study, name, .redact)
      #expect(withdrawn.certificate.isClean, "\(name): \(withdrawn.certificate.findings)")
      #expect(try StudyCheck(study).findings.isEmpty, "\(name)")
      let after = try spoken(study)
      for (session, turns) in before {
        #expect(after[session]?.map(\.speakers) == turns.map(\.speakers), "\(name)")
        let texts = turns.map { turn in
          session == person.session && turn.speakers.contains(person.label)
            ? (turn.text.isEmpty ? "" : "[withdrawn]") : turn.text
        }
        #expect(after[session]?.map(\.text) == texts, "\(name) in \(session)")
      }
      // Codings of others stand where they stood; those of the person are gone.
      let new = try study.database().read { try $0.codings() }
      let kept = old.filter { coding in
        coding.session != person.session
          || !(before[coding.session]?[coding.turn - 1].speakers.contains(person.label) ?? false)
      }
      #expect(Set(new.map(Place.init)) == Set(kept.map(Place.init)), "\(name)")
      let record = try #require(
        try study.database().read { try $0.session(person.session) })
      let one = try #require(record.session.participants.first { $0.id == person.label })
      // What the transcript calls the speaker is the slot's own.
      let labels = [nil, "Moderator", "MODERATOR", "CO-FACILITATOR"]
      #expect(one.attributes.isEmpty && labels.contains(one.name))
    }
  }

  private struct Place: Hashable {
    var theme: String
    var coder: String?
    var session: String
    var turn: Int
    var span: Range<Int>?

    init(_ coding: Coding) {
      (theme, coder, session, turn, span) =
        (coding.theme, coding.coder, coding.session, coding.turn, coding.span)
    }
  }
}
