import ArgumentParser
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes",
    abstract: "Lists the codebook with the extracts, participants and groups behind each theme.",
    discussion: """
        verbatim themes
        verbatim themes --format csv
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let study = try study.open()
    let database = try study.database()
    let themes = try StudyThemes(database)
    let overview = try ThemeOverview(themes, try study.index(of: database))
    let nodes = overview.rows.map { row in
      ThemeTree.Node(
        id: row.theme.id, path: row.path,
        name: row.theme.isRetired ? "\(row.theme.name) (retired)" : row.theme.name,
        depth: row.depth,
        extracts: row.counts.extracts, participants: row.counts.participants,
        groups: row.counts.groups)
    }
    let tree = ThemeTree(
      nodes, participantTotal: overview.participants, groupTotal: overview.groups)
    if !nodes.isEmpty || format.chosen != .text { format.write(tree.table) }
    if nodes.isEmpty {
      Console.say("no codebook yet; next: verbatim import codebook.yaml")
      throw Outcome.noResults
    }
  }
}

struct ExtractsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extracts",
    abstract: "Pulls the verbatim extracts of a theme and of everything below it.",
    discussion: """
        verbatim extracts --theme A/3
        verbatim extracts --theme B/2 --coder EO --format html > regulations.html
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var extracts: ExtractOptions

  @Option(help: "An id, a path such as A/3/b, or a name; A/3/* is all below it.")
  var theme: String

  @Option(help: "Only what this person coded.")
  var coder: String?

  func run() throws {
    let study = try study.open()
    let database = try study.database()
    let index = try study.index(of: database)
    let themes = try StudyThemes(database)
    let list = try ExtractList(
      theme: theme, coder: coder, of: themes, in: index, extracts.choice.request(format.chosen))
    StudyOptions.sayIfEmpty(index)
    let coders = Set(themes.codings.compactMap(\.coder))
    if let coder, !coders.contains(coder), !coders.isEmpty {
      let known = coders.sorted(by: NaturalOrder.precedes).joined(separator: ", ")
      Console.say("nothing is coded by \(coder); coders: \(known)")
    }
    let root = try themes.themes(theme).first.flatMap { themes.extractTheme($0.id)?.path }
    try extracts.choice.write(
      list, noun: "extract", sessions: index.sessionCount, format: format.chosen,
      grouping: .byTheme(under: root))
  }
}
