import VerbatimCorpus
import VerbatimXML

/// What names mean: of elements, attributes and namespaces, of ids and languages.
extension TEIHandler {
  mutating func kind(of element: XMLElement) -> ElementKind {
    if names.count <= element.name { addNames(through: element.name) }
    if names[element.name].spelled.isEmpty { spell(element.name, element.localName) }
    if let namespace = element.namespace {
      if namespace != lastNamespace { isLastKnown = isKnown(namespace, of: element) }
      if namespace == includeNamespace { return .include }
      if !isLastKnown { return .otherNamespace }
    }
    if let kind = names[element.name].element { return kind }
    var kind = ElementKind.named(names[element.name].text)
    // `c` is punctuation only in the British National Corpus; elsewhere it is a character.
    if kind == .punctuation, names[element.name].text == "c", rootName != "bncDoc",
      rootName != "bnc"
    {
      kind = .transparent
    }
    names[element.name].element = kind
    return kind
  }

  private mutating func spell(_ name: Int, _ text: String) {
    var text = text
    names[name].text = text
    let start = spelled.count
    text.withUTF8 { spelled.append(contentsOf: $0) }
    names[name].spelled = start..<spelled.count
  }

  private mutating func addNames(through number: Int) {
    while names.count <= number { names.append(Name()) }
  }

  private mutating func isKnown(_ namespace: Int, of element: XMLElement) -> Bool {
    lastNamespace = namespace
    while knownNamespaces.count <= namespace { knownNamespaces.append(nil) }
    if let isKnown = knownNamespaces[namespace] { return isKnown }
    let name = element.namespaceName ?? ""
    if name == TEINamespace.include { includeNamespace = namespace }
    let isKnown = name == TEINamespace.tei || (frames.isEmpty && options.assumesTEI)
    knownNamespaces[namespace] = isKnown
    return isKnown
  }

  /// What an attribute is by its name alone; prefixes other than `xml` do not count.
  mutating func namedKind(_ attribute: XMLAttribute) -> AttributeKind {
    let isXML = attribute.isXML
    if names.count <= attribute.name { addNames(through: attribute.name) }
    if isXML {
      if let kind = names[attribute.name].xmlAttribute { return kind }
    } else if let kind = names[attribute.name].attribute {
      return kind
    }
    let text = attribute.localName
    let kind = AttributeKind.of(text, isXML: isXML)
    spell(attribute.name, text)
    if isXML {
      names[attribute.name].xmlAttribute = kind
    } else {
      names[attribute.name].attribute = kind
    }
    return kind
  }

  mutating func attributeKind(_ attribute: XMLAttribute) -> AttributeKind {
    attribute.hasPrefix && !attribute.isXML ? .other : namedKind(attribute)
  }

  mutating func checkRoot(_ element: XMLElement) throws(IngestProblem) {
    rootName = element.localName
    for index in names.indices { names[index].element = nil }
    guard !options.assumesTEI else { return }
    if let namespace = element.namespaceName {
      guard namespace == TEINamespace.tei else {
        throw problem(.unknownNamespace(found: namespace), line: element.line)
      }
      return
    }
    let roots: Set<String> = ["TEI", "TEI.2", "teiCorpus", "teiCorpus.2", "bncDoc", "bnc", "text"]
    guard roots.contains(rootName) else {
      throw problem(.notTEI(root: rootName), line: element.line)
    }
  }

  mutating func noteOther(_ element: XMLElement) {
    let name = element.namespaceName ?? ""
    if warnedNames.insert("{}" + name).inserted {
      warn(.otherNamespace(name: name), line: element.line)
    }
    switch ElementKind.named(element.localName) {
    case .utterance, .block, .speech:
      if !drafts.isEmpty { drafts[drafts.count - 1].turnsElsewhere += 1 }
    default: break
    }
  }

  mutating func noteUnknown(_ element: XMLElement) {
    let name = element.localName
    if warnedNames.insert(name).inserted { warn(.unknownElement(name: name), line: element.line) }
  }

  mutating func warn(_ problem: TEIProblem, line: Int) {
    warnings.append(TEIWarning(line: line, problem: problem))
  }

  func problem(_ kind: TEIProblem, line: Int?) -> IngestProblem {
    IngestProblem(path: file, line: line, kind: kind)
  }

  /// The entry of an element's id, the first of its name only; -1 for none.
  mutating func insertID(_ attribute: XMLAttribute, line: Int) -> Int32 {
    if attribute.bytes.count > SourceFile.longestName { endlessID = endlessID ?? line }
    let (entry, isNew) = ids.insert(attribute)
    if !isNew {
      warn(.duplicateID(id: attribute.value), line: line)
      return -1
    }
    return Int32(truncatingIfNeeded: entry)
  }

  mutating func noteID(_ element: XMLElement) {
    for attribute in element.attributes where attributeKind(attribute) == .id {
      _ = insertID(attribute, line: element.line)
    }
  }

  mutating func language(_ attribute: XMLAttribute) -> Int32 {
    let value = attribute.value
    if let index = languages.firstIndex(of: value) { return Int32(truncatingIfNeeded: index) }
    // A document of hundreds of languages has none worth telling apart.
    guard languages.count < 256 else { return -1 }
    languages.append(value)
    return Int32(truncatingIfNeeded: languages.count - 1)
  }
}
