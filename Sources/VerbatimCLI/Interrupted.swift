import Glibc
import VerbatimQuery

/// The one thing that may end a command early: its time limit, or Ctrl-C.
///
/// What looks through turns asks ``Interruption`` and gives what it has found. What counts whole tables has
/// no answer before its end: it is stopped from outside when the time is up and ``grace`` has passed. The
/// first Ctrl-C counts as the time being up; a second one ends the process.
enum Interrupted {
  nonisolated(unsafe) private static var current: Interruption?

  /// Seconds from the limit to the first line of the answer, after which there will be none; where some of
  /// it was found, which has to be put together, so many more.
  private static let grace: UInt32 = 2
  private static let patience: UInt32 = 28
  nonisolated(unsafe) private static var wasPatient = false

  /// Begins to listen. Called once, before the search.
  ///
  /// - Parameter seconds: the time limit; `nil` is none.
  static func listen(timeout seconds: Double?) -> Interruption {
    if let current { return current }
    let interruption = Interruption(timeout: seconds.map { .seconds($0) })
    current = interruption
    var asked = sigaction()
    // Safety: the handler stores one atomic flag of an object that lives as long as the process, and
    // calls `alarm`, which is allowed in handlers.
    asked.__sigaction_handler.sa_handler = { _ in
      Interrupted.current?.request()
      _ = alarm(Interrupted.grace)
    }
    asked.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
    sigaction(SIGINT, &asked, nil)
    var ended = sigaction()
    // Safety: the handler reads an atomic flag, writes constant bytes and ends the process.
    ended.__sigaction_handler.sa_handler = { _ in
      if Interrupted.isPartial, !Interrupted.wasPatient {
        Interrupted.wasPatient = true
        _ = alarm(Interrupted.patience)
        return
      }
      let line: StaticString =
        "verbatim: stopped: this has no partial answer; nothing was written\n"
      _ = write(STDERR_FILENO, line.utf8Start, line.utf8CodeUnitCount)
      _exit(Outcome.partial.rawValue)
    }
    ended.sa_flags = Int32(bitPattern: UInt32(SA_RESTART))
    sigaction(SIGALRM, &ended, nil)
    if let seconds { _ = alarm(UInt32(seconds.rounded(.up)) + grace) }
    return interruption
  }

  /// An answer is on its way: it is written whole.
  static func answers() {
    if current != nil { _ = alarm(0) }
  }

  /// Whether the answer that was given is not all of it.
  static var isPartial: Bool { current?.didStop == true }

  static let note = "partial: stopped before the end; counts are of what was found so far"
}
