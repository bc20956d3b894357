import ArgumentParser
import VerbatimCorpus
import VerbatimExtract
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodeCommand {
  struct Rules: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rules",
      abstract: "Queries that code: kept apart from people's codings, looked through, taken back.",
      discussion: """
          verbatim code rules
          verbatim code rules add hugs A/1 'hug* role:participant'
        """,
      subcommands: [List.self, Add.self, Show.self, Apply.self, Undo.self, Remove.self],
      defaultSubcommand: List.self)

    static func rule(_ id: String, in database: StudyDatabase) throws -> ThemeRule {
      let rules = try database.read { try $0.rules() }
      if let rule = rules.first(where: { $0.id == id }) { return rule }
      let known = rules.map { Wording.name($0.id) }.joined(separator: ", ")
      throw ValidationError(
        "there is no rule \(Wording.name(id))"
          + (known.isEmpty ? "; verbatim code rules add makes one" : "; rules: \(known)"))
    }

    static func say(_ report: RuleReport, dryRun: Bool = false) {
      var line =
        "rule \(Wording.name(report.rule.id)): \(Count.of(report.codings, "coding")), "
        + "\(report.added) new"
      if report.removed > 0 { line += ", \(report.removed) gone" }
      if report.accepted > 0 { line += ", \(report.accepted) accepted before" }
      if report.rejected > 0 { line += ", \(report.rejected) rejected before" }
      Console.say(dryRun ? line + "; nothing was changed" : line)
    }

    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the rules with what stands of each.",
        discussion: """
            verbatim code rules
            verbatim code rules list --json
          """)

      @OptionGroup var study: StudyOptions
      @OptionGroup var format: FormatOptions

      func run() throws {
        let database = try study.open().database()
        let (rules, codings, verdicts) = try database.read {
          (try $0.rules(), try $0.codings(), try $0.verdicts())
        }
        let codebook = try database.read { try $0.codebook() }
        let rows = rules.map { rule -> [Table.Cell] in
          [
            .text(rule.id), .text(codebook.path(of: rule.theme) ?? rule.theme), .text(rule.name),
            .integer(codings.count { $0.origin == .rule(rule.id) }),
            .integer(verdicts.count { $0.rule == rule.id && $0.verdict == .accepted }),
            .integer(verdicts.count { $0.rule == rule.id && $0.verdict == .rejected }),
            .text(rule.query),
          ]
        }
        if !rows.isEmpty || format.chosen != .text {
          format.write(
            Table(
              columns: [
                .init("rule", "rule"), .init("theme", "theme"), .init("name", "name"),
                .init("codings", "to look at", .number), .init("accepted", "accepted", .number),
                .init("rejected", "rejected", .number), .init("query", "query"),
              ], rows: rows))
        }
        if rows.isEmpty {
          Console.say("no rules yet; next: verbatim code rules add RULE THEME 'QUERY'")
          throw Outcome.noResults
        }
      }
    }

    struct Add: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Keeps a query that codes; codes nothing yet.",
        discussion: """
            verbatim code rules add hugs A/1 'hug* role:participant'
            verbatim code rules add bend B/2 'rule* NEAR/5 bend*' --name "Bent"
          """)

      @OptionGroup var study: StudyOptions

      @Argument(help: "The rule's id.")
      var rule: String

      @Argument(help: "The theme: an id, a path such as A/3/b, or a name.")
      var theme: String

      @Argument(help: "The query; @name is a saved one; several arguments are joined with blanks.")
      var query: [String]

      @Option(help: "What it is called.")
      var name: String?

      @Flag(help: "In place of another rule of this id.")
      var replace = false

      func validate() throws {
        if rule.isEmpty { throw ValidationError("a rule wants an id") }
      }

      func run() throws {
        let writer = try study.writer("code rules add")
        let (codebook, rules) = try writer.database.read { (try $0.codebook(), try $0.rules()) }
        let theme = try CodebookCommand.theme(theme, in: codebook)
        let text = query.joined(separator: " ")
        let new = ThemeRule(id: rule, theme: theme.id, query: text, name: name ?? rule)
        if let old = rules.first(where: { $0.id == rule }), old != new, !replace {
          throw ValidationError(
            "there is a rule \(Wording.name(rule)) already, with another query, theme or name; give "
              + "--replace to put this in its place")
        }
        try writer.proveCodable([theme.id])
        let found = try writer.addRule(new)
        Console.say(
          "kept; it finds \(Count.of(found, "place")); next: verbatim code rules apply "
            + Wording.shellWord(rule))
      }
    }

    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what a rule coded and nobody has decided about yet.",
        discussion: """
            verbatim code rules show rule-hug
            verbatim code rules show rule-permission --json
          """)

      @OptionGroup var study: StudyOptions
      @OptionGroup var format: FormatOptions

      @Argument(help: "The rule's id.")
      var rule: String

      func run() throws {
        let study = try study.open()
        let database = try study.database()
        let rule = try Rules.rule(rule, in: database)
        let codings = try database.read { try $0.codings(CodingFilter(origin: .rule(rule.id))) }
        var extractor = Extractor(try study.index(of: database))
        var rows: [[Table.Cell]] = []
        for coding in codings {
          let extract = try extractor.extract(
            session: coding.session, turn: coding.turn, span: coding.span)
          rows.append([
            .text(TurnPlace(coding).id), .text(extract?.speakers.joined(separator: ", ") ?? ""),
            .text(extract.map { $0.spans.isEmpty ? "" : $0.match } ?? ""),
            .text(extract?.text ?? ""),
          ])
        }
        if !rows.isEmpty || format.chosen != .text {
          format.write(
            Table(
              columns: [
                .init("place", "place"), .init("speaker", "speaker"), .init("match", "matched"),
                .init("text", "turn"),
              ], rows: rows))
        }
        if rows.isEmpty {
          Console.say("nothing of this rule is left to decide about")
          throw Outcome.noResults
        }
        if format.chosen == .text {
          let id = Wording.shellWord(rule.id)
          Console.say(
            "next: verbatim code accept \(id) PLACE --coder NAME, or code next --rule \(id)")
        }
      }
    }

    struct Apply: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Codes what rules find: all of them, or those named.",
        discussion: """
            verbatim code rules apply
            verbatim code rules apply rule-hug --dry-run
          """)

      @OptionGroup var study: StudyOptions
      @OptionGroup var dry: CodebookCommand.DryRunOption

      @Argument(help: "Ids of rules; without, all.")
      var rules: [String] = []

      func run() throws {
        let writer = try study.writer("code rules apply")
        let all = try writer.database.read { try $0.rules() }
        let wanted =
          try rules.isEmpty ? all : rules.map { try Rules.rule($0, in: writer.database) }
        if wanted.isEmpty {
          Console.say("no rules yet; next: verbatim code rules add RULE THEME 'QUERY'")
          throw Outcome.noResults
        }
        for rule in wanted {
          Rules.say(try writer.apply(rule, dryRun: dry.dryRun), dryRun: dry.dryRun)
        }
      }
    }

    struct Undo: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract:
          "Takes all codings of a rule back; the rule stays, and what people accepted of it.",
        discussion: """
            verbatim code rules undo rule-hug
            verbatim code rules undo rule-permission
          """)

      @OptionGroup var study: StudyOptions

      @Argument(help: "The rule's id.")
      var rule: String

      func run() throws {
        let writer = try study.writer("code rules undo")
        let rule = try Rules.rule(rule, in: writer.database)
        let removed = try writer.undoRule(rule.id)
        Console.say("\(Count.of(removed, "coding")) of the rule removed; the rule stays")
      }
    }

    struct Remove: ParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Forgets a rule, with its codings; what people accepted of it stays.",
        discussion: """
            verbatim code rules remove rule-hug
            verbatim code rules remove rule-permission
          """)

      @OptionGroup var study: StudyOptions

      @Argument(help: "The rule's id.")
      var rule: String

      func run() throws {
        let writer = try study.writer("code rules remove")
        let rule = try Rules.rule(rule, in: writer.database)
        let removed = try writer.undoRule(rule.id, forgets: true)
        Console.say("forgotten, with \(Count.of(removed, "coding")) of it")
      }
    }
  }

  struct Auto: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "auto",
      abstract: "Codes what one rule finds: the same as code rules apply RULE.",
      discussion: """
          verbatim code auto rule-hug
          verbatim code auto rule-permission
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "The rule's id.")
    var rule: String

    func run() throws {
      let writer = try study.writer("code auto")
      Rules.say(try writer.apply(try Rules.rule(rule, in: writer.database)))
      Console.say("next: verbatim code rules show \(Wording.shellWord(rule))")
    }
  }
}
