import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimReport

struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Counts turns, words and speakers: who says how much, follows whom, answers.",
    discussion: """
      A query restricts the turns that are counted (with --answers, the questions).

        verbatim stats
        verbatim stats --by speaker group:FG2
        verbatim stats --follows
        verbatim stats --answers --by question --format csv
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  enum Key: String, ExpressibleByArgument, CaseIterable {
    case session, speaker, group, role, question
  }

  enum Asker: String, ExpressibleByArgument, CaseIterable {
    case moderator, anyone
  }

  @Option(
    help:
      "session, speaker, group or role; with --follows speaker or role; with --answers speaker or question."
  )
  var by: Key?

  @Flag(help: "Who follows whom: how often, and the share of what comes behind each.")
  var follows = false

  @Flag(help: "Who answers questions, with how many turns and words.")
  var answers = false

  @Option(name: .customLong("asked-by"), help: "With --answers: moderator or anyone.")
  var askedBy: Asker = .moderator

  @OptionGroup var query: QueryOptionsGroup

  func validate() throws {
    if follows, answers { throw ValidationError("either --follows or --answers") }
    guard let by else { return }
    let fitting: [Key] =
      follows
      ? [.speaker, .role]
      : answers ? [.speaker, .question] : [.session, .speaker, .group, .role]
    if !fitting.contains(by) {
      let names = fitting.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--by \(by.rawValue) does not fit here; it can be \(names)")
    }
  }

  func run() throws {
    let asked = query.asked
    let opened = try AskedStudy(study, asked, queries: asked.words)
    let corpus = try opened.subCorpus()
    let isForPeople = ![.json, .jsonl, .csv].contains(format.chosen)
    var table: Table
    if follows {
      let key: TurnTransitions.Key = by == .speaker ? .speaker : .role
      table = try TurnTransitions(opened.index, by: key, in: corpus)
        .table(filter: corpus.filter, isForPeople: isForPeople)
    } else if answers {
      table = try answerTable(opened.index, corpus)
    } else {
      let key = by.flatMap { TurnStatistics.Key(rawValue: $0.rawValue) } ?? .session
      table = try TurnStatistics(opened.index, by: key, in: corpus)
        .table(filter: corpus.filter, hasNotes: key != .session || corpus.filter != nil)
    }
    // What a study consists of is shown without further words.
    if !table.caption.isEmpty { table.caption.addVersion() }
    if !table.rows.isEmpty || format.chosen != .text { format.writeCounted(table) }
    if table.rows.isEmpty { throw Outcome.noResults }
  }

  private func answerTable(_ index: Index, _ corpus: SubCorpus) throws -> Table {
    let askers: QuestionChains.Askers = askedBy == .moderator ? .moderator : .anyone
    let chains = try QuestionChains(index, askedBy: askers, in: corpus)
    if askers == .moderator, !chains.hasModerator, index.sessionCount > 0 {
      Console.say("nobody has the role moderator here; next: --asked-by anyone")
    }
    return by == .question
      ? chains.eachTable(filter: corpus.filter) : chains.answererTable(filter: corpus.filter)
  }
}
