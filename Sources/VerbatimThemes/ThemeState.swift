import GRDB

/// What the log compares before and behind a change: the codebook, and how many codings each theme has by
/// whom.
struct ThemeState {
  var codebook = Codebook()
  /// By theme and coder; the empty name is nobody's.
  var byCoder: [String: [String: Int]] = [:]
  /// By theme.
  var byRule: [String: Int] = [:]

  init() {}

  /// Cost: reads the codebook and counts all codings.
  init(_ snapshot: StudySnapshot) throws {
    codebook = try snapshot.codebook()
    let rows = try Row.fetchCursor(
      snapshot.db,
      sql: """
        SELECT theme, ifnull(coder, '') AS coder, origin = 'rule' AS is_rule, count(*) AS n
        FROM coding GROUP BY 1, 2, 3
        """)
    while let row = try rows.next() {
      let theme: String = try row.value("theme")
      let count: Int = try row.value("n")
      if try row.value("is_rule") {
        byRule[theme, default: 0] += count
      } else {
        byCoder[theme, default: [:]][try row.value("coder"), default: 0] += count
      }
    }
  }

  /// The members of an entry's details that say what is different from `before`; empty where nothing is.
  ///
  /// `"by_coder": {"authoritarian": {"EO": 3, "MB": -1}}, "by_rule": {"regulations": 10},
  /// "theme_changes": {"authoritarian": {"what": ["moved"], "path": "B/3/b", "from": "A/3/b"}}`.
  func changes(since before: ThemeState) -> [(key: String, json: String)] {
    var members: [(key: String, json: String)] = []
    let coded = Self.difference(byCoder, before.byCoder).compactMap {
      theme, coders -> (String, String)? in
      let changed = coders.filter { $0.value != 0 }.map { ($0.key, String($0.value)) }
      return changed.isEmpty ? nil : (theme, Self.object(changed))
    }
    if !coded.isEmpty { members.append(("by_coder", Self.object(coded))) }
    let ruled = Set(byRule.keys).union(before.byRule.keys).compactMap {
      theme -> (String, String)? in
      let change = (byRule[theme] ?? 0) - (before.byRule[theme] ?? 0)
      return change == 0 ? nil : (theme, String(change))
    }
    if !ruled.isEmpty { members.append(("by_rule", Self.object(ruled))) }
    let themes = themeChanges(since: before.codebook)
    if !themes.isEmpty { members.append(("theme_changes", Self.object(themes))) }
    return members
  }

  private static func difference(
    _ after: [String: [String: Int]], _ before: [String: [String: Int]]
  ) -> [String: [String: Int]] {
    var result = after
    for (theme, coders) in before {
      for (coder, count) in coders { result[theme, default: [:]][coder, default: 0] -= count }
    }
    return result
  }

  /// Names and definitions are not told: a code may be named in a participant's words.
  private func themeChanges(since before: Codebook) -> [(String, String)] {
    var changes: [(String, String)] = []
    for theme in codebook.themes {
      let path = codebook.path(of: theme.id) ?? theme.label
      guard let old = before.theme(id: theme.id) else {
        changes.append((theme.id, Self.change(["added"], path: path, from: nil)))
        continue
      }
      let oldPath = before.path(of: theme.id) ?? old.label
      var what: [String] = []
      if old.name != theme.name { what.append("renamed") }
      if old.parent != theme.parent { what.append("moved") }
      if old.label != theme.label { what.append("relabelled") }
      if (old.definition, old.include, old.exclude)
        != (theme.definition, theme.include, theme.exclude)
      {
        what.append("redefined")
      }
      // It stands elsewhere since one above it does.
      if what.isEmpty, path != oldPath { what.append("carried") }
      guard !what.isEmpty else { continue }
      changes.append(
        (theme.id, Self.change(what, path: path, from: path == oldPath ? nil : oldPath)))
    }
    for theme in before.themes where codebook.theme(id: theme.id) == nil {
      changes.append(
        (theme.id, Self.change(["removed"], path: before.path(of: theme.id) ?? "", from: nil)))
    }
    return changes
  }

  private static func change(_ what: [String], path: String, from: String?) -> String {
    let list = "[" + what.map(JSONText.written).joined(separator: ",") + "]"
    var json = "{\"what\":\(list),\"path\":\(JSONText.written(path))"
    if let from { json += ",\"from\":\(JSONText.written(from))" }
    return json + "}"
  }

  /// Keys in the order of their bytes, so that the same change has the same text.
  private static func object(_ members: [(String, String)]) -> String {
    let sorted = members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    return "{" + sorted.map { "\(JSONText.written($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }
}

/// The state at the beginning of a transaction, or at its last entry of the log.
final class LogBaseline {
  private var state: ThemeState?

  /// - Parameter state: `nil` where it cannot be read: then nothing is compared.
  init(_ state: ThemeState?) {
    self.state = state
  }

  /// Details with what changed since the last time.
  func complete(_ details: String, _ now: ThemeState?) -> String {
    guard let before = state, let now else { return details }
    state = now
    let members = now.changes(since: before)
    let object = details.trimmingJSON
    guard !members.isEmpty, object.hasPrefix("{"), object.hasSuffix("}") else { return details }
    let inside = String(object.dropFirst().dropLast()).trimmingJSON
    let added = members.map { "\(JSONText.written($0.key)):\($0.json)" }
    return "{" + ([inside].filter { !$0.isEmpty } + added).joined(separator: ",") + "}"
  }
}

extension String {
  /// Without the white space of JSON at its ends.
  fileprivate var trimmingJSON: String {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { " \t\n\r".unicodeScalars.contains(scalar) }
    let scalars = unicodeScalars.drop(while: isBlank)
    let end = scalars.lastIndex { !isBlank($0) }.map { scalars.index(after: $0) }
    return String(scalars[..<(end ?? scalars.startIndex)])
  }
}
