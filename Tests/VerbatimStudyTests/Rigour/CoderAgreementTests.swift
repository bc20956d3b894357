import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Agreement of the shipped study's coders")
struct CoderAgreementTests {
  private func agreement(
    _ study: PlainStudy, _ request: CoderAgreement.Request
  ) throws -> CoderAgreement {
    var request = request
    request.bootstrap.resamples = 50
    return try CoderAgreement(request, of: study.themes, in: study.index)
  }

  private static func isUnit(_ turn: PlainStudy.Turn) -> Bool {
    !turn.words.isEmpty && turn.speakers.contains { $0.role == nil || $0.role == .participant }
  }

  @Test("counts by turn are those of loops over turns and codings", arguments: [false, true])
  func byTurn(_ below: Bool) throws {
    let study = try PlainStudy()
    let found = try agreement(study, .init(countsBelow: below))
    #expect(found.coders == ["EO", "MB"])
    #expect(found.sessions == ["fg1", "fg2", "fg3", "fg4", "fg5"])
    let units = study.turns.filter(Self.isUnit)
    #expect(found.unitCount == units.count && found.turnCount == units.count)
    var pooled: [UInt32: Int] = [:]
    var disagreements: Set<String> = []
    var rows = 0
    for theme in study.themes.codebook.themes {
      var counts: [UInt32: Int] = [:]
      for unit in units {
        func codes(_ coder: String) -> Bool {
          study.codings.contains {
            $0.coder == coder && $0.session == unit.session.id && $0.turn == unit.number
              && study.isBelow($0, theme.id, orAbove: below)
          }
        }
        let pattern: UInt32 = (codes("EO") ? 1 : 0) + (codes("MB") ? 2 : 0)
        counts[pattern, default: 0] += 1
        if pattern == 1 { disagreements.insert("\(theme.id) \(unit.place) EO") }
        if pattern == 2 { disagreements.insert("\(theme.id) \(unit.place) MB") }
      }
      guard counts.keys.contains(where: { $0 != 0 }) else { continue }
      rows += 1
      let row = try #require(found.rows.first { $0.theme?.id == theme.id })
      for pattern: UInt32 in 0...3 {
        #expect(row.patterns[pattern] ?? 0 == counts[pattern] ?? 0, "\(theme.id) \(pattern)")
      }
      #expect(row.ratings.units == units.count)
      // κ of a 2 × 2 table, written out.
      let (a, b, c, d) = (
        Double(counts[3] ?? 0), Double(counts[1] ?? 0), Double(counts[2] ?? 0),
        Double(counts[0] ?? 0)
      )
      let n = a + b + c + d
      let expected = ((a + b) * (a + c) + (c + d) * (b + d)) / (n * n)
      let kappa = try row.ratings.cohenKappa().get().value
      #expect(abs(kappa - ((a + d) / n - expected) / (1 - expected)) < 1e-12)
      pooled.merge(counts, uniquingKeysWith: +)
    }
    #expect(found.rows.count == rows)
    #expect(found.unusedThemes == study.themes.codebook.themes.count - rows)
    let all = try #require(found.pooled)
    for pattern: UInt32 in 0...3 {
      #expect(all.patterns[pattern] ?? 0 == pooled[pattern] ?? 0)
    }
    let listed = Set(
      found.disagreements.map { "\($0.theme.id) \($0.session):\($0.turn) \($0.codedBy[0])" })
    #expect(listed == disagreements)
    #expect(found.disagreements.allSatisfy { $0.codedBy != $0.notCodedBy })
    let left = study.codings.filter { coding in
      !units.contains { $0.session.id == coding.session && $0.number == coding.turn }
    }
    #expect(found.codingsLeftOut == left.count)
  }

