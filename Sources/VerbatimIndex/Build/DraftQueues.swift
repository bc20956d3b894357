import Dispatch
import Synchronization
import VerbatimCorpus

/// Hands sessions to the drafts of several threads as they come: each to the one that has the least to
/// do. What is under way is bounded, so that a reader does not run ahead of the analysis.
final class DraftQueues: Sendable {
  private struct State {
    /// Bytes of text under way, by draft.
    var underWay: [Int]
    var failure: (any Error)?

    var total: Int { underWay.reduce(0, +) }
  }

  /// Safety: each draft is used on its queue alone, until ``wait()`` has returned.
  private struct Work: @unchecked Sendable {
    let drafts: [SegmentDraft]
  }

  private let work: Work
  private let queues: [DispatchQueue]
  private let state: Mutex<State>
  private let group = DispatchGroup()
  private let done = DispatchSemaphore(value: 0)

  /// Bytes of text that may be under way beside the session that is added.
  private static let most = 4 << 20

  init(_ drafts: [SegmentDraft]) {
    work = Work(drafts: drafts)
    queues = drafts.indices.map { DispatchQueue(label: "verbatim.draft.\($0)") }
    state = Mutex(State(underWay: [Int](repeating: 0, count: drafts.count)))
  }

  /// Adds a session to one of the drafts, soon. What goes wrong is thrown by ``wait()``.
  func add(_ transcript: Transcript, textBytes: Int, fingerprint: Digest) {
    // Every session has some weight, so that many small ones are bounded too.
    let weight = textBytes + 1024
    while state.withLock({ $0.total > Self.most }) { done.wait() }
    let draft = state.withLock { state in
      var least = 0
      for index in state.underWay.indices where state.underWay[index] < state.underWay[least] {
        least = index
      }
      state.underWay[least] += weight
      return least
    }
    queues[draft].async(group: group) { [self] in
      var problem: (any Error)?
      do {
        try work.drafts[draft].add(transcript, fingerprint: fingerprint)
      } catch {
        problem = error
      }
      let failure = Failure(error: problem)
      state.withLock { state in
        state.underWay[draft] -= weight
        if state.failure == nil { state.failure = failure.error }
      }
      done.signal()
    }
  }

  private struct Failure: @unchecked Sendable {
    let error: (any Error)?
  }

  /// Returns when all that was added is in the drafts; throws the first problem since the last call.
  func wait() throws {
    group.wait()
    let failure = state.withLock { state in
      defer { state.failure = nil }
      return Failure(error: state.failure)
    }
    if let error = failure.error { throw error }
  }
}
