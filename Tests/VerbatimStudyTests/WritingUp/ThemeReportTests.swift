import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimThemes

@testable import VerbatimStudy

@Suite("What a report says of each theme")
struct ThemeReportTests {
  let plain: PlainStudy

  init() throws {
    plain = try PlainStudy()
  }

  private func report(
    _ request: ThemeReport.Request = .init(), exemplars: any ExemplarSource = NoExemplars()
  ) throws -> ThemeReport {
    try ThemeReport(request, exemplars: exemplars, of: plain.themes, in: plain.index)
  }

  private func place(_ coding: Coding) -> TurnPlace {
    TurnPlace(session: coding.session, turn: coding.turn, span: coding.span)
  }

  private func turn(_ place: TurnPlace) throws -> PlainStudy.Turn {
    try #require(plain.turns.first { $0.session.id == place.session && $0.number == place.turn })
  }

  /// Words of a place, counted one by one.
  private func words(_ place: TurnPlace) throws -> Int {
    let turn = try turn(place)
    return turn.words.count { word in place.span.map { $0.overlaps(word) } ?? true }
  }

  private func own(_ theme: Theme) -> [TurnPlace] {
    var places: [TurnPlace] = []
    for coding in plain.codings where coding.theme == theme.id && !places.contains(place(coding)) {
      places.append(place(coding))
    }
    return places
  }

  @Test("prevalence is what loops over codings count, everything below included")
  func prevalence() throws {
    let report = try report()
    #expect(report.participants == 26 && report.groups == 5 && report.turns == 350)
    #expect(report.entries.map(\.theme) == plain.themes.codebook.themes)
    for entry in report.entries {
      let ids = Set(
        [entry.theme.id] + plain.themes.codebook.descendants(of: entry.theme.id).map(\.id))
      let codings = plain.codings.filter { ids.contains($0.theme) }
      let places = Set(codings.map(place))
      #expect(entry.prevalence.counts.extracts == places.count, "\(entry.path)")
      #expect(entry.own == own(entry.theme).count)
      var people: Set<String> = []
      var groups: Set<String> = []
      var covered: Set<String> = []
      var byPerson: [String: Int] = [:]
      for place in places {
        let turn = try turn(place)
        groups.insert(turn.session.group)
        for speaker in turn.speakers where speaker.role == .participant {
          people.insert(turn.full(speaker))
          byPerson[turn.full(speaker), default: 0] += 1
        }
        for (number, word) in turn.words.enumerated()
        where place.span.map({ $0.overlaps(word) }) ?? true {
          covered.insert("\(turn.place) \(number)")
        }
      }
      #expect(entry.prevalence.counts.participants == people.count)
      #expect(entry.prevalence.groups == groups.count)
      #expect(entry.prevalence.counts.words == covered.count)
      // DP from its definition: half the sum of the differences of shares.
      let names = ["FG1", "FG2", "FG3", "FG4", "FG5"]
      let sizes = names.map { name in
        plain.turns.filter { $0.session.group == name }.reduce(0) { $0 + $1.words.count }
      }
      let found = try names.map { name in
        try places.count { try turn($0).session.group == name }
      }
      let total = sizes.reduce(0, +)
      let expected = zip(found, sizes).reduce(0.0) { sum, part in
        sum + abs(Double(part.0) / Double(places.count) - Double(part.1) / Double(total)) / 2
      }
      #expect(abs(try entry.prevalence.overGroups.dp.get() - expected) < 1e-12)
      let most = byPerson.values.max() ?? 0
      #expect((entry.prevalence.dominant != nil) == (places.count >= 3 && 2 * most > places.count))
    }
  }

  @Test(
    "exemplars are the longest, one a participant, where none are marked", arguments: [0, 1, 3, 50])
  func longest(_ most: Int) throws {
    let report = try report(.init(exemplars: most))
    for entry in report.entries {
      let candidates = try own(entry.theme).filter { place in
        try turn(place).speakers.contains { $0.role == .participant }
      }
      var taken: [TurnPlace] = []
      var heard: Set<String> = []
      var rest = candidates
      while taken.count < most,
        let next = try rest.enumerated().max(by: { left, right in
          try (words(left.element), -left.offset) < (words(right.element), -right.offset)
        })?.element
      {
        rest.removeAll { $0 == next }
        let turn = try turn(next)
        let people = turn.speakers.map(turn.full)
        if heard.isDisjoint(with: people) {
          taken.append(next)
          heard.formUnion(people)
        }
      }
      #expect(Set(entry.exemplars.places) == Set(taken), "\(entry.path)")
      #expect(!entry.exemplars.isMarked && entry.exemplars.lost == 0)
      let order = candidates.filter(entry.exemplars.places.contains)
      #expect(entry.exemplars.places == order)
    }
  }

