import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport

struct NgramsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ngrams",
    abstract: "Finds sequences of words that recur, also around a word and with open places.",
    discussion: """
      A sequence stands in one turn. --with QUERY keeps those that hold a hit of the query (clusters); \
      --gaps 1 leaves one place inside open: a * b. A query restricts the turns.

        verbatim ngrams --n 2..4 --min-participants 3
        verbatim ngrams --n 2..3 --with 'hug*' role:participant
        verbatim ngrams --n 3 --gaps 1 --leave-out placeholder
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Option(name: .customLong("n"), help: "Tokens in a sequence, or from .. to: 3, 2..4.")
  var length = LengthOption(range: 3...3)

  @Option(help: "So many places inside are open: 0, 1 or 2.")
  var gaps = 0

  @Option(
    help: ArgumentHelp(
      "Only sequences that hold a hit of this query (words in a row stand for a phrase).",
      valueName: "query"))
  var with: String?

  @OptionGroup var forms: FormOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var query: QueryOptionsGroup

  func validate() throws {
    if !(0...NGramRequest.mostGaps).contains(gaps) {
      throw ValidationError("--gaps wants 0 to \(NGramRequest.mostGaps), not \(gaps)")
    }
    if gaps > 0, length.range.upperBound < gaps + 2 {
      throw ValidationError(
        "--gaps \(gaps) wants sequences of \(gaps + 2) tokens or more: --n \(gaps + 2)")
    }
  }

  func run() throws {
    let asked = query.asked
    let opened = try AskedStudy(study, asked, queries: asked.words + [with ?? ""])
    let corpus = try opened.subCorpus()
    var node: NGramNode?
    if let with {
      node = NGramNode(try opened.parse(phrase(with)), options: asked.options)
    }
    let choice = forms.choice(language: query.language)
    let table = try FormTable(opened.index.segments, choice)
    let request = NGramRequest(
      length: length.range, gaps: gaps, minimum: list.minimum ?? 2,
      minimumSessions: list.minimumSessions,
      minimumParticipants: list.minimumParticipants, order: list.sort,
      limit: list.limit(format.chosen), memory: list.memoryBytes)
    let found = try NGramList(
      request, in: opened.index, by: table, corpus, node: node, regions: opened.regions)
    var caption = TableCaption()
    caption.add(choice)
    let counted = list.counted(
      caption, filter: corpus.filter, usualMinimum: 2, format.chosen, shown: found.rows.count)
    show(found.table(request, node: node?.query.normalForm, counted))
    if found.rows.isEmpty { throw Outcome.noResults }
  }

  private func show(_ table: Table) {
    if table.rows.isEmpty, format.chosen == .text {
      Console.say("no sequence is as frequent as that; next: --min 1, or a shorter --n")
    } else {
      format.writeCounted(table)
    }
  }

  /// Bare words in a row are meant as they stand.
  private func phrase(_ text: String) -> String {
    let isBare = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == " " || $0 == "'"
        || $0 == "*" || $0 == "-" || $0 == "\u{2019}"
    }
    let words = text.split(separator: " ")
    let operators: Set<Substring> = [
      "AND", "OR", "NOT", "NEAR", "BEFORE", "AFTER", "THEN", "BY", "WITHIN", "EXCLUDING",
    ]
    guard isBare, words.count > 1, !words.contains(where: operators.contains) else { return text }
    return "\"\(text)\""
  }
}

/// `3` or `2..4`.
struct LengthOption: ExpressibleByArgument {
  var range: ClosedRange<Int>

  init(range: ClosedRange<Int>) {
    self.range = range
  }

  init?(argument: String) {
    let parts = argument.split(separator: ".", omittingEmptySubsequences: false)
    let isRange = parts.count == 3 && parts[1].isEmpty
    guard isRange || parts.count == 1, let first = parts.first.flatMap({ Int($0) }),
      let last = parts.last.flatMap({ Int($0) }), first <= last,
      NGramRequest.lengths.contains(first), NGramRequest.lengths.contains(last)
    else { return nil }
    range = first...last
  }

  var defaultValueDescription: String { "3" }
}
