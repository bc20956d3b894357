import ArgumentParser
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct ExtractsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extracts",
    abstract: "Pulls the verbatim extracts of a theme and of everything below it.",
    discussion: """
      --balance hears each voice once before any a second time: with --limit, --sample or --sort \
      length it takes the first, some at random, or the longest of each.

        verbatim extracts --theme A/3
        verbatim extracts --theme B/2 --coder EO --format html > regulations.html
        verbatim extracts --theme A --balance participants --sort length --limit 8
        verbatim extracts --theme A/1 --attribution '({speaker}, {group}, {sex})' --format md
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var extracts: ExtractOptions
  @OptionGroup var attribution: AttributionOptions

  @Option(help: "An id, a path such as A/3/b, or a name; A/3/* is all below it.")
  var theme: String

  @Option(help: "Only what this person coded.")
  var coder: String?

  @Flag(help: "What rules coded as well, though nobody has read it.")
  var rules = false

  @Flag(help: "Only what is marked as an exemplar.")
  var exemplars = false

  @Option(help: "session, speaker, theme, length (the longest first) or time (in the recording).")
  var sort: ExtractSelection.Order?

  @Option(help: "Hears all participants, or groups, in turn: the first of each, then the second.")
  var balance: ExtractSelection.Balance?

  func run() throws {
    let coded = try CodedStudy(study)
    let selection = ExtractSelection(
      order: sort, balance: balance, exemplarsOnly: exemplars, includesRules: rules)
    let found = try ThemeExtracts(
      theme: theme, coder: coder, of: coded.themes, in: coded.index,
      extracts.choice.request(format.chosen), selection: selection, exemplars: coded.themes)
    let coders = Set(coded.themes.codings.compactMap(\.coder))
    if let coder, !coders.contains(coder), !coders.isEmpty {
      let known = coders.sorted(by: NaturalOrder.precedes).joined(separator: ", ")
      Console.say("nothing is coded by \(coder); coders: \(known)")
    }
    let root = try coded.themes.themes(theme).first
      .flatMap { coded.themes.extractTheme($0.id)?.path }
    var list = found.list
    list.notes += notes(found)
    if exemplars, list.hitCount == 0, coder == nil {
      Console.say("no extract of \(root ?? theme) is marked as an exemplar")
    }
    // The register reads every turn: only where people may be asked for.
    var attributions: AttributionOptions.Attributions?
    if attribution.attribution != nil {
      let register = try TurnRegister(coded.index)
      let chosen = try AttributionOptions.attributions(
        attribution.attribution, else: .working, register, coded.index)
      for warning in chosen.warnings(register) { Console.say(warning) }
      attributions = chosen
    }
    try extracts.choice.write(
      list, noun: "extract", sessions: coded.index.sessionCount, format: format.chosen,
      grouping: .byTheme(under: root), attributions: attributions)
  }

  private func notes(_ found: ThemeExtracts) -> [String] {
    var notes: [String] = []
    if found.rulesLeftOut > 0 {
      notes.append("\(Count.of(found.rulesLeftOut, "extract")) by rules alone left out (--rules)")
    }
    switch balance {
    case .participants?: notes.append("each participant once before any a second time")
    case .groups?: notes.append("each group once before any a second time")
    case nil: break
    }
    if let sort, sort != .session {
      notes.append("by \(sort.rawValue)" + (sort == .length ? ", the longest first" : ""))
    }
    if exemplars { notes.append("only what is marked as an exemplar") }
    return notes
  }
}

extension ExtractSelection.Order: ExpressibleByArgument {}
extension ExtractSelection.Balance: ExpressibleByArgument {}
