import ArgumentParser
import VerbatimFiles
import VerbatimStudy

/// Which codings count: the same options, and the same words for them, wherever codings are counted.
struct CountedCodings: ParsableArguments {
  @Option(help: "A theme with everything below it: an id, a path such as A/3, or a name.")
  var theme: String?

  @Option(help: "Only what these people coded, with commas between.")
  var coders: String?

  @Flag(help: "What rules coded counts too, though nobody has read it.")
  var rules = false

  func choice(countsBelow: Bool) -> CodingChoice {
    CodingChoice(
      coders: coders.map(NameList.names), includesRules: rules, countsBelow: countsBelow,
      theme: theme)
  }

  /// What was counted, for the notes of a table.
  ///
  /// - Parameter below: how codings of lower themes count.
  func scope(coders: [String], rulesLeftOut: Int, lost: Int, below: String) -> [String] {
    var first = coders.isEmpty ? "no codings" : "codings by \(coders.joined(separator: ", "))"
    if rules { first += " and by rules" }
    if rulesLeftOut > 0 {
      first += "; \(Count.of(rulesLeftOut, "coding")) by rules left out (--rules)"
    }
    var notes = [first, below]
    if lost > 0 {
      notes.append(
        "\(Count.of(lost, "coding")) on turns that are not there any more left out: verbatim check")
    }
    return notes
  }
}

/// Which codings a table counts, for their own themes or also for those above.
struct CodingOptions: ParsableArguments {
  @OptionGroup var counted: CountedCodings

  @Flag(help: "A coding counts for the themes above its own too.")
  var below = false

  var theme: String? { counted.theme }
  var choice: CodingChoice { counted.choice(countsBelow: below) }

  /// What was counted, for the notes of a table.
  func scope(coders: [String], rulesLeftOut: Int, lost: Int) -> [String] {
    counted.scope(
      coders: coders, rulesLeftOut: rulesLeftOut, lost: lost,
      below: below
        ? "a coding counts for its theme and those above"
        : "a coding counts for its own theme only (--below: for those above too)")
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
