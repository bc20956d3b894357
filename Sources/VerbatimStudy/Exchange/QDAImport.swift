import VerbatimCorpus
import VerbatimIngest
import VerbatimThemes
import VerbatimZip

/// How a project's positions are to be counted where it is known better than the project tells.
public struct PositionRequest: Sendable, Equatable {
  public var unit: PositionRule.Unit?
  public var newline: PositionRule.Newline?

  public init(unit: PositionRule.Unit? = nil, newline: PositionRule.Newline? = nil) {
    self.unit = unit
    self.newline = newline
  }
}

/// Reads a `.qdpx` file into what a study can take.
struct QDAImport {
  var incoming = IncomingProject()
  var archive: QDPXArchive
  let project: QDAProject
  let request: PositionRequest
  let now: Timestamp
  let study: IncomingContext

  var users: [String: User] = [:]
  var notes: [String: QDAProject.Text] = [:]
  var usedNotes: Set<String> = []
  var variables: [String: QDAProject.Variable] = [:]
  /// Place in ``IncomingProject/sources`` by GUID.
  var places: [String: Int] = [:]
  var ruleIDs: Set<String> = []
  /// People by the GUIDs of their cases.
  var cases: [String: (source: Int, label: String)] = [:]
  /// How many cases have a name.
  var namesakes: [String: Int] = [:]

  struct User {
    var coder: String?
    var origin: Coding.Origin
  }

  /// - Throws: ``ZipProblem``, ``QDPXProblem``, ``CodebookProblems``, `FileProblem`.
  init(
    path: String, into study: IncomingContext, _ request: PositionRequest, at now: Timestamp
  ) throws {
    archive = try QDPXArchive(path: path)
    let reading = try QDAReading(archive.qde, known: study.codebook)
    project = reading.project
    self.request = request
    self.now = now
    self.study = study
    incoming.findings = reading.findings
    incoming.origin = project.origin
    incoming.isExact = project.isOurs
    incoming.codebook = project.codebook
    let isNamed = !(project.isOurs && project.name == QDAExport.untitled)
    incoming.name = isNamed && !project.name.isEmpty ? project.name : nil
    for note in project.notes { notes[note.guid] = note }
    for variable in project.variables { variables[variable.guid] = variable }
    takeUsers()
    for source in project.sources { try take(source) }
    takeCases()
    takeMemos()
    noteTheRest()
  }

  // MARK: Users and rules

  mutating func takeUsers() {
    if project.isOurs { takeRules() }
    for user in project.users {
      let id = user.id ?? ""
      let name = user.name.flatMap { $0.isEmpty ? nil : $0 }
      if user.guid == QDAUser.guid(id), project.isOurs {
        users[user.guid] = own(id, name)
        continue
      }
      let known =
        study.coders.first { QDAUser.guid($0.id) == user.guid }
        ?? study.coders.first { $0.id == id && !id.isEmpty }
        ?? study.coders.first { name != nil && ($0.name == name || $0.id == name) }
      let coder = known?.id ?? (id.isEmpty ? name ?? user.guid : id)
      users[user.guid] = User(coder: coder, origin: .person)
      add(Coder(id: coder, name: name == coder ? nil : name))
    }
  }

  mutating func own(_ id: String, _ name: String?) -> User {
    if id.isEmpty { return User(coder: nil, origin: .person) }
    if id.hasPrefix(QDAUser.rule) {
      let rule = String(id.dropFirst(QDAUser.rule.count))
      if ruleIDs.contains(rule) { return User(coder: nil, origin: .rule(rule)) }
    }
    if id.hasPrefix(QDAUser.source) {
      let coder = String(id.dropFirst(QDAUser.source.count))
      return User(coder: coder.isEmpty ? nil : coder, origin: .source)
    }
    add(Coder(id: id, name: name == id ? nil : name))
    return User(coder: id, origin: .person)
  }

