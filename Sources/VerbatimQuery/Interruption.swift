import Synchronization

/// Ends a long search where it stands: a time limit, or somebody's wish. What was found so far is the
/// answer, and ``didStop`` says that it is not all.
///
/// One value serves everything that one command does; safe to share between threads.
public final class Interruption: Sendable, Equatable {
  private let deadline: ContinuousClock.Instant?
  private let isRequested = Atomic<Bool>(false)
  private let isStopped = Atomic<Bool>(false)

  /// - Parameter timeout: from now; `nil` is none.
  public init(timeout: Duration? = nil) {
    deadline = timeout.map { ContinuousClock.now + $0 }
  }

  public var hasDeadline: Bool { deadline != nil }

  /// Asks for an end. Safe in a signal handler.
  public func request() {
    isRequested.store(true, ordering: .relaxed)
  }

  /// True where work should end now. Cost: a look at the clock, some 30 ns.
  public func stops() -> Bool {
    if !isRequested.load(ordering: .relaxed) {
      guard let deadline, ContinuousClock.now >= deadline else { return false }
    }
    isStopped.store(true, ordering: .relaxed)
    return true
  }

  /// Whether work was ended: ``stops()`` said so once.
  public var didStop: Bool { isStopped.load(ordering: .relaxed) }

  public static func == (left: Interruption, right: Interruption) -> Bool { left === right }
}
