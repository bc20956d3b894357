import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy

struct KwicCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kwic",
    abstract: "Shows hits one below the other with the words around them, sorted or counted.",
    discussion: """
      A line is a hit: its id, its speaker, and the words around it. Words of another turn are only \
      shown where they are asked for (--across, --context turns:1, exchange), and then with their \
      speaker.

      Keys of --sort and --count-by: left1 (L1) is the word before, right2 (R2) the second behind, \
      left and right the five nearest, match what matched, match1 its first word; speaker role session \
      group turn, and any attribute by its name (sex, born). Behind a key: :word :lc :fold :stem :type \
      for the form that is compared (fold, without case and accents, unless given), :desc (or - before \
      the key) for descending, :ends for words compared from their ends. Ties are in the order of place.

        verbatim kwic 'trust*' --sort left1,right1
        verbatim kwic '"peer support"' --context 5 --across --sample 2 --per group
        verbatim kwic 'hug*' --count-by match
        verbatim kwic 'help*' --count-by left1:stem,role --limit 5
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var options: KwicOptions
  @OptionGroup var query: QueryOptionsGroup

  func run() throws {
    let study = try study.open()
    let database = try study.database()
    let index = try study.index(of: database)
    let regions = try StudyThemes(database)
    let asked = query.asked
    let node = try asked.parse(index, database)
    let keys = try KwicKeys(options, index)
    StudyOptions.sayIfEmpty(index)
    let request = ConcordanceRequest(
      context: options.context.context(across: options.across), sort: keys.sort,
      thin: options.thin, sample: options.sample, per: keys.per, seed: options.seed,
      limit: options.limit ?? defaultLimit, hasEvents: options.events)
    let hits: Int
    if let countBy = keys.countBy {
      var counts = try ConcordanceCounts(
        node, in: index, by: countBy, request, options: asked.options, regions: regions)
      hits = counts.counts.hits
      counts.notes += try notes(hits, node, index, regions)
      write(counts)
    } else {
      var concordance = try Concordance(
        node, in: index, request, options: asked.options, regions: regions)
      hits = concordance.counts.hits
      concordance.notes += try notes(hits, node, index, regions)
      write(concordance)
    }
    if hits == 0 { throw Outcome.noResults }
  }

  private func notes(
    _ hits: Int, _ node: QueryNode, _ index: Index, _ regions: StudyThemes
  ) throws -> [String] {
    if Interrupted.isPartial { return [Interrupted.note] }
    return try query.asked.notes(onHits: hits, node, index, regions)
  }

  /// What fits a page; a sample is shown as it is.
  private var defaultLimit: Int? {
    format.chosen == .text && (options.sample == nil || options.countBy != nil) ? 20 : nil
  }

  private func write(_ concordance: Concordance) {
    let counts = concordance.counts
    let isCut = concordance.lines.count < counts.selected
    let next = min(counts.selected, max(20, 2 * concordance.lines.count))
    let report = ConcordanceReport(
      concordance, version: VerbatimCommand.version,
      hint: isCut ? "next: --limit \(next), or --format html for all of it" : nil,
      terminal: Console.terminal)
    var output = ConsoleOutput()
    report.write(to: &output, as: format.chosen)
    output.flush()
  }

  private func write(_ counts: ConcordanceCounts) {
    let isForPeople = [.text, .md, .html].contains(format.chosen)
    format.write(
      counts.table(
        version: VerbatimCommand.version, missing: isForPeople ? "—" : nil,
        hint: "next: --limit \(min(counts.rowTotal, max(20, 2 * counts.rows.count)))"))
  }
}

/// The keys of a command line, read.
struct KwicKeys {
  var sort: [ConcordanceKey] = []
  var countBy: [ConcordanceKey]?
  var per: ConcordanceKey?

  /// - Throws: ``KwicFailure`` for the first key that cannot be used.
  init(_ options: KwicOptions, _ index: Index) throws {
    guard options.sort != nil || options.countBy != nil || options.per != nil else { return }
    let attributes = try QueryFields.known(in: index.segments).subtracting(QueryFields.builtIn)
    func keys(_ option: String, _ text: String) throws -> [ConcordanceKey] {
      do {
        return try ConcordanceKey.list(text, attributes: attributes)
      } catch {
        throw KwicFailure(option: option, problem: error)
      }
    }
    if let text = options.sort { sort = try keys("--sort", text) }
    if let text = options.countBy { countBy = try keys("--count-by", text) }
    if let text = options.per {
      let found = try keys("--per", text)
      guard found.count == 1 else {
        throw KwicFailure(option: "--per", problem: .tooManyKeys(limit: 1))
      }
      per = found.first
    }
  }
}

/// An option whose keys cannot be used.
struct KwicFailure: Error, Equatable {
  var option: String
  var problem: ConcordanceProblem
}
