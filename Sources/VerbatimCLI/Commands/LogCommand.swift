import ArgumentParser
import VerbatimCorpus
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Tells what was done to the study, or how a theme came to be; proves the log whole.",
    discussion: """
      Each entry holds the hash of the one before. --verify checks the chain and prints its head: note \
      it elsewhere, and --anchor proves later that nothing before it was cut or written anew. The log \
      holds no words of a transcript.

        verbatim log
        verbatim log --theme A/3/b
        verbatim log --action codings,code --since 2024-01-01 --format jsonl
        verbatim log --verify
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Option(help: "How a theme came to be: an id, a path such as A/3/b, one it once had, or a name.")
  var theme: String?

  @Option(help: ArgumentHelp("From that day or moment on.", valueName: "date"))
  var since: String?

  @Option(help: "Only what these people did, with commas between.")
  var actor: String?

  @Option(help: "Only these actions, with commas between.")
  var action: String?

  @Flag(help: "Checks the chain, and prints its head as an anchor.")
  var verify = false

  @Option(help: ArgumentHelp("Checks that this entry is still there.", valueName: "seq:hash"))
  var anchor: LogAnchor?

  func validate() throws {
    if let since, Self.moment(since) == nil {
      throw ValidationError("--since wants a day as 2024-03-31 or a moment as 2024-03-31T12:00:00Z")
    }
    if verify || anchor != nil, theme != nil || since != nil || actor != nil || action != nil {
      throw ValidationError("--verify checks the whole log; leave out what chooses entries")
    }
  }

  /// The text that later moments are not before.
  private static func moment(_ text: String) -> String? {
    (Timestamp(text) ?? Timestamp(text + "T00:00:00Z"))?.text
  }

  func run() throws {
    let database = try study.open().database()
    if verify || anchor != nil { return try check(database) }
    var entries = try database.read { try $0.log() }
    let all = entries
    if let since = since.flatMap(Self.moment) { entries.removeAll { $0.at.text < since } }
    if let actor {
      let names = NameList.names(actor)
      entries.removeAll { !names.contains($0.actor) }
    }
    if let action {
      let names = NameList.names(action)
      entries.removeAll { !names.contains($0.action) }
    }
    let table: Table
    if let theme {
      table = try story(of: theme, entries, try database.read { try $0.codebook() })
    } else {
      table = LogTable.entries(entries)
    }
    if !table.rows.isEmpty || format.chosen != .text { format.write(table) }
    if table.rows.isEmpty { try nothing(all) }
  }

  /// - Throws: always.
  private func nothing(_ all: [LogEntry]) throws {
    if all.isEmpty {
      Console.say("nothing was done yet; next: verbatim ingest TRANSCRIPTS")
    } else {
      func names(_ key: (LogEntry) -> String) -> String {
        Wording.list(Set(all.map(key)).sorted(by: NaturalOrder.precedes), most: 20)
      }
      Console.say(
        "none of the \(Count.of(all.count, "entry", "entries")) fits; actions: \(names(\.action)); by: "
          + names(\.actor))
    }
    throw Outcome.noResults
  }

  /// A theme that is gone is still known by its id.
  private func story(
    of reference: String, _ entries: [LogEntry], _ codebook: Codebook
  ) throws -> Table {
    do {
      let theme = try codebook.theme(reference)
      return LogTable.story(
        of: theme.id, title: "\(codebook.path(of: theme.id) ?? theme.label) \(theme.name)", entries)
    } catch {
      let table = LogTable.story(of: reference, title: "\(reference) (not there any more)", entries)
      guard table.rows.isEmpty else { return table }
      throw error
    }
  }

  private func check(_ database: StudyDatabase) throws {
    let found = try database.read { try $0.verifyLog(anchor: anchor) }
    for line in found.defects.map(Wording.words) { Console.say(line) }
    if format.chosen == .text {
      Console.write(text(found))
    } else {
      format.writeRecord(
        Table(
          columns: [
            .init("entries", "entries", .number), .init("intact", "intact"),
            .init("head", "head"), .init("defects", "defects", .number),
            .init("clock_went_back", "clock went back"),
          ],
          rows: [
            [
              .integer(found.entries), .flag(found.isIntact),
              found.head.map { .text($0.text) } ?? .none, .integer(found.defects.count),
              .list(found.clockWentBack.map(String.init)),
            ]
          ]))
    }
    if !found.isIntact { throw Outcome.failed }
  }

  private func text(_ found: LogVerification) -> String {
    var text = Count.of(found.entries, "entry", "entries")
    text += found.isIntact ? ", each with the hash of the one before: nothing was changed" : ""
    if let anchor, found.isIntact { text += " or cut off since entry \(anchor.seq)" }
    text += "\n"
    if !found.clockWentBack.isEmpty {
      text += "earlier than the entry before, since a clock was wrong: "
      text += found.clockWentBack.map(String.init).joined(separator: ", ") + "\n"
    }
    if found.isIntact, let head = found.head {
      text += "anchor \(head.text)\n"
      text += "note it elsewhere; later: verbatim log --anchor \(head.text)\n"
    }
    return text
  }
}

extension LogAnchor: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let seq = Int(parts[0]), seq > 0,
      let hash = Digest(hex: String(parts[1]))
    else { return nil }
    self.init(seq: seq, hash: hash)
  }

  var text: String { "\(seq):\(hash.hex)" }
}
