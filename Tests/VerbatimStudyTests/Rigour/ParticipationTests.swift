import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Participation, saturation and negative cases of the shipped study")
struct ParticipationTests {
  @Test("turns, words, extracts and themes of each person are those of loops")
  func people() throws {
    let study = try PlainStudy()
    let found = try Participation(CodingChoice(), of: study.themes, in: study.index)
    #expect(Set(found.rows.filter(\.person.counts).map(\.person.id)) == study.people)
    #expect(study.people.count == 26)
    for row in found.rows {
      let own = study.turns.filter { turn in
        turn.speakers.contains { turn.full($0) == row.person.id }
      }
      #expect(row.turns == own.count && row.words == own.reduce(0) { $0 + $1.words.count })
      let places = Set(own.map(\.place))
      let codings = study.codings.filter { places.contains("\($0.session):\($0.turn)") }
      #expect(
        row.extracts == Set(codings.map { "\($0.session):\($0.turn):\($0.span as Any)" }).count)
      #expect(row.themes == Set(codings.map(\.theme)).count)
    }
    #expect(found.turns == study.turns.count)
    #expect(found.words == study.turns.reduce(0) { $0 + $1.words.count })
  }

  @Test("a theme of which one person says more than half is named, no other")
  func dominance() throws {
    let study = try PlainStudy()
    let found = try Participation(
      CodingChoice(), leastExtracts: 2, of: study.themes, in: study.index)
    for theme in study.themes.codebook.themes {
      var extracts: [String: Set<String>] = [:]
      var all: Set<String> = []
      for coding in study.codings where coding.theme == theme.id {
        let turn = try study.turn(of: coding)
        let extract = "\(turn.place):\(coding.span as Any)"
        all.insert(extract)
        for person in turn.speakers { extracts[turn.full(person), default: []].insert(extract) }
      }
      let above = extracts.filter { 2 * $0.value.count > all.count && all.count >= 2 }
      let named = found.dominated.first { $0.theme.id == theme.id }
      #expect((named != nil) == !above.isEmpty, "\(theme.id)")
      if let named {
        #expect(above[named.person.id]?.count == named.extracts && named.total == all.count)
      }
    }
  }

  @Test("one who says all of a theme is found, and who never speaks or is coded")
  func oneVoice() throws {
    let test = try TestStudy()
    try test.write(
      "a.xml",
      Sample.tei(
        [("P1", "The kettle."), ("P2", "The bus."), ("P1", "The garden."), ("P1", "A letter.")],
        people: ["P1", "P2", "P3"]))
    try test.ingest()
    let writer = try test.writer()
    try writer.setCodebook(try Codebook(themes: [Theme(id: "t", label: "T", name: "T")]))
    for turn in [1, 3, 4] {
      try writer.addCoding(
        Coding(
          theme: "t", coder: "A", session: "a", turn: turn,
          createdAt: try #require(Timestamp("2026-01-01T00:00:00Z"))))
    }
    let found = try Participation(
      CodingChoice(), of: StudyThemes(test.study.database()), in: test.index())
    #expect(found.rows.map(\.turns) == [3, 1, 0])
    #expect(found.rows.map(\.extracts) == [3, 0, 0])
    #expect(found.dominated.count == 1)
    #expect(found.dominated.first?.person.id == "a/P1" && found.dominated.first?.extracts == 3)
  }

  @Test(
    "events of saturation hold the themes that loops find",
    arguments: SaturationEvents.Unit.allCases)
  func events(_ unit: SaturationEvents.Unit) throws {
    let study = try PlainStudy()
    let found = try SaturationEvents(per: unit, CodingChoice(), of: study.themes, in: study.index)
    #expect(found.order == .date)
    let dates = found.events.compactMap(\.date)
    #expect(dates.count == found.events.count && dates == dates.sorted())
    for event in found.events {
      var paths: Set<String> = []
      for coding in study.codings {
        let turn = try study.turn(of: coding)
        let names =
          switch unit {
          case .group: [turn.session.group]
          case .session: [turn.session.id]
          case .participant: turn.speakers.map(turn.full)
          }
        if names.contains(event.name) { paths.insert(study.path(coding.theme)) }
      }
      #expect(Set(event.codes.map { found.themes[$0] }) == paths, "\(event.name)")
    }
    #expect(found.events.count == (unit == .participant ? 26 : 5))
  }

  @Test("an order may be given, in full and without repetition; without dates it is that of names")
  func orders() throws {
    let study = try PlainStudy()
    func events(_ order: [String]?, date: String = "date") throws -> SaturationEvents {
      try SaturationEvents(
        per: .group, CodingChoice(), dateAttribute: date, order: order, of: study.themes,
        in: study.index)
    }
    let given = try events(["FG5", "FG1", "FG2", "FG4", "FG3"])
    #expect(given.order == .given && given.events.map(\.name).first == "FG5")
    #expect(throws: RigourProblem.orderRepeats("FG1")) { try events(["FG1", "FG1"]) }
    #expect(throws: RigourProblem.orderLacks(["FG3", "FG4", "FG5"])) {
      try events(["FG2", "FG1"])
    }
    #expect(throws: RigourProblem.self) { try events(["FG9"]) }
    let groups = ["FG1", "FG2", "FG3", "FG4", "FG5"]
    let named = try events(nil, date: "moon")
    #expect(named.order == .name(undated: groups) && named.events.map(\.name) == groups)
  }

  @Test("negative cases are the differences of two sets of turns", arguments: ["A/1", "B/2", "A"])
  func negative(_ path: String) throws {
    let study = try PlainStudy()
    let theme = try study.themes.codebook.theme(path)
    let text = path == "B/2" ? "allowed OR \"not let\" OR insurance" : "hug*"
    let found = try NegativeCases(
      theme, [(text, try SimpleQueryParser.parse(text, knownFields: QueryFields.builtIn))],
      of: study.themes, in: study.index)
    let hits = try TestStudy.extracts(text, in: study.test.study).extracts
    let matched = Set(hits.map { "\($0.session):\($0.turn)" })
    let coded = Set(
      study.codings.filter { study.isBelow($0, theme.id, orAbove: true) }
        .map { "\($0.session):\($0.turn)" })
    #expect(!matched.isEmpty && !coded.isEmpty)
    #expect(found.matched == matched.count && found.coded == coded.count)
    #expect(found.both == matched.intersection(coded).count)
    func turns(_ side: NegativeCases.Side) -> Set<String> {
      Set(found.cases.filter { $0.side == side }.map { "\($0.session):\($0.turn)" })
    }
    #expect(turns(.uncoded) == matched.subtracting(coded))
    #expect(turns(.unlike) == coded.subtracting(matched))
    for item in found.cases where item.side == .unlike {
      let codings: [Coding] = study.codings.filter { coding in
        study.isBelow(coding, theme.id, orAbove: true) && coding.session == item.session
          && coding.turn == item.turn && coding.span == item.span
      }
      #expect(Set(item.coders) == Set(codings.compactMap { $0.coder }))
    }
  }
}
