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
      --leave-out takes away is missing from the number that frequencies are relative to, too.

        verbatim freq role:participant --leave-out filler,truncated --min-participants 5
        verbatim freq 'hug* OR trust*' --of matches
        verbatim freq --like '*ing' --sort end --per 1000000
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

  @Option(
    name: .customLong("leave-out"),
    help: ArgumentHelp(
      "Leave out, here and in all totals: number, placeholder, symbol, filler, truncated.",
      valueName: "kinds"))
  var leaveOut = FormOptions.KindList(kinds: [])

  @Option(help: "Only forms like this, with * and ?.")
  var like: String?

  @OptionGroup var list: ListOptions
  @OptionGroup var query: QueryOptionsGroup

  func validate() throws {
    if of == .matches {
      if !query.query.contains(where: { !$0.isEmpty }) {
        throw ValidationError("--of matches wants a query whose matches are counted")
      }
      if by == .type { throw ValidationError("--of matches counts forms, not types") }
      if !leaveOut.kinds.isEmpty {
        throw ValidationError("--of matches counts all that was matched: do without --leave-out")
      }
    }
  }

  func run() throws {
    let asked = query.asked
    let opened = try AskedStudy(study, asked, queries: asked.words)
    let table =
      of == .turns ? try turnsTable(opened, asked) : try matchesTable(opened, asked)
    if !table.rows.isEmpty || format.chosen != .text { format.writeCounted(table) }
    if table.rows.isEmpty {
      if format.chosen == .text { Console.say("nothing to count here") }
      throw Outcome.noResults
    }
  }

  private var request: FrequencyRequest {
    FrequencyRequest(
      grouping: by == .type ? .types : .forms, pattern: like,
      minimum: list.minimum ?? 1, minimumSessions: list.minimumSessions,
      minimumParticipants: list.minimumParticipants, order: list.sort,
      limit: list.limit(format.chosen), memory: list.memoryBytes)
  }

  private var choice: FormChoice {
    FormChoice(
      CountedForm(rawValue: by.rawValue) ?? .fold, language: query.language,
      leavingOut: leaveOut.kinds)
  }

  private func counted(_ filter: String?, shown: Int) -> CountedBy {
    var caption = TableCaption()
    if by == .type { caption.add("types", "types", "kind of token, fillers and truncated apart") }
    caption.add(choice)
    if let like { caption.add("like", "forms like", like) }
    return list.counted(caption, filter: filter, usualMinimum: 1, format.chosen, shown: shown)
  }

  private func turnsTable(_ opened: AskedStudy, _ asked: AskedQuery) throws -> Table {
    let corpus = try opened.subCorpus()
    let forms = try FormTable(opened.index.segments, choice)
    let found = try FrequencyList(request, in: opened.index, by: forms, corpus)
    return found.table(
      heading: by == .type ? "type" : "form",
      counted(corpus.filter, shown: found.rows.count))
  }

  private func matchesTable(_ opened: AskedStudy, _ asked: AskedQuery) throws -> Table {
    let node = try opened.parse(asked)
    let forms = try FormTable(opened.index.segments, choice)
    let found = try MatchFrequencies(
      of: node, request, in: opened.index, by: forms, options: asked.options,
      regions: opened.regions)
    return found.table(query: node.normalForm, counted(nil, shown: found.rows.count))
  }
}
