/// A setting as any configuration language gives it.
public indirect enum SettingsValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case list([SettingsValue])
  case map([(String, SettingsValue)])

  public static func == (left: SettingsValue, right: SettingsValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let l), .bool(let r)): l == r
    case (.number(let l), .number(let r)): l == r
    case (.string(let l), .string(let r)): l == r
    case (.list(let l), .list(let r)): l == r
    case (.map(let l), .map(let r)): l.elementsEqual(r) { $0.0 == $1.0 && $0.1 == $1.1 }
    default: false
    }
  }
}
