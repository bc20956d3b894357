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
        verbatim ngrams --n 3 --with 'peer support' role:participant
        verbatim ngrams --n 3 --gaps 1 --without placeholder
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

  @Option(help: "fold, lc (accents count), word (case too) or stem.")
  var by: FormOption = .fold

  @OptionGroup var counting: CountingOptions
  @OptionGroup var query: QueryOptionsGroup

  func validate() throws {
    if !(0...NGramRequest.mostGaps).contains(gaps) {
      throw ValidationError("--gaps wants 0 to \(NGramRequest.mostGaps), not \(gaps)")
    }
    if gaps > 0, length.range.upperBound < gaps + 2 {
      throw ValidationError(
        "\(Count.of(gaps, "open place")) want a sequence of \(gaps + 2) or more: --n \(gaps + 2)")
    }
  }

  func run() throws {
    let asked = query.asked
    let opened = try CountedStudy(study, queries: asked.words + [with ?? ""])
    let corpus = try opened.subCorpus(asked)
    var node: NGramNode?
    if let with {
      var words = asked
      words.words = [phrase(with)]
      node = NGramNode(try words.parse(opened.index), options: asked.options)
    }
    let forms = try FormTable(
      opened.index.segments,
      FormChoice(by.form, language: query.language, leavingOut: counting.without.kinds))
    let request = NGramRequest(
      length: length.range, gaps: gaps, minimum: counting.minimum ?? 2,
      minimumSessions: counting.minimumSessions,
      minimumParticipants: counting.minimumParticipants, order: counting.sort,
      limit: counting.limit(format.chosen), memory: counting.memoryBytes)
    let list = try NGramList(
      request, in: opened.index, by: forms, corpus, node: node, regions: opened.regions)
    let counted = counting.counted(
      by: by.words(language: query.language), filter: corpus.filter, usualMinimum: 2,
      format.chosen, shown: list.rows.count)
    let table = list.table(request, node: node?.query.normalForm, counted)
    if !table.rows.isEmpty || format.chosen != .text { format.write(table) }
    if table.rows.isEmpty {
      if format.chosen == .text {
        Console.say("no sequence is as frequent as that; next: --min 1, or a shorter --n")
      }
      throw Outcome.noResults
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
