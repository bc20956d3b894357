import VerbatimQuery

extension ConcordanceKey {
  /// Reads keys:
  ///
  /// ```
  /// keys   = key , { "," , key } ;
  /// key    = [ "-" ] , name , { ":" , option } ;
  /// name   = "left" | "right" | "match" , each with a number or none , "L" int | "R" int
  ///        | "session" | "group" | "turn" | "speaker" | "role" | attribute | "attr." attribute ;
  /// option = "word" | "lc" | "fold" | "stem" | "type" | "asc" | "desc" | "ends" ;
  /// ```
  ///
  /// `-` is `desc`. `left` alone is the words before the node, the nearest first; `left1`, or `L1`, is
  /// the nearest one. Names are read without case.
  ///
  /// - Parameter attributes: the names that participants, turns and sessions of the study have.
  public static func list(
    _ text: String, attributes: Set<String>
  ) throws(ConcordanceProblem) -> [ConcordanceKey] {
    var keys: [ConcordanceKey] = []
    let items = text.split(separator: "," as Character, omittingEmptySubsequences: false)
    guard items.count <= mostKeys else { throw .tooManyKeys(limit: mostKeys) }
    for item in items {
      let key = try ConcordanceKey(String(item), attributes: attributes)
      guard !keys.contains(where: { $0.title == key.title }) else {
        throw .repeatedKey(key.title)
      }
      keys.append(key)
    }
    return keys
  }

  /// Reads one key: see ``list(_:attributes:)``.
  public init(_ text: String, attributes: Set<String>) throws(ConcordanceProblem) {
    var item = Substring(text).trimmed
    let isNegative = item.first == "-"
    if isNegative { item = item.dropFirst().trimmed }
    guard !item.isEmpty else { throw .emptyKey }
    let parts = item.split(separator: ":" as Character, omittingEmptySubsequences: false)
    let known = Set(attributes.map { $0.lowercased() })
    // A name may hold colons itself; the longest one that is known counts.
    for count in (1...parts.count).reversed() {
      let name = parts[..<count].joined(separator: ":")
      guard let subject = try Self.subject(name, known) else { continue }
      self.init(subject, isDescending: isNegative)
      for option in parts[count...] { try take(String(option).lowercased(), of: name) }
      return
    }
    let name = String(parts[0])
    throw .unknownKey(
      name, suggestion: EditDistance.nearest(to: name, among: Self.names + known.sorted()),
      attributes: attributes.sorted())
  }

  private static let names = [
    "left", "right", "match", "left1", "right1", "match1", "L1", "R1", "session", "group", "turn",
    "speaker", "role",
  ]

  private static let options = Form.allCases.map(\.rawValue) + ["asc", "desc", "ends"]

  private static func subject(
    _ name: String, _ attributes: Set<String>
  ) throws(ConcordanceProblem) -> Subject? {
    let lower = name.lowercased()
    switch lower {
    case "left": return .left
    case "right": return .right
    case "match": return .match
    case "session": return .session
    case "group": return .group
    case "turn": return .turn
    case "speaker": return .speaker
    case "role": return .role
    default: break
    }
    for (prefix, isMatch, sign) in [
      ("left", false, -1), ("right", false, 1), ("match", true, 1), ("l", false, -1),
      ("r", false, 1),
    ] {
      guard lower.hasPrefix(prefix) else { continue }
      let digits = lower.dropFirst(prefix.count)
      guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) else { continue }
      guard let number = Int(digits), (1...farthest).contains(number) else {
        throw .outOfRange(name, limit: farthest)
      }
      return isMatch ? .matchWord(number) : .neighbour(sign * number)
    }
    let attribute = lower.hasPrefix("attr.") ? String(lower.dropFirst(5)) : lower
    return attributes.contains(attribute) ? .attribute(attribute) : nil
  }

  private mutating func take(_ option: String, of name: String) throws(ConcordanceProblem) {
    switch option {
    case "asc": isDescending = false
    case "desc": isDescending = true
    case "ends":
      guard subject.isWords else { throw .wordsOnly(option: option, key: name) }
      isFromEnds = true
    default:
      guard let form = Form(rawValue: option) else {
        throw .unknownOption(
          option, key: name, suggestion: EditDistance.nearest(to: option, among: Self.options))
      }
      guard subject.isWords else { throw .wordsOnly(option: option, key: name) }
      self.form = form
    }
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var rest = drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    return rest
  }
}
