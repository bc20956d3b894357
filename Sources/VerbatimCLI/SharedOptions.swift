import ArgumentParser
import Glibc
import VerbatimIndex
import VerbatimReport
import VerbatimStudy

/// Which study a command works on.
struct StudyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The study's folder (else $VERBATIM_STUDY, else the nearest above).", valueName: "dir"),
    completion: .directory)
  var study: String?

  func open() throws -> Study {
    try Self.open(given: study)
  }

  static func open(given study: String?) throws -> Study {
    let folder = try StudyFolder.find(
      given: study, environment: Console.environment("VERBATIM_STUDY"), from: workingFolder)
    let study = Study.open(folder)
    if let request = study.pendingWithdrawal() { sayPending(request, folder) }
    return study
  }

  /// A withdrawal that was interrupted is never left unsaid.
  private static func sayPending(_ request: String, _ folder: StudyFolder) {
    if StudyLock.holder(of: folder) != nil {
      Console.say("\(request) is going on: this may be the state before it or after it")
    } else {
      Console.say("\(request) was interrupted; verbatim withdraw --resume finishes it")
    }
  }

  func writer(_ command: String) throws -> StudyWriter {
    try Self.writer(try open(), command)
  }

  /// Waits a little for another writer: most are done in a moment. Whoever writes finishes first what a
  /// withdrawal or an ingest left.
  static func writer(_ study: Study, _ command: String) throws -> StudyWriter {
    for path in ConflictCopies.find(in: study.folder) { Console.say(Wording.conflictCopy(path)) }
    let pending = study.pendingWithdrawal()
    let writer = try StudyWriter(
      study, command: command, actor: Console.actor, patience: patience)
    if let pending {
      if let certificate = try writer.finishWithdrawal() {
        Console.say(
          Wording.line(for: .finished(request: pending, isClean: certificate.isClean)))
      } else {
        Console.say(Wording.line(for: .rolledBack(request: pending)))
      }
    }
    try writer.finishRules()
    return writer
  }

  /// Milliseconds.
  private static let patience = 5000

  /// A study without sessions answers nothing: the next step instead of an empty table.
  static func sayIfEmpty(_ index: Index) {
    guard index.sessionCount == 0 else { return }
    Console.say("the study has no transcripts yet; next: verbatim ingest TRANSCRIPTS")
  }

  private static var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// `--study DIR` may stand before the command as well; the parser wants it behind.
  static func behindCommand(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var moved: [String] = []
    while let first = rest.first {
      if first == "--study", rest.count > 1 {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if first.hasPrefix("--study=") {
        moved.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard !moved.isEmpty, !rest.isEmpty else { return arguments }
    // `code add`, `code rules apply`: the option goes behind all words of the command.
    var command: [String] = []
    var type: any ParsableCommand.Type = VerbatimCommand.self
    while let next = rest.first, let part = subcommand(next, of: type) {
      command.append(next)
      type = part
      rest = rest.dropFirst()
    }
    if command.isEmpty, let first = rest.first {
      command.append(first)
      rest = rest.dropFirst()
    }
    return command + moved + rest
  }

  private static func subcommand(
    _ name: String, of type: any ParsableCommand.Type
  ) -> (any ParsableCommand.Type)? {
    let configuration = type.configuration
    let parts =
      configuration.ungroupedSubcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
    return parts.first {
      ($0.configuration.commandName ?? String(describing: $0).lowercased()) == name
    }
  }
}

/// In which form results are written.
struct FormatOptions: ParsableArguments {
  @Option(help: "How results are written.")
  var format: ReportFormat = .text

  @Flag(help: "The same as --format json.")
  var json = false

  var chosen: ReportFormat { json ? .json : format }

  func write(_ table: Table) {
    var output = ConsoleOutput()
    table.write(to: &output, as: chosen, terminal: Console.terminal)
    output.flush()
  }

  /// A table whose rows stand on their own: JSON is an object a line.
  func writeRecord(_ table: Table) {
    var output = ConsoleOutput()
    table.write(
      to: &output, as: chosen == .json ? .jsonl : chosen, terminal: Console.terminal)
    output.flush()
  }
}

extension ReportFormat: ExpressibleByArgument {}
