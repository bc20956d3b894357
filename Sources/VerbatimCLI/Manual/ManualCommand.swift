import ArgumentParser

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Writes the manual page, which `make install` puts where man finds it.",
    discussion: """
        verbatim manual > verbatim.1
        verbatim manual | man -l -
      """,
    shouldDisplay: false)

  func run() throws {
    Console.write(
      try ManualPage(CommandDump.root(), version: VerbatimCommand.version).text)
  }
}
