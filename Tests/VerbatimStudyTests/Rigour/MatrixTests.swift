import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Matrices of the shipped study")
struct MatrixTests {
  /// The columns of a turn, found by looking.
  private func columns(_ key: MatrixKey, _ turn: PlainStudy.Turn) -> [String] {
    let values: [String?]
    switch key {
    case .group: values = [turn.session.group]
    case .session: values = [turn.session.id]
    case .participant: values = turn.speakers.map(turn.full)
    case .role: values = turn.speakers.map { $0.role?.rawValue }
    case .attribute("place"): values = [turn.session.attributes["place"]]
    case .attribute(let name): values = turn.speakers.map { $0.attributes[name] }
    }
    let found = Set(values.compactMap { $0 })
    return found.isEmpty ? ["—"] : Array(found)
  }

  private func counts(
    _ codings: [Coding], _ study: PlainStudy
  ) throws -> ThemeMatrix.Counts {
    var extracts: Set<String> = []
    var turns: Set<String> = []
    var words: Set<String> = []
    var people: Set<String> = []
    for coding in codings {
      let turn = try study.turn(of: coding)
      extracts.insert(turn.place + (coding.span.map { ":\($0)" } ?? ""))
      turns.insert(turn.place)
      for (number, word) in turn.words.enumerated()
      where coding.span.map({ $0.overlaps(word) }) ?? true {
        words.insert("\(turn.place) \(number)")
      }
      people.formUnion(turn.speakers.map(turn.full).filter(study.people.contains))
    }
    return .init(
      extracts: extracts.count, turns: turns.count, words: words.count, participants: people.count)
  }

  @Test(
    "every cell and every total is what loops over the codings count",
    arguments: [
      MatrixKey.group, .session, .participant, .role, .attribute("sex"), .attribute("place"),
    ], [false, true])
  func cells(_ key: MatrixKey, _ below: Bool) throws {
    let study = try PlainStudy()
    let matrix = try ThemeMatrix(
      by: key, CodingChoice(countsBelow: below), of: study.themes, in: study.index)
    #expect(matrix.rows.count == study.themes.codebook.themes.count)
    var seen: Set<String> = []
    for row in matrix.rows {
      let codings = study.codings.filter { study.isBelow($0, row.theme.id, orAbove: below) }
      #expect(row.total == (try counts(codings, study)), "\(row.theme.path)")
      for (column, cell) in zip(matrix.columns, row.cells) {
        let own = try codings.filter { columns(key, try study.turn(of: $0)).contains(column) }
        #expect(cell == (try counts(own, study)), "\(row.theme.path) \(column)")
        if cell.extracts > 0 { seen.insert(column) }
      }
    }
    #expect(matrix.total == (try counts(study.codings, study)))
    for (column, total) in zip(matrix.columns, matrix.totals) {
      let own = try study.codings.filter { columns(key, try study.turn(of: $0)).contains(column) }
      #expect(total == (try counts(own, study)))
    }
    let all = Set(try study.codings.flatMap { columns(key, try study.turn(of: $0)) })
    #expect(all.isSubset(of: matrix.columns) && seen == all)
    #expect(Set(matrix.columns).count == matrix.columns.count)
    if key == .participant { #expect(study.people.isSubset(of: matrix.columns)) }
  }

  @Test("only some coders, one theme, rules too")
  func choices() throws {
    let study = try PlainStudy()
    let eo = try ThemeMatrix(
      by: .group, CodingChoice(coders: ["EO"], theme: "A/3"), of: study.themes, in: study.index)
    #expect(eo.rows.map(\.theme.path) == ["A/3", "A/3/a", "A/3/b"])
    let own = study.codings.filter { $0.coder == "EO" && study.path($0.theme).hasPrefix("A/3") }
    #expect(eo.total == (try counts(own, study)))
    let people = try ThemeMatrix(by: .group, CodingChoice(), of: study.themes, in: study.index)
    let rules = try ThemeMatrix(
      by: .group, CodingChoice(includesRules: true), of: study.themes, in: study.index)
    #expect(people.rulesLeftOut == study.themes.codings.count - study.codings.count)
    #expect(people.rulesLeftOut > 0 && rules.rulesLeftOut == 0)
    #expect(rules.total == (try counts(study.themes.codings, study)))
    #expect(throws: RigourProblem.self) {
      try ThemeMatrix(
        by: .attribute("shoes"), CodingChoice(), of: study.themes, in: study.index)
    }
  }

  @Test("quotes are of their cell, each speaker once before any twice", arguments: [1, 2, 5, 100])
  func quotes(_ limit: Int) throws {
    let study = try PlainStudy()
    let matrix = try ThemeMatrix(
      by: .group, CodingChoice(), quotes: limit, of: study.themes, in: study.index)
    for row in matrix.rows {
      for (column, (cell, quotes)) in zip(matrix.columns, zip(row.cells, row.quotes)) {
        #expect(quotes.count == min(limit, cell.extracts))
        var speakers: [[String]: Int] = [:]
        var all: Set<[String]> = []
        for coding in study.codings where coding.theme == row.theme.id {
          let turn = try study.turn(of: coding)
          if turn.session.group == column { all.insert(turn.speakers.map(\.id)) }
        }
        for quote in quotes {
          let coding = try #require(
            study.codings.first {
              $0.theme == row.theme.id && $0.session == quote.session && $0.turn == quote.turn
                && $0.span == quote.span
            })
          let turn = try study.turn(of: coding)
          #expect(turn.session.group == column)
          speakers[turn.speakers.map(\.id), default: 0] += 1
        }
        if speakers.values.contains(where: { $0 > 1 }) { #expect(Set(speakers.keys) == all) }
      }
    }
  }

  @Test("themes together", arguments: ThemeCooccurrence.Unit.allCases)
  func together(_ unit: ThemeCooccurrence.Unit) throws {
    let study = try PlainStudy()
    let found = try ThemeCooccurrence(
      per: unit, CodingChoice(), of: study.themes, in: study.index)
    // The unit of each turn, by name.
    var exchange = 0
    var names: [String: String] = [:]
    for turn in study.turns {
      if turn.number == 1 || turn.speakers.contains(where: { $0.role == .moderator }) {
        exchange += 1
      }
      names[turn.place] =
        switch unit {
        case .turn: turn.place
        case .exchange: String(exchange)
        case .group: turn.session.group
        }
    }
    #expect(found.units == Set(names.values).count)
    func units(_ theme: String) -> Set<String> {
      Set(
        study.codings.filter { $0.theme == theme }
          .compactMap { names["\($0.session):\($0.turn)"] })
    }
    for (number, row) in found.rows.enumerated() {
      for (other, cell) in row.cells.enumerated() {
        #expect(
          cell == units(row.theme.id).intersection(units(found.rows[other].theme.id)).count)
        #expect(cell == found.rows[other].cells[number])
      }
    }
    #expect(
      found.codedUnits
        == Set(study.codings.compactMap { names["\($0.session):\($0.turn)"] }).count)
  }
}
