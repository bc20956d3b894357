import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimStudy
import VerbatimThemes

/// One coder's way through a queue: shows, asks, does.
///
/// Holds no lock while a person thinks. Each act opens the study for writing, and is done only where
/// codebook and transcript are still what was shown.
final class NextSession {
  /// The study as it is looked at.
  struct State {
    var database: StudyDatabase
    var index: Index
    var themes: StudyThemes
    var queue: ReviewQueue
    var position: QueuePosition?
    var codebookVersion: Int

    func extract(_ place: TurnPlace, context: Int) throws -> Extract? {
      var extractor = Extractor(
        index, themes: themes, context: context == 0 ? .none : .turns(context))
      return try extractor.extract(session: place.session, turn: place.turn, span: place.span)
    }
  }

  private let study: Study
  private let coder: String
  let context: Int
  private let makeQueue: (State, String) throws -> ReviewQueue
  private var state: State?
  /// Index of the item that is shown.
  private(set) var place = 0
  /// Written to an item and put on no coding yet.
  private var note: String?
  private var coded = 0
  private var skipped = 0
  /// The first answer that could not be kept.
  private var failure: (any Error)?
  /// Whether the themes were listed.
  var isHelped = false

  init(
    study: Study, coder: String, context: Int,
    makeQueue: @escaping (State, String) throws -> ReviewQueue
  ) {
    self.study = study
    self.coder = coder
    self.context = context
    self.makeQueue = makeQueue
  }

  /// The state of now, with its queue.
  func load() throws -> State {
    let database = try study.database()
    let (version, empty) = try database.read {
      (try $0.codebookVersion(), try $0.codebook().isEmpty)
    }
    if empty {
      Console.say("no codebook yet; next: verbatim import codebook.yaml, or verbatim codebook add")
      throw Outcome.noResults
    }
    let themes = try StudyThemes(database)
    var state = State(
      database: database, index: try study.index(of: database), themes: themes,
      queue: ReviewQueue(), position: nil, codebookVersion: version)
    state.queue = try makeQueue(state, coder)
    let name = state.queue.name
    state.position = try database.read { try $0.queuePosition(coder: coder, queue: name) }
    return state
  }

  func begin(restart: Bool) throws {
    let state = try load()
    self.state = state
    let count = state.queue.items.count
    guard count > 0 else {
      Console.say("nothing to look at")
      throw Outcome.noResults
    }
    place = restart ? 0 : state.queue.index(after: state.position)
    if place == count {
      Console.say(
        "you have been through all \(Count.of(count, "extract")) that are left; --restart begins anew"
      )
      throw Outcome.noResults
    }
    if place > 0 { Console.write("\(place) before this were dealt with; --restart shows them\n\n") }
  }

  /// Throws, at the end, why an answer could not be kept; what can be answered anew is no such thing.
  func run(_ input: consuming some NextInput) throws {
    var shown = -1
    while let state, place < state.queue.items.count {
      if shown != place { try show(state, isScreen: input.isScreen) }
      shown = place
      Console.write("code, skip, back, undo, note, quit, ? > ")
      guard let answer = input.answer(themeCount: codable(state).count) else {
        Console.write("\n")
        break
      }
      if answer == .quit { break }
      do {
        if try !take(answer, state) { shown = -1 }
      } catch {
        say(error)
        if error is CodingConflict {
          try reload()
          shown = -1
        } else {
          failure = failure ?? error
        }
      }
    }
    do {
      try keepNote()
    } catch {
      say(error)
      failure = failure ?? error
    }
    end()
    if let failure { throw failure }
  }

  private func say(_ error: any Error) {
    for line in Wording.lines(for: error) { Console.write("  \(line)\n") }
  }

  private func end() {
    guard let state else { return }
    let left = state.queue.items.count - place
    var line = "\(Count.of(coded, "coding")) made, \(skipped) skipped, "
    line += left == 0 ? "nothing left" : "\(left) left"
    if left > 0 { line += "; the same command goes on here" }
    Console.write(line + "\n")
  }

  // MARK: Doing

  /// - Returns: false where the same extract has to be shown again.
  private func take(_ answer: NextAnswer, _ state: State) throws -> Bool {
    let item = state.queue.items[place]
    switch answer {
    case .skip:
      try keepNote()
      skipped += 1
      try advance(state)
    case .back:
      guard place > 0 else {
        Console.write("  this is the first\n")
        return true
      }
      try keepNote()
      place -= 1
      try remember(place == 0 ? nil : state.queue.items[place - 1].place, state)
    case .note(let text):
      guard !text.isEmpty else {
        Console.write("  write the note behind n\n")
        return true
      }
      note = note.map { $0 + "\n" + text } ?? text
      Console.write("  noted: goes with the next coding here, else on the session\n")
    case .accept, .reject:
      guard !item.byRules.isEmpty else {
        Console.write("  no rule coded this\n")
        return true
      }
      let count = try writer().judge(
        item.byRules, answer == .accept ? .accepted : .rejected, coder: coder,
        expecting: try expectation(item, state))
      if answer == .accept { coded += count }
      Console.write("  \(answer == .accept ? "accepted" : "rejected") \(count)\n")
      try advance(state)
    case .code(let text, let words): return try code(text, words, item, state)
    case .undo: return try undo(state)
    case .help:
      Console.write(Self.help)
      writeThemes(codable(state), state)
    case .quit: break
    }
    return true
  }

