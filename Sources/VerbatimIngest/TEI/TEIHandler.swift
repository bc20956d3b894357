import VerbatimCorpus
import VerbatimXML

/// Takes the events of one file apart into drafts, one for each TEI document in it.
///
/// Here: the way down to the turns, and what stands between them. Within a turn it goes on in
/// `TEIHandler+Turn.swift`.
struct TEIHandler: XMLHandler {
  struct Frame {
    var kind: ElementKind
    var name: Int32
    /// Unique in the file; names the element as a parent.
    var serial: Int32
    /// Among the siblings of its name, from 1.
    var position: Int32
    var language: Int32
    var preservesSpace: Bool
    var mark: Int32 = -1
    var languageMark: Int32 = -1
    var coding: Int32 = -1
    var id: Int32 = -1
    var token: Int32 = -1
    var closing: TurnRecording.Op?
    /// The recording's items before it.
    var items = 0
    var lastChild: Int32 = -1
    var lastCount: Int32 = 0
  }

  struct Include {
    enum Site { case header, corpus, text }
    var href: String
    var isSupported: Bool
    var line: Int
    var site: Site
    /// Index of the `teiCorpus` around it, -1 for none, and of the draft.
    var corpus: Int
    var draft: Int
    var hasFallback = false
  }

  struct Corpus {
    var parent: Int
    var language: String?
    var tree = TEITree()
  }

  /// A subtree that is not speech: its text is kept for a description, its structure is not.
  struct Quiet {
    var kind: ElementKind
    var name: String
    var attributes: Attributes
    var start: Int
    var line: Int
    var depth = 1
    var descriptionStart = -1
    var description: Range<Int>?
    var span: TEIDraft.Span?
    var spanDepth = 0
    var spanStart = 0
    var coder: String?
    var isSynchronous = false
  }

  struct OpenChoice {
    var kind: ElementKind
    var selected: [String]
    var mark: Int
    var children: [(name: String, id: Int32, items: Range<Int>)] = []
  }

  struct OpenTurn {
    var kind: ElementKind
    /// Index of its frame.
    var frame: Int
    var id: String?
    var who: [String] = []
    var label: String?
    var attributes: Attributes = []
    var ana: [String] = []
    var coder: String?
    var start: String?
    var end: String?
    var synch: [String] = []
    var ids: [Int] = []
    var line: Int
    var contentStart: Int
    var isFromEntity: Bool
    var path: String
    var language: Int32
  }

  let document: XMLDocumentBytes
  let path: String
  let options: TEIOptions
  var drafts: [TEIDraft] = []
  var corpora: [Corpus] = []
  var includes: [Include] = []
  var warnings: [TEIWarning] = []
  var ids = IDTable()
  var languages: [String] = []

  var frames: [Frame] = []
  var turn: OpenTurn?
  var suspended: [OpenTurn] = []
  var choices: [OpenChoice] = []
  var openTokens: [Int32] = []
  var recording = TurnRecording()
  var builder = TurnTextBuilder()
  var quiet: Quiet?

  private var kinds: [ElementKind?] = []
  private var attributeKinds: [[AttributeKind?]] = [[], []]
  private var knownNamespaces: [Bool?] = []
  private var includeNamespace = -1
  private var warnedNames: Set<String> = []
  private var openCorpora: [Int] = []
  private var isInDocument = false
  private var treeDepth = 0
  private var headerDepth = 0
  private var skipDepth = 0
  private var includeDepth = 0
  private var textDepth = 0
  private var frontDepth = 0
  private var topics: [(frame: Int, isTopic: Bool, text: String?)] = []
  private var serials: Int32 = 0
  private var childCounts: [UInt64: Int32] = [:]
  private var parentPath: (serial: Int32, path: String) = (-1, "")
  /// By name number.
  var names: [String] = []
  private var rootName = ""

