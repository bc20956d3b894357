import VerbatimCorpus
import VerbatimIngest
import Yams

/// A value of the description, with the key it stands under, for errors.
///
/// Scalars are the text as it is written: `1954` stays `1954` and `no` stays `no`. An empty value,
/// `~` and `null` are an absent key.
struct DescriptionNode {
  let node: Node
  let key: String

  func fail(_ kind: StudyDescriptionProblem.Kind) -> StudyDescriptionProblem {
    StudyDescriptionProblem(kind: kind, line: node.mark?.line, column: node.mark?.column)
  }

  private func wrongType(_ expected: StudyDescriptionProblem.Shape) -> StudyDescriptionProblem {
    fail(.wrongType(key: key, expected: expected))
  }

  var isNull: Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
  }

  func text() throws(StudyDescriptionProblem) -> String {
    guard case .scalar(let scalar) = node, !isNull else { throw wrongType(.text) }
    return scalar.string
  }

  /// The elements; a single value where `orOne` allows it.
  func list(orOne: Bool = false) throws(StudyDescriptionProblem) -> [DescriptionNode] {
    guard case .sequence(let elements) = node else {
      if orOne { return [self] }
      throw wrongType(.list)
    }
    return elements.map { DescriptionNode(node: $0, key: key) }
  }

  /// The members in their order, those without a value left out.
  func members() throws(StudyDescriptionProblem) -> [DescriptionNode] {
    guard case .mapping(let members) = node else { throw wrongType(.map) }
    var nodes: [DescriptionNode] = []
    for (name, value) in members {
      guard case .scalar(let scalar) = name else {
        throw DescriptionNode(node: name, key: key).wrongType(.text)
      }
      let member = DescriptionNode(node: value, key: scalar.string)
      if !member.isNull { nodes.append(member) }
    }
    return nodes
  }

  /// The members by name, which must be among `known`.
  func fields(_ known: [String]) throws(StudyDescriptionProblem) -> [String: DescriptionNode] {
    guard case .mapping(let members) = node else { throw wrongType(.map) }
    for (name, _) in members {
      guard let name = name.scalar?.string, known.contains(name) else {
        throw DescriptionNode(node: name, key: key)
          .fail(.unknownKey(name.scalar?.string ?? "", known: known))
      }
    }
    var fields: [String: DescriptionNode] = [:]
    for member in try self.members() { fields[member.key] = member }
    return fields
  }

  /// The members as attributes, their values as written.
  func attributes() throws(StudyDescriptionProblem) -> Attributes {
    var attributes: Attributes = []
    for member in try members() { attributes.append(member.key, try member.text()) }
    return attributes
  }

  /// The value in the form that readers take their settings in: `true`, `false` and numbers, as JSON
  /// writes them, mean themselves; any other plain word is a string.
  func settings() throws(StudyDescriptionProblem) -> SettingsValue {
    if isNull { return .null }
    switch node {
    case .scalar(let scalar):
      guard scalar.style == .plain else { return .string(scalar.string) }
      switch scalar.string {
      case "true": return .bool(true)
      case "false": return .bool(false)
      default:
        let isNumeric = scalar.string.utf8.allSatisfy {
          (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0)
        }
        guard isNumeric, let number = Double(scalar.string), number.isFinite else {
          return .string(scalar.string)
        }
        return .number(number)
      }
    case .sequence:
      var values: [SettingsValue] = []
      for element in try list() { values.append(try element.settings()) }
      return .list(values)
    case .mapping(let members):
      var values: [(String, SettingsValue)] = []
      for (name, value) in members {
        let name = try DescriptionNode(node: name, key: key).text()
        values.append((name, try DescriptionNode(node: value, key: name).settings()))
      }
      return .map(values)
    case .alias: throw wrongType(.text)
    }
  }

  /// Refuses what is nested or multiplied beyond all descriptions, before anything walks it.
  func checkSize() throws(StudyDescriptionProblem) {
    var waiting = [(node, 1)]
    var count = 0
    while let (node, depth) = waiting.popLast() {
      count += 1
      guard depth <= 32, count <= 1_000_000 else { throw fail(.tooLarge) }
      switch node {
      case .scalar, .alias: break
      case .sequence(let elements): waiting += elements.map { ($0, depth + 1) }
      case .mapping(let members):
        for (name, value) in members { waiting += [(name, depth + 1), (value, depth + 1)] }
      }
    }
  }
}
