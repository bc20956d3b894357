import Yams

extension Codebook {
  /// What a codebook file may have; a study of thousands of themes stays far below.
  static let maximumBytes = 16 << 20
  static let yamlKeys = ["codebook", "themes"]
  static let yamlThemeKeys = [
    "id", "label", "name", "definition", "include", "exclude", "colour", "exemplars", "memo",
    "codable", "retired", "children",
  ]

  /// Reads a codebook that a person wrote:
  ///
  /// ```yaml
  /// codebook: Peer support
  /// themes:
  ///   - {id: embrace, label: A, name: Embrace the differences, colour: "#2a6f97", children: []}
  /// ```
  ///
  /// `id`, `label` and `name` are required; `definition`, `include`, `exclude`, `colour`,
  /// `exemplars` (a list of ids of hits), `memo`, `codable`, `retired` and `children` may be absent.
  ///
  /// - Throws: everything that is wrong, with lines. An unknown key is an error, since a misspelt
  ///   one would otherwise lose what stands in it. Aliases are refused.
  public init(yaml bytes: [UInt8]) throws(CodebookProblems) {
    var reader = try CodebookYAMLReader(bytes)
    try reader.read()
    try self.init(name: reader.name, themes: reader.themes, lines: reader.lines)
  }

  public init(yaml text: String) throws(CodebookProblems) {
    try self.init(yaml: Array(text.utf8))
  }
}

/// From YAML nodes to a flat list of themes, collecting problems on the way.
private struct CodebookYAMLReader {
  var name: String?
  var themes: [Theme] = []
  var lines: [Int] = []
  private var problems: [CodebookProblem] = []
  private let root: Node?

  init(_ bytes: [UInt8]) throws(CodebookProblems) {
    guard bytes.count <= Codebook.maximumBytes else {
      throw CodebookProblems([
        CodebookProblem(.tooLarge(bytes: bytes.count, limit: Codebook.maximumBytes))
      ])
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      let byte = UTF8Check.firstInvalid(bytes)
      throw CodebookProblems([CodebookProblem(.notUTF8(byte: byte))])
    }
    if let line = YAMLAliases.firstLine(in: bytes) {
      throw CodebookProblems([CodebookProblem(.aliasRefused, line: line)])
    }
    // Yams keeps a pointer to the text's bytes; those of a short string stand only on the stack.
    if text.utf8.count < 16 { text += String(repeating: "\n", count: 16) }
    do {
      root = try Parser(yaml: text, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw CodebookProblems([CodebookProblem(yaml: error)])
    } catch {
      throw CodebookProblems([CodebookProblem(.syntax(""))])
    }
  }

  mutating func read() throws(CodebookProblems) {
    guard let root, case .mapping(let mapping) = root else {
      throw CodebookProblems([
        CodebookProblem(.notACodebook(root: nil), line: root?.mark?.line ?? 1)
      ])
    }
    let entries = entries(of: mapping, known: Codebook.yamlKeys)
    if let node = entries["codebook"] { name = text(node, key: "codebook") }
    if let node = entries["themes"] {
      readThemes(node, key: "themes", parent: nil, depth: 1)
    } else {
      report(.missingKey("themes"), root)
    }
    guard problems.isEmpty else { throw CodebookProblems(problems) }
  }

  /// Recursion is bounded by ``Codebook/maximumDepth``.
  private mutating func readThemes(_ node: Node, key: String, parent: String?, depth: Int) {
    if isNull(node) { return }
    guard case .sequence(let sequence) = node else {
      return report(.wrongType(key: key, expected: .list), node)
    }
    guard depth <= Codebook.maximumDepth else {
      return report(.tooDeep(limit: Codebook.maximumDepth), node)
    }
    for (position, item) in sequence.enumerated() {
      guard case .mapping(let mapping) = item else {
        report(.wrongType(key: key, expected: .mapping), item)
        continue
      }
      readTheme(mapping, item, parent: parent, position: position, depth: depth)
    }
  }

  private mutating func readTheme(
    _ mapping: Node.Mapping, _ item: Node, parent: String?, position: Int, depth: Int
  ) {
    let entries = entries(of: mapping, known: Codebook.yamlThemeKeys)
    func required(_ key: String) -> String {
      guard let node = entries[key], !isNull(node) else {
        report(.missingKey(key), item)
        return ""
      }
      return text(node, key: key) ?? ""
    }
    func optional(_ key: String) -> String? {
      entries[key].flatMap { text($0, key: key) }
    }
    let before = problems.count
    var theme = Theme(
      id: required("id"), label: required("label"), name: required("name"),
      definition: optional("definition"), include: optional("include"),
      exclude: optional("exclude"), colour: optional("colour"),
      exemplars: entries["exemplars"].map { texts($0, key: "exemplars") } ?? [],
      memo: optional("memo"), parent: parent, position: position)
    func flag(_ key: String) -> Bool? {
      guard let node = entries[key], !isNull(node) else { return nil }
      if let flag = node.bool { return flag }
      report(.wrongType(key: key, expected: .boolean), node)
      return nil
    }
    if let flag = flag("codable") { theme.isCodable = flag }
    if let flag = flag("retired") { theme.isRetired = flag }
    for index in before..<problems.count where !theme.id.isEmpty {
      problems[index].theme = theme.id
    }
    themes.append(theme)
    lines.append(item.mark?.line ?? 1)
    if let children = entries["children"] {
      readThemes(children, key: "children", parent: theme.id, depth: depth + 1)
    }
  }

  private mutating func entries(of mapping: Node.Mapping, known: [String]) -> [String: Node] {
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key, known.contains(scalar.string) else {
        let found = key.scalar?.string ?? ""
        let suggestion = Suggestions.nearest(to: found, among: known).first
        report(.unknownKey(found, known: known, suggestion: suggestion), key)
        continue
      }
      entries[scalar.string] = value
    }
    return entries
  }

