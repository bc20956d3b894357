import ArgumentParser
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct CodebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codebook",
    abstract: "Shows and changes the codebook, and tells how it came to be what it is.",
    discussion: """
      A theme's id never changes. Its label, name and place may: what it was called before still finds \
      it. Nothing is deleted; every change is kept with who made it and when.

        verbatim codebook show A/3/b
        verbatim codebook history A/3
      """,
    subcommands: [
      Show.self, Add.self, Edit.self, Rename.self, Move.self, Merge.self, Split.self, Retire.self,
      Restore.self, History.self, Diff.self,
    ])

  /// The theme that a person means, with a word where it is called otherwise now.
  static func theme(_ reference: String, in codebook: Codebook) throws -> Theme {
    let theme = try codebook.theme(reference)
    if codebook.theme(id: reference) == nil, codebook.theme(path: reference) == nil,
      codebook.theme(formerly: reference)?.id == theme.id, let path = codebook.path(of: theme.id)
    {
      Console.say("\(Wording.name(reference)) is called \(path) \(Wording.name(theme.name)) now")
    }
    return theme
  }

  /// `A/3/b Authoritarian`, with what it is beside.
  static func title(_ id: String, in codebook: Codebook) -> String {
    guard let theme = codebook.theme(id: id) else { return id }
    return "\(codebook.path(of: id) ?? theme.label) \(Wording.name(theme.name, most: 60))"
  }

  /// Says which paths are other now.
  static func say(moves edit: CodebookEdit) {
    for move in edit.moves.prefix(10) { Console.say("  \(move.old) → \(move.new)") }
    if edit.moves.count > 10 { Console.say("  and \(edit.moves.count - 10) more below them") }
    if !edit.moves.isEmpty { Console.say("the old paths still find them") }
  }

  struct DryRunOption: ParsableArguments {
    @Flag(name: .customLong("dry-run"), help: "Says what would happen; changes nothing.")
    var dryRun = false

    func say(_ done: String) {
      Console.say(dryRun ? "would be: \(done); nothing was changed" : done)
    }
  }

  /// Where among the themes something goes.
  struct PlaceOptions: ParsableArguments {
    @Option(help: "Below this theme.")
    var under: String?

    @Flag(help: "At the top.")
    var top = false

    @Option(help: "As this one of its siblings, from 1 (else the last).")
    var at: Int?

    @Option(help: "Before this theme.")
    var before: String?

    @Option(help: "Behind this theme.")
    var after: String?

    func validate() throws {
      if [at != nil, before != nil, after != nil].count(where: { $0 }) > 1 {
        throw ValidationError("say one of --at, --before and --after")
      }
      if top, under != nil { throw ValidationError("--top and --under exclude each other") }
      if let at, at < 1 { throw ValidationError("--at wants 1 or more, not \(at)") }
    }

    var isGiven: Bool { under != nil || top || at != nil || before != nil || after != nil }

    /// Parent and place; `parent` where no other is named.
    func place(in codebook: Codebook, else parent: String?) throws -> (String?, ThemePlace) {
      var parent = top ? nil : try under.map { try codebook.theme($0).id } ?? parent
      var place = at.map { ThemePlace.number($0) } ?? .last
      if let reference = before ?? after {
        let other = try codebook.theme(reference)
        if let under, try codebook.theme(under).id != other.parent {
          throw ValidationError("\(reference) is not below \(under)")
        }
        parent = other.parent
        place = before != nil ? .before(other.id) : .after(other.id)
      }
      return (parent, place)
    }
  }

  /// What a theme says.
  struct TextOptions: ParsableArguments {
    @Option(help: "What the theme is; \"\" for nothing.")
    var definition: String?

    @Option(help: "What belongs to it.")
    var include: String?

    @Option(help: "What does not, however near it seems.")
    var exclude: String?

    @Option(help: "#RRGGBB.")
    var colour: String?

    @Option(help: "A note of the researchers on the theme itself.")
    var memo: String?

    @Option(
      name: .customLong("exemplar"), parsing: .singleValue,
      help: "A place that shows it at its best, as search prints it; may be repeated.")
    var exemplars: [CodeCommand.Place] = []

    var isEmpty: Bool {
      [definition, include, exclude, colour, memo].allSatisfy { $0 == nil } && exemplars.isEmpty
    }

    func put(in theme: inout Theme) {
      if let definition { theme.definition = definition }
      if let include { theme.include = include }
      if let exclude { theme.exclude = exclude }
      if let colour { theme.colour = colour }
      if let memo { theme.memo = memo }
      for place in exemplars where !theme.exemplars.contains(place.id) {
        theme.exemplars.append(place.id)
      }
    }
  }
}

extension CodeCommand.Place {
  /// As it was written: `fg2:118:12-31`.
  var id: String {
    let turns = lastTurn > turn ? "\(turn)-\(lastTurn)" : "\(turn)"
    return "\(session):\(turns)" + (span.map { ":\($0.lowerBound)-\($0.upperBound)" } ?? "")
  }

  /// - Throws: a usage error where the study has no such place.
  func prove(_ writer: StudyWriter) throws {
    for turn in turn...lastTurn {
      guard let length = writer.turnLength(session: session, turn: turn) else {
        throw ValidationError("there is no turn \(session):\(turn)")
      }
      if let span, span.upperBound > length {
        throw ValidationError(
          "turn \(session):\(turn) has \(length) characters, not \(span.upperBound)")
      }
    }
  }
}
