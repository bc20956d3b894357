import Testing
import VerbatimCorpus
import VerbatimQuery
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Taking codings back")
struct CodingUndoTests {
  private let book = """
    themes:
      - {id: a, label: A, name: First}
      - {id: b, label: B, name: Second}
    """

  private func study() throws -> (test: TestStudy, writer: StudyWriter) {
    let test = try TestStudy()
    try test.write("one.txt", Sample.text(Sample.turns(1)))
    try test.write("two.txt", Sample.text(Sample.turns(2)))
    try test.ingest()
    let writer = try test.writer()
    try writer.setCodebook(Codebook(yaml: book))
    return (test, writer)
  }

  private func coding(
    _ theme: String, _ turn: Int, _ span: Range<Int>? = nil, by coder: String = "EO",
    memo: String? = nil, session: String = "one"
  ) -> Coding {
    Coding(
      theme: theme, coder: coder, session: session, turn: turn, span: span, memo: memo,
      createdAt: Timestamp.now())
  }

  private func dump(_ writer: StudyWriter) throws -> String {
    try writer.database.read { try $0.canonicalDump() }
  }

  @Test("is the exact inverse, of any actions in any number", arguments: 1...5)
  func inverse(seed: Int) throws {
    print("seed \(seed)")
    var random = SeededGenerator(seed: UInt64(seed))
    let (test, writer) = try study()
    _ = try writer.setRule(ThemeRule(id: "r", theme: "a", query: "kettle OR trust", name: "r"))
    // A coder who is there before must be there after; one who is new must go again.
    try writer.addCoding(coding("a", 1, by: "MB"))
    var dumps: [String] = []
    for step in 0..<25 {
      let before = try dump(writer)
      let there = try test.codings()
      var isDone = true
      func place() -> Coding {
        coding(
          Bool.random(using: &random) ? "a" : "b", Int.random(in: 1...12, using: &random),
          Bool.random(using: &random) ? nil : step..<step + 3,
          memo: Bool.random(using: &random) ? "memo \(step)\nof two lines" : nil)
      }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: isDone = try !writer.code((0..<5).map { _ in place() }, .bulk).added.isEmpty
      case 1: isDone = try !writer.code([place()]).added.isEmpty
      case 2:
        let own = there.filter { $0.coder == "EO" }.shuffled(using: &random).prefix(3)
        isDone = try writer.removeCodings(Array(own)) > 0
      case 3:
        let csv = "session,turn,theme,coder,memo\none,\(step % 20 + 1),A,EO,\"x, \(step)\"\n"
        isDone = try writer.addCodings(csv: Array(csv.utf8), path: "x", coder: nil).added > 0
      default:
        let byRule = there.filter { $0.origin == .rule("r") }.shuffled(using: &random).prefix(2)
        isDone =
          try writer.judge(
            Array(byRule), Bool.random(using: &random) ? .accepted : .rejected, coder: "EO") > 0
      }
      if isDone { dumps.append(before) } else { #expect(try dump(writer) == before) }
    }
    #expect(dumps.count > 10)
    // Some singly, the rest at once.
    for (step, before) in dumps.reversed().enumerated() where step < dumps.count / 2 {
      #expect(try writer.undoCoding(by: "EO").count == 1)
      #expect(try dump(writer) == before, "seed \(seed), \(step) back")
    }
    let left = dumps.count - dumps.count / 2
    #expect(try writer.undoCoding(by: "EO", steps: 1000).count == left)
    #expect(try dump(writer) == dumps[0], "seed \(seed)")
    #expect(try writer.undoCoding(by: "EO").isEmpty)
    #expect(try test.findings() == [])
  }

  @Test("of one person leaves another's work alone, and does not count what was taken back")
  func perCoder() throws {
    let (test, writer) = try study()
    try writer.addCoding(coding("a", 1))
    try writer.addCoding(coding("a", 2, by: "MB"))
    try writer.addCoding(coding("a", 3))
    #expect(try writer.undoCoding(by: "EO").map(\.removed) == [1])
    #expect(try writer.undoCoding(by: "EO").map(\.removed) == [1])
    #expect(try writer.undoCoding(by: "EO").isEmpty)
    let left = try test.codings()
    #expect(left.map(\.turn) == [2] && left.map(\.coder) == ["MB"])
    let operations = try writer.database.read { try $0.codingOperations() }
    #expect(operations.map(\.kind) == [.add, .add, .add, .undo, .undo])
    #expect(operations.map(\.undoneBy) == [5, nil, 4, nil, nil])
    #expect(operations.allSatisfy { $0.log != nil })
  }

