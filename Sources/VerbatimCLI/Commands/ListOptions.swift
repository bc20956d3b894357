import ArgumentParser
import VerbatimExtract
import VerbatimQuery
import VerbatimReport

/// How `freq` and `ngrams` choose and sort what they count.
struct ListOptions: ParsableArguments {
  @Option(name: .customLong("min"), help: "Only what occurs at least so often.")
  var minimum: Int?

  @Option(name: .customLong("min-sessions"), help: "Only what is in at least so many sessions.")
  var minimumSessions = 0

  @Option(
    name: .customLong("min-participants"),
    help: "Only what at least so many participants say.")
  var minimumParticipants = 0

  @Option(help: "frequency, alphabet, end (of the words), sessions or participants.")
  var sort: ListOrder = .frequency

  @Option(help: "At most so many rows (text: 20 unless given; other formats: all).")
  var limit: Int?

  @Option(help: "Frequencies are per so many tokens.")
  var per = 10_000

  @Option(help: "MB that counting may take.")
  var memory = 1024

  func validate() throws {
    if let minimum, minimum < 1 { throw ValidationError("--min wants 1 or more, not \(minimum)") }
    if minimumSessions < 0 {
      throw ValidationError("--min-sessions wants 0 or more, not \(minimumSessions)")
    }
    if minimumParticipants < 0 {
      throw ValidationError("--min-participants wants 0 or more, not \(minimumParticipants)")
    }
    if let limit, limit < 0 { throw ValidationError("--limit wants 0 or more, not \(limit)") }
    try Self.check(per: per)
    if !(1...1 << 24).contains(memory) {
      throw ValidationError("--memory wants 1 to 16777216 MB, not \(memory)")
    }
  }

  static func check(per: Int) throws {
    if !(1...1_000_000_000).contains(per) {
      throw ValidationError("--per wants 1 to 1000000000, not \(per)")
    }
  }

  func limit(_ format: ReportFormat) -> Int? {
    limit ?? (format == .text ? 20 : nil)
  }

  var memoryBytes: Int { memory << 20 }

  /// What a table says of all this.
  ///
  /// - Parameter forms: what is counted by, and what is left out.
  func counted(
    _ forms: TableCaption, filter: String?, usualMinimum: Int, _ format: ReportFormat, shown: Int
  ) -> CountedBy {
    var minima: [String] = []
    let minimum = minimum ?? usualMinimum
    if minimum > 1 { minima.append("found \(minimum) times or more") }
    if minimumSessions > 0 {
      minima.append("in \(Count.of(minimumSessions, "session")) or more")
    }
    if minimumParticipants > 0 {
      minima.append("said by \(Count.of(minimumParticipants, "participant")) or more")
    }
    return CountedBy(
      forms: forms, filter: filter, order: sort.words,
      minima: minima.isEmpty ? nil : minima.joined(separator: ", "), per: per,
      version: VerbatimCommand.version,
      hint: format == .text ? "next: --limit \(max(2 * shown, 10)), or --format csv for all" : nil)
  }
}

extension ListOrder: ExpressibleByArgument {
  /// What a table says.
  var words: String {
    switch self {
    case .frequency: "frequency, falling"
    case .alphabet: "the alphabet"
    case .end: "the alphabet, from the end of the words"
    case .sessions: "number of sessions, falling"
    case .participants: "number of participants, falling"
    }
  }
}