  /// The scalar as it is written, whatever type YAML would see in it: a label `1` is the text "1".
  private mutating func text(_ node: Node, key: String) -> String? {
    if isNull(node) { return nil }
    guard case .scalar(let scalar) = node else {
      report(.wrongType(key: key, expected: .text), node)
      return nil
    }
    return scalar.string
  }

  private mutating func texts(_ node: Node, key: String) -> [String] {
    if isNull(node) { return [] }
    guard case .sequence(let sequence) = node else {
      report(.wrongType(key: key, expected: .list), node)
      return []
    }
    return sequence.compactMap { text($0, key: key) }
  }

  private func isNull(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private mutating func report(_ kind: CodebookProblem.Kind, _ node: Node) {
    problems.append(CodebookProblem(kind, line: node.mark?.line))
  }
}

extension CodebookProblem {
  fileprivate init(yaml error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(.syntax(problem), line: mark.line)
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(.duplicateKey(keys.first ?? ""), line: context.mark.line)
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem),
      .representer(let problem):
      self.init(.syntax(problem))
    case .no, .memory, .dataCouldNotBeDecoded:
      self.init(.syntax(""))
    }
  }
}

/// Finds YAML aliases before Yams expands them: a mapping key that is an alias to an alias … takes
/// exponential time already while the document is composed.
enum YAMLAliases {
  /// The 1-based line of the first `*name` whose `&name` stands somewhere before it. Looks at bytes
  /// alone, so prose with both `&x` and `*x` is refused as well; nobody writes that.
  static func firstLine(in bytes: [UInt8]) -> Int? {
    var anchors: Set<ArraySlice<UInt8>> = []
    var line = 1
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
      let start = index
      while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
      guard start < index else { continue }
      let name = bytes[start..<index]
      if byte == UInt8(ascii: "&") {
        anchors.insert(name)
      } else if anchors.contains(name) {
        return line
      }
    }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      return true
    default: return false
    }
  }
}
