import Glibc

/// Memory for tables that are read here and there: zero at first, and in large pages where it is large
/// and the system gives them, since a page table walk costs more than the word that is wanted.
struct LargeMemory {
  let base: UnsafeMutableRawPointer
  let count: Int

  private static let page = 2 << 20
  /// From here on it is worth a page of its own.
  private static let least = page / 2

  /// Zeroed memory for `count` bytes. Like any allocation, it ends the process where there is none.
  init(count: Int) {
    self.count = count
    guard count >= Self.least else {
      guard let memory = calloc(max(count, 1), 1) else { preconditionFailure("no memory") }
      base = memory
      return
    }
    // Safety: a new mapping of nothing; what lies outside of the aligned part is given back.
    let length = Self.length(count)
    guard
      let memory = mmap(
        nil, length + Self.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { preconditionFailure("no memory") }
    let skipped = (Self.page - Int(bitPattern: memory) % Self.page) % Self.page
    if skipped > 0 { munmap(memory, skipped) }
    base = memory + skipped
    munmap(base + length, Self.page - skipped)
    madvise(base, length, 14)  // MADV_HUGEPAGE; a system without it refuses, which does no harm
  }

  func deallocate() {
    if count >= Self.least { munmap(base, Self.length(count)) } else { free(base) }
  }

  private static func length(_ count: Int) -> Int { (count + page - 1) / page * page }
}

/// A column of values in ``LargeMemory``, zeros at first.
final class LargeColumn<Value: BitwiseCopyable> {
  private let memory: LargeMemory
  let base: UnsafeMutablePointer<Value>
  let count: Int

  init(count: Int) {
    self.count = count
    memory = LargeMemory(count: count * MemoryLayout<Value>.stride)
    base = memory.base.bindMemory(to: Value.self, capacity: max(count, 1))
  }

  deinit { memory.deallocate() }

  var values: UnsafeBufferPointer<Value> { UnsafeBufferPointer(start: base, count: count) }
}
