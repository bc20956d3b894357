import ArgumentParser
import VerbatimCorpus
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct CodersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coders",
    abstract: "Lists who codes, adds and names them, and says who you are.",
    discussion: """
        verbatim coders
        verbatim coders default EO
      """,
    subcommands: [List.self, Add.self, Rename.self, Default.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists the coders with what each has coded.",
      discussion: """
          verbatim coders
          verbatim coders list --json
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      let database = try study.open().database()
      let (coders, codings, mine) = try database.read {
        (
          try $0.coders(), try $0.codings(),
          try $0.setting(CoderOption.setting(of: Console.actor))
        )
      }
      let rows = coders.sorted { NaturalOrder.precedes($0.id, $1.id) }.map {
        coder -> [Table.Cell] in
        let own = codings.filter { $0.coder == coder.id && $0.origin == .person }
        let times = own.map(\.createdAt)
        return [
          .text(coder.id), .text(coder.name ?? ""), .integer(own.count),
          .integer(Set(own.map(\.theme)).count), .text(times.min()?.text ?? ""),
          .text(times.max()?.text ?? ""), .text(coder.id == mine ? "you" : ""),
        ]
      }
      if !rows.isEmpty || format.chosen != .text {
        format.write(
          Table(
            columns: [
              .init("coder", "coder"), .init("name", "name"),
              .init("codings", "codings", .number), .init("themes", "themes", .number),
              .init("first", "first"), .init("last", "last"), .init("default", "default"),
            ], rows: rows))
      }
      if rows.isEmpty {
        Console.say("nobody codes yet; next: verbatim coders add ID \"NAME\"")
        throw Outcome.noResults
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Adds a coder.",
      discussion: """
          verbatim coders add TS "T. S."
          verbatim coders add BK
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "The id that codings have, such as initials.")
    var id: String

    @Argument(help: "The name.")
    var name: String?

    func run() throws {
      let writer = try study.writer("coders add")
      guard !id.isEmpty else { throw ValidationError("a coder wants an id") }
      if try writer.database.read({ try $0.coders() }).contains(where: { $0.id == id }) {
        throw ValidationError(
          "there is a coder \(Wording.name(id)) already; coders rename names one")
      }
      try writer.setCoder(Coder(id: id, name: name), action: "coder-add")
      Console.say("added; next: verbatim coders default \(Wording.shellWord(id))")
    }
  }

  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename",
      abstract: "Gives a coder another name; the id, which codings have, stays.",
      discussion: """
          verbatim coders rename EO "Esther O."
          verbatim coders rename MB "M. B."
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "The coder's id.")
    var id: String

    @Argument(help: "The name; \"\" for none.")
    var name: String

    func run() throws {
      let writer = try study.writer("coders rename")
      try CodersCommand.prove(id, writer)
      try writer.setCoder(
        Coder(id: id, name: name.isEmpty ? nil : name), action: "coder-rename")
      Console.say(
        "\(Wording.name(id)) is \(name.isEmpty ? "without a name" : Wording.name(name)) now")
    }
  }

  struct Default: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "default",
      abstract: "Says once who codes from this account, so that --coder need not be given.",
      discussion: """
          verbatim coders default EO
          verbatim coders default
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "The coder's id; without, it is shown.")
    var id: String?

    func run() throws {
      let setting = CoderOption.setting(of: Console.actor)
      guard let id else {
        let database = try study.open().database()
        guard let known = try database.read({ try $0.setting(setting) }) else {
          Console.say("nobody is named for this account; next: verbatim coders default ID")
          throw Outcome.noResults
        }
        Console.write(known + "\n")
        return
      }
      let writer = try study.writer("coders default")
      try CodersCommand.prove(id, writer)
      try writer.setDefaultCoder(id, setting: setting)
      Console.say("\(Wording.name(id)) codes from this account (\(Wording.name(Console.actor)))")
    }
  }

  private static func prove(_ id: String, _ writer: StudyWriter) throws {
    let known = try writer.database.read { try $0.coders() }.map(\.id)
    guard known.contains(id) else {
      let names = known.sorted(by: NaturalOrder.precedes).joined(separator: ", ")
      throw ValidationError(
        "there is no coder \(Wording.name(id)); "
          + (names.isEmpty ? "coders add makes one" : "coders: \(Wording.name(names, most: 80))"))
    }
  }
}
