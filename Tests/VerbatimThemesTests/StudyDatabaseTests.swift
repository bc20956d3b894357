import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimThemes

@Suite("Study database")
struct StudyDatabaseTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("study.sqlite")
  }

  private func create() throws -> StudyDatabase {
    try StudyDatabase.create(at: path, clock: { noon })
  }

  private func filled() throws -> StudyDatabase {
    let database = try create()
    try database.transaction { study in
      try study.setCodebook(try Codebook(yaml: tableOne))
      try study.replaceSessions([
        session("fg10", digest: 2),
        session(
          "fg2",
          participants: [
            Participant(
              id: "P1", name: "Pia Lindqvist", role: .participant,
              attributes: [
                .init(name: "sex", value: "f"), .init(name: "born", value: "1961"),
                .init(name: "sex", value: "again"),
              ]),
            Participant(id: "M", role: .moderator, isDeclared: false),
            Participant(id: "Several", isGroup: true),
          ]),
      ])
      try study.setRule(ThemeRule(id: "r1", theme: "paths", query: "way NEAR/3 my", name: "Ways"))
      try study.addCodings([
        coding("paths", "fg2", 3, 0..<9), coding("paths", "fg10", 1),
        coding("paths", "fg2", 3, 0..<9, origin: .rule("r1"), coder: nil),
        coding("harness", "fg2", 1, origin: .source),
      ])
    }
    return database
  }

  private func coding(
    _ theme: String, _ session: String, _ turn: Int, _ span: Range<Int>? = nil,
    origin: Coding.Origin = .person, coder: String? = "EO"
  ) -> Coding {
    Coding(
      theme: theme, coder: coder, session: session, turn: turn, span: span, origin: origin,
      createdAt: noon)
  }

  private func codings(_ database: StudyDatabase, _ filter: CodingFilter = .init()) throws
    -> [Coding]
  {
    try database.read { try $0.codings(filter) }
  }

  @Test("sessions come back as they went in, in natural order")
  func sessions() throws {
    let records = try filled().read { try $0.sessions() }
    #expect(records.map(\.session.id) == ["fg2", "fg10"])
    #expect(records[1] == session("fg10", digest: 2))
    let people = records[0].session.participants
    #expect(people.map(\.id) == ["P1", "M", "Several"])
    #expect(people[0].attributes.values(of: "sex") == ["f", "again"])
    #expect(people[0].role == .participant && people[1].role == .moderator)
    #expect(!people[1].isDeclared && people[2].isGroup)
    let database = try StudyDatabase.open(at: path, access: .readOnly)
    #expect(try database.read { try $0.participants(of: "fg2") } == people)
    #expect(try database.read { try $0.participants(of: "none") } == [])
    #expect(try database.read { try $0.session("fg2") } == records[0])
  }

  @Test("a replaced session keeps its codings, and unused sources go")
  func replacing() throws {
    let database = try filled()
    let before = try codings(database)
    try database.transaction { try $0.replaceSessions([session("fg2", digest: 7)]) }
    #expect(try codings(database) == before)
    #expect(try database.read { try $0.participants(of: "fg2") } == [])
    let dump = try database.read { try $0.canonicalDump() }
    #expect(dump.components(separatedBy: "\n").filter { $0.hasPrefix("source\t") }.count == 2)
  }

  @Test("a session with codings is not removed, one without is, with all that was its")
  func removingSessions() throws {
    let database = try filled()
    #expect(throws: StudyDatabaseError.sessionsInUse([.init(id: "fg2", codings: 3)])) {
      try database.transaction { try $0.removeSessions(["fg2"]) }
    }
    try database.transaction { study in
      try study.removeCodings(CodingFilter(session: "fg2"))
      try study.removeSessions(["fg2"])
    }
    let dump = try database.read { try $0.canonicalDump() }
    #expect(!dump.contains("fg2"))
  }

  @Test("a codebook comes back as it went in", arguments: 1...20)
  func codebook(seed: Int) throws {
    let database = try create()
    let book = try randomCodebook(seed: UInt64(seed))
    try database.transaction { try $0.setCodebook(book) }
    #expect(try database.read { try $0.codebook() } == book)
  }

  @Test("a theme that moves keeps its codings and is found by its old path")
  func moving() throws {
    let database = try filled()
    var themes = try Codebook(yaml: tableOne).themes
    for index in themes.indices where themes[index].id == "paths" {
      themes[index].parent = "harness"
      themes[index].label = "9"
    }
    try database.transaction { [themes] in try $0.setCodebook(try Codebook(themes: themes)) }
    let book = try database.read { try $0.codebook() }
    #expect(try book.theme("A/3").id == "paths")
    #expect(try book.theme("A/3/b").id == "authoritarian")
    #expect(book.path(of: "authoritarian") == "B/9/b")
    #expect(try codings(database, CodingFilter(themes: ["paths"])).count == 3)
    // Moved back, the path in between is the old one.
    try database.transaction { try $0.setCodebook(try Codebook(yaml: tableOne)) }
    let again = try database.read { try $0.codebook() }
    #expect(try again.theme("B/9").id == "paths")
    #expect(again.path(of: "paths") == "A/3")
  }

  @Test("labels of siblings can be swapped")
  func swapping() throws {
    let database = try filled()
    var themes = try Codebook(yaml: tableOne).themes
    for index in themes.indices where themes[index].parent == nil {
      themes[index].label = themes[index].label == "A" ? "B" : "A"
    }
    try database.transaction { [themes] in try $0.setCodebook(try Codebook(themes: themes)) }
    #expect(try database.read { try $0.codebook() }.theme("A").id == "harness")
  }

  @Test("a theme with codings cannot be left out")
  func leavingOut() throws {
    let database = try filled()
    let before = try database.read { try $0.canonicalDump() }
    #expect(
      throws: StudyDatabaseError.themesInUse([
        .init(id: "paths", codings: 3, rules: 1), .init(id: "harness", codings: 1),
      ])
    ) { try database.transaction { try $0.setCodebook(Codebook()) } }
    #expect(try database.read { try $0.canonicalDump() } == before)
  }

  @Test("codings are added once, filtered, and removed by origin")
  func codingsLive() throws {
    let database = try filled()
    #expect(
      try codings(database) == [
        coding("harness", "fg2", 1, origin: .source),
        coding("paths", "fg2", 3, 0..<9, origin: .rule("r1"), coder: nil),
        coding("paths", "fg2", 3, 0..<9), coding("paths", "fg10", 1),
      ])
    #expect(
      try database.transaction {
        try $0.addCodings([coding("paths", "fg10", 1), coding("paths", "fg10", 1, 0..<1)])
      } == 1)
    #expect(try codings(database, CodingFilter(coder: "EO", session: "fg10")).count == 2)
    #expect(try codings(database, CodingFilter(themes: [])).isEmpty)
    #expect(try codings(database, CodingFilter(themes: ["a\"\\\n", "harness"])).count == 1)
    #expect(try database.read { try $0.codingCounts() } == ["paths": 4, "harness": 1])
    #expect(try database.read { try $0.coders() } == [Coder(id: "EO")])
    let rule = CodingFilter(origin: .rule("r1"))
    #expect(throws: StudyDatabaseError.rulesInUse([.init(id: "r1", codings: 1)])) {
      try database.transaction { try $0.removeRule("r1") }
    }
    #expect(try database.transaction { try $0.removeCodings(rule) } == 1)
    try database.transaction { try $0.removeRule("r1") }
    #expect(try database.read { try $0.rules() } == [])
    #expect(try codings(database, CodingFilter(origin: .person)).count == 3)
    #expect(try database.transaction { try $0.removeCoding(coding("paths", "fg10", 1)) })
    #expect(try !database.transaction { try $0.removeCoding(coding("paths", "fg10", 1)) })
    #expect(try codings(database, CodingFilter(origin: .person)).count == 2)
  }

  @Test("codings of what is not there are refused as data, and nothing of them is kept")
  func refused() throws {
    let database = try filled()
    let before = try database.read { try $0.canonicalDump() }
    let cases: [(Coding, StudyDatabaseError)] = [
      (coding("hope", "fg2", 1, coder: "new"), .unknownTheme("hope")),
      (coding("paths", "fg3", 1, coder: "new"), .unknownSession("fg3")),
      (coding("paths", "fg2", 1, origin: .rule("x")), .unknownRule("x")),
      (coding("paths", "fg2", 0), .invalidSpan(session: "fg2", turn: 0)),
      (coding("paths", "fg2", 1, 4..<4), .invalidSpan(session: "fg2", turn: 1)),
      (coding("paths", "fg2", 1, -4..<4), .invalidSpan(session: "fg2", turn: 1)),
    ]
    for (bad, error) in cases {
      #expect(throws: error) {
        try database.transaction { try $0.addCodings([coding("paths", "fg2", 9), bad]) }
      }
    }
    #expect(try database.read { try $0.canonicalDump() } == before)
    #expect(throws: StudyDatabaseError.unknownTheme("x")) {
      try database.transaction {
        try $0.setRule(ThemeRule(id: "r", theme: "x", query: "q", name: "n"))
      }
    }
    #expect(throws: StudyDatabaseError.invalidJSON) {
      try database.transaction { study in
        var record = session("fg2")
        record.settings = "{"
        try study.replaceSessions([record])
      }
    }
  }

  @Test("a text with U+0000 keeps what follows it")
  func nul() throws {
    let database = try create()
    let person = Participant(id: "P1", name: "a\0b")
    try database.transaction { try $0.replaceSessions([session("fg1", participants: [person])]) }
    #expect(try database.read { try $0.participants(of: "fg1") }[0].name == "a\u{FFFD}b")
    #expect(throws: StudyDatabaseError.invalidJSON) {
      try database.transaction { _ = try $0.appendLog(actor: "", action: "", details: "{}\0{") }
    }
  }

  @Test("memos and settings are kept")
  func memos() throws {
    let database = try create()
    let subjects: [Memo.Subject] = [
      .study, .theme("a"), .session("fg/1"), .participant(session: "fg/1", label: "P/1"),
    ]
    try database.transaction { study in
      for subject in subjects {
        try study.addMemo(
          Memo(subject: subject, author: "EO", createdAt: study.now, text: "a\nnote"))
      }
      try study.setSetting("speakers", to: "shared")
      try study.setSetting("gone", to: "x")
      try study.setSetting("gone", to: nil)
    }
    for subject in subjects {
      let found = try database.read { try $0.memos(on: subject) }
      #expect(found.map(\.subject) == [subject])
      try database.transaction { study in for memo in found { try study.removeMemo(memo) } }
    }
    #expect(try database.read { try $0.memos() } == [])
    #expect(try database.read { try $0.setting("speakers") } == "shared")
    #expect(try database.read { try $0.setting("gone") } == nil)
  }

  @Test("the canonical dump depends on content alone")
  func dump() throws {
    let first = try filled().read { try $0.canonicalDump() }
    let other = try StudyDatabase.create(at: folder.file("other.sqlite"), clock: { noon })
    let source = try StudyDatabase.open(at: path, access: .readOnly)
    let (book, records, rules, all) = try source.read {
      (try $0.codebook(), try $0.sessions(), try $0.rules(), try $0.codings())
    }
    try other.transaction { study in
      try study.appendLog(actor: "EO", action: "other")
      try study.setCodebook(book)
      for record in records { try study.replaceSessions([record]) }
      for rule in rules { try study.setRule(rule) }
      for coding in all.reversed() { try study.addCodings([coding]) }
    }
    #expect(try other.read { try $0.canonicalDump() } == first)
    #expect(
      first.hasSuffix("\n")
        && first.components(separatedBy: "\n").dropLast().allSatisfy { $0.contains("\t") })
    #expect(first.contains("coding\tfg2\t3\t0\t9\tpaths\t\\N\trule\tr1\t\\N\t\(noon)\n"))
  }

  @Test("a transaction that throws changes nothing")
  func rollback() throws {
    struct Stop: Error {}
    let database = try filled()
    let before = try database.read { try $0.canonicalDump() }
    #expect(throws: Stop.self) {
      try database.transaction { study in
        try study.removeCodings(CodingFilter())
        try study.setCodebook(
          Codebook(themes: [
            Theme(id: "new", label: "N", name: "New"),
            Theme(id: "paths", label: "P", name: "Paths"),
          ]))
        throw Stop()
      } as Void
    }
    #expect(try database.read { try $0.canonicalDump() } == before)
  }

  @Test("what was removed is overwritten in the file")
  func erased() throws {
    let database = try filled()
    func holdsName() throws -> Bool {
      try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data("Lindqvist".utf8)) != nil
    }
    #expect(try holdsName())
    try database.transaction { try $0.replaceSessions([session("fg2")]) }
    #expect(try !holdsName())
    try database.compact()
    #expect(try !holdsName())
    #expect(try database.read { try $0.check() } == [])
  }
}