  mutating func add(_ coder: Coder) {
    if !incoming.coders.contains(where: { $0.id == coder.id }) { incoming.coders.append(coder) }
  }

  /// A rule is a user, who codes, and a note on its theme, which holds the query.
  mutating func takeRules() {
    var themes: [String: String] = [:]
    for (theme, notes) in project.codeNotes {
      for note in notes { themes[note] = theme }
    }
    for user in project.users {
      guard let id = user.id, id.hasPrefix(QDAUser.rule) else { continue }
      let rule = String(id.dropFirst(QDAUser.rule.count))
      let guid = ExchangeID.of("rule", rule)
      guard let note = notes[guid], let query = note.content, let theme = themes[guid] else {
        continue
      }
      var name = user.name ?? rule
      if name.hasSuffix(QDAUser.ruleMark) { name.removeLast(QDAUser.ruleMark.count) }
      incoming.rules.append(ThemeRule(id: rule, theme: theme, query: query, name: name))
      ruleIDs.insert(rule)
      usedNotes.insert(guid)
    }
  }

  // MARK: Sources

  mutating func take(_ source: QDAProject.Text) throws {
    guard let bytes = try bytes(of: source) else {
      lose(source)
      return
    }
    let isOurs = source.guid == ExchangeID.of("source", source.name)
    let known = study.settings(ofText: bytes)
    guard
      let reading = IncomingTexts.read(bytes, name: source.name, isOurs: isOurs, known: known)
    else {
      incoming.findings.note(.sourceWithoutText, source.name)
      lose(source)
      return
    }
    var taken = IncomingSource(
      name: source.name, session: isOurs ? source.name : nil, transcript: reading.transcript,
      bytes: reading.bytes, settings: reading.settings)
    taken.transcript.session.id = isOurs ? source.name : Self.stem(source.name)
    taken.transcript.session.group = taken.transcript.session.id
    takeFacts(source, &taken.transcript.session)
    places[source.guid] = incoming.sources.count
    takeCodings(source, TextPositions(bytes), reading, &taken)
    incoming.sources.append(taken)
    takeNotes(source.notes, on: .source(incoming.sources.count - 1))
    incoming.findings.note(.codedSources, source.name, count: source.codings.count)
  }

  static func stem(_ name: String) -> String {
    SourceFile(path: name.isEmpty ? "source" : name, bytes: []).stem
  }

  /// UTF-8 without a mark; `nil` where there is none, which is noted.
  mutating func bytes(of source: QDAProject.Text) throws -> [UInt8]? {
    if let content = source.content { return Array(content.utf8) }
    guard let path = source.plainTextPath, !path.isEmpty else {
      incoming.findings.note(.sourceWithoutText, source.name)
      return nil
    }
    switch try archive.source(path) {
    case .missing: incoming.findings.note(.sourceMissing, source.name)
    case .outside: incoming.findings.note(.sourceOutside, source.name)
    case .bytes(let bytes):
      if let text = IncomingTexts.decoded(bytes) { return text }
      incoming.findings.note(.sourceUnreadable, source.name)
    }
    return nil
  }

  /// Codings on what could not be read.
  mutating func lose(_ source: QDAProject.Text) {
    let codings = source.codings.count + source.selections.reduce(0) { $0 + $1.codings.count }
    incoming.findings.note(.betweenTurns, source.name, count: codings)
  }

  mutating func takeFacts(_ source: QDAProject.Text, _ session: inout Session) {
    for value in source.values {
      guard let variable = variables[value.variable] else {
        incoming.findings.note(.unknownReference, "VariableRef")
        continue
      }
      guard let text = value.text else { continue }
      switch QDAFact.byGUID[variable.guid] {
      case .group: session.group = text
      case .title: session.title = text
      case .language: session.language = text
      default: session.attributes.append(variable.name, text)
      }
    }
  }

