import VerbatimCorpus
import VerbatimThemes

/// A study as tables, for spreadsheets and statistics: codings, themes, sessions, people.
public struct StudyTables {
  /// Names and contents, CSV with CRLF line ends; cells that a spreadsheet would take for a formula are
  /// guarded.
  public let files: [(name: String, text: String)]

  /// Cost: the text of each turn that is coded.
  public init(_ study: Study) throws {
    let database = try study.database()
    let index = try study.index(of: database)
    let themes = try StudyThemes(database)
    let sessions = try database.read { try $0.shownSessions() }
    files = [
      ("codings.csv", themes.codingsCSV(index)), ("themes.csv", Self.themes(themes.codebook)),
      ("sessions.csv", Self.sessions(sessions)), ("people.csv", Self.people(sessions)),
    ]
  }

  private static func themes(_ codebook: Codebook) -> String {
    ExchangeCSV.table(
      [
        "id", "path", "parent", "name", "definition", "include", "exclude", "colour", "codable",
        "exemplars", "memo", "retired",
      ],
      codebook.themes.map { theme in
        [
          theme.id, codebook.path(of: theme.id) ?? "", theme.parent ?? "", theme.name,
          theme.definition ?? "", theme.include ?? "", theme.exclude ?? "", theme.colour ?? "",
          "\(theme.isCodable)", theme.exemplars.joined(separator: " "), theme.memo ?? "",
          "\(theme.isRetired)",
        ]
      })
  }

  /// A column for each fact that any of them has.
  private static func names(_ all: [Attributes]) -> [String] {
    var seen: Set<String> = []
    return all.flatMap { $0.entries.map(\.name) }.filter { seen.insert($0).inserted }
  }

  private static func values(_ attributes: Attributes, _ names: [String]) -> [String] {
    names.map { attributes.values(of: $0).joined(separator: "; ") }
  }

  private static func sessions(_ records: [SessionRecord]) -> String {
    let facts = names(records.map(\.session.attributes))
    return ExchangeCSV.table(
      ["session", "group", "title", "language", "source", "sha256"] + facts,
      records.map { record in
        let session = record.session
        return [
          session.id, session.group, session.title ?? "", session.language ?? "",
          session.source.path, session.source.digest.hex,
        ] + values(session.attributes, facts)
      })
  }

  private static func people(_ records: [SessionRecord]) -> String {
    let people = records.flatMap { record in
      record.session.participants.map { (record.session, $0) }
    }
    let facts = names(people.map(\.1.attributes))
    return ExchangeCSV.table(
      ["session", "group", "speaker", "name", "role", "declared"] + facts,
      people.map { session, person in
        [
          session.id, session.group, person.id, person.name ?? "", person.role?.rawValue ?? "",
          "\(person.isDeclared)",
        ] + values(person.attributes, facts)
      })
  }
}
