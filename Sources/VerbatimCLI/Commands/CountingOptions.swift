import ArgumentParser
import VerbatimExtract
import VerbatimReport
import VerbatimStatistics

/// By what tokens are counted together, and which are left out.
struct FormOptions: ParsableArguments {
  @Option(
    help: """
      fold (Café is cafe), lc (only case is folded), word (as spelled; reads every text) or stem.
      """)
  var by: CountedForm = .fold

  @Option(
    name: .customLong("leave-out"),
    help: ArgumentHelp(
      "Leave out, here and in all totals: number, placeholder, symbol, filler, truncated.",
      valueName: "kinds"))
  var leaveOut: KindList = KindList(kinds: [])

  func choice(language: String) -> FormChoice {
    FormChoice(by, language: language, leavingOut: leaveOut.kinds)
  }

  /// Kinds joined by commas.
  struct KindList: ExpressibleByArgument {
    var kinds: Set<LeftOut>

    init(kinds: Set<LeftOut>) {
      self.kinds = kinds
    }

    init?(argument: String) {
      var kinds: Set<LeftOut> = []
      for part in argument.split(separator: ",") {
        guard let kind = LeftOut(rawValue: String(part)) else { return nil }
        kinds.insert(kind)
      }
      self.kinds = kinds
    }

    var defaultValueDescription: String {
      kinds.isEmpty ? "none" : kinds.map(\.rawValue).sorted().joined(separator: ",")
    }
  }
}

extension CountedForm: ExpressibleByArgument {}
extension AssociationMeasure: ExpressibleByArgument {}
extension KeynessMeasure: ExpressibleByArgument {}
extension CooccurrenceUnit: ExpressibleByArgument {}

/// Several queries, each an argument of its own, and how they are understood.
struct QueriesOptionsGroup: ParsableArguments {
  @Argument(
    parsing: .remaining,
    help: ArgumentHelp("Queries, each in quotation marks if it has blanks.", valueName: "query"))
  var queries: [String] = []

  @OptionGroup var words: WordOptions

  var language: String { words.language }

  /// Without words; ``AskedStudy/parse(_:)`` puts them in.
  var asked: AskedQuery { words.asked }
}

extension FormatOptions {
  /// The same as ``write(_:)``; where the format has no place for the caption, it goes to standard error.
  func writeCounted(_ table: Table) {
    write(table)
    guard chosen == .csv || chosen == .jsonl else { return }
    for line in table.caption.plainLines + table.notes { Console.say(line) }
  }
}

extension TableCaption {
  /// What every table of forms says of them.
  mutating func add(_ forms: FormChoice) {
    let name =
      switch forms.form {
      case .fold: "fold: without case and accents"
      case .lc: "lc: without case"
      case .word: "word: as spelled"
      case .stem: "stem (\(forms.language))"
      }
    add("by", "forms", name)
    let kinds = forms.leavingOut.map(\.rawValue).sorted()
    add(
      "left_out", "left out",
      .list(kinds.isEmpty ? ["punctuation"] : ["punctuation"] + kinds))
  }

  mutating func addVersion() {
    add("version", "version", VerbatimCommand.version)
  }
}

extension Table.Cell {
  /// A score; where there is none, people see a sign for why.
  static func score(_ score: Score, places: Int) -> Table.Cell {
    switch score {
    case .value(let value): .decimal(value, places: places)
    case .refused(.absentFromSecond): .undefined("∞")
    case .refused: .undefined("–")
    }
  }

  /// Few significant digits for people: none behind the point from 1000 on.
  static func number(_ value: Double) -> Table.Cell {
    let size = value.magnitude
    return .decimal(
      value, places: size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : size == 0 ? 0 : 4)
  }
}
