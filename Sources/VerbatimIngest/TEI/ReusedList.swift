import Glibc

/// A list that is filled and emptied again and again: its room stays, emptying it costs nothing, and
/// adding costs little more than a store. A copy costs all of the room.
struct ReusedList<Element: BitwiseCopyable>: RandomAccessCollection, MutableCollection {
  /// What is behind the first ``count`` was left over.
  private var room: [Element] = []
  private(set) var count = 0

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Element {
    get {
      precondition(index < count)
      return room[index]
    }
    set {
      precondition(index < count)
      room[index] = newValue
    }
  }

  mutating func append(_ element: Element) {
    if count == room.count { makeRoom(for: 1, filledWith: element) }
    room[count] = element
    count += 1
  }

  mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let first = elements.first else { return }
    let (start, end) = (count, count + elements.count)
    if end > room.count { makeRoom(for: elements.count, filledWith: first) }
    room.withUnsafeMutableBufferPointer {
      _ = UnsafeMutableBufferPointer(rebasing: $0[start..<end]).update(fromContentsOf: elements)
    }
    count = end
  }

  private mutating func makeRoom(for more: Int, filledWith element: Element) {
    room.append(contentsOf: repeatElement(element, count: Swift.max(room.count, more, 16)))
  }

  mutating func removeLast() {
    precondition(count > 0)
    count -= 1
  }

  /// Keeps the first elements.
  mutating func cut(to length: Int) {
    precondition(length <= count)
    count = length
  }

  mutating func removeAll() { count = 0 }

  func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Element>) -> Result
  ) -> Result {
    room.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }
}

extension ReusedList<UInt8> {
  func contains(_ byte: UInt8) -> Bool {
    // Safety: as many bytes are there.
    withUnsafeBufferPointer {
      $0.baseAddress.map { start in memchr(start, Int32(byte), count) != nil } ?? false
    }
  }
}
