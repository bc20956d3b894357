import ArgumentParser
import Foundation
import Glibc
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct WithdrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Erases a person's words from the study, and proves it with a certificate.",
    discussion: """
      First shows what would go: turns, codings, texts that quote, turns of others that repeat. Then, once \
      confirmed, rewrites sources, index and database, looks through every byte of the study for the \
      words, and writes a certificate. --mode redact leaves each turn in its place with a mark; --mode \
      remove takes the turns out, and others renumber; --mode embargo erases nothing and hides the person \
      from every command until --lift. An interrupted withdrawal is finished by the next \
      command that writes.

        verbatim withdraw fg2/P3 --dry-run
        verbatim withdraw fg4/P2 --mode remove --originals --yes
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Argument(help: "Whose words: a label, or a session and a label: fg2/P3.")
  var person: String?

  /// What becomes of the turns.
  enum Mode: String, CaseIterable, ExpressibleByArgument {
    case redact, remove, embargo
  }

  @Option(help: "What becomes of the turns.")
  var mode = Mode.redact

  @Flag(help: "Shows a person again whom --mode embargo hid.")
  var lift = false

  @Flag(help: "Does it without a question.")
  var yes = false

  @Flag(name: .customLong("dry-run"), help: "Shows what would go; changes nothing.")
  var dryRun = false

  @Flag(help: "Rewrites the files outside of the study that the sources were copied from as well.")
  var originals = false

  @Option(
    name: .customLong("quote-words"),
    help: "So many of their words in a row make a quotation of them.")
  var quoteWords = WithdrawalRequest.leastQuoteWords

  @Flag(help: "Finishes a withdrawal that was interrupted.")
  var resume = false

  func validate() throws {
    if (person == nil) != resume { throw ValidationError("say whose words, or --resume") }
    if quoteWords < 2 { throw ValidationError("--quote-words must be 2 or more") }
  }

  func run() throws {
    guard let person else { return try finish() }
    let writer = try study.writer("withdraw")
    if lift || mode == .embargo { return try hide(person, writer) }
    let mode = mode == .remove ? WithdrawalRequest.Mode.remove : .redact
    let plan = try writer.planWithdrawal(
      WithdrawalRequest(person: person, mode: mode, quoteWords: quoteWords))
    let isText = format.chosen != .json && format.chosen != .jsonl
    if isText {
      let codebook = try writer.database.read { try $0.codebook() }
      WithdrawReport.write(plan.preview, codebook)
    } else if !yes || dryRun {
      Console.write(WithdrawReport.json(plan.preview) + "\n")
    }
    if dryRun { return Console.say("nothing is changed: this was a dry run") }
    guard yes || isText && Self.isConfirmed() else {
      Console.say("nothing is changed; --yes does it")
      throw Outcome.failed
    }
    let rewritten = originals ? plan.preview.originals.map(\.path) : []
    let certificate = try writer.withdraw(plan, originals: Set(rewritten))
    try reissueLocks(writer, without: Set(plan.preview.people))
    try show(certificate, isText)
  }

  /// Locks of quotations that are still where they were written: without the person's, and with the places
  /// that others' words now have.
  private func reissueLocks(_ writer: StudyWriter, without people: Set<String>) throws {
    let locks = try writer.database.read { try $0.writtenLocks() }
    for path in Set(locks.map(\.path)).sorted() where FileManager.default.fileExists(atPath: path) {
      do {
        let rebase = try writer.reissueLock(at: path, dropping: people)
        let kept = Count.of(rebase.lock.entries.count, "quotation")
        Console.say("\(path): \(kept) kept, places as they are now; copies of it are not reached")
      } catch {
        Console.complain(error)
      }
    }
  }

  /// Nothing is erased, so that nothing has to be confirmed.
  private func hide(_ person: String, _ writer: StudyWriter) throws {
    guard !dryRun else { throw ValidationError("--dry-run is for redact and remove") }
    let report = try lift ? writer.lift(person) : writer.embargo(person)
    let who = report.people.joined(separator: ", ")
    guard report.isChanged else {
      return Console.say("\(who): \(lift ? "was not hidden" : "is hidden already")")
    }
    Console.say(
      "\(who): \(Count.of(report.turns, "turn")) and \(Count.of(report.codings, "coding")) "
        + (lift
          ? "shown again"
          : "hidden; the study still has the words: --lift shows them, --mode redact erases them"))
  }

  private func finish() throws {
    guard try study.open().pendingWithdrawal() != nil else {
      throw WithdrawalProblem.nothingPending
    }
    // Whoever writes finishes it, and says so.
    _ = try study.writer("withdraw")
  }

  private func show(_ certificate: WithdrawalCertificate, _ isText: Bool) throws {
    if isText {
      WithdrawReport.write(certificate)
    } else {
      Console.write(String(decoding: try certificate.json(), as: UTF8.self))
    }
    // The words are still somewhere: not all of what was asked is done.
    if !certificate.isClean { throw Outcome.partial }
  }

  /// Asks a person; nobody there is a no.
  private static func isConfirmed() -> Bool {
    guard isatty(STDIN_FILENO) == 1 else { return false }
    Console.say("This cannot be undone. Type yes to go on:")
    return readLine(strippingNewline: true) == "yes"
  }
}
