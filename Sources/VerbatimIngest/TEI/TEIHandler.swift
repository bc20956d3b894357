import VerbatimCorpus
import VerbatimXML

/// Takes the events of one file apart into drafts, one for each TEI document in it.
///
/// Here: its state, and to which part an event goes. An element that is not taken apart is counted
/// by its depth: an include, facts, what is skipped, what is quiet; else it is within a turn or
/// outside of turns.
struct TEIHandler: XMLHandler {
  let document: XMLDocumentBytes
  let file: String
  let options: TEIOptions
  /// For the turns of a document.
  let room: TurnRows.Room
  var drafts: [TEIDraft] = []
  var corpora: [Corpus] = []
  var includes: [Include] = []
  var warnings: [TEIWarning] = []
  var ids = IDTable()
  var languages: [String] = []

  // The way down.
  var frames: [Frame] = []
  var serials: Int32 = 0
  var childCounts = ChildCounts()
  let path = ReusedList<UInt8>()
  /// The line of an id that is longer than any name.
  var endlessID: Int?
  /// The path of the parent of which a child was asked for last, in the rows of its draft.
  var parentPath = (serial: Int32(-1), text: TurnRows.Text.none)
  var openCorpora: [Int] = []
  var isInDocument = false
  var treeDepth = 0
  var skipDepth = 0
  var includeDepth = 0
  var textDepth = 0
  var frontDepth = 0
  var topics: [(frame: Int, isTopic: Bool, text: String?)] = []

  // The open turn.
  var isInTurn = false
  var turn = OpenTurn()
  var suspended: [OpenTurn] = []
  var choices: [OpenChoice] = []
  var openTokens: [Int32] = []
  var recording = TurnRecording()
  var finisher: TurnFinisher
  /// Elements open in ``quiet``, itself included; 0 where there is none.
  var quietDepth = 0
  var quiet = Quiet()

  // Names.
  var names: [Name] = []
  /// The names' UTF-8.
  let spelled = ReusedList<UInt8>()
  var knownNamespaces: [Bool?] = []
  var lastNamespace = -1
  var isLastKnown = false
  var includeNamespace = -1
  var warnedNames: Set<String> = []
  var rootName = ""
  /// Values of `@who` and the speakers they name.
  var whoValues = ByteTable()
  var whoLists: [[String]] = []

  init(document: XMLDocumentBytes, path: String, options: TEIOptions, room: TurnRows.Room) {
    self.document = document
    file = path
    self.options = options
    self.room = room
    finisher = TurnFinisher(document: document, pattern: options.pattern)
  }

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
    } else if quietDepth > 0 {
      startInQuiet(element, kind)
    } else if isInTurn {
      try startInTurn(element, kind)
    } else {
      try startOutside(element, kind)
    }
    if let endlessID { throw problem(.nameTooLong(limit: SourceFile.longestName), line: endlessID) }
  }

  mutating func endElement(_ end: XMLElementEnd) throws(IngestProblem) {
    if includeDepth > 0 {
      includeDepth -= 1
    } else if treeDepth > 0 {
      treeDepth -= 1
      record { $0.end() }
    } else if skipDepth > 0 {
      skipDepth -= 1
    } else if quietDepth > 0 {
      endInQuiet()
    } else if isInTurn {
      endInTurn(end)
    } else {
      endOutside()
    }
  }

  mutating func characters(_ text: XMLText) throws(IngestProblem) {
    if includeDepth > 0 || skipDepth > 0 { return }
    if treeDepth > 0 {
      record { $0.text(text) }
    } else if isInTurn {
      try add(text)
    } else if quietDepth > 0 {
      recording.raw.append(contentsOf: text.bytes)
    } else if textDepth > 0, let kind = frames.last?.kind, kind == .part || kind == .division,
      !text.isBlank, warnedNames.insert("#text").inserted
    {
      warn(.textOutsideTurns, line: text.line)
    }
  }
}
