import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// Codings that a correction of their transcript put in doubt.
extension CodeCommand {
  struct Review: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "review",
      abstract:
        "Lists codings whose words a correction changed: what was coded, and what is there.",
      discussion: """
          verbatim code review
          verbatim code review --json
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      let coded = try CodedStudy(study)
      let questions = try coded.database.read { try $0.codingQuestions() }
      if questions.isEmpty, format.chosen == .text {
        Console.say("nothing to decide: every coding stands on the words that were coded")
        throw Outcome.noResults
      }
      var extractor = Extractor(coded.index)
      var rows: [[Table.Cell]] = []
      for question in questions {
        let coding = question.coding
        let extract = try extractor.extract(
          session: coding.session, turn: coding.turn, span: coding.span)
        let now = extract.map { $0.spans.isEmpty ? $0.text : $0.match } ?? ""
        rows.append([
          .integer(question.number), .text(question.kind.rawValue),
          .text(coded.themes.extractTheme(coding.theme)?.path ?? coding.theme),
          .text(coding.coder ?? ""), .text(extract?.id ?? "\(coding.session):\(coding.turn)"),
          .text(question.words), .text(now),
        ])
      }
      let table = Table(
        columns: [
          .init("number", "no", .number), .init("kind", "what"), .init("theme", "theme"),
          .init("coder", "coder"), .init("place", "place"), .init("was", "was coded"),
          .init("now", "is there now"),
        ], rows: rows)
      format.write(table)
      if format.chosen == .text {
        Console.say(
          "\(Count.of(questions.count, "coding")) to decide; next: verbatim code settle NO --keep, "
            + "--move PLACE or --remove")
      }
      if questions.isEmpty { throw Outcome.noResults }
    }
  }

  struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "settle",
      abstract: "Decides about a coding that `code review` lists.",
      discussion: """
          verbatim code settle 12 --keep
          verbatim code settle 12 --move fg2:18:12-31
        """)

    @OptionGroup var study: StudyOptions

    @Argument(help: "The number that `code review` gives.")
    var number: Int

    @Flag(help: "The coding is right where it stands.")
    var keep = false

    @Option(help: "It belongs there: fg2:118:12-31, or fg2:118 for the turn.")
    var move: Place?

    @Flag(help: "Its words are gone, and it goes with them.")
    var remove = false

    func validate() throws {
      guard [keep, move != nil, remove].count(where: { $0 }) == 1 else {
        throw ValidationError("say one of --keep, --move PLACE and --remove")
      }
    }

    func run() throws {
      let writer = try study.writer("code settle")
      let questions = try writer.database.read { try $0.codingQuestions() }
      guard let question = questions.first(where: { $0.number == number }) else {
        throw ValidationError(
          "nothing is asked about \(number); verbatim code review lists what is")
      }
      var answer = StudyWriter.Answer.keep
      if remove { answer = .remove }
      if let move {
        guard move.session == question.coding.session else {
          throw ValidationError("the coding is of session \(question.coding.session)")
        }
        guard let length = writer.turnLength(session: move.session, turn: move.turn) else {
          throw ValidationError("there is no turn \(move.session):\(move.turn)")
        }
        if let span = move.span, span.upperBound > length {
          throw ValidationError(
            "turn \(move.session):\(move.turn) has \(length) characters, not \(span.upperBound)")
        }
        answer = .move(turn: move.turn, span: move.span)
      }
      guard try writer.settle(question, answer) else {
        throw ValidationError("another coding of this theme and coder stands there already")
      }
      let left = questions.count - 1
      Console.say(left == 0 ? "settled; nothing is left" : "settled; \(left) left")
    }
  }
}
