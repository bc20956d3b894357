import ArgumentParser
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimLint
import VerbatimReport
import VerbatimStudy

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Looks for what may still say who somebody is: names, numbers, addresses, ages.",
    discussion: """
      Findings are masked unless --show is given. They are for a person to judge: lint cannot prove \
      that a transcript is anonymous. Words in STUDY/lint-allow.txt, one a line, pass. A query restricts \
      the turns that are looked at.

        verbatim lint
        verbatim lint --kinds capital,phrase --show group:FG2
        verbatim lint people --attributes sex,education
        verbatim lint names KEYFILE
        verbatim lint files fg2.docx

      Exit codes as other linters have them: 0 nothing found, 1 something to look at, 2 failure, \
      3 partial.
      """,
    subcommands: [Scan.self, People.self, Names.self, Files.self], defaultSubcommand: Scan.self)

  struct Scan: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "scan",
      abstract: "Looks at every turn, label, fact, header and file name.",
      discussion: """
          verbatim lint
          verbatim lint --names names.txt --allow places.txt --format csv
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    @Option(help: ArgumentHelp("Only these kinds, joined by commas.", valueName: "kinds"))
    var kinds: LintKinds = LintKinds(kinds: Set(LintKind.allCases))

    @Flag(help: "The words themselves, not masked: not for a screen that others see.")
    var show = false

    @Flag(help: "Every finding, where people read; else 25 of a kind and certainty.")
    var all = false

    @Option(
      help: ArgumentHelp(
        "A list of names, one a line; beside those of lint names.", valueName: "file"),
      completion: .file())
    var names: String?

    @Option(
      help: ArgumentHelp("Words that are no names, one a line.", valueName: "file"),
      completion: .file())
    var allow: [String] = []

    @Option(
      help: ArgumentHelp(
        "A list of places and organisations, one a line; beside STUDY/lint-places.txt.",
        valueName: "file"), completion: .file())
    var places: [String] = []

    @Flag(help: "Notes in the study's log that it was looked at, with counts and no words.")
    var record = false

    @Option(name: [.short, .long], help: "People are exposed in a class of fewer than k.")
    var k = 5

    @OptionGroup var query: QueryOptionsGroup

    func validate() throws {
      guard (2...1000).contains(k) else { throw ValidationError("-k wants 2 to 1000, not \(k)") }
    }

    func run() throws {
      let asked = query.asked
      let opened = try AskedStudy(study, asked, queries: asked.words)
      let corpus = try opened.subCorpus()
      var lint = try StudyLint(
        opened.index, try options(), in: corpus,
        interruption: Interrupted.listen(timeout: asked.timeout))
      if corpus.turns == nil { try lint.lookBeside(try self.study.open(), kinds.kinds) }
      var report = LintReport(lint, filter: corpus.filter, isShown: show)
      if corpus.turns == nil, kinds.kinds.contains(.people) {
        report.addPeople(try TurnRegister(opened.index), k: k)
      }
      if record { try self.study.writer("lint").record(lint) }
      let isForPeople = ![.json, .jsonl, .csv].contains(format.chosen)
      let table = report.table(most: isForPeople && !all ? 25 : nil)
      if !table.rows.isEmpty || format.chosen != .text {
        format.writeCounted(table)
      } else {
        for line in table.notes { Console.say(line) }
      }
      if !table.rows.isEmpty { throw Outcome.findings }
    }

    private func options() throws -> StudyLint.Options {
      let study = try study.open()
      var options = StudyLint.Options()
      options.kinds = kinds.kinds
      for path in allow { options.allowed.formUnion(try LintFile.words(path)) }
      do {
        options.allowed.formUnion(try LintFile.words(study.folder.lintAllow))
      } catch let problem as FileProblem where problem.cause == .notFound {
        // Nobody wrote one.
      }
      if let names {
        options.names.append(LintNames(try LintFile.names(names), key: LintNames.randomKey()))
      }
      for path in places { options.names.append(try Self.places(path)) }
      do {
        options.names.append(try Self.places(study.folder.lintPlaces))
      } catch let problem as FileProblem where problem.cause == .notFound {
        // Nobody wrote one.
      }
      if let kept = try study.lintNames(try study.database()) { options.names.append(kept) }
      return options
    }

    private static func places(_ path: String) throws -> LintNames {
      LintNames(try LintFile.names(path), key: LintNames.randomKey(), kind: .listedPlace)
    }
  }

  struct Files: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "files",
      abstract:
        "Shows what documents say beside their text: authors, companies, comments, changes.",
      discussion: """
        Reads Word (.docx) and OpenDocument (.odt) files; no study is needed. What they say goes along \
        when they are sent, and into archives.

          verbatim lint files fg2.docx
        """)

    @OptionGroup var format: FormatOptions

    @Flag(help: "The words themselves, not masked: not for a screen that others see.")
    var show = false

    @Argument(help: "Word and OpenDocument files.", completion: .file(extensions: ["docx", "odt"]))
    var files: [String]

    func run() throws {
      let documents = try files.map { (path: $0, traces: try DocumentTraces(path: $0)) }
      let lint = StudyLint(documents: documents, Set(LintKind.allCases))
      let table = LintReport(lint, filter: nil, isShown: show).table(most: nil)
      if !table.rows.isEmpty || format.chosen != .text {
        format.writeCounted(table)
      } else {
        Console.say("\(Count.of(files.count, "document")): nothing beside the text")
      }
      if !table.rows.isEmpty { throw Outcome.findings }
    }
  }

  struct People: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "people",
      abstract: "Shows whom attributes make unique, or one of fewer than k.",
      discussion: """
        Everybody who shares all of the attributes is one class (k-anonymity).

          verbatim lint people --attributes sex,education
          verbatim lint people --attributes group,sex -k 3 --sensitive employment
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    @Option(
      help: ArgumentHelp(
        "Attributes that will be shown, joined by commas; group and session too. By default all of people.",
        valueName: "names"))
    var attributes: String?

    @Option(name: [.short, .long], help: "Show classes of fewer than k.")
    var k = 5

    @Option(help: "An attribute that must not be known: classes whose people all share it.")
    var sensitive: String?

    @Flag(help: "Every class, not only small ones.")
    var all = false

    func validate() throws {
      guard (2...1000).contains(k) else { throw ValidationError("-k wants 2 to 1000, not \(k)") }
      if let attributes, NameList.names(attributes).isEmpty {
        throw ValidationError("--attributes wants names, joined by commas")
      }
    }

    func run() throws {
      let study = try study.open()
      let index = try study.index()
      StudyOptions.sayIfEmpty(index)
      let register = try TurnRegister(index)
      let names = attributes.map(NameList.names) ?? AttributeClasses.names(register)
      guard !names.isEmpty else {
        Console.say("people have no attributes: nothing tells them apart but what they said")
        return
      }
      let classes = try AttributeClasses(
        register, names: names.filter { $0 != sensitive }, sensitive: sensitive)
      let table = LintPeopleReport(classes, k: k, sensitive: sensitive).table(isAll: all)
      if !table.rows.isEmpty || format.chosen != .text {
        format.writeCounted(table)
      } else {
        for line in table.notes { Console.say(line) }
      }
      if classes.exposed(k) > 0 || classes.classes.contains(where: { $0.shared != nil }) {
        throw Outcome.findings
      }
    }
  }

  struct Names: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "names",
      abstract: "Keeps names for lint as keyed hashes, so that the list itself need not be kept.",
      discussion: """
        A name a line, with or without surnames. STUDY/lint.key is the key: who has it and the study can \
        try names, so guard it like the study.

          verbatim lint names names.txt
          verbatim lint names --forget
        """)

    @OptionGroup var study: StudyOptions

    @Flag(help: "Removes the hashes and their key.")
    var forget = false

    @Argument(
      help: ArgumentHelp("The names; those kept before go.", valueName: "file"),
      completion: .file())
    var file: String?

    func validate() throws {
      if forget == (file != nil) {
        throw ValidationError("either a file of names or --forget")
      }
    }

    func run() throws {
      guard let file else {
        let writer = try study.writer("lint names")
        guard try writer.forgetLintNames() else {
          Console.say("the study keeps no names")
          return
        }
        Console.say("forgotten")
        return
      }
      // Read before the study is locked.
      let names = try LintFile.names(file)
      let count = try study.writer("lint names").keepLintNames(names)
      Console.say("kept \(Count.of(count, "name")) as hashes; next: verbatim lint")
    }
  }
}

extension Outcome {
  /// What a linter found is what others call no results: both are answers, and not the hoped for one.
  static var findings: Outcome { .noResults }
}

/// Kinds joined by commas.
struct LintKinds: ExpressibleByArgument {
  var kinds: Set<LintKind>

  init(kinds: Set<LintKind>) {
    self.kinds = kinds
  }

  init?(argument: String) {
    kinds = []
    for name in NameList.names(argument) {
      guard let kind = LintKind(rawValue: name) else { return nil }
      kinds.insert(kind)
    }
    if kinds.isEmpty { return nil }
  }

  var defaultValueDescription: String { "all" }

  static var allValueStrings: [String] { LintKind.allCases.map(\.rawValue) }
}
