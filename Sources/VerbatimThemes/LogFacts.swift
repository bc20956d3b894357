import Foundation

/// What an entry of the log says of themes and codings.
public struct LogFacts: Sendable, Equatable {
  public struct ThemeChange: Sendable, Equatable {
    /// `added`, `renamed`, `moved`, `relabelled`, `redefined`, `carried` (with one above it), `removed`; or
    /// what a later version says.
    public var what: [String]
    public var path: String?
    /// The path before, where it is another.
    public var from: String?
  }

  /// Codings that came, or went where negative: by theme and coder; the empty name is nobody's.
  public var byCoder: [String: [String: Int]] = [:]
  /// By theme.
  public var byRule: [String: Int] = [:]
  public var themeChanges: [String: ThemeChange] = [:]
  /// Every text and every key of the details: an entry that names a theme by its id anywhere is about it.
  public var mentions: Set<String> = []
  /// Numbers and texts at the top, by name: for people.
  public var plain: [(key: String, value: String)] = []

  public static func == (left: LogFacts, right: LogFacts) -> Bool {
    left.byCoder == right.byCoder && left.byRule == right.byRule
      && left.themeChanges == right.themeChanges && left.mentions == right.mentions
      && left.plain.elementsEqual(right.plain, by: ==)
  }

  /// Details that are no JSON object say nothing.
  public init(_ entry: LogEntry) {
    let parsed = try? JSONSerialization.jsonObject(with: Data(entry.details.utf8))
    guard let object = parsed as? [String: Any] else { return }
    collect(object)
    for (theme, coders) in object["by_coder"] as? [String: Any] ?? [:] {
      byCoder[theme] = (coders as? [String: Any] ?? [:]).compactMapValues { $0 as? Int }
    }
    byRule = (object["by_rule"] as? [String: Any] ?? [:]).compactMapValues { $0 as? Int }
    for (theme, change) in object["theme_changes"] as? [String: Any] ?? [:] {
      guard let change = change as? [String: Any] else { continue }
      themeChanges[theme] = ThemeChange(
        what: change["what"] as? [String] ?? [], path: change["path"] as? String,
        from: change["from"] as? String)
    }
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      if let text = value as? String {
        plain.append((key, text))
      } else if let number = value as? Int {
        plain.append((key, String(number)))
      }
    }
  }

  private mutating func collect(_ value: Any) {
    if let object = value as? [String: Any] {
      mentions.formUnion(object.keys)
      for value in object.values { collect(value) }
    } else if let list = value as? [Any] {
      for value in list { collect(value) }
    } else if let text = value as? String {
      mentions.insert(text)
    }
  }

  /// True where the entry names the theme.
  public func concerns(theme id: String) -> Bool { mentions.contains(id) }
}
