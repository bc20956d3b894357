import VerbatimCorpus

/// What a header and its relatives state: the session, the people, the themes.
struct TEIFacts {
  var title: String?
  var group: String?
  var attributes: Attributes = []
  var people: [Participant] = []
  /// People whom an enclosing corpus declares for all its sessions.
  var corpusPeople: [Participant] = []
  var themes: [SourceTheme] = []
  /// Prefixes that `prefixDef` declares.
  var prefixes: Set<String> = []
  var warnings: [TEIWarning] = []

  init() {}

  init(_ tree: TEITree, language: String?) {
    for root in tree.roots {
      switch tree.name(root) {
      case "teiHeader", "header": header(tree, root, language)
      case "taxonomy": add(taxonomy: root, of: tree, language)
      default: break
      }
      people += PeopleReading.people(in: tree, below: root, language)
      for taxonomy in tree.descendants(root, "taxonomy") {
        add(taxonomy: taxonomy, of: tree, language)
      }
      for prefix in tree.descendants(root, "prefixDef") {
        if let ident = tree[prefix, "ident"] { prefixes.insert(ident) }
      }
    }
  }

  /// These facts within a corpus of those: the nearest wins, lists are joined.
  func within(_ corpus: TEIFacts) -> TEIFacts {
    var facts = self
    facts.title = title ?? corpus.title
    facts.group = group ?? corpus.group
    facts.attributes = corpus.attributes.overridden(by: attributes)
    facts.corpusPeople = corpus.people + corpus.corpusPeople
    facts.themes = corpus.themes + themes
    facts.prefixes = prefixes.union(corpus.prefixes)
    return facts
  }

  /// These facts with those of an included file.
  mutating func add(_ other: TEIFacts) {
    title = title ?? other.title
    group = group ?? other.group
    attributes = other.attributes.overridden(by: attributes)
    people += other.people
    themes += other.themes
    prefixes.formUnion(other.prefixes)
    warnings += other.warnings
  }

  /// The character that `g/@ref` points at, by a `char` with a `mapping`.
  static func glyph(_ id: String, in tree: TEITree) -> String? {
    for root in tree.roots {
      for char in tree.descendants(root, "char") + tree.descendants(root, "glyph")
      where tree[char, "xml:id"] == id {
        return tree.children(char, "mapping").first.flatMap { tree.text($0) }
      }
    }
    return nil
  }

  // MARK: Header

  private mutating func header(_ tree: TEITree, _ header: Int, _ language: String?) {
    if let statement = tree.first(header, "fileDesc", "titleStmt") {
      let titles = tree.children(statement, "title")
      let main = titles.filter { ["main", nil].contains(tree[$0, "type"]) }
      title = Self.preferred(main.isEmpty ? titles : main, tree, language).flatMap { tree.text($0) }
      let sub = titles.filter { tree[$0, "type"] == "sub" }
      if let sub = Self.preferred(sub, tree, language).flatMap({ tree.text($0) }) {
        attributes.append("subtitle", sub)
      }
    }
    if let setting = tree.first(header, "profileDesc", "settingDesc", "setting") {
      self.setting(tree, setting, language)
    }
    for recording in tree.descendants(header, "recording") { self.recording(tree, recording) }
    if attributes["date"] == nil, let source = tree.first(header, "fileDesc", "sourceDesc") {
      let dates = tree.descendants(source, "date")
      if let date = dates.lazy.compactMap({ tree[$0, "when"] }).first {
        attributes.append("date", date)
      }
    }
    for keywords in tree.descendants(header, "keywords") {
      for term in tree.children(keywords, "term") {
        guard let text = tree.text(term) else { continue }
        if tree[term, "type"] == "group" {
          group = group ?? text
        } else {
          attributes.append("keyword", text)
        }
      }
    }
    for convention in tree.descendants(header, "transcriptionDesc") {
      let parts = [tree[convention, "ident"], tree[convention, "version"]].compactMap { $0 }
      if !parts.isEmpty { attributes.append("convention", parts.joined(separator: " ")) }
    }
  }

  private mutating func setting(_ tree: TEITree, _ setting: Int, _ language: String?) {
    if let date = tree.descendants(setting, "date").first,
      let when = tree[date, "when"] ?? tree.text(date)
    {
      attributes["date"] = when
    }
    var places: [String] = []
    var types: Set<String> = []
    for name in ["name", "placeName", "locale", "settlement", "region", "country"] {
      let found = tree.descendants(setting, name)
      for place in found {
        // Several languages name one place: it is taken once.
        let type = tree[place, "type"] ?? name
        guard types.insert(type).inserted else { continue }
        let same = found.filter { (tree[$0, "type"] ?? name) == type }
        if let text = Self.preferred(same, tree, language).flatMap({ tree.text($0) }) {
          places.append(text)
        }
      }
    }
    if !places.isEmpty { attributes.append("place", places.joined(separator: ", ")) }
    for activity in tree.descendants(setting, "activity") {
      if let text = tree.text(activity) { attributes.append("activity", text) }
    }
  }

