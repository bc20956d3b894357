import ArgumentParser
import VerbatimExtract
import VerbatimQuery
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes the themes up: the table of themes, and each with its weight and its quotes.",
    discussion: """
      For each theme: definition, how much stands behind it and how evenly, quotes, and the turns that \
      speak against it. Quotes are those marked as exemplars, else the longest, one a participant. The \
      same study gives the same bytes; --format docx opens in Word and LibreOffice.

        verbatim report --table1
        verbatim report --table1 --counts --format html > table1.html
        verbatim report --theme A/3 --format md
        verbatim report --output findings.docx
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var document: DocumentOptions
  @OptionGroup var counted: CountedCodings
  @OptionGroup var attribution: AttributionOptions

  @Flag(help: "Only the table of themes, a column a level.")
  var table1 = false

  @Flag(help: "The table of themes says how many extracts and participants each has.")
  var counts = false

  @Option(help: "At most so many exemplars a theme, where none are marked.")
  var quotes = 3

  @Option(help: "At most so many dissenting turns a theme, of each kind.")
  var dissent = 3

  func validate() throws {
    for (name, value) in [("--quotes", quotes), ("--dissent", dissent)]
    where !(0...1000).contains(value) {
      throw ValidationError("\(name) wants 0 to 1000, not \(value)")
    }
  }

  func run() throws {
    let coded = try CodedStudy(study)
    let writing = try ThemeWriting(
      coded, counted, quotes: quotes, dissent: table1 ? 0 : dissent,
      attribution: attribution.attribution)
    if writing.report.entries.isEmpty {
      Console.say("no codebook yet; next: verbatim import codebook.yaml")
      throw Outcome.noResults
    }
    for warning in writing.warnings { Console.say(warning) }
    if table1 {
      try writeTable(writing)
    } else {
      try writeReport(writing)
    }
    if let output = document.output { coded.study.note(written: [output]) }
    if writing.report.entries.allSatisfy({ $0.prevalence.counts.extracts == 0 }), !table1 {
      CodedStudy.sayNothingCoded()
      throw Outcome.noResults
    }
  }

  private func writeTable(_ writing: ThemeWriting) throws {
    let levels = ThemeLevels(writing.report, counts: counts)
    switch document.chosen {
    case .json, .jsonl, .csv: try document.write(levels.table)
    case .text, .md, .html, .docx:
      var written = Document(title: writing.title)
      written.add(.caption("Table 1", levels.title))
      var table = levels.table
      if counts { table.notes = [ThemeLevels.legend(writing.report)] + writing.scope }
      written.add(.table(table))
      try document.write(written)
    }
  }

  private func writeReport(_ writing: ThemeWriting) throws {
    switch document.chosen {
    case .json: try document.write(ThemeReportData(writing).json())
    case .jsonl: try document.write(ThemeReportData(writing).jsonLines())
    case .csv: try document.write(writing.table)
    case .text, .md, .html, .docx:
      try document.write(ThemeReportDocument(writing, counts: counts).document())
    }
  }
}

extension ThemeLevels {
  init(_ report: ThemeReport, counts: Bool) {
    self.init(
      report.entries.map { entry in
        let found = entry.prevalence.counts
        return Node(
          label: entry.theme.label, name: entry.theme.name, depth: entry.depth,
          remark: counts ? "\(found.extracts); \(found.participants)" : nil)
      })
  }

  static func legend(_ report: ThemeReport) -> String {
    "in brackets: extracts; participants of \(report.participants)"
  }
}
