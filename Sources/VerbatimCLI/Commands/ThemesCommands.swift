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
        id: row.theme.id, path: row.path, name: row.theme.name, depth: row.depth,
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

struct CodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code",
    abstract: "Puts a theme on words.",
    discussion: """
        verbatim code add A/3/b fg2:18:12-31 --coder EO
        verbatim code remove A/3/b fg2:18:12-31 --coder EO
      """,
    subcommands: [Add.self, Remove.self, Review.self, Settle.self])

  typealias Place = QuotePlace

  struct Target: ParsableArguments {
    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String

    @Argument(help: "The place, as search prints it: fg2:118:12-31, or fg2:118 for the turn.")
    var place: Place

    @Option(help: "Who codes.")
    var coder: String

    @Option(help: "A note beside the coding.")
    var memo: String?

    /// The coding that is meant, its theme and place proven to exist.
    func coding(_ writer: StudyWriter) throws -> Coding {
      let theme = try writer.database.read { try $0.codebook() }.theme(theme)
      guard let length = writer.turnLength(session: place.session, turn: place.turn) else {
        throw ValidationError("there is no turn \(place.session):\(place.turn)")
      }
      if let span = place.span, span.upperBound > length {
        throw ValidationError(
          "turn \(place.session):\(place.turn) has \(length) characters, not \(span.upperBound)")
      }
      return Coding(
        theme: theme.id, coder: coder, session: place.session, turn: place.turn, span: place.span,
        memo: memo, createdAt: Timestamp.now())
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Codes a stretch of a turn.",
      discussion: """
          verbatim code add A/3/b fg2:18:12-31 --coder EO
          verbatim code add regulations fg5:40 --coder MB --memo "the whole turn"
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var target: Target

    func run() throws {
      let writer = try study.writer("code add")
      let coding = try target.coding(writer)
      Console.say(try writer.addCoding(coding) ? "coded" : "was coded so already")
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes a coding back.",
      discussion: """
          verbatim code remove A/3/b fg2:18:12-31 --coder EO
          verbatim code remove regulations fg5:40 --coder MB
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var target: Target

    func run() throws {
      let writer = try study.writer("code remove")
      guard try writer.removeCoding(try target.coding(writer)) else {
        Console.say("there is no such coding")
        throw Outcome.noResults
      }
      Console.say("removed")
    }
  }
}

/// As search prints a place.
extension QuotePlace: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(id: argument)
  }
}
