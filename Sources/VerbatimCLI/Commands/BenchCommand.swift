import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures how fast a corpus of yours is indexed and searched here.",
    discussion: """
      Everything runs in this process; what is measured is what `ingest` and `search` do.

        verbatim bench build turns.jsonl --study /tmp/measured
        verbatim bench query --study /tmp/measured --queries queries.tsv
      """,
    subcommands: [BenchBuildCommand.self, BenchQueryCommand.self])
}
