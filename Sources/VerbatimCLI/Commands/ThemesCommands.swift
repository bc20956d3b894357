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
      Everything is counted once, whoever coded it; a theme has what is coded below it too.

        verbatim themes
        verbatim themes --coders EO --format csv
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var counted: CountedCodings

  func run() throws {
    let coded = try CodedStudy(study)
    let overview = try ThemeOverview(
      coded.themes, coded.index, counted.choice(countsBelow: true))
    let nodes = overview.rows.map { row in
      ThemeTree.Node(
        id: row.theme.id, path: row.path,
        name: row.theme.isRetired ? "\(row.theme.name) (retired)" : row.theme.name,
        depth: row.depth,
        extracts: row.counts.extracts, participants: row.counts.participants,
        groups: row.counts.groups)
    }
    let tree = ThemeTree(
      nodes, participantTotal: overview.participants, groupTotal: overview.groups,
      notes: counted.scope(
        coders: overview.coders, rulesLeftOut: overview.rulesLeftOut, lost: overview.lost,
        below: "a coding counts for its theme and those above"))
    if !nodes.isEmpty || format.chosen != .text { format.write(tree.table) }
    if nodes.isEmpty {
      Console.say("no codebook yet; next: verbatim import codebook.yaml")
      throw Outcome.noResults
    }
  }
}
