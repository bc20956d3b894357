import VerbatimCorpus
import VerbatimThemes

/// Facts that the study knows by itself and a project carries as variables, told from attributes by their
/// GUIDs, whatever they are called.
enum QDAFact: String, CaseIterable {
  // Of people.
  case role
  case name = "display name"
  case isGroup = "speaks as a group"
  case isDeclared = "declared"
  // Of sessions.
  case group = "focus group"
  case title
  case language

  var guid: String { ExchangeID.of("fact", rawValue) }

  static let byGUID = Dictionary(uniqueKeysWithValues: allCases.map { ($0.guid, $0) })
}

/// Users that stand for something else than a person who codes.
enum QDAUser {
  static let rule = "rule:"
  static let source = "source:"
  static let ruleMark = " (rule)"
  static let sourceMark = " (in the transcript)"

  /// The id of whoever made a coding; empty for nobody that is named.
  static func id(of coding: Coding) -> String {
    switch coding.origin {
    case .person: coding.coder ?? ""
    case .source: source + (coding.coder ?? "")
    case .rule(let id): rule + id
    }
  }

  static func guid(_ id: String) -> String { ExchangeID.of("user", id) }
}

/// What the notes of our exports are called: other notes' names are part of what they say.
enum QDANoteName {
  static let memo = "Memo"
  static let codingMemo = "Coding memo"
  static let rule = "Rule"
}

/// Variables of attributes: one a name, its type by all its values.
struct QDAVariables {
  private var texts: [String: [String]] = [:]
  private var facts: Set<QDAFact> = []

  mutating func values(_ facts: [(QDAFact, String?)], _ attributes: Attributes)
    -> [QDAProject.Value]
  {
    var result: [QDAProject.Value] = []
    for (fact, text) in facts {
      guard let text else { continue }
      self.facts.insert(fact)
      result.append(.init(variable: fact.guid, text: text))
    }
    for entry in attributes.entries {
      texts[entry.name, default: []].append(entry.value)
      result.append(.init(variable: Self.guid(entry.name), text: entry.value))
    }
    return result
  }

  static func guid(_ name: String) -> String { ExchangeID.of("variable", name) }

  /// Facts first, then attributes by name.
  var variables: [QDAProject.Variable] {
    let names = texts.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let own = QDAFact.allCases.filter(facts.contains).map { fact in
      let isTaken = texts[fact.rawValue] != nil
      return QDAProject.Variable(
        guid: fact.guid, name: fact.rawValue + (isTaken ? " (Verbatim)" : ""),
        kind: fact == .isGroup || fact == .isDeclared ? .boolean : .text)
    }
    return own
      + names.map { name in
        QDAProject.Variable(
          guid: Self.guid(name), name: name, kind: Self.kind(texts[name] ?? []))
      }
  }

  /// A narrower type only where every value is written as that type writes it, so that it comes back
  /// letter by letter.
  static func kind(_ values: [String]) -> QDAProject.Variable.Kind {
    if values.isEmpty { return .text }
    if values.allSatisfy(isInteger) { return .integer }
    if values.allSatisfy(isDate) { return .date }
    return .text
  }

  private static func isInteger(_ text: String) -> Bool {
    guard text.utf8.count <= 15, let number = Int(text) else { return false }
    return String(number) == text
  }

  private static func isDate(_ text: String) -> Bool {
    guard text.utf8.count == 10, Timestamp(text + "T00:00:00Z") != nil else { return false }
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, parts[0] > 0 else { return false }
    let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return parts[2] <= days[parts[1] - 1]
  }
}
