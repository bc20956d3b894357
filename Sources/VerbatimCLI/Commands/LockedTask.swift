import VerbatimCorpus
import VerbatimFiles
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy

/// `quotes verify --locked`: manuscripts and study held against a lock, with what is there of them.
struct LockedTask {
  var lockPath: String
  var manuscripts: [Manuscript]
  var minWords: Int
  var showsAll: Bool
  var format: FormatOptions
  var study: StudyOptions

  private var names: String {
    manuscripts.map { Wording.shellWord($0.path) }.joined(separator: " ")
  }

  private struct Row {
    var path: String
    var place: Manuscript.Place?
    var state: String
    var entry: QuoteLock.Entry?
    var text: String?
    var wantsLook: Bool
  }

  func run() throws {
    let study = try openStudy()
    let key = try self.key(study)
    let lock: QuoteLock
    do {
      lock = try QuoteLock(parsing: try AtomicFile.read(lockPath), key: key)
    } catch let problem as QuoteLockProblem {
      throw QuoteLockFailure(path: lockPath, problem: problem)
    }
    var rows: [Row] = []
    var notes: [String] = []
    if let key {
      rows += heldAgainst(lock, key)
      if let study {
        let database = try study.database()
        let rebase = try lock.rebased(
          in: try study.index(of: database), key: key, themes: try StudyThemes(database))
        rows += self.rows(rebase)
        notes.append(
          "places: \(rebase.count(.intact)) of \(lock.entries.count) as locked, "
            + "\(rebase.count(.moved)) moved, "
            + "\(lock.entries.count - rebase.lock.entries.count) not there any more")
      } else {
        notes.append("places were not checked: no study here")
      }
    } else {
      notes.append(
        "the words were not checked: no key (\(QuotesVerifyCommand.keyVariable)); the lock is whole, "
          + Count.of(lock.entries.count, "quotation"))
    }
    write(rows, lock, notes, hasKey: key != nil)
    let look = rows.count(where: \.wantsLook)
    if key == nil {
      Console.say(notes[0])
    } else if look > 0 {
      Console.say(
        "\(look) to look at; once they are right: verbatim quotes lock \(names) --output "
          + Wording.shellWord(lockPath))
    } else {
      Console.say("all \(rows.count { $0.state == "locked" }) quotations are in the lock")
    }
    if look > 0 { throw Outcome.noResults }
  }

  /// The study that is named, or the one above; none is no error where none is named.
  private func openStudy() throws -> Study? {
    do {
      return try study.open()
    } catch let problem as StudyFolderProblem {
      if case .noStudyAbove = problem { return nil }
      throw problem
    }
  }

  private func key(_ study: Study?) throws -> QuoteKey? {
    let name = QuotesVerifyCommand.keyVariable
    if let text = Console.environment(name), !text.isEmpty {
      guard let key = QuoteKey(hex: text) else { throw QuoteKeyProblem.badVariable(name: name) }
      return key
    }
    return try study?.quoteKey()
  }

  private func heldAgainst(_ lock: QuoteLock, _ key: QuoteKey) -> [Row] {
    var rows: [Row] = []
    var used: Set<String> = []
    for manuscript in manuscripts {
      let check = LockedCheck(manuscript, lock: lock, key: key, minimumWords: minWords)
      for item in check.items {
        if let entry = item.entry { used.insert(entry.id) }
        rows.append(
          Row(
            path: manuscript.path, place: manuscript.place(item.quotation.range.lowerBound),
            state: item.state.rawValue, entry: item.entry, text: item.text,
            wantsLook: item.state == .notLocked || item.state == .otherPerson))
      }
    }
    for entry in lock.entries where !used.contains(entry.id) {
      rows.append(Row(path: lockPath, state: "unused", entry: entry, wantsLook: false))
    }
    return rows
  }

  private func rows(_ rebase: LockRebase) -> [Row] {
    rebase.outcomes.compactMap { outcome in
      let state: String
      switch outcome.state {
      case .intact, .dropped: return nil
      case .moved: state = "moved"
      case .otherSpeaker: state = "other-speaker"
      case .changed: state = "changed"
      case .sessionGone: state = "session-gone"
      }
      return Row(
        path: lockPath, state: state, entry: outcome.new ?? outcome.old,
        wantsLook: outcome.state != .moved)
    }
  }

  private func write(_ rows: [Row], _ lock: QuoteLock, _ notes: [String], hasKey: Bool) {
    let isForPeople = format.chosen == .text
    let shown = rows.filter { !isForPeople || showsAll || $0.wantsLook || $0.state == "moved" }
    let table = Table(
      columns: [
        .init("path", "file"), .init("line", "line", .number), .init("column", "column", .number),
        .init("state", "state"), .init("id", "lock id"), .init("speaker", "speaker"),
        .init("group", "group"), .init("turn", "turn", .number), .init("text", "quotation"),
      ],
      rows: shown.map { row in
        [
          .text(row.path), row.place.map { .integer(Int($0.line)) } ?? .none,
          row.place.map { .integer(Int($0.column)) } ?? .none, .text(row.state),
          row.entry.map { .text($0.id) } ?? .none,
          row.entry.map { .text($0.speakers.joined(separator: ", ")) } ?? .none,
          row.entry.map { .text($0.group) } ?? .none,
          row.entry.map { .integer($0.turn) } ?? .none, row.text.map { .text($0) } ?? .none,
        ]
      }, notes: summary(rows, hasKey: hasKey) + notes)
    if hasKey || !isForPeople, !(isForPeople && shown.isEmpty) {
      format.write(table)
    } else if isForPeople, hasKey {
      for note in table.notes { Console.write(note + "\n") }
    }
  }

  private func summary(_ rows: [Row], hasKey: Bool) -> [String] {
    guard hasKey else { return [] }
    func count(_ state: String) -> Int { rows.count { $0.state == state } }
    return [
      "quotations: \(count("locked")) locked, \(count("not-locked")) not in the lock, "
        + "\(count("other-person")) under another person's name, "
        + "\(count("unchecked")) too short or cited from elsewhere; "
        + "\(count("unused")) of the lock not used here"
    ]
  }
}

/// What is wrong with a lock, and in which file.
struct QuoteLockFailure: Error {
  var path: String
  var problem: QuoteLockProblem
}
