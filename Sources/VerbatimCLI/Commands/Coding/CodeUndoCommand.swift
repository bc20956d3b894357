import ArgumentParser
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodeCommand {
  struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "undo",
      abstract:
        "Takes a coder's last action back: exactly, or where something later depends on it, not.",
      discussion: """
          verbatim code undo --list --coder EO
          verbatim code undo --coder EO
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var coder: CoderOption

    @Option(help: "So many actions, all or none.")
    var steps = 1

    @Flag(help: "Lists the coder's actions, the newest first; takes nothing back.")
    var list = false

    func validate() throws {
      if steps < 1 { throw ValidationError("--steps wants 1 or more, not \(steps)") }
    }

    func run() throws {
      if list { return try writeList() }
      let writer = try study.writer("code undo")
      let coder = try coder.id(writer.database)
      let done = try writer.undoCoding(by: coder, steps: steps)
      guard !done.isEmpty else {
        Console.say("nothing of \(Wording.name(coder)) is left to take back")
        throw Outcome.noResults
      }
      for undo in done {
        var parts: [String] = []
        if undo.removed > 0 { parts.append("\(Count.of(undo.removed, "coding")) removed") }
        if undo.restored > 0 { parts.append("\(Count.of(undo.restored, "coding")) put back") }
        Console.say(
          "took back \(undo.operation.kind.rawValue) of \(undo.operation.at): "
            + (parts.isEmpty ? "nothing was left of it" : parts.joined(separator: ", ")))
      }
      if done.count < steps { Console.say("there were only \(Count.of(done.count, "action"))") }
    }

    private func writeList() throws {
      let database = try study.open().database()
      let coder = try coder.id(database)
      let operations = try database.read { try $0.codingOperations(by: coder) }
      let rows = operations.reversed().map { operation -> [Table.Cell] in
        [
          .integer(operation.number), .text(operation.at.text), .text(operation.kind.rawValue),
          .integer(operation.added), .integer(operation.removed), .text(Self.state(operation)),
        ]
      }
      if !rows.isEmpty || format.chosen != .text {
        format.write(
          Table(
            columns: [
              .init("number", "no.", .number), .init("at", "time"), .init("kind", "what"),
              .init("added", "added", .number), .init("removed", "removed", .number),
              .init("state", "state"),
            ], rows: rows))
      }
      if rows.isEmpty {
        Console.say("\(Wording.name(coder)) has done nothing yet that is kept here")
        throw Outcome.noResults
      }
    }

    private static func state(_ operation: CodingOperation) -> String {
      if let other = operation.undoneBy { return "taken back by \(other)" }
      if let undoes = operation.undoes { return "took back \(undoes)" }
      return operation.isFinal ? "final: its transcript was corrected since" : ""
    }
  }
}
