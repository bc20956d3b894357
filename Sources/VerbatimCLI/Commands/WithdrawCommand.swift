import ArgumentParser
import Glibc
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct WithdrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract:
      "Erases a person's words, or a session, from the study, and proves it with a certificate.",
    discussion: """
      First shows what would go: turns, codings, texts that quote, turns of others that repeat. Then, once \
      confirmed, rewrites sources, index and database, looks through every byte of the study for the \
      words, and writes a certificate. --mode redact leaves each turn in its place with a mark; --mode \
      remove takes the turns out, and others renumber; --mode embargo erases nothing and hides the person \
      from every command until --lift. --session takes a whole session out, or hides it with --mode \
      embargo. An interrupted withdrawal is finished by the next command that writes.

        verbatim withdraw fg2/P3 --dry-run
        verbatim withdraw fg4/P2 --mode remove --originals --yes
        verbatim withdraw --session fg5 --dry-run
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Argument(help: "Whose words: a label, or a session and a label: fg2/P3.")
  var person: String?

  @Option(help: "All of a session instead, by its id.")
  var session: String?

  /// What becomes of the turns.
  enum Mode: String, CaseIterable, ExpressibleByArgument {
    case redact, remove, embargo
  }

  @Option(help: "What becomes of the turns (default: redact; of a session: remove).")
  var mode: Mode?

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
    guard [person != nil, session != nil, resume].count(where: { $0 }) == 1 else {
      throw ValidationError("say whose words, --session with an id, or --resume")
    }
    if session != nil, mode == .redact {
      throw ValidationError(
        "--mode redact keeps the places of turns between those of others: of a whole session say remove "
          + "or embargo")
    }
    if quoteWords < 2 { throw ValidationError("--quote-words must be 2 or more") }
  }

  func run() throws {
    if resume { return try finish() }
    let subject: WithdrawalRequest.Subject =
      session.map { .session($0) } ?? .person(person ?? "")
    let writer = try study.writer("withdraw")
    if lift || mode == .embargo { return try hide(subject, writer) }
    let request: WithdrawalRequest
    switch subject {
    case .session(let id): request = WithdrawalRequest(session: id, quoteWords: quoteWords)
    case .person(let person):
      request = WithdrawalRequest(
        person: person, mode: mode == .remove ? .remove : .redact, quoteWords: quoteWords)
    }
    let plan = try writer.planWithdrawal(request)
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
    try show(certificate, isText)
  }

  /// Nothing is erased, so that nothing has to be confirmed.
  private func hide(_ subject: WithdrawalRequest.Subject, _ writer: StudyWriter) throws {
    guard !dryRun else { throw ValidationError("--dry-run is for redact and remove") }
    let report = try lift ? writer.lift(subject) : writer.embargo(subject)
    let who = report.names.joined(separator: ", ")
    guard report.isChanged else {
      return Console.say("\(who): \(lift ? "was not hidden" : "is hidden already")")
    }
    Console.say(
      "\(who): \(Count.of(report.turns, "turn"))"
        + (report.memos > 0 ? ", \(Count.of(report.memos, "memo"))" : "")
        + " and \(Count.of(report.codings, "coding")) "
        + (lift
          ? "shown again"
          : "hidden; the study still has the words: --lift shows them, "
            + "--mode \(session == nil ? "redact" : "remove") erases them"))
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
