import Foundation
import VerbatimIngest

/// With what a source was read, as the database keeps it beside each session: enough to read the
/// source again and get the same text.
struct ReaderSettings: Equatable {
  /// The digest of the corpus file through which the session was reached.
  var root: String?
  var encoding: String?
  var assumesTEI = false
  var text: SettingsValue?

  /// A JSON object; `{}` where everything is as usual.
  var json: String {
    var object: [String: Any] = [:]
    if let root { object["root"] = root }
    if let encoding { object["encoding"] = encoding }
    if assumesTEI { object["assumesTEI"] = true }
    if let text { object["text"] = Self.plain(text) }
    guard !object.isEmpty,
      let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  init(json: String) {
    guard
      let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    else { return }
    root = object["root"] as? String
    encoding = object["encoding"] as? String
    assumesTEI = object["assumesTEI"] as? Bool ?? false
    text = object["text"].map(Self.value)
  }

  init(
    root: String? = nil, encoding: String? = nil, assumesTEI: Bool = false,
    text: SettingsValue? = nil
  ) {
    self.root = root
    self.encoding = encoding
    self.assumesTEI = assumesTEI
    self.text = text
  }

  static func plain(_ value: SettingsValue) -> Any {
    switch value {
    case .null: NSNull()
    case .bool(let flag): flag
    case .number(let number): number
    case .string(let text): text
    case .list(let values): values.map(plain)
    // A list of pairs keeps the order and needs no unique keys.
    case .map(let pairs): ["map": pairs.map { [$0.0, plain($0.1)] as [Any] }]
    }
  }

  static func value(_ plain: Any) -> SettingsValue {
    switch plain {
    case let text as String: return .string(text)
    case let number as NSNumber:
      return CFBooleanLike.isBoolean(number) ? .bool(number.boolValue) : .number(number.doubleValue)
    case let values as [Any]: return .list(values.map(value))
    case let object as [String: Any]:
      let pairs = object["map"] as? [[Any]] ?? []
      return .map(
        pairs.compactMap { pair in
          guard pair.count == 2, let key = pair[0] as? String else { return nil }
          return (key, value(pair[1]))
        })
    default: return .null
    }
  }
}

/// Foundation's JSON gives booleans as numbers of one byte.
private enum CFBooleanLike {
  static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
  }
}
