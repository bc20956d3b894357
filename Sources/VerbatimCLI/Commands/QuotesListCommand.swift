import ArgumentParser
import VerbatimFiles
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct QuotesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the quotations of a lock, or the locks that were written.",
    discussion: """
        verbatim quotes list --lock paper.lock
        verbatim quotes list --written --person fg1/P2
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Option(help: "The lock's file.", completion: .file(extensions: ["lock"]))
  var lock = "quotes.lock"

  @Flag(help: "The locks of this study that the log knows, wherever they are now.")
  var written = false

  @Option(help: ArgumentHelp("Only what uses this person's words: fg1/P2.", valueName: "id"))
  var person: String?

  func run() throws {
    if written { return try listWritten() }
    let lock: QuoteLock
    do {
      lock = try QuoteLock(parsing: try AtomicFile.read(self.lock), key: nil)
    } catch let problem as QuoteLockProblem {
      throw QuoteLockFailure(path: self.lock, problem: problem)
    }
    let entries = lock.entries.filter { entry in
      person.map { person in
        entry.people.contains { person == $0.session + "/" + $0.label || person == $0.label }
      } ?? true
    }.sorted { ($0.session, $0.turn, $0.id) < ($1.session, $1.turn, $1.id) }
    let table = Table(
      columns: [
        .init("id", "lock id"), .init("speaker", "speaker"), .init("group", "group"),
        .init("session", "session"), .init("turn", "turn", .number), .init("tier", "tier"),
        .init("words", "words", .number), .init("themes", "themes"),
      ],
      rows: entries.map { entry in
        [
          .text(entry.id), .text(entry.speakers.joined(separator: ", ")), .text(entry.group),
          .text(entry.session), .integer(entry.turn), .text(entry.tier), .integer(entry.words),
          .list(entry.themes),
        ]
      },
      notes: [
        "\(entries.count) of \(Count.of(lock.entries.count, "quotation")) of \(self.lock)",
        VerbatimCommand.version,
      ])
    if !entries.isEmpty || format.chosen != .text { format.write(table) }
    if entries.isEmpty {
      Console.say("the lock has no such quotation")
      throw Outcome.noResults
    }
  }

  private func listWritten() throws {
    let locks = try study.open().database().read { snapshot in
      if let person { return try snapshot.writtenLocks(naming: person) }
      return try snapshot.writtenLocks()
    }
    let table = Table(
      columns: [
        .init("at", "written"), .init("path", "file"), .init("quotes", "quotations", .number),
        .init("people", "people"), .init("state", "now"),
        .init("sha256", "sha256", isDataOnly: true),
      ],
      rows: locks.map { lock in
        let state =
          switch lock.isUnchanged {
          case true?: "as written"
          case false?: "other content"
          case nil: "not there"
          }
        return [
          .text(lock.at.text), .text(lock.path), .integer(lock.quotes), .list(lock.people),
          .text(state), .text(lock.digest),
        ]
      })
    if !locks.isEmpty || format.chosen != .text { format.write(table) }
    if locks.isEmpty {
      Console.say("no lock was written; next: verbatim quotes lock MANUSCRIPT")
      throw Outcome.noResults
    }
  }
}
