import VerbatimXML

/// Makes a project of the elements of a `.qde` file, as they come.
struct QDABuilder {
  enum Frame {
    case project, users, variables, cases, sources, notes, links, sets
    case variable, person, set, link
    /// A text source, the text inside of another source, or a note.
    case text(isNote: Bool)
    /// A source that is no text: its texts are taken, the rest is counted.
    case media
    case selection, coding(on: TurnPlace), value
    case codebook(depth: Int)
    case collecting
    case ignored
  }

  enum TurnPlace {
    case selection, text
  }

  var project = QDAProject(name: "")
  var findings = ExchangeFindings()
  var frames: [Frame] = []
  var codes: QDCBuilder
  /// GUIDs of the codes that are open, for the notes on them.
  var openCodes: [String] = []
  var notesByCode: [String: [String]] = [:]
  var problem: CodebookProblem?
  var seen: [String: Set<String>] = [:]

  // What is open.
  var person = QDAProject.Case(guid: "", name: "")
  var texts: [QDAProject.Text] = []
  var syncPoints: [String: Int] = [:]
  var selection = QDAProject.Selection(guid: "", name: "", start: 0, end: 0)
  var coding = QDAProject.Coding(guid: "", code: "", user: nil, createdAt: nil)
  var group = QDAProject.Group(guid: "", name: "")
  var value = QDAProject.Value(variable: "", text: nil)
  var buffer: [UInt8] = []
  /// Whether what is collected is a text's content rather than its description.
  var isContent = false
  var codeNames: [String] = []
  /// Of the picture, recording or PDF that is open: its text may have no name of its own.
  var mediaName = ""

  typealias Attribute = (String) -> String?

  init(known: Codebook) {
    codes = QDCBuilder(known: known, dropsDuplicates: true)
  }

  mutating func start(_ name: String, namespace: String?, line: Int, attribute: Attribute) {
    guard let frame = frames.last else { return root(name, namespace, line, attribute) }
    if case .codebook(let depth) = frame {
      startCode(name, depth, line, attribute)
      return
    }
    frames.append(open(name, in: frame, line, attribute))
  }

  mutating func root(_ name: String, _ namespace: String?, _ line: Int, _ at: Attribute) {
    guard name == "Project" else {
      problem = CodebookProblem(.notACodebook(root: name), line: line)
      frames.append(.ignored)
      return
    }
    if namespace != QDAProject.namespace {
      findings.note(.wrongNamespace, namespace ?? "")
    }
    project.name = at("name") ?? ""
    project.origin = at("origin")
    frames.append(.project)
  }

  /// The frame of an element, what it begins being set up.
  mutating func open(
    _ name: String, in frame: Frame, _ line: Int, _ at: Attribute
  ) -> Frame {
    switch (frame, name) {
    case (.project, "Users"): return .users
    case (.project, "Variables"): return .variables
    case (.project, "Cases"): return .cases
    case (.project, "Sources"): return .sources
    case (.project, "Notes"): return .notes
    case (.project, "Links"): return .links
    case (.project, "Sets"): return .sets
    case (.project, "CodeBook"):
      let origin = project.origin
      codes.start("CodeBook", line: line) { $0 == "origin" ? origin : nil }
      return .codebook(depth: 0)
    case (.project, "Description"), (.person, "Description"), (.text, "Description"),
      (.selection, "Description"):
      buffer = []
      return .collecting
    case (.text, "PlainTextContent"):
      buffer = []
      isContent = true
      return .collecting
    case (.project, "NoteRef"):
      if let target = target(at) { project.projectNotes.append(target) }
      return .ignored
    case (.users, "User"):
      if let guid = guid(at, name) {
        project.users.append(.init(guid: guid, name: at("name"), id: at("id")))
      }
      return .ignored
    case (.variables, "Variable"):
      if let guid = guid(at, name) {
        let kind = QDAProject.Variable.Kind(rawValue: at("typeOfVariable") ?? "") ?? .text
        project.variables.append(.init(guid: guid, name: at("name") ?? "", kind: kind))
      }
      return .variable
    case (.cases, "Case"):
      guard let guid = guid(at, name) else { return .ignored }
      person = .init(guid: guid, name: at("name") ?? "")
      return .person
    case (.person, _): return inPerson(name, at)
    case (.sources, "TextSource"), (.notes, "Note"), (.media, "Representation"),
      (.media, "Transcript"), (.media, "TextDescription"):
      return beginText(name, at)
    case (.sources, _):
      guard ["PictureSource", "PDFSource", "AudioSource", "VideoSource"].contains(name) else {
        break
      }
      findings.note(.sourceNotPlain, name)
      mediaName = at("name") ?? ""
      return .media
    case (.media, "PDFSelection"), (.media, "PictureSelection"), (.media, "AudioSelection"),
      (.media, "VideoSelection"):
      return .media
    case (.media, "Coding"):
      findings.note(.codedPictures)
      return .ignored
    case (.text, _): return inText(name, at)
    case (.selection, _): return inSelection(name, at)
    case (.coding, "CodeRef"):
      coding.code = target(at) ?? ""
      return .ignored
    case (.coding, "NoteRef"):
      if let target = target(at) { coding.notes.append(target) }
      return .ignored
    case (.value, "VariableRef"):
      value.variable = target(at) ?? ""
      return .ignored
    case (.value, _):
      guard name.hasSuffix("Value") else { break }
      buffer = []
      return .collecting
    case (.links, "Link"):
      if let guid = guid(at, name), let origin = reference(at("originGUID")),
        let target = reference(at("targetGUID"))
      {
        project.links.append(
          .init(guid: guid, name: at("name") ?? "", origin: origin, target: target))
      }
      return .link
    case (.sets, "Set"):
      guard let guid = guid(at, name) else { return .ignored }
      group = .init(guid: guid, name: at("name") ?? "")
      return .set
    case (.set, _):
      guard let target = target(at) ?? reference(at("guid")) else { break }
      switch name {
      case "MemberCode": group.codes.append(target)
      case "MemberSource": group.sources.append(target)
      case "MemberNote": group.notes.append(target)
      default: break
      }
      return .ignored
    case (.ignored, _): return .ignored
    case (.project, "Graphs"):
      findings.note(.graphs)
      return .ignored
    default: break
    }
    findings.note(.unknownElements, name)
    return .ignored
  }

