import ArgumentParser

/// `verbatim`: the command and its parts, in the order in which a study uses them.
struct VerbatimCommand: ParsableCommand {
  static let version = "verbatim 0.1"

  static let configuration = CommandConfiguration(
    commandName: "verbatim",
    abstract: "Search what people said in focus groups, and quote it so that it can be proved.",
    discussion: """
      A study is a folder: the transcripts as they were given, an index over every turn, and the \
      codebook with its codings. Set up the shipped example, then search it and pull the extracts \
      of a theme:

        verbatim init demo-study
        verbatim --study demo-study import corpus
        verbatim --study demo-study search '"peer support" OR trust*'
        verbatim --study demo-study extracts --theme A/3

      Commands find their study by --study, by $VERBATIM_STUDY, or as the nearest folder above. \
      verbatim help query teaches how to ask. Exit codes: 0 results or done, 1 no results, 2 failure, \
      3 partial.
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Set up:", subcommands: [InitCommand.self, ImportCommand.self, IngestCommand.self]),
      CommandGroup(
        name: "Find and quote:",
        subcommands: [
          SearchCommand.self, ExplainCommand.self, ExtractsCommand.self, KwicCommand.self,
          QueriesCommand.self, QuotesCommand.self,
        ]),
      CommandGroup(
        name: "Count:",
        subcommands: [
          StatsCommand.self, FreqCommand.self, NgramsCommand.self, CollocatesCommand.self,
          CooccurCommand.self, KeynessCommand.self, DispersionCommand.self,
        ]),
      CommandGroup(
        name: "Themes:",
        subcommands: [
          ThemesCommand.self, CodebookCommand.self, CodeCommand.self, CodersCommand.self,
          MatrixCommand.self,
          AgreementCommand.self,
          SaturationCommand.self, NegativeCommand.self, ParticipationCommand.self,
          ExportCommand.self,
        ]),
      CommandGroup(name: "Write up:", subcommands: [ReportCommand.self, CoreqCommand.self]),
      CommandGroup(
        name: "Keep in order:",
        subcommands: [
          LintCommand.self, CheckCommand.self, CompactCommand.self, BackupCommand.self,
          WithdrawCommand.self, LogCommand.self, BenchCommand.self, ManualCommand.self,
        ]),
    ])
}
