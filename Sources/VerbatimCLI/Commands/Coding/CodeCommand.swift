import ArgumentParser
import VerbatimCorpus
import VerbatimIndex
import VerbatimStudy
import VerbatimThemes

struct CodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code",
    abstract:
      "Puts themes on words, by hand, in bulk and by rules; takes them back; asks what to code next.",
    discussion: """
        verbatim code add A/3/b fg2:18:12-31 --coder EO
        verbatim code remove A/3/b fg2:18:12-31 --coder EO
      """,
    subcommands: [
      Add.self, Remove.self, Bulk.self, Next.self, Undo.self, Rules.self, Auto.self, Accept.self,
      Reject.self, Review.self, Settle.self,
    ])

  /// Themes and places in any order, as they come: what the codebook has is a theme, what looks like a
  /// place is one.
  struct Targets: ParsableArguments {
    @Argument(
      help: ArgumentHelp(
        "Themes (ids, paths such as A/3/b, names) and places, as search prints them: fg2:118:12-31, "
          + "fg2:118 for the turn, fg2:118-121 for turns. Each theme goes on each place.",
        valueName: "themes and places"))
    var targets: [String]

    @OptionGroup var coder: CoderOption

    /// The codings that are meant, their themes and places proven to exist.
    func codings(_ writer: StudyWriter, memo: String? = nil) throws -> [Coding] {
      let codebook = try writer.database.read { try $0.codebook() }
      var themes: [Theme] = []
      var places: [Place] = []
      for target in targets {
        if let theme = codebook.theme(id: target) ?? codebook.theme(path: target) {
          themes.append(theme)
        } else if let place = Place(argument: target) {
          try place.prove(writer)
          places.append(place)
        } else {
          themes.append(try CodebookCommand.theme(target, in: codebook))
        }
      }
      guard !themes.isEmpty else {
        throw ValidationError("no theme is named: give an id, a path such as A/3/b, or a name")
      }
      guard !places.isEmpty else {
        throw ValidationError(
          "no place is named: give it as search prints it, such as fg2:118:12-31")
      }
      let coder = try coder.id(writer.database)
      let now = Timestamp.now()
      var codings: [Coding] = []
      for theme in themes {
        for place in places {
          for turn in place.turn...place.lastTurn {
            codings.append(
              Coding(
                theme: theme.id, coder: coder, session: place.session, turn: turn,
                span: place.span, memo: memo, createdAt: now))
          }
        }
      }
      return codings
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Codes stretches of turns.",
      discussion: """
          verbatim code add A/3/b fg2:18:12-31 --coder EO
          verbatim code add regulations A/1 fg5:40 fg1:3-5 --coder MB
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var targets: Targets

    @Option(help: "A note beside the codings.")
    var memo: String?

    @Option(
      help: "The words that stand at the place: where others do by now, nothing is coded.")
    var words: String?

    func run() throws {
      let writer = try study.writer("code add")
      let codings = try targets.codings(writer, memo: memo)
      try writer.proveCodable(Set(codings.map(\.theme)))
      if let words { try prove(words, codings, writer) }
      let result = try writer.code(codings)
      if codings.count == 1 {
        Console.say(result.added.isEmpty ? "was coded so already" : "coded")
        return
      }
      var line =
        "coded \(result.added.count) of \(Count.of(codings.count, "place and theme", "places and themes"))"
      if result.known > 0 { line += "; \(result.known) were coded so already" }
      Console.say(line)
      if !result.added.isEmpty { Console.say("verbatim code undo takes all of it back") }
    }

    private func prove(_ words: String, _ codings: [Coding], _ writer: StudyWriter) throws {
      func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
      for coding in codings {
        let there = writer.words(
          session: coding.session, turn: coding.turn, span: coding.span)
        guard there.map(folded) == folded(words) else {
          throw ValidationError(
            "other words stand at \(TurnPlace(coding).id) than --words says: the transcript changed, "
              + "or the place is another; nothing was coded")
        }
      }
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Takes codings back.",
      discussion: """
          verbatim code remove A/3/b fg2:18:12-31 --coder EO
          verbatim code remove regulations fg5:40 --coder MB
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var targets: Targets

    func run() throws {
      let writer = try study.writer("code remove")
      let codings = try targets.codings(writer)
      let removed = try writer.removeCodings(codings)
      guard removed > 0 else {
        Console.say("there is no such coding")
        throw Outcome.noResults
      }
      Console.say(codings.count == 1 ? "removed" : "removed \(removed) of \(codings.count)")
    }
  }
}
