import ArgumentParser
import VerbatimExtract

/// How the lines of a concordance are chosen, ordered and shown.
struct KwicOptions: ParsableArguments {
  @Option(help: "So many words on either side, turn, turns:2 (2 more on either side) or exchange.")
  var context: KwicContext = .tokens(8)

  @Flag(help: "Words of the turns beside fill the context, each turn with its speaker.")
  var across = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What lines are sorted by, several with commas.", valueName: "keys"))
  var sort: String?

  @Option(
    name: .customLong("count-by"), parsing: .unconditional,
    help: ArgumentHelp(
      "Counts instead of lines: a row for each value of the keys.", valueName: "keys"))
  var countBy: String?

  @Option(help: "Keeps one hit in so many at random; the same for the same --seed.")
  var thin: Int?

  @Option(help: "So many hits at random; the same for the same --seed.")
  var sample: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("--sample is so many for each value of this key.", valueName: "key"))
  var per: String?

  @Option(help: "The seed of --thin and --sample.")
  var seed: UInt64 = 1

  @Option(help: "At most so many lines or rows (text: 20 unless given; other formats: all).")
  var limit: Int?

  @Flag(help: "Shows (laughter) and the like where it happened.")
  var events = false

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit wants 0 or more, not \(limit)") }
    if let thin, thin < 1 { throw ValidationError("--thin wants 1 or more, not \(thin)") }
    if let sample, sample < 1 { throw ValidationError("--sample wants 1 or more, not \(sample)") }
    if per != nil, sample == nil {
      throw ValidationError("--per wants --sample: how many for each")
    }
    if sort != nil, countBy != nil {
      throw ValidationError("--count-by orders by counts; leave out --sort")
    }
    if across, context.words == nil {
      throw ValidationError("--across goes with a context in words, such as --context 8")
    }
  }
}

/// How much is shown around a hit.
enum KwicContext: ExpressibleByArgument, Equatable {
  case tokens(Int)
  case turns(Int)
  case exchange

  /// More words or turns on either side are refused.
  private static let most = 1000

  init?(argument: String) {
    switch argument {
    case "turn": self = .turns(0)
    case "exchange": self = .exchange
    default:
      let isTurns = argument.hasPrefix("turns:")
      guard let count = Int(isTurns ? argument.dropFirst(6) : argument[...]),
        (0...Self.most).contains(count)
      else { return nil }
      self = isTurns ? .turns(count) : .tokens(count)
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .tokens(let count): String(count)
    case .turns(let count): count == 0 ? "turn" : "turns:\(count)"
    case .exchange: "exchange"
    }
  }

  var words: Int? {
    if case .tokens(let count) = self { return count }
    return nil
  }

  func context(across: Bool) -> ConcordanceContext {
    switch self {
    case .tokens(let count): .tokens(count, across: across)
    case .turns(let count): .turns(count)
    case .exchange: .exchange
    }
  }
}
