import ArgumentParser
import VerbatimCorpus
import VerbatimExtract
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodebookCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a theme in full, or all of them.",
      discussion: """
          verbatim codebook show
          verbatim codebook show A/3/b
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
    var theme: String?

    func run() throws {
      let study = try study.open()
      let database = try study.database()
      let themes = try StudyThemes(database)
      guard !themes.codebook.isEmpty else {
        Console.say(
          "no codebook yet; next: verbatim import codebook.yaml, or verbatim codebook add")
        throw Outcome.noResults
      }
      guard let theme else { return format.write(tree(themes)) }
      let found = try CodebookCommand.theme(theme, in: themes.codebook)
      format.write(try table(of: found, themes, study, database))
    }

    private func tree(_ themes: StudyThemes) -> Table {
      let counts = Dictionary(grouping: themes.codings, by: \.theme)
      return Table(
        title: themes.codebook.name,
        columns: [
          .init("id", "id", isDataOnly: true), .init("path", "path"), .init("name", "theme"),
          .init("state", "state"), .init("persons", "by people", .number),
          .init("sources", "by sources", .number), .init("rules", "by rules", .number),
          .init("definition", "definition"),
        ],
        rows: themes.codebook.themes.map { theme in
          let codings = counts[theme.id] ?? []
          return [
            .text(theme.id), .text(themes.codebook.path(of: theme.id) ?? theme.label),
            .tree(theme.name, depth: themes.codebook.ancestors(of: theme.id).count),
            .text(theme.isRetired ? "retired" : theme.isCodable ? "" : "groups others"),
            .integer(codings.count { $0.origin == .person }),
            .integer(codings.count { $0.origin == .source }),
            .integer(codings.count { $0.origin.ruleName != nil }),
            .text(theme.definition ?? ""),
          ]
        })
    }

    private func table(
      of theme: Theme, _ themes: StudyThemes, _ study: Study, _ database: StudyDatabase
    ) throws -> Table {
      let codebook = themes.codebook
      var rows: [[Table.Cell]] = []
      func add(_ field: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        rows.append([.text(field), .text(text)])
      }
      add("id", theme.id)
      add("path", codebook.path(of: theme.id))
      add("name", theme.name)
      add("below", theme.parent.map { CodebookCommand.title($0, in: codebook) })
      add("state", theme.isRetired ? "retired" : theme.isCodable ? nil : "only groups others")
      add("colour", theme.colour)
      add("definition", theme.definition)
      add("include", theme.include)
      add("exclude", theme.exclude)
      var extractor = Extractor(try study.index(of: database))
      for exemplar in theme.exemplars {
        var words = "not in the study any more"
        if let place = CodeCommand.Place(argument: exemplar),
          let extract = try extractor.extract(
            session: place.session, turn: place.turn, span: place.span)
        {
          words = extract.spans.isEmpty ? extract.text : extract.match
          words = "“\(words)” \(extract.speakers.joined(separator: ", "))"
        }
        add("exemplar", "\(exemplar)  \(words)")
      }
      add("memo", theme.memo)
      for memo in try database.read({ try $0.memos(on: .theme(theme.id)) }) {
        add("note", "\(memo.text) (\(memo.author), \(memo.createdAt))")
      }
      let codings = themes.codings.filter { $0.theme == theme.id }
      let persons = Dictionary(
        grouping: codings.filter { $0.origin == .person }, by: { $0.coder ?? "nobody named" })
      for (coder, codings) in persons.sorted(by: { NaturalOrder.precedes($0.key, $1.key) }) {
        add("codings", "\(codings.count) by \(coder)")
      }
      let sources = codings.count { $0.origin == .source }
      if sources > 0 { add("codings", "\(sources) by sources") }
      let rules = codings.count { $0.origin.ruleName != nil }
      if rules > 0 { add("codings", "\(rules) by rules, apart from people's") }
      let old = codebook.aliases.filter { $0.value == theme.id }.map(\.key)
      add("was called", old.sorted(by: NaturalOrder.precedes).joined(separator: ", "))
      return Table(
        title: CodebookCommand.title(theme.id, in: codebook),
        columns: [.init("field", "what"), .init("value", "")], rows: rows)
    }
  }
}

extension Coding.Origin {
  /// The id of the rule, where one coded.
  var ruleName: String? {
    if case .rule(let id) = self { return id }
    return nil
  }
}
