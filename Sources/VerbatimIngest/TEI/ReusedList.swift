import CVectors
import Glibc

/// A list that is filled and emptied again and again: its room stays, emptying it costs nothing, and
/// adding costs little more than a store.
///
/// A copy of what has a list has the same one: whoever fills it empties it first.
final class ReusedList<Element: BitwiseCopyable>: RandomAccessCollection {
  // Safety: `room` elements, of which the first `count` were written; freed by `deinit`. The attribute saves
  // checks of each access, since nothing else has a part of the list in hand while it changes.
  @exclusivity(unchecked) private var base: UnsafeMutablePointer<Element>
  @exclusivity(unchecked) private var room = 16
  @exclusivity(unchecked) private(set) var count = 0

  init() {
    base = .allocate(capacity: room)
  }

  deinit { base.deallocate() }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      return base[index]
    }
    set {
      precondition(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  @inline(__always)
  func append(_ element: Element) {
    if count == room { makeRoom(for: 1) }
    base[count] = element
    count &+= 1
  }

  @inline(__always)
  func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let first = elements.baseAddress else { return }
    if elements.count > room &- count { makeRoom(for: elements.count) }
    (base + count).update(from: first, count: elements.count)
    count &+= elements.count
  }

  /// Adds a part of another list.
  func append(_ range: Range<Int>, of other: ReusedList) {
    precondition(range.lowerBound >= 0 && range.upperBound <= other.count)
    append(
      contentsOf: UnsafeBufferPointer(start: other.base + range.lowerBound, count: range.count))
  }

  @inline(never)
  private func makeRoom(for more: Int) {
    room = Swift.max(2 * room, count + more)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: room)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }

  func popLast() -> Element? {
    guard count > 0 else { return nil }
    count &-= 1
    return base[count]
  }

  func removeLast() {
    precondition(count > 0)
    count &-= 1
  }

  /// Keeps the first elements.
  func cut(to length: Int) {
    precondition(length >= 0 && length <= count)
    count = length
  }

  func removeAll() { count = 0 }

  /// - Parameter body: must not change the list.
  func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Element>) -> Result
  ) -> Result {
    body(UnsafeBufferPointer(start: base, count: count))
  }
}

extension ReusedList<UInt8> {
  /// Adds words with single spaces between them, and their Unicode scalars to `scalars`.
  ///
  /// - Returns: how many bytes these are: they end before white space that is none or more than one
  ///   space, before a space at the end, or at the end.
  func appendWords(_ bytes: UnsafeBufferPointer<UInt8>, counting scalars: inout Int) -> Int {
    guard let first = bytes.baseAddress else { return 0 }
    if bytes.count > room &- count { makeRoom(for: bytes.count) }
    // Safety: there is room for all.
    let length = cs_copy_words(first, bytes.count, base + count, &scalars)
    count &+= length
    return length
  }

  func contains(_ byte: UInt8) -> Bool {
    // Safety: as many bytes are there.
    memchr(base, Int32(byte), count) != nil
  }
}