  @Test("puts a coding with its question back, words and all")
  func questions() throws {
    let (test, writer) = try study()
    try writer.addCoding(coding("a", 3, memo: "kept"))
    try writer.database.transaction {
      try $0.ask(.doubtful, about: coding("a", 3), words: "what was said")
    }
    let before = try dump(writer)
    let question = try #require(try writer.database.read { try $0.codingQuestions() }.first)
    #expect(try writer.settle(question, .remove))
    #expect(try test.codings().isEmpty)
    #expect(try writer.undoCoding(by: "EO").map(\.restored) == [1])
    #expect(try dump(writer) == before)
  }

  @Test("is refused, and changes nothing, where something later depends on it")
  func refused() throws {
    let (test, writer) = try study()
    try writer.addCoding(coding("a", 1))
    try writer.addCoding(coding("a", 2))
    #expect(try writer.removeCoding(coding("a", 2)))
    _ = try writer.mergeThemes("a", into: "b")
    let before = try dump(writer)
    // Its theme is gone.
    #expect(throws: CodingUndoProblem.themeGone(3, theme: "a")) {
      try writer.undoCoding(by: "EO")
    }
    #expect(throws: CodingUndoProblem.self) { try writer.undoCoding(by: "EO", steps: 3) }
    #expect(try dump(writer) == before)
    // What was coded is another coding now.
    let operations = try writer.database.read { try $0.codingOperations() }
    #expect(throws: CodingUndoProblem.changedSince(1, codings: 1)) {
      try writer.database.transaction { _ = try $0.undo(operations[0]) }
    }
    #expect(throws: CodingUndoProblem.notUndoable(4, .merge)) {
      try writer.database.transaction { _ = try $0.undo(operations[3]) }
    }
    #expect(try dump(writer) == before)
    #expect(try test.findings() == [])
  }

  @Test("a corrected transcript takes what was kept of its codings, and only of its own")
  func corrected() throws {
    let (test, writer) = try study()
    try writer.addCoding(coding("a", 1, memo: "quotes somebody"))
    try writer.addCoding(coding("a", 2, session: "two"))
    _ = try writer.setRule(ThemeRule(id: "r", theme: "b", query: "kettle", name: "r"))
    let byRule = try test.codings().filter { $0.origin == .rule("r") && $0.session == "one" }
    #expect(try writer.judge(byRule, .rejected, coder: "MB") == byRule.count)
    try test.write("one.txt", Sample.text([("P1", "A turn before the others.")] + Sample.turns(1)))
    var options = IngestOptions()
    options.replaces = true
    _ = try writer.ingest(SourceBatch([test.input + "/one.txt"]), options)
    let kept = try writer.database.read { study in
      try study.codingOperations().flatMap { try study.codingChanges(of: $0.number) }
    }
    #expect(kept.allSatisfy { $0.coding.session == "two" })
    #expect(kept.contains { $0.coding.turn == 2 })
    // The newest of EO is of the other transcript; the one before it is final.
    #expect(try writer.undoCoding(by: "EO").map(\.removed) == [1])
    #expect(throws: CodingUndoProblem.sourceChanged(1)) { try writer.undoCoding(by: "EO") }
    #expect(try test.findings() == [])
  }
}

@Suite("Rules that code")
struct RuleTests {
  private func study() throws -> (test: TestStudy, writer: StudyWriter) {
    let test = try TestStudy()
    try test.write(
      "one.txt", "P1: The kettle is on.\nP2: I trust the kettle. It sings.\nP1: No tea today.\n")
    try test.ingest()
    let writer = try test.writer()
    try writer.setCodebook(
      Codebook(yaml: "themes: [{id: a, label: A, name: Kettles}, {id: b, label: B, name: Tea}]"))
    return (test, writer)
  }

  private let rule = ThemeRule(id: "r", theme: "a", query: "kettle", name: "kettles")

  private func places(_ codings: [Coding]) -> [TurnPlace] { codings.map { TurnPlace($0) } }