  mutating func inPerson(_ name: String, _ at: Attribute) -> Frame {
    switch name {
    case "CodeRef": if let target = target(at) { person.codes.append(target) }
    case "SourceRef": if let target = target(at) { person.sources.append(target) }
    case "SelectionRef": if let target = target(at) { person.selections.append(target) }
    case "VariableValue":
      value = .init(variable: "", text: nil)
      return .value
    default: findings.note(.unknownElements, name)
    }
    return .ignored
  }

  mutating func beginText(_ name: String, _ at: Attribute) -> Frame {
    guard let guid = guid(at, name == "Note" ? "Note" : "TextSource") else { return .ignored }
    var written = at("name") ?? ""
    if written.isEmpty, name != "TextSource", name != "Note" { written = mediaName }
    var text = QDAProject.Text(guid: guid, name: written)
    text.plainTextPath = at("plainTextPath")
    text.richTextPath = at("richTextPath")
    text.user = reference(at("creatingUser"))
    text.createdAt = at("creationDateTime")
    texts.append(text)
    syncPoints = [:]
    return .text(isNote: name == "Note")
  }

  mutating func inText(_ name: String, _ at: Attribute) -> Frame {
    switch name {
    case "PlainTextSelection":
      guard let start = number(at("startPosition")), let end = number(at("endPosition")) else {
        return .ignored
      }
      return beginSelection(at, start, end)
    case "SyncPoint":
      if let guid = reference(at("guid")), let position = at("position").flatMap({ Int($0) }) {
        syncPoints[guid] = position
      }
    case "TranscriptSelection":
      let start = reference(at("fromSyncPoint")).flatMap { syncPoints[$0] }
      let end = reference(at("toSyncPoint")).flatMap { syncPoints[$0] }
      guard let start, let end else {
        findings.note(.invalidNumber)
        return .ignored
      }
      return beginSelection(at, start, end)
    case "Coding": return beginCoding(at, on: .text)
    case "NoteRef": if let target = target(at) { texts[texts.count - 1].notes.append(target) }
    case "VariableValue":
      value = .init(variable: "", text: nil)
      return .value
    default: findings.note(.unknownElements, name)
    }
    return .ignored
  }

  mutating func beginSelection(_ at: Attribute, _ start: Int, _ end: Int) -> Frame {
    var guid = reference(at("guid")) ?? ""
    if !guid.isEmpty, !seen["Selection", default: []].insert(guid).inserted {
      // What it marks is its own; what refers to it no longer tells which is meant.
      findings.note(.duplicateSelection)
      guid = ""
    }
    selection = .init(guid: guid, name: at("name") ?? "", start: start, end: end)
    selection.user = reference(at("creatingUser"))
    return .selection
  }

  mutating func inSelection(_ name: String, _ at: Attribute) -> Frame {
    switch name {
    case "Coding": return beginCoding(at, on: .selection)
    case "NoteRef": if let target = target(at) { selection.notes.append(target) }
    default: findings.note(.unknownElements, name)
    }
    return .ignored
  }

  mutating func beginCoding(_ at: Attribute, on place: TurnPlace) -> Frame {
    coding = .init(
      guid: reference(at("guid")) ?? "", code: "", user: reference(at("creatingUser")),
      createdAt: at("creationDateTime"))
    return .coding(on: place)
  }

  // MARK: The end

  consuming func finish() throws(CodebookProblems) -> (QDAProject, ExchangeFindings) {
    if let problem { throw CodebookProblems([problem]) }
    if codes.isStarted {
      let read = try codes.finish()
      project.codebook = read.codebook
      findings.note(.duplicateGUID, "Code", count: read.duplicates)
      for (name, count) in read.ignored where name != "NoteRef" {
        findings.note(.unknownElements, name, count: count)
      }
      findings.note(.invalidCodes, count: read.warnings.count)
      for theme in project.codebook.themes {
        if let notes = notesByCode[GUID.ofTheme(theme.id)] { project.codeNotes[theme.id] = notes }
      }
    }
    return (project, findings)
  }
}
