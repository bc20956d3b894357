import ArgumentParser
import VerbatimReport
import VerbatimStudy

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copies the study as it is now, and checks the copy.",
    discussion: """
      The copy is a study itself and appears whole or not at all. To restore one, make a backup of it: \
      verbatim --study BACKUP backup NEW-PLACE. The study's secrets (the key of its locks in keys/, and \
      lint.key) are left out: keep them apart.

        verbatim --study demo-study backup demo-backup
        verbatim backup --verify demo-backup
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Argument(help: "Where the copy goes: a name that is not there yet.", completion: .directory)
  var destination: String?

  @Option(help: "Checks a backup that was made earlier.", completion: .directory)
  var verify: String?

  func validate() throws {
    if (destination == nil) == (verify == nil) {
      throw ValidationError("say where the copy goes, or --verify BACKUP")
    }
  }

  func run() throws {
    if let verify {
      let backup = Study.open(try StudyFolder.open(at: verify))
      let check = try StudyCheck(backup) { Console.show($0) }
      for finding in check.findings {
        for line in Wording.lines(for: finding) { Console.say(line) }
      }
      write(path: verify, files: nil, check)
      if !check.findings.isEmpty { throw Outcome.failed }
      return
    }
    guard let destination else { return }
    let backup = try study.writer("backup").backUp(to: destination) { Console.show($0) }
    write(path: destination, files: (backup.files, backup.bytes), backup.check)
    if !backup.leftOut.isEmpty {
      Console.say(
        "left out, since it is secret: \(backup.leftOut.joined(separator: ", ")). Without it "
          + "locks are not checked and stored names not compared: keep a copy of it elsewhere")
    }
    if format.chosen == .text {
      Console.say(
        "to restore it: verbatim --study \(destination) backup NEW-PLACE. Whoever withdraws later is "
          + "still in it")
    }
  }

  private func write(path: String, files: (count: Int, bytes: Int)?, _ check: StudyCheck) {
    if format.chosen == .text {
      let size = files.map {
        "\(Count.of($0.count, "file")), \(Count.of($0.bytes, "byte")); "
      }
      Console.write(
        "\(path): \(size ?? "")\(Count.of(check.sessions, "session")), "
          + "\(Count.of(check.turns, "turn")), \(Count.of(check.codings, "coding")); "
          + (check.findings.isEmpty ? "whole" : Count.of(check.findings.count, "finding")) + "\n")
      return
    }
    let columns: [Table.Column] = [
      .init("path", "path"), .init("files", "files", .number), .init("bytes", "bytes", .number),
      .init("sessions", "sessions", .number), .init("turns", "turns", .number),
      .init("codings", "codings", .number), .init("findings", "findings", .number),
    ]
    let row: [Table.Cell] = [
      .text(path), .integer(files?.count ?? 0), .integer(files?.bytes ?? 0),
      .integer(check.sessions), .integer(check.turns), .integer(check.codings),
      .integer(check.findings.count),
    ]
    format.write(Table(columns: columns, rows: [row]))
  }
}
