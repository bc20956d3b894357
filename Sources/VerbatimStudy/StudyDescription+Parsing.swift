import VerbatimCorpus
import VerbatimIngest
import Yams

extension StudyDescription {
  /// Reads a description.
  ///
  /// - Throws: what is wrong, with its line where the parser tells it. A key that means nothing is
  ///   wrong too.
  public init(yaml bytes: [UInt8]) throws(StudyDescriptionProblem) {
    self.init()
    let document = try Self.document(bytes)
    let fields = try document.fields([
      "study", "speakers", "codebook", "codings", "coders", "rules", "sessions", "text",
    ])
    title = try fields["study"]?.text()
    if let field = fields["speakers"] {
      guard let speakers = Speakers(rawValue: try field.text()) else {
        throw field.fail(
          .badValue(key: field.key, expected: Speakers.allCases.map(\.rawValue)))
      }
      self.speakers = speakers
    }
    codebook = try fields["codebook"]?.text()
    for file in try fields["codings"]?.list(orOne: true) ?? [] { codings.append(try file.text()) }
    for node in try fields["coders"]?.list() ?? [] { coders.append(try Coder(node)) }
    for node in try fields["rules"]?.list() ?? [] { rules.append(try Rule(node)) }
    for node in try fields["sessions"]?.list() ?? [] { sessions.append(try Session(node)) }
    for node in try fields["text"]?.list() ?? [] { self.text.append(try TextSettings(node)) }
    try Self.refuseDuplicates(of: coders.map(\.id), in: fields["coders"])
    try Self.refuseDuplicates(of: rules.map(\.id), in: fields["rules"])
    try Self.refuseDuplicates(of: sessions.map(\.id), in: fields["sessions"])
  }

  /// Settings of plain text in a file of their own.
  static func settings(yaml bytes: [UInt8]) throws(StudyDescriptionProblem) -> SettingsValue {
    try document(bytes).settings()
  }

  private static func document(
    _ bytes: [UInt8]
  ) throws(StudyDescriptionProblem) -> DescriptionNode {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StudyDescriptionProblem(kind: .notUTF8)
    }
    let document = DescriptionNode(node: try compose(text), key: "")
    try document.checkSize()
    return document
  }

  private static func compose(_ text: String) throws(StudyDescriptionProblem) -> Node {
    do {
      return try Yams.compose(yaml: text) ?? Node([(Node, Node)]())
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw StudyDescriptionProblem(
          kind: .notYAML(problem), line: mark.line, column: mark.column)
      case .duplicatedKeysInMapping(let names, let context):
        throw StudyDescriptionProblem(
          kind: .duplicate(key: names.sorted().first ?? "", value: ""), line: context.mark.line,
          column: context.mark.column)
      case .reader(let problem, _, _, _):
        throw StudyDescriptionProblem(kind: .notYAML(problem))
      default: throw StudyDescriptionProblem(kind: .notYAML(""))
      }
    } catch {
      throw StudyDescriptionProblem(kind: .notYAML(""))
    }
  }

  /// `ids` are those of the elements of `list`, in order.
  fileprivate static func refuseDuplicates(
    of ids: [String?], in list: DescriptionNode?
  ) throws(StudyDescriptionProblem) {
    var seen: Set<String> = []
    guard let list else { return }
    for (id, element) in zip(ids, try list.list()) {
      guard let id else { continue }
      guard seen.insert(id).inserted else { throw element.fail(.duplicate(key: "id", value: id)) }
    }
  }
}

extension DescriptionNode {
  /// The text under a key that must be there.
  fileprivate func text(
    _ name: String, in fields: [String: DescriptionNode]
  ) throws(StudyDescriptionProblem) -> String {
    guard let field = fields[name] else { throw fail(.missingKey(name)) }
    return try field.text()
  }
}

extension StudyDescription.Coder {
  init(_ node: DescriptionNode) throws(StudyDescriptionProblem) {
    let fields = try node.fields(["id", "name"])
    id = try node.text("id", in: fields)
    name = try fields["name"]?.text()
  }
}

extension StudyDescription.Rule {
  init(_ node: DescriptionNode) throws(StudyDescriptionProblem) {
    let fields = try node.fields(["id", "theme", "query", "name"])
    id = try node.text("id", in: fields)
    theme = try node.text("theme", in: fields)
    query = try node.text("query", in: fields)
    name = try fields["name"]?.text()
  }
}

extension StudyDescription.Session {
  init(_ node: DescriptionNode) throws(StudyDescriptionProblem) {
    let fields = try node.fields([
      "id", "file", "group", "title", "language", "attributes", "participants", "text",
    ])
    id = try fields["id"]?.text()
    file = try fields["file"]?.text()
    guard id != nil || file != nil else { throw node.fail(.missingKey("file")) }
    group = try fields["group"]?.text()
    title = try fields["title"]?.text()
    language = try fields["language"]?.text()
    attributes = try fields["attributes"]?.attributes() ?? []
    participants = []
    for node in try fields["participants"]?.list() ?? [] {
      participants.append(try StudyDescription.Participant(node))
    }
    try StudyDescription.refuseDuplicates(
      of: participants.map(\.id), in: fields["participants"])
    text = try fields["text"]?.settings()
    line = node.node.mark?.line
  }
}

extension StudyDescription.Participant {
  init(_ node: DescriptionNode) throws(StudyDescriptionProblem) {
    var attributes = try node.attributes()
    guard let id = attributes["id"] else { throw node.fail(.missingKey("id")) }
    self.id = id
    label = attributes["label"]
    name = attributes["name"]
    role = attributes["role"]
    for key in ["id", "label", "name", "role"] { attributes[key] = nil }
    self.attributes = attributes
  }
}

extension StudyDescription.TextSettings {
  init(_ node: DescriptionNode) throws(StudyDescriptionProblem) {
    let fields = try node.fields(["files", "settings"])
    files = try node.text("files", in: fields)
    guard let settings = fields["settings"] else { throw node.fail(.missingKey("settings")) }
    self.settings = try settings.settings()
    line = node.node.mark?.line
  }
}
