import VerbatimCorpus
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes
import VerbatimZip

/// A study as a REFI-QDA project. The same content gives the same bytes, whatever made it and when.
public struct QDAExport {
  public struct Options: Sendable {
    /// How positions are counted: other than scalars only for programs that are known to want it.
    public var unit = PositionRule.Unit.scalars
    /// A selection for every turn, by which cases say who speaks; some programs show each as a quotation.
    public var hasTurns = true
    /// A mark of byte order in front of texts.
    public var hasMark = false
    /// Name and version of the program.
    public var origin: String

    public init(origin: String) {
      self.origin = origin
    }
  }

  public private(set) var project = QDAProject(name: Self.untitled)
  /// What is not carried.
  public private(set) var findings = ExchangeFindings()
  public private(set) var turns = 0
  public private(set) var codings = 0
  public private(set) var memos = 0
  private var texts: [String: [UInt8]] = [:]

  static let untitled = "Untitled"

  private let options: Options
  private let content: StudyContent
  private var variables = QDAVariables()
  private var cases = QDACases()

  /// Cost: reads all turns.
  public init(_ study: Study, _ options: Options) throws {
    self.options = options
    let database = try study.database()
    let index = try study.index(of: database)
    content = try database.read { try StudyContent($0) }
    project.name = content.name ?? Self.untitled
    project.origin = options.origin
    project.description = Self.layout(options.unit)
    project.codebook = try content.codebook.exchangeable()
    findings.note(
      .labels,
      count: zip(project.codebook.themes, content.codebook.themes).count { $0.label != $1.label })
    project.users = users()
    cases = QDACases(isShared: index.manifest.sharesSpeakers)
    for record in content.sessions {
      guard let place = index.find(record.session.id) else { continue }
      let turns = try index.segments[place.segment].transcript(place.session)
      try add(record.session, turns)
    }
    project.cases = cases.cases(&variables)
    project.variables = variables.variables
    addGroups()
    addRules()
    addMemos()
    sortNotes()
    noteWhatStays()
  }

  /// The archive's bytes.
  ///
  /// - Throws: ``ZipProblem`` for more than a zip file holds.
  public mutating func archive() throws -> [UInt8] {
    let qde = project.qde()
    findings.note(.forbiddenCharacters, count: qde.replaced)
    var zip = ZipWriter()
    zip.add("project.qde", Array(qde.text.utf8))
    for (name, bytes) in texts { zip.add("sources/" + name, bytes) }
    return try zip.finish()
  }

  /// Said in the project itself, for people and for ``QDAImport``.
  static func layout(_ unit: PositionRule.Unit) -> String {
    "Texts: a line a turn: the speaker's label, a colon, a blank, the words; a line that begins with "
      + "a tab goes on with the turn. Positions count \(counted(unit)), from 0, the end exclusive."
  }

  static func counted(_ unit: PositionRule.Unit) -> String {
    switch unit {
    case .scalars: "Unicode code points"
    case .utf16: "UTF-16 code units"
    case .bytes: "bytes of UTF-8"
    }
  }

  // MARK: Users

