import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy
import VerbatimThemes

struct AgreementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "Compares coders, theme by theme: kappa, alpha and others, and where they disagree.",
    discussion: """
      Each coder takes one decision a theme on every unit: turns with words by participants (or \
      those of --in), in sessions in which all of the coders coded. Most units are coded by nobody: \
      read + (positive agreement) beside the coefficients.

        verbatim agreement --coders EO,MB --svg agreement.svg
        verbatim agreement --theme A/3 --unit sentence --disagreements
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var shown: JudgedOptions

  @Option(help: "A theme with everything below it: an id, a path such as A/3, or a name.")
  var theme: String?

  @Option(help: "Who is compared, with commas between (else everyone who coded).")
  var coders: String?

  @Option(help: "What is decided on: turn, sentence or token.")
  var unit: CoderAgreement.Unit = .turn

  @Flag(help: "A coding counts for the themes above its own too.")
  var below = false

  @Option(help: "Only these sessions, with commas between.")
  var sessions: String?

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp("The turns that are units, in place of participants'.", valueName: "query"))
  var query: String?

  @Option(help: "How often turns are drawn anew for the intervals.")
  var resamples = 1000

  @Option(help: "The seed of the drawing.")
  var seed: UInt64 = 1

  @Flag(help: "Lists where the coders disagree, as extracts.")
  var disagreements = false

  @Option(help: "Writes the picture: α with its interval, theme by theme.", completion: .file())
  var svg: String?

  func validate() throws {
    guard (1...100_000).contains(resamples) else {
      throw ValidationError("--resamples wants 1 to 100000, not \(resamples)")
    }
    if disagreements, svg != nil {
      throw ValidationError("--svg draws the coefficients; leave out --disagreements")
    }
  }

  func run() throws {
    let coded = try CodedStudy(study)
    let asked = query.map { AskedQuery(words: [$0]) }
    let request = CoderAgreement.Request(
      coders: coders.map(NameList.names), unit: unit, countsBelow: below, theme: theme,
      sessions: sessions.map(NameList.names),
      query: try asked?.parse(coded.index, coded.database),
      options: asked?.options ?? .init(),
      bootstrap: Bootstrap(resamples: resamples, seed: seed))
    let agreement: CoderAgreement
    do {
      agreement = try CoderAgreement(request, of: coded.themes, in: coded.index)
    } catch let problem as RigourProblem where problem.isLackOfCodings {
      Console.complain(problem)
      throw Outcome.noResults
    }
    let table = AgreementTable(agreement, coded.index, query: query)
    guard !agreement.rows.isEmpty else {
      if format.chosen != .text { format.write(table.table) }
      Console.say("nobody coded these themes on the \(agreement.unitCount) units")
      throw Outcome.noResults
    }
    guard disagreements else {
      let picture = table.chart.svg
      if let svg { try PictureFile.write(picture, to: svg) }
      var output = ConsoleOutput()
      PicturePage(table.table, picture: picture).write(
        to: &output, as: format.chosen, terminal: Console.terminal)
      return output.flush()
    }
    try shown.write(
      places(agreement), in: coded, title: table.table.title ?? "",
      notes: table.scope, noun: "disagreement", format: format.chosen)
    if agreement.disagreements.isEmpty { throw Outcome.noResults }
  }

  private func places(_ agreement: CoderAgreement) -> [JudgedOptions.Place] {
    agreement.disagreements.map { item in
      JudgedOptions.Place(
        session: item.session, turn: item.turn, span: item.span, theme: item.theme,
        judgement: "\(item.codedBy.joined(separator: ", ")), not "
          + item.notCodedBy.joined(separator: ", "),
        facts: [
          .init("coded_by", item.codedBy), .init("not_coded_by", item.notCodedBy),
        ])
    }
  }
}

extension CoderAgreement.Unit: ExpressibleByArgument {}

/// Names with commas between, as an option takes them.
enum NameList {
  static func names(_ text: String) -> [String] {
    var names: [String] = []
    for part in text.split(separator: "," as Character) {
      let trimmed = part.drop { $0 == " " }
      let name = String(trimmed.reversed().drop { $0 == " " }.reversed())
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    return names
  }
}