  private mutating func recording(_ tree: TEITree, _ recording: Int) {
    if let type = tree[recording, "type"] { attributes.append("recording", type) }
    if let duration = tree[recording, "dur"] {
      attributes.append("duration", duration)
      let date = duration.prefix { $0 != "T" }
      if date.contains("M") {
        warnings.append(
          TEIWarning(line: tree.line(recording), problem: .durationInMonths(value: duration)))
      }
    }
    for media in tree.descendants(recording, "media") {
      if let url = tree[media, "url"] { attributes.append("media", url) }
    }
    if attributes["date"] == nil, let date = tree.descendants(recording, "date").first,
      let when = tree[date, "when"] ?? tree.text(date)
    {
      attributes.append("date", when)
    }
  }

  // MARK: Themes

  private mutating func add(taxonomy: Int, of tree: TEITree, _ language: String?) {
    var stack: [(node: Int, parent: String?)] = tree.children(taxonomy, "category").reversed()
      .map { ($0, nil) }
    while let (node, parent) = stack.popLast() {
      if let id = tree[node, "xml:id"] ?? tree[node, "id"] {
        themes.append(
          SourceTheme(
            id: id, label: tree[node, "n"], name: Self.name(of: node, tree, language) ?? id,
            parent: parent))
      }
      let own = tree[node, "xml:id"] ?? tree[node, "id"] ?? parent
      stack += tree.children(node, "category").reversed().map { ($0, own) }
    }
  }

  private static func name(of category: Int, _ tree: TEITree, _ language: String?) -> String? {
    for kind in ["catDesc", "desc", "gloss"] {
      guard let chosen = preferred(tree.children(category, kind), tree, language) else { continue }
      let term = tree.children(chosen, "term").first
      if let text = term.flatMap({ tree.text($0) }) ?? tree.text(chosen) { return text }
    }
    return nil
  }

  /// The one in the document's language, else the first.
  static func preferred(_ nodes: [Int], _ tree: TEITree, _ language: String?) -> Int? {
    nodes.first { language != nil && tree[$0, "xml:lang"] == language } ?? nodes.first
  }
}

/// People of `listPerson` and of wherever else a `person` stands.
enum PeopleReading {
  static func people(in tree: TEITree, below root: Int, _ language: String?) -> [Participant] {
    var found: [Participant] = []
    var next = root
    let end = tree.end(of: root)
    while next < end {
      let name = tree.name(next)
      if name == "person" || name == "personGrp" {
        if let person = person(tree, next, language) { found.append(person) }
        next = tree.end(of: next)
      } else {
        next += 1
      }
    }
    return found
  }

  private static func person(_ tree: TEITree, _ node: Int, _ language: String?) -> Participant? {
    guard let id = tree[node, "xml:id"] ?? tree[node, "id"] ?? tree[node, "n"] else { return nil }
    var attributes: Attributes = []
    for key in ["sex", "gender", "age", "size"] {
      if let value = tree[node, key] { attributes.append(key, value) }
    }
    for child in tree.children(node) { add(tree, child, to: &attributes, language) }
    return Participant(
      id: id, name: name(tree, node, language),
      role: tree[node, "role"].map { Role(rawValue: $0) }, attributes: attributes,
      isGroup: tree.name(node) == "personGrp")
  }

  /// Plain names for what researchers ask for; values as the source has them.
  private static func add(
    _ tree: TEITree, _ child: Int, to attributes: inout Attributes, _ language: String?
  ) {
    let name = tree.name(child)
    var text: String? { tree.text(child) }
    func put(_ name: String, _ value: String?) {
      if let value { attributes.append(name, value) }
    }
    switch name {
    // The coded form where there is one: it is the same in all files of a project.
    case "sex", "gender", "age":
      if attributes[name] == nil { put(name, tree[child, "value"] ?? text) }
    case "birth":
      let date = tree[child, "when"] ?? tree[child, "notBefore"] ?? tree[child, "from"]
      put("born", date.map { String($0.prefix { $0 != "-" }) } ?? text)
    case "occupation": put("employment", text ?? tree[child, "code"])
    case "education", "residence", "socecStatus", "nationality", "faith":
      put(name, text ?? tree[child, "code"] ?? tree[child, "key"])
    case "langKnowledge":
      let known = tree.children(child, "langKnown")
      for language in known { put("language", tree[language, "tag"] ?? tree.text(language)) }
      if known.isEmpty { put("language", tree[child, "tags"] ?? text) }
    case "langKnown": put("language", tree[child, "tag"] ?? text)
    case "affiliation":
      let pointed = [tree[child, "role"], tree[child, "ref"].map(Pointers.target)].compactMap { $0 }
      put("affiliation", pointed.isEmpty ? text : pointed.joined(separator: " "))
    case "state", "trait":
      let label = ["label", "desc"].lazy
        .compactMap { TEIFacts.preferred(tree.children(child, $0), tree, language) }
        .compactMap { tree.text($0) }.first
      put(tree[child, "type"] ?? name, label ?? text ?? tree[child, "n"] ?? tree[child, "key"])
    default: break
    }
  }

  private static func name(_ tree: TEITree, _ person: Int, _ language: String?) -> String? {
    guard let name = TEIFacts.preferred(tree.children(person, "persName"), tree, language) else {
      return tree.children(person, "name").first.flatMap { tree.text($0) }
    }
    // Lists put the surname first; people say it last.
    let parts = ["forename", "nameLink", "surname"].map { kind in
      tree.children(name, kind).compactMap { tree.text($0) }
    }
    if !parts[0].isEmpty, !parts[2].isEmpty { return parts.flatMap { $0 }.joined(separator: " ") }
    return tree.text(name)
  }
}