  mutating func takeCodings(
    _ source: QDAProject.Text, _ text: TextPositions, _ reading: IncomingTexts.Reading,
    _ taken: inout IncomingSource
  ) {
    var prior = PositionChoice.prior(origin: project.origin)
    // What our exports say of themselves.
    let stated = PositionRule.Unit.allCases.first {
      project.description?.contains("Positions count " + QDAExport.counted($0)) ?? false
    }
    if let stated { prior = PositionRule(stated, .two) }
    let marks = source.selections.map {
      PositionChoice.Mark(start: $0.start, end: $0.end, name: $0.name)
    }
    let choice = PositionChoice(
      marks, in: text, prior: prior, isStated: stated != nil && taken.session != nil,
      asked: (request.unit, request.newline))
    taken.text.rule = choice.rule
    taken.text.matters = choice.matters
    taken.text.hasCRLF = text.hasCRLF
    taken.text.selections = marks.count
    taken.text.named = choice.named
    taken.text.unverified = choice.contradicted + choice.invalid
    let locator = TurnLocator(reading.transcript)
    for (index, selection) in source.selections.enumerated() {
      let isCoded = !selection.codings.isEmpty
      guard let range = choice.ranges[index] else {
        incoming.findings.note(
          .positionsOutside, source.name, count: max(1, selection.codings.count))
        continue
      }
      if choice.standings[index] == .contradicted, isCoded {
        incoming.findings.note(.contradictedNames, source.name, count: selection.codings.count)
      }
      take(selection, locator.pieces(reading.range(range)), source, &taken)
    }
  }

  mutating func take(
    _ selection: QDAProject.Selection, _ pieces: [TurnLocator.Piece], _ source: QDAProject.Text,
    _ taken: inout IncomingSource
  ) {
    let comment = self.comment(selection)
    if selection.codings.isEmpty {
      guard let comment else { return }
      incoming.findings.note(.commentedSelections, source.name)
      let place = pieces.first.map { "turn \($0.turn): " } ?? ""
      incoming.memos.append(
        IncomingMemo(
          subject: .source(incoming.sources.count), author: author(selection.user), createdAt: now,
          text: place + comment))
      return
    }
    guard !pieces.isEmpty else {
      incoming.findings.note(.betweenTurns, source.name, count: selection.codings.count)
      return
    }
    for coding in selection.codings {
      guard incoming.codebook.theme(id: themeID(coding.code)) != nil else {
        incoming.findings.note(.unknownReference, "CodeRef")
        continue
      }
      let user = coding.user.flatMap { users[$0] }
      if let guid = coding.user, user == nil {
        incoming.findings.note(.unknownReference, "creatingUser " + guid)
      }
      let memo = joined(
        coding.notes.compactMap { text(ofNote: $0) } + (comment.map { [$0] } ?? []))
      for piece in pieces {
        var span: Range<Int>? = piece.span
        if piece.isWhole {
          // Ours tell a turn from a span that is all of it.
          let isSpan =
            taken.session.map { session in
              selection.guid
                == ExchangeID.of(
                  "selection", session, "\(piece.turn)", "\(piece.span.lowerBound)",
                  "\(piece.span.upperBound)")
            } ?? false
          if !isSpan { span = nil }
        }
        taken.codings.append(
          Coding(
            theme: themeID(coding.code), coder: user?.coder, session: "", turn: piece.turn,
            span: span, origin: user?.origin ?? .person, memo: memo,
            createdAt: coding.createdAt.flatMap { Timestamp(loose: $0) } ?? now))
      }
    }
  }

  /// The id in the incoming codebook of a code.
  func themeID(_ guid: String) -> String { study.themeIDs[guid] ?? guid }

  mutating func comment(_ selection: QDAProject.Selection) -> String? {
    joined(
      (selection.description.map { [$0] } ?? []) + selection.notes.compactMap { text(ofNote: $0) })
  }

  func joined(_ texts: [String]) -> String? {
    let texts = texts.filter { !$0.isEmpty }
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }
}
