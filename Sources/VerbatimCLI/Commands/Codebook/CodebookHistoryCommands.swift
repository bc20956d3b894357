import ArgumentParser
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodebookCommand {
  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "history",
      abstract: "Tells how the codebook, or a theme, came to be what it is: who, when, what.",
      discussion: """
          verbatim codebook history
          verbatim codebook history A/3/b --json
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "A theme: an id, a path, a name; also one that is gone.")
    var theme: String?

    func run() throws {
      let database = try study.open().database()
      let (codebook, versions) = try database.read {
        (try $0.codebook(), try $0.codebookVersions())
      }
      var ids: Set<String>?
      if let theme { ids = try self.ids(theme, codebook, versions) }
      var names: [String: String] = [:]
      for change in versions.flatMap(\.changes) {
        if let record = change.record { names[change.theme] = record.name }
      }
      for theme in codebook.themes {
        names[theme.id] = CodebookCommand.title(theme.id, in: codebook)
      }
      var rows: [[Table.Cell]] = []
      for version in versions {
        for change in CodebookChangeText.told(version.changes)
        where ids?.contains(change.theme) ?? true {
          let text = CodebookChangeText(change, names: names)
          rows.append([
            .integer(version.number), .text(version.at.text), .text(version.actor ?? ""),
            version.log.map { .integer($0) } ?? .none, .text(version.action ?? ""),
            .text(change.theme), .text(text.theme), .text(text.what), .text(text.detail),
            change.old.map { .text($0) } ?? .none, change.new.map { .text($0) } ?? .none,
          ])
        }
      }
      let table = Table(
        columns: [
          .init("version", "version", .number), .init("at", "time"), .init("actor", "who"),
          .init("log", "log", .number), .init("action", "action", isDataOnly: true),
          .init("theme_id", "id", isDataOnly: true), .init("theme", "theme"),
          .init("what", "what"), .init("change", "change"),
          .init("old", "old", isDataOnly: true), .init("new", "new", isDataOnly: true),
        ], rows: rows)
      if !rows.isEmpty || format.chosen != .text { format.write(table) }
      if rows.isEmpty {
        Console.say("nothing has changed since this study keeps a history")
        throw Outcome.noResults
      }
    }

    /// What is there, or was once: by its id, or by a name or label in the history.
    private func ids(
      _ reference: String, _ codebook: Codebook, _ versions: [CodebookVersion]
    ) throws -> Set<String> {
      let changes = versions.flatMap(\.changes)
      if changes.contains(where: { $0.theme == reference }) { return [reference] }
      do {
        return [try CodebookCommand.theme(reference, in: codebook).id]
      } catch {
        let gone = changes.filter { $0.record?.name == reference }.map(\.theme)
        guard !gone.isEmpty else { throw error }
        return Set(gone)
      }
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "Shows what differs between two versions of the codebook, a change a line.",
      discussion: """
        A version is a number in the log (as it was after that entry), a time in UTC such as 2026-11-30 \
        or 2026-11-30T10:15, a codebook file, another study's folder, or now.

          verbatim codebook diff 1
          verbatim codebook diff corpus/codebook.yaml now
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "The older version.")
    var from: String

    @Argument(help: "The newer version.")
    var to = "now"

    func run() throws {
      let study = try study.open()
      let database = try study.database()
      let (old, oldTitle) = try study.codebook(CodebookReference(from), of: database)
      let (new, newTitle) = try study.codebook(CodebookReference(to), of: database)
      let changes = CodebookChange.between(old, new)
      var names: [String: String] = [:]
      for theme in old.themes { names[theme.id] = CodebookCommand.title(theme.id, in: old) }
      for theme in new.themes { names[theme.id] = CodebookCommand.title(theme.id, in: new) }
      let rows = CodebookChangeText.told(changes).map { change -> [Table.Cell] in
        let text = CodebookChangeText(change, names: names)
        return [
          .text(text.sign), .text(change.theme), .text(text.theme), .text(text.what),
          .text(text.detail), change.old.map { .text($0) } ?? .none,
          change.new.map { .text($0) } ?? .none,
        ]
      }
      let table = Table(
        columns: [
          .init("sign", ""), .init("theme_id", "id", isDataOnly: true), .init("theme", "theme"),
          .init("what", "what"), .init("change", "change"),
          .init("old", "old", isDataOnly: true), .init("new", "new", isDataOnly: true),
        ], rows: rows)
      if !rows.isEmpty || format.chosen != .text { format.write(table) }
      if format.chosen == .text {
        Console.say(
          rows.isEmpty
            ? "no difference between \(oldTitle) and \(newTitle)"
            : "\(Count.of(rows.count, "change")) from \(oldTitle) to \(newTitle)")
      }
      if rows.isEmpty { throw Outcome.noResults }
    }
  }
}

/// A change in words.
struct CodebookChangeText {
  let sign: String
  let theme: String
  let what: String
  let detail: String

  init(_ change: CodebookChange, names: [String: String]) {
    theme = change.field == .codebook ? "" : names[change.theme] ?? change.theme
    switch change.field {
    case .codebook:
      (sign, what) = ("~", "codebook")
      detail = Self.replaced(change)
    case .theme:
      sign = change.new == nil ? "-" : "+"
      what = change.new == nil ? "gone" : "added"
      detail = change.record?.definition ?? ""
    case .definition, .include, .exclude, .memo, .name:
      (sign, what) = ("~", change.field.rawValue)
      detail = WordChanges(from: change.old ?? "", to: change.new ?? "").text
    case .parent:
      (sign, what) = ("~", "moved")
      let old = change.old.map { names[$0] ?? $0 } ?? "the top"
      detail = "\(old) → \(change.new.map { names[$0] ?? $0 } ?? "the top")"
    case .position:
      (sign, what) = ("~", "order")
      detail = Self.replaced(change, by: 1)
    case .retired:
      (sign, what) = ("~", change.new == nil ? "restored" : "retired")
      detail = ""
    case .codable:
      (sign, what) = ("~", "codable")
      detail = change.new == nil ? "may be coded" : "only groups others"
    case .label, .colour, .exemplars:
      (sign, what) = ("~", change.field.rawValue)
      detail = Self.replaced(change)
    }
  }

  private static func replaced(_ change: CodebookChange, by offset: Int = 0) -> String {
    func shown(_ text: String?) -> String {
      guard let text else { return "nothing" }
      return Int(text).map { String($0 + offset) }
        ?? text.split(separator: "\n" as Character).joined(separator: ", ")
    }
    return "\(shown(change.old)) → \(shown(change.new))"
  }

  /// Without numbers of siblings that only made room: the order is told where nothing else changed.
  static func told(_ changes: [CodebookChange]) -> [CodebookChange] {
    let others = changes.filter { $0.field != .position }
    return others.isEmpty ? changes : others
  }
}
