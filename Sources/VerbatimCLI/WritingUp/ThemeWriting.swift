import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy
import VerbatimThemes

/// A theme report with what it takes to write it: the words of its quotes, whose they are, and what was
/// counted.
struct ThemeWriting {
  let coded: CodedStudy
  let report: ThemeReport
  let title: String
  /// What was counted, for the notes of a table.
  let scope: [String]
  let warnings: [String]
  let attributions: AttributionOptions.Attributions
  /// BCP 47 tag of the transcripts, where it is one for all.
  let language: String?

  init(
    _ coded: CodedStudy, _ counted: CountedCodings, quotes: Int, dissent: Int,
    attribution: String? = nil
  ) throws {
    let rules = dissent == 0 ? [] : try coded.database.read { try $0.rules() }
    var queries: [String: [(text: String, node: QueryNode)]] = [:]
    for rule in rules {
      queries[rule.theme, default: []].append(
        (rule.query, try AskedQuery(words: [rule.query]).parse(coded.index, coded.database)))
    }
    let request = ThemeReport.Request(
      choice: counted.choice(countsBelow: true), exemplars: quotes, dissent: dissent,
      rules: queries, options: AskedQuery().options)
    report = try ThemeReport(
      request, exemplars: coded.themes, of: coded.themes, in: coded.index)
    let register = try TurnRegister(coded.index)
    attributions = try AttributionOptions.attributions(
      attribution, else: .publication, register, coded.index)
    warnings = attributions.warnings(register)
    title = try coded.database.read { try $0.studyName() } ?? "Themes"
    self.coded = coded
    var languages: Set<String?> = []
    for (_, place) in coded.index.sessions() {
      languages.insert(
        try coded.index.segments[place.segment].session(place.session).session.language)
    }
    language = languages.count == 1 ? languages.first ?? nil : nil
    scope =
      counted.scope(
        coders: report.coders, rulesLeftOut: report.rulesLeftOut, lost: report.lost,
        below:
          "an extract is a stretch that was coded, once, whoever coded it; a theme has those of "
          + "the themes below it too")
      + ["\(Count.of(report.sessions, "session")); \(VerbatimCommand.version)"]
  }

  /// The words of a place, and whose they are.
  func extract(_ place: TurnPlace) throws -> Extract? {
    var extractor = Extractor(coded.index, themes: coded.themes)
    return try extractor.extract(session: place.session, turn: place.turn, span: place.span)
  }

  /// The words that are quoted: what was coded, or the whole turn.
  static func words(_ extract: Extract) -> String {
    extract.spans.isEmpty ? extract.text : extract.match
  }

  /// A row a theme, for spreadsheets and programs.
  var table: Table {
    Table(
      title: title,
      columns: [
        .init("id", "id"), .init("path", "path"), .init("name", "theme"),
        .init("depth", "depth", .number), .init("definition", "definition"),
        .init("extracts", "extracts", .number), .init("own", "own", .number),
        .init("turns", "turns", .number), .init("words", "words", .number),
        .init("participants", "participants", .share), .init("groups", "groups", .share),
        .init("dp_groups", "DP over groups", .number),
        .init("dp_participants", "DP over participants", .number),
        .init("dominant", "one speaker above half"),
        .init("dominant_extracts", "of extracts", .number),
        .init("exemplars", "exemplars"), .init("dissent", "dissent", .number),
      ],
      rows: report.entries.map { entry in
        let found = entry.prevalence
        return [
          .text(entry.theme.id), .text(entry.path), .text(entry.theme.name),
          .integer(entry.depth), .text(entry.theme.definition ?? ""),
          .integer(found.counts.extracts), .integer(entry.own), .integer(found.counts.turns),
          .integer(found.counts.words),
          .share(found.counts.participants, of: report.participants),
          .share(found.groups, of: report.groups), Self.cell(found.overGroups.dp),
          Self.cell(found.overParticipants.dp), .text(found.dominant?.person.id ?? ""),
          found.dominant.map { .integer($0.extracts) } ?? .none,
          .list(entry.exemplars.places.map(\.id)),
          .integer(entry.dissent.reduce(0) { $0 + $1.total }),
        ]
      }, notes: scope)
  }

  private static func cell(_ value: Dispersion.Value) -> Table.Cell {
    guard case .success(let value) = value else { return .none }
    return .decimal(value, places: 2)
  }
}