  init(document: XMLDocumentBytes, path: String, options: TEIOptions) {
    self.document = document
    self.path = path
    self.options = options
  }

  // MARK: Events

  mutating func startElement(_ element: XMLElement) throws(IngestProblem) {
    let kind = kind(of: element)
    if frames.isEmpty { try checkRoot(element) }
    if kind == .otherNamespace { noteOther(element) }
    if includeDepth > 0 {
      includeDepth += 1
      if element.localName == "fallback" { includes[includes.count - 1].hasFallback = true }
    } else if kind == .include {
      note(include: element)
      includeDepth = 1
    } else if treeDepth > 0 {
      treeDepth += 1
      record { $0.start(element) }
      noteID(element)
    } else if skipDepth > 0 {
      skipDepth += 1
    } else if quiet != nil {
      startInQuiet(element, kind)
    } else if turn != nil {
      try startInTurn(element, kind)
    } else {
      startOutside(element, kind)
    }
  }

  mutating func endElement(_ end: XMLElementEnd) throws(IngestProblem) {
    if includeDepth > 0 {
      includeDepth -= 1
    } else if treeDepth > 0 {
      treeDepth -= 1
      record { $0.end() }
    } else if skipDepth > 0 {
      skipDepth -= 1
    } else if quiet != nil {
      endInQuiet()
    } else if turn != nil {
      endInTurn(end)
    } else {
      endOutside()
    }
  }

  mutating func characters(_ text: XMLText) throws(IngestProblem) {
    if includeDepth > 0 || skipDepth > 0 { return }
    if treeDepth > 0 {
      record { $0.text(text) }
    } else if turn != nil {
      try add(text)
    } else if quiet != nil {
      text.append(to: &recording.raw)
    } else if textDepth > 0, let kind = frames.last?.kind, kind == .part || kind == .division,
      !text.isBlank, warnedNames.insert("#text").inserted
    {
      warn(.textOutsideTurns, line: text.line)
    }
  }

  // MARK: Names

  private mutating func kind(of element: XMLElement) -> ElementKind {
    while names.count <= element.name { names.append("") }
    if names[element.name].isEmpty { names[element.name] = element.localName }
    if let namespace = element.namespace {
      while knownNamespaces.count <= namespace { knownNamespaces.append(nil) }
      if knownNamespaces[namespace] == nil {
        let name = element.namespaceName ?? ""
        if name == TEINamespace.include { includeNamespace = namespace }
        knownNamespaces[namespace] =
          name == TEINamespace.tei || (frames.isEmpty && options.assumesTEI)
      }
      if namespace == includeNamespace { return .include }
      if knownNamespaces[namespace] == false { return .otherNamespace }
    }
    while kinds.count <= element.name { kinds.append(nil) }
    if let kind = kinds[element.name] { return kind }
    var kind = ElementKind.named(element.localName)
    // `c` is punctuation only in the British National Corpus; elsewhere it is a character.
    if kind == .punctuation, element.localName == "c", rootName != "bncDoc", rootName != "bnc" {
      kind = .transparent
    }
    kinds[element.name] = kind
    return kind
  }

  mutating func attributeKind(_ attribute: XMLAttribute) -> AttributeKind {
    let isXML = attribute.isXML
    if attribute.hasPrefix && !isXML { return .other }
    let table = isXML ? 1 : 0
    while attributeKinds[table].count <= attribute.name { attributeKinds[table].append(nil) }
    if let kind = attributeKinds[table][attribute.name] { return kind }
    let kind = AttributeKind.of(attribute.localName, isXML: isXML)
    attributeKinds[table][attribute.name] = kind
    return kind
  }

