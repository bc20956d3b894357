import ArgumentParser
import VerbatimCorpus
import VerbatimStudy
import VerbatimThemes

/// Who codes.
struct CoderOption: ParsableArguments {
  @Option(help: "Who codes (else $VERBATIM_CODER, else what verbatim coders default said).")
  var coder: String?

  /// The setting under which the study keeps an account's coder.
  static func setting(of account: String) -> String { "coder.of:" + account }

  /// - Throws: a usage error where nobody is named.
  func id(_ database: StudyDatabase) throws -> String {
    if let coder {
      guard !coder.isEmpty else { throw ValidationError("--coder wants a name") }
      return coder
    }
    if let coder = Console.environment("VERBATIM_CODER"), !coder.isEmpty { return coder }
    let (setting, coders) = try database.read {
      (try $0.setting(Self.setting(of: Console.actor)), try $0.coders().map(\.id))
    }
    if let setting { return setting }
    let known = coders.sorted(by: NaturalOrder.precedes).prefix(8).map { Wording.name($0) }
    throw ValidationError(
      "who codes? give --coder NAME, set VERBATIM_CODER, or say it once: verbatim coders default NAME"
        + (known.isEmpty ? "" : "; coders here: \(known.joined(separator: ", "))"))
  }
}
