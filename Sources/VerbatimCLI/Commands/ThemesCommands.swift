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

struct CodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code",
    abstract: "Puts a theme on words.",
    discussion: """
        verbatim code add A/3/b fg2:18:12-31 --coder EO
        verbatim code remove A/3/b fg2:18:12-31 --coder EO
      """,
    subcommands: [Add.self, Remove.self, Review.self, Settle.self])

  /// A place such as `fg2:118:12-31`, `fg2:118` or `fg2:118-121`, as search prints it.
  struct Place: ExpressibleByArgument {
    var session: String
    var turn: Int
    /// The same as `turn` unless the place is a run of turns.
    var lastTurn: Int
    var span: Range<Int>?

    /// More turns than anybody means.
    private static let longestRun = 10_000

    init?(argument: String) {
      var parts = argument.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count > 2, let range = Self.range(parts[parts.count - 1]), range.0 < range.1,
        Int(parts[parts.count - 2]) != nil
      {
        span = range.0..<range.1
        parts.removeLast()
      }
      guard parts.count >= 2, let last = parts.last else { return nil }
      if let turn = Int(last) {
        (self.turn, lastTurn) = (turn, turn)
      } else if span == nil, let run = Self.range(last), run.0 <= run.1,
        run.1 - run.0 < Self.longestRun
      {
        (turn, lastTurn) = run
      } else {
        return nil
      }
      guard turn >= 1 else { return nil }
      session = parts.dropLast().joined(separator: ":")
    }

    /// `12-31`
    private static func range(_ text: Substring) -> (Int, Int)? {
      guard let dash = text.firstIndex(of: "-"), let start = Int(text[..<dash]),
        let end = Int(text[dash...].dropFirst()), start >= 0, end >= 0
      else { return nil }
      return (start, end)
    }
  }

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