  @Test("code what they find, keep what stands, and are taken back in one go")
  func life() throws {
    let (test, writer) = try study()
    #expect(try writer.addRule(rule) == 2)
    #expect(try test.codings().isEmpty)
    var report = try writer.apply(rule, dryRun: true)
    #expect(report.added == 2)
    #expect(try test.codings().isEmpty)
    report = try writer.apply(rule)
    #expect(report.codings == 2 && report.added == 2 && report.removed == 0)
    let first = try test.codings()
    #expect(first.allSatisfy { $0.origin == .rule("r") && $0.coder == nil })
    #expect(places(first).map(\.span) == [4..<10, 12..<18])
    report = try writer.apply(rule)
    #expect(report.codings == 2 && report.added == 0 && report.removed == 0)
    #expect(try test.codings() == first)
    // Another query: what it does not find any more goes.
    var other = rule
    other.query = "kettle trust"
    report = try writer.setRule(other)
    #expect(report.codings == 1 && report.added == 1 && report.removed == 2)
    #expect(try writer.undoRule("r") == 1)
    #expect(try test.codings().isEmpty)
    #expect(try writer.database.read { try $0.rules() } == [other])
    #expect(try writer.undoRule("r", forgets: true) == 0)
    #expect(try writer.database.read { try $0.rules() }.isEmpty)
    #expect(throws: StudyDatabaseError.unknownRule("r")) { try writer.undoRule("r") }
  }

  @Test(
    "a person accepts and rejects; the rule codes neither again, and the person can think again")
  func judged() throws {
    let (test, writer) = try study()
    try writer.setRule(rule)
    let byRule = try test.codings()
    #expect(try writer.judge([byRule[0]], .accepted, coder: "EO") == 1)
    #expect(try writer.judge([byRule[1]], .rejected, coder: "EO") == 1)
    let codings = try test.codings()
    #expect(codings.map(\.origin) == [.person] && codings.map(\.coder) == ["EO"])
    #expect(places(codings) == [TurnPlace(byRule[0])])
    let report = try writer.apply(rule)
    #expect(report.codings == 0 && report.accepted == 1 && report.rejected == 1)
    #expect(try writer.undoCoding(by: "EO", steps: 2).count == 2)
    #expect(try test.codings() == byRule)
    #expect(try writer.database.read { try $0.verdicts() }.isEmpty)
    // What is judged already is judged once.
    #expect(try writer.judge([byRule[0], byRule[0]], .accepted, coder: "EO") == 1)
    #expect(try writer.judge([byRule[0]], .accepted, coder: "EO") == 0)
    #expect(try test.findings() == [])
  }

  @Test("hits, sentences and turns are the places that bulk coding makes")
  func units() throws {
    let (test, writer) = try study()
    let query = try SimpleQueryParser.parse("kettle", knownFields: QueryFields.builtIn)
    func spans(_ unit: CodingPlaces.Unit) throws -> [Range<Int>?] {
      try CodingPlaces(query, unit, in: writer.index, regions: NoRegions()).places.map(\.span)
    }
    #expect(try spans(.hit) == [4..<10, 12..<18])
    #expect(try spans(.sentence) == [0..<17, 0..<19])
    #expect(try spans(.turn) == [nil, nil])
    #expect(try test.codings().isEmpty)
  }

  @Test("a preview of bulk coding counts what is there, by whom, and adds only the rest")
  func preview() throws {
    let (test, writer) = try study()
    try writer.setRule(rule)
    let whole = Coding(
      theme: "a", coder: "EO", session: "one", turn: 1, createdAt: Timestamp.now())
    var part = whole
    (part.turn, part.span, part.coder) = (2, 10..<14, "MB")
    _ = try writer.code([whole, part])
    let query = try SimpleQueryParser.parse("kettle", knownFields: QueryFields.builtIn)
    let found = try CodingPlaces(query, .hit, in: writer.index, regions: NoRegions())
    let preview = BulkPreview(
      found, theme: "a", coder: "EO", memo: nil, existing: try test.codings(), at: .now())
    #expect(preview.hits == 2 && preview.places == 2 && preview.turns == 2)
    #expect(preview.known == 1)
    #expect(preview.others.map(\.who) == ["EO", "MB", "rule r"])
    #expect(preview.others.map(\.places) == [1, 1, 2])
    #expect(preview.codings.map(\.turn) == [2])
  }

  @Test("a retired theme takes no codings of people; a table's are kept")
  func retired() throws {
    let (test, writer) = try study()
    _ = try writer.editCodebook("codebook-retire", theme: "a") { book, _ in
      try book.changing("a") { $0.isRetired = true }
    }
    let coding = Coding(
      theme: "a", coder: "EO", session: "one", turn: 1, createdAt: Timestamp.now())
    #expect(throws: CodingRefusal.retired(path: "A")) { try writer.code([coding]) }
    #expect(throws: CodingRefusal.retired(path: "A")) { try writer.code([coding], .bulk) }
    let csv = "session,turn,theme,coder\none,1,A,EO\n"
    let report = try writer.addCodings(csv: Array(csv.utf8), path: "x", coder: nil)
    #expect(report.added == 1)
    #expect(report.problems.map(\.kind) == [.themeRetired("a")])
    #expect(try test.codings().count == 1)
  }
}