  private mutating func checkRoot(_ element: XMLElement) throws(IngestProblem) {
    rootName = element.localName
    kinds.removeAll()
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

  private mutating func noteOther(_ element: XMLElement) {
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
    IngestProblem(path: path, line: line, kind: kind)
  }

  /// The entry of an element's id, the first of its name only; -1 for none.
  mutating func insertID(_ attribute: XMLAttribute, line: Int) -> Int32 {
    let (entry, isNew) = ids.insert(attribute)
    if !isNew {
      warn(.duplicateID(id: attribute.value), line: line)
      return -1
    }
    return Int32(truncatingIfNeeded: entry)
  }

  private mutating func noteID(_ element: XMLElement) {
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

  // MARK: Structure

  mutating func push(_ element: XMLElement, _ kind: ElementKind) {
    serials &+= 1
    var frame = Frame(
      kind: kind, name: Int32(truncatingIfNeeded: element.name), serial: serials,
      position: nextPosition(of: element.name),
      language: frames.last?.language ?? -1,
      preservesSpace: frames.last?.preservesSpace ?? false)
    frame.items = recording.items.count
    frames.append(frame)
  }

  /// The number of this child among its siblings of one name.
  private mutating func nextPosition(of name: Int) -> Int32 {
    guard let parent = frames.indices.last else { return 1 }
    let name = Int32(truncatingIfNeeded: name)
    if frames[parent].lastChild != name {
      let serial = UInt64(UInt32(bitPattern: frames[parent].serial)) << 32
      if frames[parent].lastChild >= 0 {
        childCounts[serial | UInt64(frames[parent].lastChild)] = frames[parent].lastCount
      }
      frames[parent].lastChild = name
      frames[parent].lastCount = childCounts[serial | UInt64(name)] ?? 0
    }
    frames[parent].lastCount += 1
    return frames[parent].lastCount
  }

  /// `/TEI[1]/text[1]/…` of the innermost open element. Cost: that of its own name, where its
  /// parent is that of the last call.
  mutating func elementPath() -> String {
    guard let frame = frames.last else { return "" }
    if frames.count > 1 {
      let parent = frames[frames.count - 2].serial
      if parentPath.serial != parent {
        var path = ""
        for frame in frames.dropLast() { path += step(frame) }
        parentPath = (parent, path)
      }
    } else {
      parentPath = (-1, "")
    }
    return parentPath.path + step(frame)
  }

  private func step(_ frame: Frame) -> String {
    "/\(names[Int(frame.name)])[\(frame.position)]"
  }

  private mutating func record(_ change: (inout TEITree) -> Void) {
    if isInDocument || openCorpora.isEmpty {
      if !drafts.isEmpty { change(&drafts[drafts.count - 1].tree) }
    } else {
      change(&corpora[openCorpora[openCorpora.count - 1]].tree)
    }
  }

  private mutating func note(include element: XMLElement) {
    guard element.localName == "include" else { return }
    let href = element.attribute("href") ?? ""
    let parse = element.attribute("parse") ?? "xml"
    let site: Include.Site = treeDepth > 0 ? .header : isInDocument ? .text : .corpus
    includes.append(
      Include(
        href: href,
        isSupported: parse == "xml" && element.attribute("xpointer") == nil && !href.isEmpty,
        line: element.line, site: site, corpus: openCorpora.last ?? -1, draft: drafts.count - 1))
  }

  private mutating func startDocument(_ element: XMLElement) {
    var draft = TEIDraft()
    draft.corpus = openCorpora.last ?? -1
    draft.number = drafts.count + 1
    draft.id = element.attribute("id", xml: true) ?? element.attribute("id")
    draft.rootLanguage = element.attribute("lang", xml: true)
    draft.rootName = element.localName
    draft.line = element.line
    drafts.append(draft)
    isInDocument = true
  }

  // MARK: Between the turns

  private mutating func startOutside(_ element: XMLElement, _ kind: ElementKind) {
    let isRoot = frames.isEmpty
    // A fragment of TEI without a document around it is a document as well.
    if isRoot, kind != .corpus, kind != .document { startDocument(element) }
    switch kind {
    case .header, .facts:
      treeDepth = 1
      if !isRoot { _ = nextPosition(of: element.name) }
      record { $0.start(element) }
      noteID(element)
      if isRoot { push(element, kind) }
      return
    case .skipped, .label, .description:
      skipDepth = 1
      _ = nextPosition(of: element.name)
      if isRoot { push(element, kind) }
      return
    case .event, .lineBreak:
      if isRoot { push(element, kind) } else { _ = nextPosition(of: element.name) }
      noteID(element)
      recording.removeAll()
      quiet = quiet(element, kind)
      return
    case .span, .spanGroup, .link, .linkGroup:
      if isRoot { push(element, kind) } else { _ = nextPosition(of: element.name) }
      recording.removeAll()
      quiet = quiet(element, kind)
      return
    default: break
    }
    push(element, kind)
    let index = frames.count - 1
    switch kind {
    case .corpus:
      corpora.append(
        Corpus(parent: openCorpora.last ?? -1, language: element.attribute("lang", xml: true)))
      openCorpora.append(corpora.count - 1)
      isInDocument = false
    case .document: startDocument(element)
    case .part:
      textDepth += 1
      if element.localName == "text", let language = element.attribute("lang", xml: true),
        !drafts.isEmpty
      {
        drafts[drafts.count - 1].textLanguage = language
      }
    case .frontOrBack: frontDepth += 1
    case .division:
      topics.append((index, element.attribute("type") == "topic", nil))
    case .timeline:
      if !drafts.isEmpty {
        drafts[drafts.count - 1].timelines.append(
          (
            element.attribute("origin").map(Pointers.target), element.attribute("unit")
          ))
      }
    case .when: note(when: element)
    default: break
    }
    for attribute in element.attributes {
      switch attributeKind(attribute) {
      case .id: frames[index].id = insertID(attribute, line: element.line)
      case .language: frames[index].language = language(attribute)
      case .space: frames[index].preservesSpace = attribute.value == "preserve"
      default: break
      }
    }
    switch kind {
    case .utterance, .block, .speech: openTurn(element, kind)
    default: break
    }
  }

  private mutating func endOutside() {
    guard let frame = frames.popLast() else { return }
    switch frame.kind {
    case .corpus:
      _ = openCorpora.popLast()
      isInDocument = false
    case .document: isInDocument = false
    case .part: textDepth -= 1
    case .frontOrBack: frontDepth -= 1
    case .division: if topics.last?.frame == frames.count { _ = topics.popLast() }
    default: break
    }
  }

  private mutating func note(when element: XMLElement) {
    guard !drafts.isEmpty else { return }
    let draft = drafts.count - 1
    guard let id = element.attribute("id", xml: true) ?? element.attribute("id") else { return }
    drafts[draft].whens.append(
      TEIDraft.When(
        id: id, absolute: element.attribute("absolute"), interval: element.attribute("interval"),
        since: element.attribute("since").map(Pointers.target), unit: element.attribute("unit"),
        synch: Pointers.list(element.attribute("synch") ?? ""),
        timeline: drafts[draft].timelines.count - 1, line: element.line))
  }

  /// The topic that the divisions around the turn state by their heads.
  var topic: String? { topics.last { $0.text != nil }?.text }

  /// An event between turns, or the head of a division.
  mutating func finishOutside(_ done: Quiet, text: String?) {
    guard !drafts.isEmpty, done.kind == .event || done.kind == .lineBreak, textDepth > 0,
      frontDepth == 0
    else { return }
    if done.name == "head", let last = topics.indices.last, topics[last].isTopic,
      topics[last].text == nil
    {
      topics[last].text = text
    }
    guard let event = EventReading.event(done.name, done.attributes, text: text) else { return }
    let draft = drafts.count - 1
    drafts[draft].events.append(
      FreeEvent(beforeTurn: drafts[draft].turns.count + 1, event: event))
  }
}