  private func code(
    _ text: String, _ words: String?, _ item: ReviewQueue.Item, _ state: State
  ) throws -> Bool {
    let themes: [Theme]
    do {
      themes = try self.themes(text, state)
    } catch {
      say(error)
      return true
    }
    guard !themes.isEmpty else {
      Console.write("  say a number or a theme; ? lists them\n")
      return true
    }
    var target = item.place
    if let words {
      let found = try state.extract(target, context: 0)?.text.places(of: words) ?? []
      guard found.count == 1, !words.isEmpty else {
        Console.write(
          found.isEmpty
            ? "  these words do not stand in the turn; copy them letter by letter\n"
            : "  these words stand \(found.count) times in the turn; give more of them\n")
        return true
      }
      target.span = found[0]
    }
    let now = Timestamp.now()
    let result = try writer().code(
      themes.map {
        Coding(
          theme: $0.id, coder: coder, session: target.session, turn: target.turn,
          span: target.span, memo: note, createdAt: now)
      }, expecting: try expectation(item, state))
    if !result.added.isEmpty { note = nil }
    coded += result.added.count
    for theme in themes {
      let isNew = result.added.contains { $0.theme == theme.id }
      Console.write(
        "  \(CodebookCommand.title(theme.id, in: state.themes.codebook))"
          + (isNew ? "\n" : ": was coded so already\n"))
    }
    try keepNote()
    try advance(state)
    return true
  }

  /// A theme's name may have blanks; several references are split by blanks or commas.
  private func themes(_ text: String, _ state: State) throws -> [Theme] {
    let numbered = codable(state)
    func one(_ text: String) throws -> Theme {
      if let number = Int(text), numbered.indices.contains(number - 1),
        state.themes.codebook.theme(path: text) == nil
      {
        return numbered[number - 1]
      }
      return try state.themes.codebook.theme(text)
    }
    if text.isEmpty { return [] }
    if let theme = try? one(text) { return [theme] }
    let parts = text.split { $0.isWhitespace || $0 == "," }.map(String.init)
    var found: [Theme] = []
    for theme in try parts.map(one) where !found.contains(theme) { found.append(theme) }
    return found
  }

  private func undo(_ state: State) throws -> Bool {
    guard let undone = try writer().undoCoding(by: coder).first else {
      Console.write("  nothing of yours is left to take back\n")
      return true
    }
    Console.write(
      "  took back \(undone.operation.kind.rawValue): \(undone.removed) removed, "
        + "\(undone.restored) put back\n")
    coded = max(0, coded - undone.removed)
    let changes = try state.database.read {
      try $0.codingChanges(of: undone.operation.number)
    }
    try refresh()
    // Back to where it was done, where that is in the queue.
    if let coding = changes.first?.coding,
      let found = state.queue.items.firstIndex(where: {
        $0.place.session == coding.session && $0.place.turn == coding.turn
      })
    {
      place = found
      try remember(found == 0 ? nil : state.queue.items[found - 1].place, state)
    }
    return false
  }

  private func advance(_ state: State) throws {
    let done = state.queue.items[place].place
    place += 1
    try remember(done, state)
    try refresh()
  }

  private func remember(_ place: TurnPlace?, _ state: State) throws {
    try writer().setQueuePosition(place, coder: coder, queue: state.queue.name)
  }

  /// A note that went with no coding is kept on the session.
  private func keepNote() throws {
    guard let text = note, let state, place < state.queue.items.count else { return }
    try writer().addNote(text, on: state.queue.items[place].place, author: coder)
    note = nil
    Console.write("  the note is kept on the session\n")
  }

  private func expectation(_ item: ReviewQueue.Item, _ state: State) throws -> CodingExpectation {
    let session = item.place.session
    guard let place = state.index.find(session) else {
      throw CodingConflict.transcript(session: session)
    }
    let entry = try state.index.segments[place.segment].session(place.session)
    return CodingExpectation(
      codebook: state.codebookVersion, session: session,
      source: entry.session.source.digest.hex)
  }

  private func writer() throws -> StudyWriter {
    try StudyOptions.writer(study, "code next")
  }

  /// Codings as they are now; the queue stays as it was begun, so that its numbers do.
  private func refresh() throws {
    guard let old = state else { return }
    state?.themes = try StudyThemes(old.database)
  }

  /// Everything as it is now, at the place that is nearest.
  private func reload() throws {
    guard let old = state, place < old.queue.items.count else { return }
    let target = old.queue.items[place].place
    let new = try load()
    state = new
    place =
      new.queue.items.firstIndex { !ReviewQueue.precedes($0.place, target) }
      ?? new.queue.items.count
  }
}
