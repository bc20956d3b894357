import VerbatimReport
import VerbatimThemes

/// What entries of the log say, in words. An action that is not known here is told by its facts.
extension Wording {
  static func summary(of entry: LogEntry, _ facts: LogFacts, about theme: String? = nil) -> String {
    func number(_ key: String) -> Int {
      facts.plain.first { $0.key == key }.flatMap { Int($0.value) } ?? 0
    }
    switch entry.action {
    case "codebook": return changes(facts) ?? "\(Count.of(number("themes"), "theme")), as before"
    case "ingest":
      return "\(Count.of(number("sessions"), "session")) from "
        + Count.of(number("files"), "file") + (codings(facts).map { "; " + $0 } ?? "")
    case "codings", "code", "uncode", "rule", "source-codings":
      return codings(facts) ?? "no coding changed"
    case "settle":
      let answer = facts.plain.first { $0.key == "answer" }?.value ?? ""
      let about =
        theme == nil ? facts.plain.first { $0.key == "theme" }.map { " of \(name($0.value))" } : ""
      let done =
        switch answer {
        case "keep": "kept where it stands"
        case "move": "moved"
        case "remove": "removed"
        default: name(answer)
        }
      return "a coding\(about ?? "") in doubt was \(done)"
    case "import":
      let parts = [
        ("sessions", "session"), ("themes", "theme"), ("codings", "coding"), ("memos", "memo"),
      ].compactMap { key, noun in
        number(key) > 0 ? Count.of(number(key), noun) : nil
      }
      return parts.isEmpty ? "nothing new" : parts.joined(separator: ", ")
    case "compact": return "index built anew"
    default:
      let plain = facts.plain
        .filter { theme == nil || $0.value != theme }.map { "\(name($0.key)) \(name($0.value))" }
      let parts = [changes(facts), codings(facts)].compactMap(\.self) + plain
      return parts.isEmpty
        ? (theme == nil ? "" : name(entry.action)) : parts.joined(separator: "; ")
    }
  }

  /// `9 themes added, 1 moved`; `nil` where nothing changed.
  private static func changes(_ facts: LogFacts) -> String? {
    var counts: [(what: String, count: Int)] = []
    for what in facts.themeChanges.values.flatMap(\.what) where what != "carried" {
      if let known = counts.firstIndex(where: { $0.what == what }) {
        counts[known].count += 1
      } else {
        counts.append((what, 1))
      }
    }
    guard !counts.isEmpty else { return nil }
    return counts.sorted { $0.what < $1.what }.enumerated().map { place, item in
      (place == 0 ? Count.of(item.count, "theme") : Count.grouped(item.count))
        + " \(name(item.what))"
    }.joined(separator: ", ")
  }

  /// `EO: 15 codings added; a rule: 2 removed`; `nil` where nothing changed.
  private static func codings(_ facts: LogFacts) -> String? {
    var changes: [String: (added: Int, removed: Int)] = [:]
    func add(_ who: String, _ change: Int) {
      var known = changes[who] ?? (0, 0)
      if change > 0 { known.added += change } else { known.removed -= change }
      changes[who] = known
    }
    for coders in facts.byCoder.values {
      for (coder, change) in coders { add(coder.isEmpty ? "nobody named" : coder, change) }
    }
    for change in facts.byRule.values { add("a rule", change) }
    guard !changes.isEmpty else { return nil }
    return changes.sorted { $0.key < $1.key }.map { who, change in
      codings(by: who, added: change.added, removed: change.removed)
    }.joined(separator: "; ")
  }

  /// `EO: 15 codings added, 1 removed`.
  static func codings(by who: String, added: Int, removed: Int) -> String {
    var parts: [String] = []
    if added > 0 { parts.append("\(Count.of(added, "coding")) added") }
    if removed > 0 {
      parts.append(
        (added > 0 ? Count.grouped(removed) : Count.of(removed, "coding")) + " removed")
    }
    return "\(name(who)): \(parts.joined(separator: ", "))"
  }

  /// `renamed, moved from A/3/b to B/3/b`.
  static func words(_ change: LogFacts.ThemeChange) -> String {
    var text = change.what.map { what in
      what == "carried" ? "moved with the theme above it" : name(what)
    }.joined(separator: ", ")
    if let from = change.from, let path = change.path {
      text += " from \(name(from)) to \(name(path))"
    } else if let path = change.path {
      text += change.what.contains("added") ? " as \(name(path))" : " (\(name(path)))"
    }
    return text
  }
}
