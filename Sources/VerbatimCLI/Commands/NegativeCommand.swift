import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct NegativeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "negative",
    abstract:
      "Lists where a theme's rule and the coders differ: matched and uncoded, coded and unlike.",
    discussion: """
      The rule is the theme's own (rules of study.yaml), or --query. Codings of themes below count \
      for the theme.

        verbatim negative A/1
        verbatim negative B/1 --query 'relaps* OR {drink}' --side uncoded
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var shown: JudgedOptions

  @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
  var theme: String

  @Option(help: "A rule to try in place of the theme's own.")
  var query: String?

  @Option(help: "Only uncoded (matches, not coded) or unlike (coded, does not match).")
  var side: NegativeCases.Side?

  @Option(help: "Only what these people coded, with commas between.")
  var coders: String?

  @Flag(help: "Counts, shows no words.")
  var count = false

  func run() throws {
    let coded = try CodedStudy(study)
    let theme = try coded.themes.codebook.theme(theme)
    let path = coded.themes.extractTheme(theme.id)?.path ?? theme.label
    let texts =
      try query.map { [$0] }
      ?? coded.database.read { try $0.rules() }.filter { $0.theme == theme.id }.map(\.query)
    guard !texts.isEmpty else {
      Console.say("\(path) has no rule; try one: verbatim negative \(path) --query 'WORDS'")
      throw Outcome.noResults
    }
    let queries = try texts.map {
      (text: $0, node: try AskedQuery(words: [$0]).parse(coded.index, coded.database))
    }
    let found = try NegativeCases(
      theme, queries, coders: coders.map(NameList.names),
      options: AskedQuery().options, of: coded.themes, in: coded.index)
    if count {
      format.writeRecord(table(found))
    } else {
      try list(found, coded)
    }
    if found.cases.isEmpty { throw Outcome.noResults }
  }

  private func title(_ found: NegativeCases) -> String {
    "\(found.theme.path) \(found.theme.name): rule and codings"
  }

  private func table(_ found: NegativeCases) -> Table {
    func share(_ part: Int, _ whole: Int) -> Table.Cell {
      whole > 0 ? .decimal(Double(part) / Double(whole), places: 3) : .none
    }
    return Table(
      title: title(found),
      columns: [
        .init("path", "path"), .init("matched", "matched", .number),
        .init("coded", "coded", .number), .init("both", "both", .number),
        .init("uncoded", "uncoded", .number), .init("unlike", "unlike", .number),
        .init("precision", "precision", .number), .init("recall", "recall", .number),
      ],
      rows: [
        [
          .text(found.theme.path), .integer(found.matched), .integer(found.coded),
          .integer(found.both), .integer(found.matched - found.both),
          .integer(found.coded - found.both), share(found.both, found.matched),
          share(found.both, found.coded),
        ]
      ], notes: notes(found))
  }

  private func notes(_ found: NegativeCases) -> [String] {
    var notes = [
      "rule: \(found.queries.joined(separator: "; or "))",
      "in turns: \(found.matched) match, \(found.coded) are coded with \(found.theme.path) or below "
        + "by people, \(found.both) both; \(found.matched - found.both) match and are not coded, "
        + "\(found.coded - found.both) are coded and do not match",
    ]
    if found.uncodedByOthers > 0 {
      notes.append(
        "of those not coded, \(found.uncodedByOthers) by moderators or others who are no participants"
      )
    }
    if let coders { notes.append("codings by \(NameList.names(coders).joined(separator: ", "))") }
    return notes + [VerbatimCommand.version]
  }

  private func list(_ found: NegativeCases, _ coded: CodedStudy) throws {
    let places = found.cases.filter { side == nil || side == $0.side }.map { item in
      let judgement =
        switch item.side {
        case .uncoded: "matches the rule, not coded"
        case .unlike: "coded, unlike the rule"
        }
      return JudgedOptions.Place(
        session: item.session, turn: item.turn, span: item.span, theme: found.theme,
        judgement: judgement,
        facts: [.init("side", [item.side.rawValue]), .init("coded_by", item.coders)])
    }
    try shown.write(
      places, in: coded, title: title(found), notes: notes(found), noun: "case",
      format: format.chosen)
  }
}

extension NegativeCases.Side: ExpressibleByArgument {}