  @Test("counts by word are those of loops over words and codings")
  func byToken() throws {
    let study = try PlainStudy()
    let found = try agreement(study, .init(unit: .token))
    let units = study.turns.filter(Self.isUnit)
    #expect(found.unitCount == units.reduce(0) { $0 + $1.words.count })
    for row in found.rows {
      var counts: [UInt32: Int] = [:]
      for unit in units {
        let codings = study.codings.filter {
          $0.session == unit.session.id && $0.turn == unit.number && $0.theme == row.theme?.id
        }
        for word in unit.words {
          func codes(_ coder: String) -> Bool {
            codings.contains { $0.coder == coder && ($0.span.map { $0.overlaps(word) } ?? true) }
          }
          counts[(codes("EO") ? 1 : 0) + (codes("MB") ? 2 : 0), default: 0] += 1
        }
      }
      for pattern: UInt32 in 0...3 {
        #expect(row.patterns[pattern] ?? 0 == counts[pattern] ?? 0, "\(row.theme?.path ?? "")")
      }
    }
    // Words on which they disagree, all of them in some stretch that is listed.
    var listed: [String: Int] = [:]
    for item in found.disagreements {
      let turn = try #require(
        study.turns.first { $0.session.id == item.session && $0.number == item.turn })
      let span = item.span ?? 0..<Int.max
      listed[item.theme.id, default: 0] += turn.words.count { span.overlaps($0) }
    }
    for row in found.rows {
      let differing = (row.patterns[1] ?? 0) + (row.patterns[2] ?? 0)
      #expect(listed[row.theme?.id ?? ""] ?? 0 == differing)
    }
  }

  @Test("stretches of the two are compared as lists of words are")
  func stretches() throws {
    let study = try PlainStudy()
    let found = try agreement(study, .init())
    let units = study.turns.filter(Self.isUnit)
    for row in found.rows {
      var stretches: [String: Set<String>] = [:]
      for coding in study.codings where coding.theme == row.theme?.id {
        guard
          let unit = units.first(where: {
            $0.session.id == coding.session && $0.number == coding.turn
          })
        else { continue }
        let words = unit.words.indices.filter { word in
          coding.span.map { $0.overlaps(unit.words[word]) } ?? true
        }
        guard let first = words.first, let last = words.last else { continue }
        stretches[coding.coder ?? "", default: []].insert("\(unit.place) \(first) \(last)")
      }
      let (eo, mb) = (stretches["EO"] ?? [], stretches["MB"] ?? [])
      #expect(row.exact.first == eo.count && row.exact.second == mb.count)
      #expect(row.exact.firstFound == eo.intersection(mb).count, "\(row.theme?.path ?? "")")
      #expect(row.overlap.firstFound >= row.exact.firstFound)
    }
  }

  @Test("a query chooses other units; sessions can be chosen")
  func chosenUnits() throws {
    let study = try PlainStudy()
    let everything = try agreement(
      study, .init(query: try SimpleQueryParser.parse("*", knownFields: QueryFields.builtIn)))
    #expect(everything.unitCount == study.turns.count { !$0.words.isEmpty })
    #expect(everything.codingsLeftOut == 0)
    let one = try agreement(study, .init(sessions: ["fg2"]))
    #expect(one.sessions == ["fg2"])
    #expect(one.unitCount == study.turns.count { Self.isUnit($0) && $0.session.id == "fg2" })
    let theme = try agreement(study, .init(theme: "A/3"))
    #expect(theme.rows.compactMap { $0.theme?.path } == ["A/3", "A/3/a", "A/3/b"])
  }

  @Test("the same seed gives the same intervals, and they hold the value")
  func intervals() throws {
    let study = try PlainStudy()
    func pooled(_ seed: UInt64) throws -> CoderAgreement.Row {
      try #require(
        try CoderAgreement(
          .init(bootstrap: Bootstrap(resamples: 200, seed: seed)), of: study.themes,
          in: study.index
        ).pooled)
    }
    let row = try pooled(7)
    #expect(row.intervals.alpha == (try pooled(7).intervals.alpha))
    #expect(row.intervals.alpha != (try pooled(8).intervals.alpha))
    let interval = try row.intervals.alpha.get()
    let alpha = try row.ratings.krippendorffAlpha().get().value
    #expect(interval.lower < alpha && alpha < interval.upper)
  }

  @Test("what cannot be compared is an error that says why")
  func refused() throws {
    let study = try PlainStudy()
    #expect(throws: RigourProblem.unknownCoder("XY", known: ["EO", "MB"])) {
      try agreement(study, .init(coders: ["EO", "XY"]))
    }
    #expect(throws: RigourProblem.oneCoder("EO", others: ["MB"])) {
      try agreement(study, .init(coders: ["EO"]))
    }
    let sessions = ["fg1", "fg2", "fg3", "fg4", "fg5"]
    #expect(throws: RigourProblem.unknownSession("fg9", known: sessions)) {
      try agreement(study, .init(sessions: ["fg9"]))
    }
    #expect(throws: ThemeReferenceProblem.self) { try agreement(study, .init(theme: "Z")) }
    // A third coder of one group only: the others are left out.
    try study.test.writer().addCoding(
      Coding(
        theme: "regulations", coder: "ZZ", session: "fg2", turn: 12,
        createdAt: try #require(Timestamp("2026-01-01T00:00:00Z"))))
    let three = try agreement(try PlainStudy(study.test), .init())
    #expect(three.coders == ["EO", "MB", "ZZ"])
    #expect(three.sessions == ["fg2"] && three.sessionsLeftOut == ["fg1", "fg3", "fg4", "fg5"])
  }

  @Test("coders without a common session cannot be compared")
  func apart() throws {
    let test = try TestStudy()
    try test.write("a.txt", Sample.text([("P1", "The kettle."), ("P2", "The bus.")]))
    try test.write("b.txt", Sample.text([("P1", "The garden."), ("P2", "A letter.")]))
    try test.ingest()
    let writer = try test.writer()
    try writer.setCodebook(try Codebook(themes: [Theme(id: "t", label: "T", name: "T")]))
    for (coder, session) in [("A", "a"), ("B", "b")] {
      try writer.addCoding(
        Coding(
          theme: "t", coder: coder, session: session, turn: 1,
          createdAt: try #require(Timestamp("2026-01-01T00:00:00Z"))))
    }
    #expect(throws: RigourProblem.noSharedSession(["A", "B"])) {
      try CoderAgreement(.init(), of: StudyThemes(test.study.database()), in: test.index())
    }
  }

  @Test(
    "sentences end at their marks, before a blank, not before a small letter",
    arguments: [
      ("Yes. No! What? “Come,” she said. He went.", 5),
      ("I was, erm … tired. Then e.g. this one.", 2), ("It cost 3.5 pounds. OK", 2),
      ("\"Go.\" And then (really!) So", 3), ("no end", 1), ("…", 0), ("好。不好！", 2),
      ("Wait... What", 2), ("Wait... what", 1),
    ])
  func sentences(_ text: String, _ count: Int) throws {
    let test = try TestStudy()
    try test.write(
      "s.jsonl", "{\"session\": \"s\", \"speaker\": \"P1\", \"text\": \(json(text))}\n")
    try test.ingest()
    let index = try test.index()
    var decoded = DecodedTurn()
    try #require(index.segments[0].decode(0, into: &decoded))
    let words = TurnWords(decoded)
    #expect(words.sentences.count == count, "\(words.sentences)")
    #expect(words.sentences.flatMap { Array($0) } == Array(0..<words.scalars.count))
  }

  private func json(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
      + "\""
  }
}
