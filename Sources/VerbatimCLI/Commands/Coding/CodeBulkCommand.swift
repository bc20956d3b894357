import ArgumentParser
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodeCommand {
  struct Bulk: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bulk",
      abstract: "Codes what a query finds; a preview with counts unless --yes.",
      discussion: """
          verbatim code bulk A/1 'hug* NEAR/8 time*' --coder EO
          verbatim code bulk A/1 'hug* NOT time*' --coder EO --span sentence --yes
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var coder: CoderOption

    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String

    @Argument(help: "The query; several arguments are joined with blanks.")
    var query: [String]

    @Option(help: "How much is coded: hit (the words matched), sentence, or turn.")
    var span: CodingPlaces.Unit = .hit

    @Option(help: "A note beside each coding.")
    var memo: String?

    @Flag(help: "Does it; without, only counts.")
    var yes = false

    func run() throws {
      let writer = try study.writer("code bulk")
      let codebook = try writer.database.read { try $0.codebook() }
      let theme = try CodebookCommand.theme(theme, in: codebook)
      let coder = try coder.id(writer.database)
      let asked = AskedQuery(words: query)
      let node = try asked.parse(writer.index, writer.database)
      let themes = try StudyThemes(writer.database)
      let places = try CodingPlaces(
        node, span, in: writer.index, options: asked.options, regions: themes)
      let preview = BulkPreview(
        places, theme: theme.id, coder: coder, memo: memo, existing: themes.codings,
        at: Timestamp.now())
      try writer.proveCodable([theme.id])
      var rows: [[Table.Cell]] = [
        [.text("hits"), .integer(preview.hits)],
        [.text(span == .hit ? "places" : "\(span.rawValue)s"), .integer(preview.places)],
        [.text("turns"), .integer(preview.turns)], [.text("sessions"), .integer(preview.sessions)],
        [.text("coded so already by \(coder)"), .integer(preview.known)],
      ]
      rows += preview.others.map {
        [.text("share words with codings by \($0.who)"), .integer($0.places)]
      }
      rows.append([.text(yes ? "coded" : "to code"), .integer(preview.codings.count)])
      let table = Table(
        title: "\(CodebookCommand.title(theme.id, in: codebook)) on \(node.normalForm)",
        columns: [.init("what", "what"), .init("count", "count", .number)], rows: rows)
      var operation: Int?
      if yes { operation = try writer.code(preview.codings, .bulk).operation }
      format.write(table)
      if preview.places == 0 { throw Outcome.noResults }
      if !yes {
        Console.say("nothing was coded; look at them with verbatim search, then give --yes")
      } else if operation != nil {
        Console.say("verbatim code undo takes all of it back")
      }
    }
  }
}

extension CodingPlaces.Unit: ExpressibleByArgument {}
