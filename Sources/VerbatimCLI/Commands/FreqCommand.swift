import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport

struct FreqCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "freq",
    abstract: "Counts words: in everything, in the turns of a query, or what a query matched.",
    discussion: """
      Without a query all turns are counted; with one, the turns that it matches. --of matches counts \
      the words that the query itself found. Tokens are words, numbers, placeholders and symbols; what \
      --without leaves out is missing from the number that frequencies are relative to, too.

        verbatim freq role:participant --without filler,truncated --min-participants 5
        verbatim freq 'hug* OR trust*' --of matches
        verbatim freq --match '*ing' --sort end --per 1000000
      """)

  enum Of: String, ExpressibleByArgument, CaseIterable {
    case turns, matches
  }

  enum By: String, ExpressibleByArgument, CaseIterable {
    case fold, lc, word, stem, type
  }

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Option(help: "turns: of the turns that match; matches: of what was matched in them.")
  var of: Of = .turns

  @Option(help: "fold, lc (accents count), word (case too), stem, or type (of token).")
  var by: By = .fold

  @Option(help: "Only forms like this, with * and ?.")
  var match: String?

  @OptionGroup var counting: CountingOptions
  @OptionGroup var query: QueryOptionsGroup

  func validate() throws {
    if of == .matches {
      if !query.query.contains(where: { !$0.isEmpty }) {
        throw ValidationError("--of matches wants a query whose matches are counted")
      }
      if by == .type { throw ValidationError("--of matches counts forms, not types") }
      if counting.without != KindList() {
        throw ValidationError("--of matches counts all that was matched: leave --without out")
      }
    }
  }

  func run() throws {
    let asked = query.asked
    let opened = try CountedStudy(study, queries: asked.words)
    let table =
      of == .turns ? try turnsTable(opened, asked) : try matchesTable(opened, asked)
    if !table.rows.isEmpty || format.chosen != .text { format.write(table) }
    if table.rows.isEmpty {
      if format.chosen == .text { Console.say("nothing to count here") }
      throw Outcome.noResults
    }
  }

  private var request: FrequencyRequest {
    FrequencyRequest(
      grouping: by == .type ? .types : .forms, pattern: match,
      minimum: counting.minimum ?? 1, minimumSessions: counting.minimumSessions,
      minimumParticipants: counting.minimumParticipants, order: counting.sort,
      limit: counting.limit(format.chosen), memory: counting.memoryBytes)
  }

  private var forms: FormOption { FormOption(rawValue: by.rawValue) ?? .fold }

  private func counted(_ filter: String?, shown: Int) -> CountedBy {
    var words = by == .type ? "type of token" : forms.words(language: query.language)
    if let match { words += ", forms like \(match)" }
    return counting.counted(
      by: words, filter: filter, usualMinimum: 1, format.chosen, shown: shown)
  }

  private func turnsTable(_ opened: CountedStudy, _ asked: AskedQuery) throws -> Table {
    let corpus = try opened.subCorpus(asked)
    let forms = try FormTable(
      opened.index.segments,
      FormChoice(forms.form, language: query.language, leavingOut: counting.without.kinds))
    let list = try FrequencyList(request, in: opened.index, by: forms, corpus)
    return list.table(
      heading: by == .type ? "type" : "form",
      counted(corpus.filter, shown: list.rows.count))
  }

  private func matchesTable(_ opened: CountedStudy, _ asked: AskedQuery) throws -> Table {
    let node = try asked.parse(opened.index)
    let forms = try FormTable(
      opened.index.segments, FormChoice(forms.form, language: query.language))
    let list = try MatchFrequencies(
      of: node, request, in: opened.index, by: forms, options: asked.options,
      regions: opened.regions)
    return list.table(query: node.normalForm, counted(nil, shown: list.rows.count))
  }
}
