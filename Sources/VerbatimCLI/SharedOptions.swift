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
    return Study.open(folder)
  }

  func writer(_ command: String) throws -> StudyWriter {
    try StudyWriter(try open(), command: command, actor: Console.actor)
  }

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
    guard !moved.isEmpty, var command = rest.first.map({ [$0] }) else { return arguments }
    rest = rest.dropFirst()
    // `code add`, `bench query`: the option goes behind both words.
    if [["code"], ["bench"], ["queries"], ["lint"]].contains(command), let next = rest.first,
      !next.hasPrefix("-")
    {
      command.append(next)
      rest = rest.dropFirst()
    }
    return command + moved + rest
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
