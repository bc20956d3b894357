import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimTestSupport

@Suite("A packed session is the session")
struct PackedSessionTests {
  @Test("sessions of random corpora", arguments: 0..<4)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    for transcript in RandomCorpus.transcripts(sessions: 12, turns: 8, using: &generator) {
      #expect(PackedSession(transcript.session).session == transcript.session)
    }
  }

  @Test("every field, set and not set")
  func fields() {
    let source = Source(path: "a/b c.xml", digest: Digest(sha256Of: [1, 2, 3]))
    let full = Session(
      id: "fg1", group: "g", title: "", language: "de-AT",
      attributes: Attributes([.init(name: "place", value: "Graz"), .init(name: "", value: "")]),
      participants: [
        Participant(
          id: "P01", name: "Öl", role: .moderator,
          attributes: Attributes([.init(name: "age", value: "30–39")]), isGroup: true,
          isDeclared: true),
        Participant(id: "", isDeclared: false),
      ],
      source: source, isReconstructed: true)
    let empty = Session(id: "", source: source)
    for session in [full, empty] { #expect(PackedSession(session).session == session) }
  }
}
