import Testing
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimQuotes

@Suite("Locks of quotations")
struct LockTests {
  static let key = QuoteKey(hex: String(repeating: "0123456789abcdef", count: 4))
  static let turns = VerifierTests.turns.map { (speaker: $0.0, text: $0.1) }
  static let paper = """
    “The water was cold … about that” (P3, FG1) and “I was always waiting for her” (P2, FG1) and “the water
    was cold and we laughed a lot” (P3, FG1).
    """

  private func index(_ turns: [(speaker: String, text: String)], _ id: String = "fg1") throws
    -> QuoteIndex
  {
    try QuoteIndex([
      QuoteForge.transcript(id, turns), QuoteForge.transcript("fg2", [("P1", "Hello you")]),
    ])
  }

  private func lock(_ paper: String = paper) throws -> QuoteLock {
    let key = try #require(Self.key)
    let entries = try index(Self.turns).verdicts(paper).compactMap { QuoteLock.Entry($0, key: key) }
    return QuoteLock(keyID: key.id, entries: entries)
  }

  @Test("the same quotations and key give the same bytes, and they are read back as they were")
  func roundTrip() throws {
    let key = try #require(Self.key)
    let lock = try lock()
    #expect(lock.entries.count == 3)
    let text = lock.text(key: key)
    #expect(try self.lock().text(key: key) == text)
    #expect(try QuoteLock(parsing: Array(text.utf8), key: key) == lock)
    #expect(try QuoteLock(parsing: Array(text.utf8), key: nil) == lock)
    // Order and repetition in the paper do not matter.
    let other = try self.lock(
      "“I was always waiting for her” (P2, FG1), " + Self.paper
        + " “I was always waiting for her” (P2, FG1)")
    #expect(other.text(key: key) == text)
  }

  @Test("a lock holds no word, and another key gives other digests")
  func noWords() throws {
    let key = try #require(Self.key)
    let text = try lock().text(key: key)
    for word in ["water", "cold", "waiting", "laughed", "always"] { #expect(!text.contains(word)) }
    let random = QuoteKey.random()
    #expect(random != QuoteKey.random())
    let verdicts = try index(Self.turns).verdicts(Self.paper)
    for verdict in verdicts {
      let one = try #require(QuoteLock.Entry(verdict, key: key))
      let two = try #require(QuoteLock.Entry(verdict, key: random))
      #expect(one.id != two.id && one.quoted != two.quoted && one.said != two.said)
    }
  }

  @Test("a changed, cut or forged lock is refused")
  func damage() throws {
    let key = try #require(Self.key)
    let text = try lock().text(key: key)
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      #expect(throws: QuoteLockProblem.self) { try QuoteLock(parsing: changed, key: key) }
    }
    for count in 0..<bytes.count {
      #expect(throws: QuoteLockProblem.self) {
        try QuoteLock(parsing: Array(bytes.prefix(count)), key: nil)
      }
    }
    let other = QuoteKey.random()
    #expect(throws: QuoteLockProblem.otherKey(lock: key.id, given: other.id)) {
      try QuoteLock(parsing: bytes, key: other)
    }
    // Whole, and sealed by somebody else.
    let forged = try lock().text(key: other)
    #expect(throws: QuoteLockProblem.forged) {
      try QuoteLock(parsing: Array(forged.utf8), key: key)
    }
  }

  @Test("a lock follows its words when turns are put in, and tells what was corrected")
  func rebase() throws {
    let key = try #require(Self.key)
    let lock = try lock()
    func states(_ turns: [(speaker: String, text: String)], _ id: String = "fg1") throws
      -> [LockState]
    {
      let rebase = try lock.rebased(in: index(turns, id).index, key: key)
      // In the order of the paper.
      let order = try self.lock().entries.map(\.words)
      #expect(order == rebase.outcomes.map(\.old.words))
      return rebase.outcomes.sorted { $0.old.words < $1.old.words }.map(\.state)
    }
    #expect(try states(Self.turns) == [.intact, .intact, .intact])
    // Turns put in before.
    let more = [(speaker: "P4", text: "One."), ("P1", "Two.")] + Self.turns
    #expect(try states(more) == [.moved, .moved, .moved])
    let moved = try lock.rebased(in: index(more).index, key: key)
    #expect(Set(moved.lock.entries.map(\.turn)) == [5, 7])
    #expect(try moved.lock.rebased(in: index(more).index, key: key).count(.intact) == 3)
    #expect(moved.lock.entries.map(\.id) == lock.entries.map(\.id))
    // A word in front of the words.
    var shifted = Self.turns
    shifted[4].text = "Oh. " + shifted[4].text
    #expect(try states(shifted).filter { $0 == .moved }.count == 2)
    // A correction in the words.
    var corrected = Self.turns
    corrected[4].text = corrected[4].text.replacing("cold", with: "old")
    #expect(try states(corrected).filter { $0 == .changed }.count == 2)
    var given = Self.turns
    given[4].speaker = "P2"
    #expect(try states(given).filter { $0 == .otherSpeaker }.count == 2)
    #expect(try states(Self.turns, "fg9") == [.sessionGone, .sessionGone, .sessionGone])
  }

  @Test("people can be left out, and a lock says whom it names")
  func people() throws {
    let key = try #require(Self.key)
    let lock = try lock()
    let person = StudyPeople.Person(session: "fg1", label: "P3")
    #expect(lock.people == [person, StudyPeople.Person(session: "fg1", label: "P2")])
    #expect(lock.entries(of: person).count == 2)
    let rebase = try lock.rebased(in: index(Self.turns).index, key: key, dropping: [person])
    #expect(rebase.count(.dropped) == 2 && rebase.lock.entries.count == 1)
    #expect(rebase.lock.entries(of: person).isEmpty)
  }

  static let papers: [(String, [LockedCheck.State])] = [
    ("“The water was cold ... about that” (P3, FG1)", [.locked]),
    ("“I  was always waiting for her”", [.locked]),
    ("“I was always waiting for him” (P2, FG1)", [.notLocked]),
    ("“I was always waiting for her” (P3, FG1)", [.otherPerson]),
    ("“helpful” and “one two three four five”", [.unchecked, .notLocked]),
    ("“one two three four five” (Sample, 2018)", [.unchecked]),
  ]

  @Test("a manuscript is held against a lock without any transcript", arguments: papers)
  func locked(_ text: String, _ states: [LockedCheck.State]) throws {
    let key = try #require(Self.key)
    let manuscript = try Manuscript(path: "m.md", bytes: Array(text.utf8))
    #expect(LockedCheck(manuscript, lock: try lock(), key: key).items.map(\.state) == states)
  }
}
