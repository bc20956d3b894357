import ArgumentParser

struct QuotesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quotes",
    abstract: "Proves the quotations of a manuscript, and locks them for its repository.",
    discussion: """
        verbatim quotes verify corpus/manuscript.md
        verbatim quotes lock corpus/manuscript.md --output quotes.lock
      """,
    subcommands: [QuotesVerifyCommand.self, QuotesLockCommand.self, QuotesListCommand.self])
}
