import Glibc

/// Bytes that grow at the end, written through pointers: for loops in which an array's checks and
/// reference counts are what costs.
///
/// A buffer belongs to one thread, so its exclusivity need not be checked at each access.
final class ByteBuffer {
  @exclusivity(unchecked) private(set) var base: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var capacity: Int
  @exclusivity(unchecked) private(set) var count = 0

  init(capacity: Int = 1 << 12) {
    self.capacity = capacity
    base = Self.room(nil, capacity)
  }

  deinit { free(base) }

  /// Like any allocation, ends the process where there is none. Large memory is moved, not copied.
  private static func room(
    _ old: UnsafeMutablePointer<UInt8>?, _ capacity: Int
  ) -> UnsafeMutablePointer<UInt8> {
    // Safety: the memory is this buffer's own, from here.
    guard let room = realloc(old, max(capacity, 1)) else { preconditionFailure("no memory") }
    return room.assumingMemoryBound(to: UInt8.self)
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Room for `bytes` more; ``advance(to:)`` says how much of it was used.
  @inline(__always)
  func room(_ bytes: Int) -> UnsafeMutablePointer<UInt8> {
    if count + bytes > capacity { grow(count + bytes) }
    return base + count
  }

  /// The end of what can be written without asking for more room.
  @inline(__always)
  var end: UnsafeMutablePointer<UInt8> { base + capacity }

  @inline(__always)
  func advance(to end: UnsafeMutablePointer<UInt8>) { count = end - base }

  func removeAll() { count = 0 }

  /// Removes all, and gives the memory back.
  func release() {
    capacity = 1
    count = 0
    base = Self.room(base, capacity)
  }

  /// Each gets what the other has.
  func exchange(with other: ByteBuffer) {
    (base, other.base) = (other.base, base)
    (capacity, other.capacity) = (other.capacity, capacity)
    (count, other.count) = (other.count, count)
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    let room = room(bytes.count)
    UnsafeMutableRawPointer(room).copyMemory(from: start, byteCount: bytes.count)
    advance(to: room + bytes.count)
  }

  func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  @inline(__always)
  func varint(_ value: Int) {
    var writer = RecordWriter(room(10))
    writer.varint(UInt64(bitPattern: Int64(value)))
    advance(to: writer.next)
  }

  private func grow(_ least: Int) {
    capacity = max(capacity, 1)
    while capacity < least { capacity *= 2 }
    base = Self.room(base, capacity)
  }
}
