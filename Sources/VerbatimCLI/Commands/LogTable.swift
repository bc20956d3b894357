import VerbatimCorpus
import VerbatimReport
import VerbatimThemes

/// Entries of the log as tables: one a row, or those about a theme in readable lines.
enum LogTable {
  static func entries(_ entries: [LogEntry]) -> Table {
    Table(
      columns: [
        .init("seq", "no.", .number), .init("at", "time"), .init("actor", "who"),
        .init("action", "what"), .init("summary", "in words"),
        .init("details", "details", isDataOnly: true), .init("hash", "hash", isDataOnly: true),
      ],
      rows: entries.map { entry in
        [
          .integer(entry.seq), .text(entry.at.text), .text(entry.actor), .text(entry.action),
          .text(Wording.summary(of: entry, LogFacts(entry))), .text(entry.details),
          .text(entry.hash.hex),
        ]
      })
  }

  /// What happened to a theme: a line an event, codings of a coder and a day together.
  static func story(of theme: String, title: String, _ entries: [LogEntry]) -> Table {
    var lines: [Line] = []
    /// By day and coder: the line that counts.
    var days: [String: Int] = [:]
    for entry in entries {
      let facts = LogFacts(entry)
      guard facts.concerns(theme: theme) else { continue }
      var isTold = false
      if let change = facts.themeChanges[theme] {
        lines.append(Line(entry, .event(Wording.words(change))))
        isTold = true
      }
      var counts = (facts.byCoder[theme] ?? [:]).sorted { $0.key < $1.key }
        .map { (who: $0.key.isEmpty ? "nobody named" : $0.key, change: $0.value) }
      if let change = facts.byRule[theme] { counts.append(("a rule", change)) }
      for (who, change) in counts where change != 0 {
        let key = "\(entry.at.text.prefix(10))\u{0}\(who)"
        if let known = days[key] {
          lines[known].add(entry, change)
        } else {
          days[key] = lines.count
          lines.append(
            Line(entry, .codings(by: who, added: max(change, 0), removed: max(-change, 0))))
        }
        isTold = true
      }
      if !isTold {
        lines.append(Line(entry, .event(Wording.summary(of: entry, facts, about: theme))))
      }
    }
    return Table(
      title: title,
      columns: [
        .init("entries", "no."), .init("at", "time"), .init("actor", "who"),
        .init("event", "what happened"),
        .init("coder", "coder", isDataOnly: true),
        .init("added", "added", .number, isDataOnly: true),
        .init("removed", "removed", .number, isDataOnly: true),
      ], rows: lines.map(\.cells))
  }

  private struct Line {
    enum Event {
      case event(String)
      case codings(by: String, added: Int, removed: Int)
    }

    var entries: [Int]
    var at: String
    var actors: [String]
    var event: Event

    init(_ entry: LogEntry, _ event: Event) {
      entries = [entry.seq]
      at = entry.at.text
      actors = [entry.actor]
      self.event = event
    }

    mutating func add(_ entry: LogEntry, _ change: Int) {
      guard case .codings(let who, let added, let removed) = event else { return }
      event = .codings(
        by: who, added: added + max(change, 0), removed: removed + max(-change, 0))
      if entries.last != entry.seq { entries.append(entry.seq) }
      if !actors.contains(entry.actor) { actors.append(entry.actor) }
      // More than one moment: the day.
      at = String(at.prefix(10))
    }

    /// `4, 11–13`.
    private var numbers: String {
      var runs: [ClosedRange<Int>] = []
      for entry in entries {
        if let last = runs.last, last.upperBound == entry - 1 {
          runs[runs.count - 1] = last.lowerBound...entry
        } else {
          runs.append(entry...entry)
        }
      }
      return runs.map { $0.count > 1 ? "\($0.lowerBound)–\($0.upperBound)" : "\($0.lowerBound)" }
        .joined(separator: ", ")
    }

    var cells: [Table.Cell] {
      let common: [Table.Cell] = [.text(numbers), .text(at), .text(actors.joined(separator: ", "))]
      switch event {
      case .event(let text): return common + [.text(text)]
      case .codings(let who, let added, let removed):
        return common + [
          .text(Wording.codings(by: who, added: added, removed: removed)), .text(who),
          .integer(added), .integer(removed),
        ]
      }
    }
  }
}
