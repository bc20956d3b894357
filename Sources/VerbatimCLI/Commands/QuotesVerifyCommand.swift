import ArgumentParser
import VerbatimFiles
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy

struct QuotesVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks every quotation of a manuscript against the transcripts, or against a lock.",
    discussion: """
      Finds block quotations and what stands between quotation marks, with the attribution near it, and \
      says how each stands to what was said: exact; typographic; white space; declared omission (… or \
      […]); declared insertion ([word]); first letter's case; altered; misattributed; not found. Reads \
      Markdown, plain text, HTML, LaTeX and Word (.docx). Exit code 0: every quotation is exact or its \
      edits are declared; 1: something to look at; 2: failure.

        verbatim quotes verify corpus/manuscript.md
        verbatim quotes verify corpus/manuscript.md --accept typographic --annotated checked.html
        verbatim quotes verify corpus/manuscript.md --locked --lock paper.lock
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Argument(
    help: "Manuscripts: Markdown, plain text, HTML, LaTeX, Word (.docx).", completion: .file())
  var files: [String]

  @Option(name: .customLong("as"), help: "What they are written in, where the names do not say it.")
  var kind: ManuscriptFormat?

  @Option(
    help: ArgumentHelp(
      "Quotations in marks with fewer words are checked only where somebody is named.",
      valueName: "n"))
  var minWords = 4

  @Flag(help: "Quotations with omissions may run over the turns of one exchange.")
  var exchange = false

  @Flag(help: "Shows every quotation, not only those to look at.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Tiers to let pass, with commas between: typographic, white-space, first-letter.",
      valueName: "tiers"))
  var accept: String?

  @Option(
    help: ArgumentHelp("Writes the text with every verdict in it as a page.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var annotated: String?

  @Flag(
    help: """
      Checks against a lock: words by the key in VERBATIM_QUOTES_KEY or the study's own, places where \
      there is a study.
      """)
  var locked = false

  @Option(help: "The lock's file.", completion: .file(extensions: ["lock"]))
  var lock = "quotes.lock"

  static let keyVariable = "VERBATIM_QUOTES_KEY"

  func validate() throws {
    _ = try accepted()
    guard (1...1000).contains(minWords) else {
      throw ValidationError("--min-words takes a number from 1 to 1000")
    }
    if locked, annotated != nil {
      throw ValidationError(
        "--annotated shows verdicts of the transcripts: give it without --locked")
    }
  }

  private func accepted() throws -> Set<Tier> {
    var tiers: Set<Tier> = []
    for name in accept.map(NameList.names) ?? [] {
      guard let tier = Tier(name: name), tier <= .firstLetter else {
        throw ValidationError(
          "--accept takes typographic, white-space and first-letter; what is worse has to be looked at"
        )
      }
      tiers.insert(tier)
    }
    return tiers
  }

  private var reading: ManuscriptReading {
    ManuscriptReading(files: files, kind: kind, minWords: minWords, exchange: exchange)
  }

  private var names: String { files.map(Wording.shellWord).joined(separator: " ") }

  func run() throws {
    let manuscripts = try reading.read()
    if locked {
      try LockedTask(
        lockPath: lock, manuscripts: manuscripts, minWords: minWords, showsAll: all,
        format: format, study: study
      ).run()
      return
    }
    let study = try study.open()
    let database = try study.database()
    let index = try study.index(of: database)
    StudyOptions.sayIfEmpty(index)
    let items = try reading.verify(
      manuscripts, of: study, in: index, try StudyThemes(database))
    let report = QuoteReport(items: items, accepted: try accepted(), showsAll: all)
    var output = ConsoleOutput()
    report.write(to: &output, as: format.chosen, terminal: Console.terminal)
    output.flush()
    if let annotated {
      var page = ""
      AnnotatedManuscript(report).write(to: &page)
      try AtomicFile.write(Array(page.utf8), to: annotated)
      Console.say("annotated: \(Wording.name(annotated))")
      study.note(written: [annotated])
    }
    say(report)
    if report.lookCount > 0 || report.verdicts.isEmpty { throw Outcome.noResults }
  }

  private func say(_ report: QuoteReport) {
    let all = report.verdicts.count
    if all == 0, report.lookCount == 0 {
      Console.say("no quotations found; --as says what the file is written in")
      return
    }
    let quotations = Count.of(all, "quotation")
    guard report.lookCount > 0 else {
      Console.say("\(quotations), nothing to look at; next: verbatim quotes lock \(names)")
      return
    }
    var line = "\(quotations), \(report.lookCount) to look at"
    let mild = ([.typographic, .whiteSpace, .firstLetter] as [Tier]).filter { tier in
      report.verdicts.contains { $0.tier == tier && report.wantsLook($0) }
    }
    if !mild.isEmpty {
      line += "; where that is house style: --accept \(mild.map(\.name).joined(separator: ","))"
    } else if annotated == nil {
      line += "; beside the text: --annotated checked.html"
    }
    Console.say(line)
  }
}