  private func users() -> [QDAProject.User] {
    var names: [String: String] = [:]
    for coder in content.coders {
      names[coder.id] = coder.name.flatMap { $0.isEmpty ? nil : $0 } ?? coder.id
    }
    for memo in content.memos where names[memo.author] == nil { names[memo.author] = memo.author }
    for coding in content.codings {
      let id = QDAUser.id(of: coding)
      guard names[id] == nil else { continue }
      switch coding.origin {
      case .person: names[id] = coding.coder ?? "Not named"
      case .source: names[id] = (coding.coder ?? "Not named") + QDAUser.sourceMark
      case .rule: break
      }
    }
    for rule in content.rules { names[QDAUser.rule + rule.id] = rule.name + QDAUser.ruleMark }
    if names.isEmpty { names[""] = "Not named" }
    return names.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
      .init(guid: QDAUser.guid($0.key), name: $0.value, id: $0.key)
    }
  }

  // MARK: Sources

  private mutating func add(_ session: Session, _ transcript: Transcript) throws {
    let guid = ExchangeID.of("source", session.id)
    let lines = TurnLines(transcript.turns)
    if transcript.turns.isEmpty { findings.note(.emptySessions, session.id) }
    findings.note(.forbiddenCharacters, session.id, count: lines.replaced)
    var source = QDAProject.Text(guid: guid, name: session.id)
    source.plainTextPath = "internal://\(guid).txt"
    source.values = variables.values(
      [
        (.group, session.group), (.title, session.title), (.language, session.language),
      ], session.attributes)
    let builder = QDASelections(session.id, transcript, lines, unit: options.unit)
    if builder.text.hasAstral, options.unit == .scalars {
      findings.note(.astralCharacters, session.id)
    }
    if lines.bytes.contains(0x0D) { findings.note(.carriageReturns, session.id) }
    let own = content.codingsBySession[session.id] ?? []
    let built = builder.selections(of: own, withTurns: options.hasTurns)
    source.selections = built.selections
    findings.note(.codingsOutside, session.id, count: built.outside)
    codings += own.count - built.outside
    turns += transcript.turns.count
    project.notes += built.notes
    cases.add(session, transcript.turns, source: guid, withTurns: options.hasTurns)
    project.sources.append(source)
    texts["\(guid).txt"] = (options.hasMark ? [0xEF, 0xBB, 0xBF] : []) + lines.bytes
    count(session, transcript)
  }

  /// What a turn has beside its words.
  private mutating func count(_ session: Session, _ transcript: Transcript) {
    var events = transcript.events.count
    var times = 0
    var marks = 0
    var facts = 0
    var languages = 0
    for turn in transcript.turns {
      events += turn.events.count
      if turn.start != nil || turn.end != nil { times += 1 }
      // A placeholder is found again by its brackets.
      marks += turn.marks.count { $0.kind != .placeholder }
      facts += turn.attributes.entries.count + (turn.id == nil ? 0 : 1)
      if turn.language != nil { languages += 1 }
    }
    findings.note(.events, count: events)
    findings.note(.times, count: times)
    findings.note(.marks, count: marks)
    findings.note(.turnFacts, count: facts)
    findings.note(.turnLanguages, count: languages)
  }

  private mutating func addGroups() {
    var members: [String: [String]] = [:]
    for record in content.sessions {
      members[record.session.group, default: []].append(
        ExchangeID.of("source", record.session.id))
    }
    for group in members.keys.sorted(by: NaturalOrder.precedes) {
      var set = QDAProject.Group(guid: ExchangeID.of("group", group), name: group)
      set.sources = members[group] ?? []
      project.groups.append(set)
    }
  }

  // MARK: Notes

  private mutating func addRules() {
    for rule in content.rules {
      var note = QDAProject.Text(guid: ExchangeID.of("rule", rule.id), name: QDANoteName.rule)
      note.content = rule.query
      project.notes.append(note)
      project.codeNotes[rule.theme, default: []].append(note.guid)
    }
  }

  private mutating func addMemos() {
    for memo in content.memos {
      guard hasPlace(memo.subject) else {
        findings.note(.memosWithoutPlace)
        continue
      }
      let (kind, subject) = Self.key(memo.subject)
      var note = QDAProject.Text(
        guid: ExchangeID.of("memo", kind, subject, memo.author, memo.createdAt.text, memo.text),
        name: QDANoteName.memo)
      note.content = memo.text
      note.user = QDAUser.guid(memo.author)
      note.createdAt = memo.createdAt.text
      project.notes.append(note)
      memos += 1
      switch memo.subject {
      case .study: project.projectNotes.append(note.guid)
      case .theme(let id): project.codeNotes[id, default: []].append(note.guid)
      case .session(let id):
        let guid = ExchangeID.of("source", id)
        if let place = project.sources.firstIndex(where: { $0.guid == guid }) {
          project.sources[place].notes.append(note.guid)
        }
      case .participant(let session, let label):
        // The format lets no case refer to a note; a link may.
        guard let person = cases.guid(session: session, label: label) else { continue }
        project.links.append(
          .init(
            guid: ExchangeID.of("link", note.guid, person), name: QDANoteName.memo,
            origin: note.guid, target: person))
      }
    }
  }

  private func hasPlace(_ subject: Memo.Subject) -> Bool {
    switch subject {
    case .study: true
    case .theme(let id): content.codebook.theme(id: id) != nil
    case .session(let id): content.sessions.contains { $0.session.id == id }
    case .participant(let session, let label): cases.guid(session: session, label: label) != nil
    }
  }

  /// The same in every study that holds the memo, whatever its themes' ids are.
  private static func key(_ subject: Memo.Subject) -> (kind: String, subject: String) {
    switch subject {
    case .study: ("study", "")
    case .theme(let id): ("theme", ExchangeID.theme(id))
    case .session(let id): ("session", id)
    case .participant(let session, let label):
      ("participant", "\(session.utf8.count):\(session)/\(label)")
    }
  }

  /// In an order that depends on nothing but what is there.
  private mutating func sortNotes() {
    project.notes.sort { $0.guid < $1.guid }
    project.links.sort { $0.guid < $1.guid }
    project.projectNotes.sort()
    for id in project.codeNotes.keys { project.codeNotes[id]?.sort() }
    for place in project.sources.indices { project.sources[place].notes.sort() }
  }

  private mutating func noteWhatStays() {
    let isFromTurns = content.sessions.allSatisfy { $0.format == "text" }
    findings.note(.sourceFiles, count: isFromTurns ? 0 : content.sessions.count)
    findings.note(.oldPaths, count: content.codebook.aliases.count)
    if let name = content.codebook.name, name != content.name { findings.note(.codebookName, name) }
    findings.note(.savedQueries, count: content.queries.count)
    findings.note(.log, count: content.logEntries)
    findings.note(.history, count: content.history)
    findings.note(.questions, count: content.questions)
    let rows = content.sessions.flatMap { record in
      [record.session.attributes] + record.session.participants.map(\.attributes)
    }
    findings.note(
      .repeatedAttributes,
      count: rows.count { Set($0.entries.map(\.name)).count < $0.entries.count })
  }
}

/// One state of what people made of a study.
struct StudyContent {
  var name: String?
  var codebook: Codebook
  var codings: [Coding]
  var codingsBySession: [String: [Coding]]
  var coders: [Coder]
  var rules: [ThemeRule]
  var memos: [Memo]
  var sessions: [SessionRecord]
  var queries: [SavedQuery]
  var logEntries: Int
  /// Versions of the codebook and verdicts on what rules found.
  var history: Int
  /// Codings that somebody has to look at.
  var questions: Int

  init(_ snapshot: StudySnapshot) throws {
    name = try snapshot.setting(Study.nameSetting)
    codebook = try snapshot.codebook()
    codings = try snapshot.codings()
    codingsBySession = Dictionary(grouping: codings, by: \.session)
    coders = try snapshot.coders()
    rules = try snapshot.rules()
    memos = try snapshot.memos()
    sessions = try snapshot.shownSessions()
    queries = try snapshot.savedQueries()
    questions = try snapshot.codingQuestions().count
    logEntries = try snapshot.log().count
    history = try snapshot.codebookVersion() + snapshot.verdicts().count
  }
}
