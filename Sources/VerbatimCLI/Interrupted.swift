import Glibc
import VerbatimQuery

/// The one thing that may end a command's search early: its time limit, or Ctrl-C.
///
/// The first Ctrl-C asks for what was found so far; a second one ends the process.
enum Interrupted {
  nonisolated(unsafe) private static var current: Interruption?

  /// Begins to listen. Called once, before the search.
  ///
  /// - Parameter seconds: the time limit; `nil` is none.
  static func listen(timeout seconds: Double?) -> Interruption {
    if let current { return current }
    let interruption = Interruption(timeout: seconds.map { .seconds($0) })
    current = interruption
    var action = sigaction()
    // Safety: the handler stores one atomic flag of an object that lives as long as the process.
    action.__sigaction_handler.sa_handler = { _ in Interrupted.current?.request() }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
    sigaction(SIGINT, &action, nil)
    return interruption
  }

  /// Whether the answer that was given is not all of it.
  static var isPartial: Bool { current?.didStop == true }

  static let note = "partial: stopped before the end; counts are of what was found so far"
}
