import ArgumentParser
import VerbatimFiles
import VerbatimStudy

/// Which codings a table counts.
struct CodingOptions: ParsableArguments {
  @Option(help: "A theme with everything below it: an id, a path such as A/3, or a name.")
  var theme: String?

  @Option(help: "Only what these people coded, with commas between.")
  var coders: String?

  @Flag(help: "A coding counts for the themes above its own too.")
  var below = false

  @Flag(help: "What rules coded counts too, though nobody has read it.")
  var rules = false

  var choice: CodingChoice {
    CodingChoice(
      coders: coders.map(NameList.names), includesRules: rules, countsBelow: below, theme: theme)
  }

  /// What was counted, for the notes of a table.
  func scope(coders: [String], rulesLeftOut: Int, lost: Int) -> [String] {
    var first = coders.isEmpty ? "no codings" : "codings by \(coders.joined(separator: ", "))"
    if rules { first += " and by rules" }
    if rulesLeftOut > 0 {
      first += "; \(Count.of(rulesLeftOut, "coding")) by rules left out (--rules)"
    }
    var notes = [
      first,
      below
        ? "a coding counts for its theme and those above"
        : "a coding counts for its own theme only (--below: for those above too)",
    ]
    if lost > 0 {
      notes.append(
        "\(Count.of(lost, "coding")) on turns that are not there any more left out: verbatim check")
    }
    return notes
  }
}

/// Writes a picture beside the answer.
enum PictureFile {
  static func write(_ svg: String, to path: String) throws {
    let declared = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg
    try AtomicFile.write(Array(declared.utf8), to: path)
    Console.say("wrote \(Wording.shellWord(path))")
  }
}
