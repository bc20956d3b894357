import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

@testable import VerbatimStudy

/// The shipped study as plain lists of turns and codings, for counting by loops.
struct PlainStudy {
  struct Turn {
    var session: Session
    var number: Int
    var speakers: [Participant]
    var text: String
    /// Scalar ranges of its words.
    var words: [Range<Int>]

    var place: String { "\(session.id):\(number)" }
    func full(_ person: Participant) -> String { session.id + "/" + person.id }
  }

  let test: TestStudy
  let index: Index
  let themes: StudyThemes
  let turns: [Turn]
  /// By people, not by rules.
  let codings: [Coding]

  init() throws {
    let test = try TestStudy()
    _ = try test.writer().importStudy(at: Checkout.corpus)
    try self.init(test)
  }

  init(_ test: TestStudy) throws {
    self.test = test
    index = try test.index()
    themes = try StudyThemes(test.study.database())
    codings = themes.codings.filter { $0.origin == .person || $0.origin == .source }
    var turns: [Turn] = []
    for (_, place) in index.sessions() {
      let segment = index.segments[place.segment]
      let transcript = try segment.transcript(place.session)
      let first = segment.turns(ofSession: place.session).lowerBound
      for (offset, turn) in transcript.turns.enumerated() {
        var decoded = DecodedTurn()
        try #require(segment.decode(first + offset, into: &decoded))
        let words = zip(decoded.starts, decoded.ends).map {
          turn.text.scalarOffset(ofUTF8: $0)..<turn.text.scalarOffset(ofUTF8: $1)
        }
        turns.append(
          Turn(
            session: transcript.session, number: turn.number,
            speakers: turn.speakers.compactMap { id in
              transcript.session.participants.first { $0.id == id }
            }, text: turn.text, words: words))
      }
    }
    self.turns = turns
  }

  func turn(of coding: Coding) throws -> Turn {
    try #require(turns.first { $0.session.id == coding.session && $0.number == coding.turn })
  }

  func path(_ theme: String) -> String { themes.codebook.path(of: theme) ?? "" }

  /// By paths, which is not how ancestors are found.
  func isBelow(_ coding: Coding, _ theme: String, orAbove counts: Bool) -> Bool {
    coding.theme == theme
      || counts && path(coding.theme).hasPrefix(path(theme) + "/")
  }

  /// Everyone who is counted: all participants of the shipped study are declared.
  var people: Set<String> {
    var people: Set<String> = []
    for turn in turns {
      for person in turn.session.participants where person.role == .participant && !person.isGroup {
        people.insert(turn.full(person))
      }
    }
    return people
  }
}
