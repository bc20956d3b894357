import ArgumentParser
import VerbatimFiles
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct QueriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queries",
    abstract: "Keeps queries and sub-corpora by name, to be used in others as @name.",
    discussion: """
        verbatim queries save women 'role:participant sex:F'
        verbatim search '@women trust*'
      """,
    subcommands: [List.self, Save.self, Remove.self, Export.self, Import.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists the saved queries.",
      discussion: """
          verbatim queries
          verbatim queries list --json
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      let queries = try study.open().database().read { try $0.savedQueries() }
      let table = Table(
        columns: [.init("name", "name"), .init("query", "query"), .init("note", "note")],
        rows: queries.map { [.text("@" + $0.name), .text($0.query), .text($0.note ?? "")] })
      if !queries.isEmpty || format.chosen != .text { format.write(table) }
      if queries.isEmpty {
        Console.say("no saved queries yet; next: verbatim queries save NAME 'QUERY'")
        throw Outcome.noResults
      }
    }
  }

  struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "save",
      abstract: "Keeps a query under a name.",
      discussion: """
          verbatim queries save rules 'regulat* OR rule*' --note "theme B"
          verbatim queries save women 'role:participant sex:F' --replace
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "A letter, then letters, digits, _, - and .")
    var name: String

    @Argument(help: "The query; several arguments are joined with blanks.")
    var query: [String]

    @Option(help: "What the query is for.")
    var note: String?

    @Flag(help: "In place of another query of this name.")
    var replace = false

    func validate() throws {
      guard SavedQuery.isName(name) else {
        throw ValidationError(
          "a name is a letter, then letters, digits, _, - and ., at most "
            + "\(SavedQuery.longestName) in all")
      }
    }

    func run() throws {
      let writer = try study.writer("queries save")
      let text = query.joined(separator: " ")
      let saved = SavedQuery(name: name, query: text, note: note, savedAt: Timestamp.now())
      try QueriesCommand.prove([saved], writer)
      try writer.save([saved], replacing: replace)
      Console.say("saved; next: verbatim search @\(name)")
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Forgets a saved query.",
      discussion: """
          verbatim queries remove rules
          verbatim queries remove women
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "The query's name.")
    var name: String

    func run() throws {
      let writer = try study.writer("queries remove")
      let known = name.hasPrefix("@") ? String(name.dropFirst()) : name
      guard try writer.removeSavedQuery(known) else {
        Console.say("there is no saved query of that name; verbatim queries lists them")
        throw Outcome.noResults
      }
      Console.say("removed")
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Writes the saved queries as text.",
      discussion: """
          verbatim queries export > queries.txt
          verbatim queries export
        """)

    @OptionGroup var study: StudyOptions

    func run() throws {
      let queries = try study.open().database().read { try $0.savedQueries() }
      Console.write(SavedQueryText.text(of: queries))
      if queries.isEmpty { throw Outcome.noResults }
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Reads saved queries from a text: a line each, @name = query.",
      discussion: """
          verbatim queries import queries.txt
          verbatim queries import queries.txt --replace
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "The text.", completion: .file())
    var file: String

    @Flag(help: "In place of other queries of the same names.")
    var replace = false

    func run() throws {
      let queries: [SavedQuery]
      do {
        queries = try SavedQueryText.read(try AtomicFile.read(file), at: Timestamp.now())
      } catch let problem as SavedQueryText.Problem {
        throw SavedQueryFileFailure(path: file, problem: problem)
      }
      let writer = try study.writer("queries import")
      try QueriesCommand.prove(queries, writer)
      try writer.save(queries, replacing: replace)
      Console.say("saved \(queries.count)")
    }
  }

  /// Throws where one of them cannot be understood beside the others.
  private static func prove(_ queries: [SavedQuery], _ writer: StudyWriter) throws {
    var all: [String: String] = [:]
    for saved in try writer.database.read({ try $0.savedQueries() }) {
      all[saved.name] = saved.query
    }
    for saved in queries { all[saved.name] = saved.query }
    for saved in queries {
      _ = try AskedQuery(words: [saved.query]).parse(writer.index, saved: all)
    }
  }
}

/// What is wrong with a file of saved queries.
struct SavedQueryFileFailure: Error {
  var path: String
  var problem: SavedQueryText.Problem
}
