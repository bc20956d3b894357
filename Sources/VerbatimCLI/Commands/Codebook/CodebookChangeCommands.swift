import ArgumentParser
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodebookCommand {
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Adds a theme.",
      discussion: """
          verbatim codebook add "Rules that bend" --under B/2 --memo "Tuesday"
          verbatim codebook add Touch --under A --at 1 --exemplar fg2:18:12-31
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var place: PlaceOptions
    @OptionGroup var texts: TextOptions
    @OptionGroup var dry: DryRunOption

    @Argument(help: "The theme's name.")
    var name: String

    @Option(help: "Its label in paths; else the next free one.")
    var label: String?

    @Option(help: "Its id, which never changes; else made of the name.")
    var id: String?

    @Flag(name: .customLong("group"), help: "It only groups others and is not coded.")
    var isGroup = false

    func run() throws {
      let writer = try study.writer("codebook add")
      for place in texts.exemplars { try place.prove(writer) }
      var theme = Theme(id: id ?? "", label: label ?? "", name: name, isCodable: !isGroup)
      texts.put(in: &theme)
      let edit = try writer.editCodebook(
        "codebook-add", theme: nil, dryRun: dry.dryRun
      ) { codebook, used in
        if let id, used.contains(id) || codebook.theme(id: id) != nil {
          throw ValidationError("the id \(id) was given to a theme once; an id never means two")
        }
        let (parent, place) = try place.place(in: codebook, else: nil)
        return try codebook.adding(theme, under: parent, at: place, taken: used)
      }
      let added = edit.after.themes.first { edit.before.theme(id: $0.id) == nil }
      guard let added, let path = edit.after.path(of: added.id) else { return }
      dry.say("added \(CodebookCommand.title(added.id, in: edit.after)) (id \(added.id))")
      if !dry.dryRun, !isGroup {
        Console.say("next: verbatim code add \(path) PLACE --coder NAME")
      }
    }
  }

  struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "edit",
      abstract:
        "Changes what a theme says: definition, inclusion, exclusion, exemplars, memo, colour.",
      discussion: """
          verbatim codebook edit A/3/b --definition "The worker insists."
          verbatim codebook edit A/3/b --exemplar fg2:18:12-31 --memo Tuesday
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var texts: TextOptions
    @OptionGroup var dry: DryRunOption

    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String

    @Option(
      name: .customLong("no-exemplar"), parsing: .singleValue,
      help: "A place that is no exemplar any more; may be repeated.")
    var noExemplars: [CodeCommand.Place] = []

    @Flag(inversion: .prefixedNo, help: "Whether it may be coded, or only groups others.")
    var codable: Bool?

    func validate() throws {
      if texts.isEmpty, noExemplars.isEmpty, codable == nil {
        throw ValidationError(
          "say what changes: --definition, --include, --exclude, --colour, --memo, --exemplar, "
            + "--no-exemplar, --codable")
      }
    }

    func run() throws {
      let writer = try study.writer("codebook edit")
      for place in texts.exemplars { try place.prove(writer) }
      let codebook = try writer.database.read { try $0.codebook() }
      let id = try CodebookCommand.theme(theme, in: codebook).id
      let edit = try writer.editCodebook("codebook-edit", theme: id, dryRun: dry.dryRun) {
        book, _ in
        try book.changing(id) { theme in
          texts.put(in: &theme)
          theme.exemplars.removeAll { old in noExemplars.contains { $0.id == old } }
          if let codable { theme.isCodable = codable }
        }
      }
      let fields = edit.changes.map(\.field.rawValue).joined(separator: ", ")
      dry.say("changed \(CodebookCommand.title(id, in: edit.after)): \(fields)")
    }
  }

  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename",
      abstract:
        "Gives a theme another name or label; its id, its codings and its old path stay good.",
      discussion: """
          verbatim codebook rename A/3/b "Workers who insist"
          verbatim codebook rename A/3/b --label c
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var dry: DryRunOption

    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String

    @Argument(help: "The new name.")
    var name: String?

    @Option(help: "The new label.")
    var label: String?

    func validate() throws {
      if name == nil, label == nil { throw ValidationError("give a new name, or --label, or both") }
    }

    func run() throws {
      let writer = try study.writer("codebook rename")
      let codebook = try writer.database.read { try $0.codebook() }
      let id = try CodebookCommand.theme(theme, in: codebook).id
      let edit = try writer.editCodebook(
        "codebook-rename", theme: id, dryRun: dry.dryRun
      ) { book, _ in
        try book.changing(id) { theme in
          if let name { theme.name = name }
          if let label { theme.label = label }
        }
      }
      dry.say(
        "\(CodebookCommand.title(id, in: edit.before)) is "
          + CodebookCommand.title(id, in: edit.after))
      CodebookCommand.say(moves: edit)
    }
  }

  struct Move: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "move",
      abstract: "Moves a theme, with everything below it, below another one or among its siblings.",
      discussion: """
          verbatim codebook move A/3/b --under B --at 1
          verbatim codebook move B --before A
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var place: PlaceOptions
    @OptionGroup var dry: DryRunOption

    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String

    func validate() throws {
      if !place.isGiven {
        throw ValidationError("say where it goes: --under, --top, --at, --before or --after")
      }
    }

    func run() throws {
      let writer = try study.writer("codebook move")
      let codebook = try writer.database.read { try $0.codebook() }
      let moved = try CodebookCommand.theme(theme, in: codebook)
      let edit = try writer.editCodebook(
        "codebook-move", theme: moved.id, dryRun: dry.dryRun
      ) { book, _ in
        let (parent, place) = try place.place(in: book, else: moved.parent)
        return try book.moving(moved.id, under: parent, at: place)
      }
      dry.say("moved \(CodebookCommand.title(moved.id, in: edit.after))")
      CodebookCommand.say(moves: edit)
    }
  }

  struct Retire: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retire",
      abstract:
        "Takes a theme out of use: it is not coded any more, its codings stay and are marked.",
      discussion: """
          verbatim codebook retire A/3/b
          verbatim codebook retire A --below
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var dry: DryRunOption

    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String

    @Flag(help: "With everything below it.")
    var below = false

    func run() throws {
      try CodebookCommand.setRetired(true, theme, below, try study.writer("codebook retire"), dry)
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore",
      abstract: "Takes a retired theme into use again.",
      discussion: """
          verbatim codebook restore A/3/b
          verbatim codebook restore A --below
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var dry: DryRunOption

    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String

    @Flag(help: "With everything below it.")
    var below = false

    func run() throws {
      try CodebookCommand.setRetired(
        false, theme, below, try study.writer("codebook restore"), dry)
    }
  }

  fileprivate static func setRetired(
    _ isRetired: Bool, _ reference: String, _ below: Bool, _ writer: StudyWriter,
    _ dry: DryRunOption
  ) throws {
    let codebook = try writer.database.read { try $0.codebook() }
    let theme = try self.theme(reference, in: codebook)
    let path = codebook.path(of: theme.id) ?? theme.label
    let all = [theme] + (below ? Array(codebook.descendants(of: theme.id)) : [])
    let wanted = all.filter { $0.isRetired != isRetired }
    guard !wanted.isEmpty else {
      throw isRetired
        ? CodebookEditProblem.alreadyRetired(path: path) : .notRetired(path: path)
    }
    let edit = try writer.editCodebook(
      isRetired ? "codebook-retire" : "codebook-restore", theme: theme.id, dryRun: dry.dryRun
    ) { book, _ in
      try wanted.reduce(book) { book, theme in
        try book.changing(theme.id) { $0.isRetired = isRetired }
      }
    }
    let counts = try writer.database.read { try $0.codingCounts() }
    let codings = wanted.reduce(0) { $0 + (counts[$1.id] ?? 0) }
    let what =
      wanted.count == 1
      ? title(wanted[0].id, in: edit.after) : Count.of(wanted.count, "theme")
    dry.say(
      isRetired
        ? "retired \(what); \(Count.of(codings, "coding")) kept" : "\(what) in use again")
  }
}
