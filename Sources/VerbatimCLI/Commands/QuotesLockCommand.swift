import ArgumentParser
import VerbatimIndex
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy

struct QuotesLockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Writes a lock of the quotations that manuscripts use, for the paper's repository.",
    discussion: """
      The lock holds places and keyed digests, no words: it can be published without the transcripts, and \
      verify --locked checks it where the paper is kept. Its key is made by the first lock, stays in the \
      study (keys/quotes.key) and is given to CI as VERBATIM_QUOTES_KEY. Quotations that are altered, \
      misattributed or not found are left out, and the exit code is then 1.

        verbatim quotes lock corpus/manuscript.md --output paper.lock
        verbatim quotes lock --reissue --output paper.lock
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var reading: LockedManuscriptOptions

  @Option(help: "The lock's file.", completion: .file(extensions: ["lock"]))
  var output = "quotes.lock"

  @Flag(help: "Takes the quotations from the lock itself and writes their places anew.")
  var reissue = false

  func validate() throws {
    if reissue, !reading.files.isEmpty {
      throw ValidationError("--reissue takes the quotations from the lock: name no manuscript")
    }
    if !reissue, reading.files.isEmpty {
      throw ValidationError("name the manuscripts whose quotations are to be locked")
    }
  }

  func run() throws {
    if reissue { return try writeAnew() }
    let manuscripts = try reading.options.read()
    let writer = try study.writer("quotes lock")
    StudyOptions.sayIfEmpty(writer.index)
    let items = try reading.options.verify(
      manuscripts, of: writer.study, in: writer.index, try StudyThemes(writer.database))
    // Half a lock would say that the rest is not quoted.
    if Interrupted.isPartial { throw Outcome.partial }
    let checked = items.flatMap(\.verdicts).filter { $0.tier != nil }
    guard checked.contains(where: { $0.tier?.isLocated == true }) else {
      Console.say(
        checked.isEmpty
          ? "no quotations found: nothing to lock"
          : "no quotation could be located: "
            + "nothing to lock; next: verbatim quotes verify \(names)")
      throw Outcome.noResults
    }
    let (key, isNew) = try writer.quoteKey()
    let lock = QuoteLock(
      keyID: key.id, entries: checked.compactMap { QuoteLock.Entry($0, key: key) })
    try writer.write(lock, to: output, key: key)
    let left = checked.count { $0.tier?.isLocated != true }
    Console.say(
      "\(Wording.name(output)): \(Count.of(lock.entries.count, "quotation")) of "
        + Wording.count(lock.people.count, "person", "people"))
    if isNew {
      Console.say(
        "made the key of this study's locks: \(writer.study.folder.quoteKey), for you alone; give its "
          + "content to CI as \(QuotesVerifyCommand.keyVariable)")
    }
    guard left == 0 else {
      Console.say(
        "\(left) of \(checked.count) not locked: they are not as they were said; next: "
          + "verbatim quotes verify \(names)")
      throw Outcome.noResults
    }
    Console.say(
      "next: verbatim quotes verify \(names) --locked --lock \(Wording.shellWord(output))")
  }

  private var names: String { reading.files.map(Wording.shellWord).joined(separator: " ") }

  private func writeAnew() throws {
    let writer = try study.writer("quotes lock")
    let rebase = try writer.reissueLock(at: output)
    let lost = rebase.outcomes.count - rebase.lock.entries.count
    Console.say(
      "\(Wording.name(output)): \(rebase.count(.intact)) as they were, \(rebase.count(.moved)) moved, "
        + "\(lost) left out")
    for outcome in rebase.outcomes where outcome.new == nil {
      Console.say("  \(outcome.old.id): \(Wording.words(outcome.state))")
    }
    if lost > 0 { throw Outcome.noResults }
  }
}

/// The same as ``ManuscriptOptions``, with no file at all allowed.
struct LockedManuscriptOptions: ParsableArguments {
  @Argument(help: "The manuscripts.", completion: .file())
  var files: [String] = []

  @Option(name: .customLong("as"), help: "What they are written in, where the names do not say it.")
  var kind: ManuscriptFormat?

  @Option(
    help: ArgumentHelp(
      "Quotations in marks with fewer words are taken only where somebody is named.",
      valueName: "n"))
  var minWords = 4

  @Flag(help: "Quotations with omissions may run over the turns of one exchange.")
  var exchange = false

  func validate() throws {
    guard (1...1000).contains(minWords) else {
      throw ValidationError("--min-words takes a number from 1 to 1000")
    }
  }

  var options: ManuscriptReading {
    ManuscriptReading(files: files, kind: kind, minWords: minWords, exchange: exchange)
  }
}
