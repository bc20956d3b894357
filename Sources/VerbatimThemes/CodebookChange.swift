import Foundation

/// One field of one theme that changed, with what it said before and what it says since.
public struct CodebookChange: Sendable, Hashable {
  public enum Field: String, Sendable, Hashable, CaseIterable {
    /// The codebook's own name; the change is of no theme.
    case codebook
    /// The theme as a whole: it came (nothing old) or went (nothing new).
    case theme
    case label, name, parent, position, definition, include, exclude, colour, exemplars, memo
    case codable, retired
  }

  /// Id of the theme; empty for the codebook itself.
  public var theme: String
  public var field: Field
  public var old: String?
  public var new: String?

  public init(theme: String, field: Field, old: String?, new: String?) {
    self.theme = theme
    self.field = field
    self.old = old
    self.new = new
  }

  /// What leads from one codebook to the other: themes that went, themes that came (parents first),
  /// then fields of those that stayed, in the order of the new codebook. Cost: linear.
  public static func between(_ old: Codebook, _ new: Codebook) -> [CodebookChange] {
    var changes: [CodebookChange] = []
    if old.name != new.name {
      changes.append(CodebookChange(theme: "", field: .codebook, old: old.name, new: new.name))
    }
    for theme in old.themes.reversed() where new.theme(id: theme.id) == nil {
      changes.append(
        CodebookChange(
          theme: theme.id, field: .theme, old: ThemeRecord.written(theme), new: nil))
    }
    for theme in new.themes where old.theme(id: theme.id) == nil {
      changes.append(
        CodebookChange(
          theme: theme.id, field: .theme, old: nil, new: ThemeRecord.written(theme)))
    }
    for theme in new.themes {
      guard let before = old.theme(id: theme.id) else { continue }
      for field in Field.ofThemes {
        let values = (field.value(of: before), field.value(of: theme))
        guard !same(values.0, values.1) else { continue }
        changes.append(
          CodebookChange(theme: theme.id, field: field, old: values.0, new: values.1))
      }
    }
    return changes
  }

  /// Scalar for scalar: canonical equivalents are different texts here.
  static func same(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.utf8.elementsEqual(right.utf8)
  }

  /// The theme that came or went.
  public var record: Theme? {
    guard field == .theme, let text = new ?? old else { return nil }
    return ThemeRecord.read(text)
  }
}

extension CodebookChange.Field {
  static let ofThemes: [CodebookChange.Field] = [
    .label, .name, .parent, .position, .definition, .include, .exclude, .colour, .exemplars, .memo,
    .codable, .retired,
  ]

  /// The field as text; `nil` where it says nothing.
  public func value(of theme: Theme) -> String? {
    switch self {
    case .codebook, .theme: nil
    case .label: theme.label
    case .name: theme.name
    case .parent: theme.parent
    case .position: String(theme.position)
    case .definition: theme.definition
    case .include: theme.include
    case .exclude: theme.exclude
    case .colour: theme.colour
    case .exemplars:
      theme.exemplars.isEmpty ? nil : theme.exemplars.joined(separator: "\n")
    case .memo: theme.memo
    case .codable: theme.isCodable ? nil : "no"
    case .retired: theme.isRetired ? "yes" : nil
    }
  }

  /// Puts a value back; false where it is none of this field's.
  func set(_ value: String?, in theme: inout Theme) -> Bool {
    switch self {
    case .codebook, .theme: return false
    case .label, .name:
      guard let value else { return false }
      if self == .label { theme.label = value } else { theme.name = value }
    case .parent: theme.parent = value
    case .position:
      guard let number = value.flatMap({ Int($0) }) else { return false }
      theme.position = number
    case .definition: theme.definition = value
    case .include: theme.include = value
    case .exclude: theme.exclude = value
    case .colour: theme.colour = value
    case .exemplars: theme.exemplars = Self.lines(value)
    case .memo: theme.memo = value
    case .codable: theme.isCodable = value == nil
    case .retired: theme.isRetired = value != nil
    }
    return true
  }

  private static func lines(_ text: String?) -> [String] {
    (text ?? "").unicodeScalars.split(separator: "\n").map { String($0) }
  }
}

/// A theme as a JSON object with sorted keys: what history keeps of one that came or went.
private struct ThemeRecord: Codable {
  var id: String
  var label: String
  var name: String
  var definition: String?
  var include: String?
  var exclude: String?
  var colour: String?
  var exemplars: [String]?
  var memo: String?
  var codable: Bool?
  var retired: Bool?
  var parent: String?
  var position: Int

  static func written(_ theme: Theme) -> String {
    let record = ThemeRecord(
      id: theme.id, label: theme.label, name: theme.name, definition: theme.definition,
      include: theme.include, exclude: theme.exclude, colour: theme.colour,
      exemplars: theme.exemplars.isEmpty ? nil : theme.exemplars, memo: theme.memo,
      codable: theme.isCodable ? nil : false, retired: theme.isRetired ? true : nil,
      parent: theme.parent, position: theme.position)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A value of texts, numbers and flags always has a JSON form.
    guard let bytes = try? encoder.encode(record) else { return "{}" }
    // Foundation's reader drops a mark of byte order that stands as it is.
    var text = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\u{FEFF}" { text += "\\uFEFF" } else { text.unicodeScalars.append(scalar) }
    }
    return text
  }

  static func read(_ text: String) -> Theme? {
    guard let record = try? JSONDecoder().decode(ThemeRecord.self, from: Data(text.utf8)) else {
      return nil
    }
    return Theme(
      id: record.id, label: record.label, name: record.name, definition: record.definition,
      include: record.include, exclude: record.exclude, colour: record.colour,
      exemplars: record.exemplars ?? [], memo: record.memo, isCodable: record.codable ?? true,
      isRetired: record.retired ?? false, parent: record.parent, position: record.position)
  }
}

/// A history that does not lead to the codebook that is there.
public struct CodebookHistoryDefect: Error, Sendable, Equatable {
  public var version: Int

  public init(version: Int) {
    self.version = version
  }
}

extension Codebook {
  /// The codebook before the changes of a version, without old paths.
  ///
  /// - Throws: ``CodebookHistoryDefect`` where a change does not lead to what is here.
  func before(
    _ changes: [CodebookChange], of version: Int
  ) throws(CodebookHistoryDefect) -> Codebook {
    let defect = CodebookHistoryDefect(version: version)
    var name = self.name
    var byID: [String: Theme] = [:]
    for theme in themes { byID[theme.id] = theme }
    for change in changes.reversed() {
      switch change.field {
      case .codebook:
        guard CodebookChange.same(name, change.new) else { throw defect }
        name = change.old
      case .theme:
        if change.new != nil {
          guard let theme = byID.removeValue(forKey: change.theme),
            theme == change.record
          else { throw defect }
        } else {
          guard byID[change.theme] == nil, let theme = change.record, theme.id == change.theme
          else { throw defect }
          byID[change.theme] = theme
        }
      default:
        guard var theme = byID[change.theme],
          CodebookChange.same(change.field.value(of: theme), change.new),
          change.field.set(change.old, in: &theme)
        else { throw defect }
        byID[change.theme] = theme
      }
    }
    do {
      return try Codebook(name: name, themes: byID.values.sorted { $0.id < $1.id })
    } catch {
      throw defect
    }
  }
}
