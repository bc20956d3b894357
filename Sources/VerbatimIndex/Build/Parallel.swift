import Dispatch
import Synchronization

/// Work in numbered blocks, by several threads, whose results are taken in the order of the numbers:
/// what comes out does not depend on how many threads there are.
enum Parallel {
  private struct State<Output>: @unchecked Sendable {
    // Safety: only touched under the lock.
    var next = 0
    var taken = 0
    var waiting: [Int: Output] = [:]
    var failure: (any Error)?
  }

  /// - Parameters:
  ///   - work: runs on one of `threads` threads; gets the thread's number and the block's.
  ///   - take: gets every result, block 0 first, never two at a time.
  static func forEachBlock<Output>(
    of blocks: Int, threads: Int, work: (_ thread: Int, _ block: Int) throws -> Output,
    take: (Output) throws -> Void
  ) throws {
    if threads <= 1 || blocks <= 1 {
      for block in 0..<blocks { try take(try work(0, block)) }
      return
    }
    let state = Mutex(State<Output>())
    // Safety: concurrentPerform returns when every call has, so the closures outlive their use.
    withoutActuallyEscaping(work) { work in
      withoutActuallyEscaping(take) { take in
        let shared = Shared(work: work, take: take)
        DispatchQueue.concurrentPerform(iterations: min(threads, blocks)) { thread in
          while let block = next(of: blocks, state) { perform(block, thread, shared, state) }
        }
      }
    }
    if let failure = state.withLock({ Box(value: $0.failure) }).value { throw failure }
  }

  /// The results of two pieces of work, done at once where there are threads for it.
  static func both<One, Other>(
    threads: Int, _ one: () throws -> One, _ other: () throws -> Other
  ) throws -> (One, Other) {
    if threads <= 1 { return (try one(), try other()) }
    var results: (one: One?, other: Other?)
    try forEachBlock(of: 2, threads: 2) { _, block -> (One?, Other?) in
      block == 0 ? (try one(), nil) : (nil, try other())
    } take: {
      results = ($0.0 ?? results.one, $0.1 ?? results.other)
    }
    guard let one = results.one, let other = results.other else {
      preconditionFailure("both blocks have been taken")
    }
    return (one, other)
  }

  /// The number of the next block; `nil` where there is none, or where one has failed.
  private static func next<Output>(of blocks: Int, _ state: borrowing Mutex<State<Output>>) -> Int?
  {
    state.withLock { state in
      guard state.failure == nil, state.next < blocks else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  private static func perform<Output>(
    _ block: Int, _ thread: Int, _ shared: Shared<Output>, _ state: borrowing Mutex<State<Output>>
  ) {
    do {
      let output = Box(value: try shared.work(thread, block))
      try state.withLock { state in
        state.waiting[block] = output.value
        while let ready = state.waiting.removeValue(forKey: state.taken) {
          state.taken += 1
          try shared.take(ready)
        }
      }
    } catch {
      let box = Box(value: error)
      state.withLock { state in
        if state.failure == nil { state.failure = box.value }
      }
    }
  }

  /// Safety: `work` is called with distinct threads and blocks, `take` under the lock; what they
  /// share is the caller's to keep apart.
  private struct Shared<Output>: @unchecked Sendable {
    let work: (Int, Int) throws -> Output
    let take: (Output) throws -> Void
  }

  private struct Box<Value>: @unchecked Sendable {
    let value: Value
  }
}
