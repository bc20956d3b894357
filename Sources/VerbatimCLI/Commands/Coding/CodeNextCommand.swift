import ArgumentParser
import Glibc
import VerbatimExtract
import VerbatimQuery
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodeCommand {
  struct Next: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "next",
      abstract: "Shows extracts one by one, to be coded, and remembers where you were.",
      discussion: """
        Without a query: your turns that are not coded yet, those of participants. Answers are keys on a \
        terminal, lines from a pipe or with --lines: a number or a path codes, s skips, b goes back, u \
        takes back, n notes, y and x accept and reject what a rule coded, q ends, ? helps.

          verbatim code next --coder EO
          verbatim code next 'hug* role:participant' --coder EO --span sentence
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var coder: CoderOption

    @Argument(help: "A query: what it finds is shown; several arguments are joined with blanks.")
    var query: [String] = []

    @Option(
      help: "What rules coded with this theme, and turns beside those that people coded with it.")
    var theme: String?

    @Option(help: "What this rule coded and nobody has decided about.")
    var rule: String?

    @Option(help: "Of a query: how much is coded: hit (the words matched), sentence, or turn.")
    var span: CodingPlaces.Unit = .turn

    @Option(help: "So many turns around each extract.")
    var context = 1

    @Flag(help: "From the beginning, also what was dealt with before.")
    var restart = false

    @Flag(help: "An answer a line, on a terminal too.")
    var lines = false

    @Flag(help: "Lists what is left, asks nothing.")
    var list = false

    func validate() throws {
      if [!query.isEmpty, theme != nil, rule != nil].count(where: { $0 }) > 1 {
        throw ValidationError("say one of a query, --theme and --rule")
      }
      if !(0...100).contains(context) {
        throw ValidationError("--context wants 0 to 100, not \(context)")
      }
      if !list, format.chosen != .text {
        throw ValidationError("--format is for --list")
      }
    }

    func run() throws {
      let study = try study.open()
      let database = try study.database()
      let coder = try coder.id(database)
      if let rule { _ = try Rules.rule(rule, in: database) }
      let session = NextSession(
        study: study, coder: coder, context: context, makeQueue: makeQueue)
      if list { return try write(try session.load(), restart: restart) }
      try session.begin(restart: restart)
      // A reader that wants no tricks says so by its terminal's name.
      let isPlain = lines || Console.environment("TERM") == "dumb"
      if !isPlain, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1,
        try RawTerminal.with({ try session.run(KeyInput()) })
      {
        return
      }
      try session.run(LineInput())
    }

    private func makeQueue(_ state: NextSession.State, _ coder: String) throws -> ReviewQueue {
      var source = ReviewQueue.Source.uncoded
      var options = QueryOptions()
      if let rule { source = .rule(rule) }
      if let theme { source = .theme(theme) }
      if !query.isEmpty {
        let asked = AskedQuery(words: query)
        source = .query(try asked.parse(state.index, state.database), span)
        // Without the listener to Ctrl-C, which is a key here.
        options = QueryOptions(findsParts: true, language: asked.language)
      }
      return try ReviewQueue(source, coder: coder, state.themes, state.index, options: options)
    }

    private func write(_ state: NextSession.State, restart: Bool) throws {
      let start = restart ? 0 : state.queue.index(after: state.position)
      let rows = try state.queue.items[start...].map { item -> [Table.Cell] in
        let extract = try state.extract(item.place, context: 0)
        return [
          .text(item.place.id), .text(extract?.speakers.joined(separator: ", ") ?? ""),
          .list(item.byRules.compactMap(\.origin.ruleName)),
          .text(extract.map { $0.spans.isEmpty ? $0.text : $0.match } ?? ""),
        ]
      }
      if !rows.isEmpty || format.chosen != .text {
        format.write(
          Table(
            columns: [
              .init("place", "place"), .init("speaker", "speaker"), .init("rules", "by rules"),
              .init("text", "words"),
            ], rows: rows))
      }
      if format.chosen == .text {
        Console.say(
          "\(rows.count) of \(Count.of(state.queue.items.count, "extract")) left")
      }
      if rows.isEmpty { throw Outcome.noResults }
    }
  }
}