  @Test("what is marked is quoted in its order; marks on nothing are counted")
  func marked() throws {
    struct Marked: ExemplarSource {
      func exemplars(ofTheme id: String) -> [String] {
        id == "regulations" ? ["fg5:12", "fg1:13:18-110", "fg9:1", "fg5:12", "fg1:999", "?"] : []
      }
    }
    let report = try report(exemplars: Marked())
    let entry = try #require(report.entries.first { $0.theme.id == "regulations" })
    #expect(entry.exemplars.places.map(\.id) == ["fg5:12", "fg1:13:18-110"])
    #expect(entry.exemplars.isMarked && entry.exemplars.lost == 3)
    #expect(report.entries.filter(\.exemplars.isMarked).count == 1)
  }

  @Test("dissent is where coders differ, and where rules and codings do, in turns of participants")
  func dissent() throws {
    let fields = try QueryFields.known(in: plain.index.segments)
    let query = try SimpleQueryParser.parse("hug*", knownFields: fields)
    let report = try report(
      .init(dissent: 2, rules: ["different-approaches": [("hug*", query)]]))
    #expect(report.compared == ["EO", "MB"])
    let agreement = try CoderAgreement(.init(), of: plain.themes, in: plain.index)
    for entry in report.entries {
      let expected = agreement.disagreements.filter { $0.theme.id == entry.theme.id }.count
      let found = entry.dissent.first { $0.kind == .coders }
      #expect(found?.total ?? 0 == expected, "\(entry.path)")
      for group in entry.dissent {
        #expect(group.cases.count == min(2, group.total))
        for item in group.cases {
          #expect(try turn(item.place).speakers.contains { $0.role == .participant })
        }
      }
      #expect(
        entry.dissent.contains { $0.kind == .uncoded } == (entry.theme.id == "different-approaches")
      )
    }
    // Turns of participants with the word and without a coding by a person.
    let coded = Set(
      plain.codings.filter { $0.theme == "different-approaches" }.map { "\($0.session):\($0.turn)" }
    )
    let expected = plain.turns.filter { turn in
      turn.speakers.contains { $0.role == .participant } && !coded.contains(turn.place)
        && turn.words.contains { word in
          String(turn.text.unicodeScalars.dropFirst(word.lowerBound).prefix(word.count))
            .lowercased().hasPrefix("hug")
        }
    }
    let entry = try #require(report.entries.first { $0.theme.id == "different-approaches" })
    #expect(entry.dissent.first { $0.kind == .uncoded }?.total == expected.count)
  }

  @Test("with one coder there is nobody to compare, and the report is there all the same")
  func oneCoder() throws {
    let report = try report(.init(choice: CodingChoice(coders: ["MB"])))
    #expect(report.compared == nil)
    #expect(report.coders == ["MB"] && report.codings == ["MB": 55])
    #expect(report.entries.allSatisfy { $0.dissent.isEmpty })
    #expect(throws: RigourProblem.self) {
      try self.report(.init(choice: CodingChoice(coders: ["XY"])))
    }
  }

  @Test("hygiene counts every quote once, by person and group, and finds what is cut in a sentence")
  func hygiene() throws {
    let report = try report(.init(exemplars: 50))
    let places = Set(report.entries.flatMap(\.exemplars.places))
    #expect(report.hygiene.quotes == places.count)
    #expect(report.hygiene.people.count == 26)
    for person in report.hygiene.people {
      let expected = try places.count { place in
        let turn = try turn(place)
        return turn.speakers.contains { turn.full($0) == person.id }
      }
      #expect(person.quotes == expected, "\(person.id)")
    }
    #expect(report.hygiene.groups.reduce(0) { $0 + $1.quotes } == places.count)
    #expect(report.hygiene.quoted.count + report.hygiene.neverQuoted.count == 26)
    #expect(report.hygiene.unattributed.isEmpty)
    #expect(!report.hygiene.cut.isEmpty)
    for place in places where place.span == nil { #expect(!report.hygiene.cut.contains(place)) }
    for place in report.hygiene.cut {
      let span = try #require(place.span)
      let text = Array(try turn(place).text.unicodeScalars)
      // Words before it that end no sentence, or words behind it where it ends none.
      let before = String(String.UnicodeScalarView(text[..<span.lowerBound])).trimmingCharacters(
        in: .whitespaces)
      let quote = String(String.UnicodeScalarView(text[span])).trimmingCharacters(in: .whitespaces)
      let ends = ".?!…".contains
      // A word that has its full stop in itself ends no sentence that a program can see.
      if before.hasSuffix("a.m.") { continue }
      #expect(
        !(before.isEmpty || before.last.map(ends) == true) || quote.last.map(ends) != true,
        "\(place.id)")
    }
  }
}
