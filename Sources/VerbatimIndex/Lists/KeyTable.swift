import CVectors

/// Sorted keys, front-coded in blocks of 16, each with a payload: the term dictionary, the relations
/// and the facets are tables of this shape.
///
/// ```
/// keys    = u64 count , u64 blocks , blocks × u64 block offset , { block } ;
/// block   = varint payload offset , 16 × entry ;            fewer in the last block
/// entry   = varint shared , varint suffix length , suffix , varint payload length ;
/// ```
/// Payloads stand in a second section in the order of the keys, so that a range of keys is a range
/// of bytes. The first entry of a block shares nothing. Finding costs a binary search over blocks
/// and at most 16 entries; walking, one decode an entry.
struct KeyTable {
  static let blockSize = 16

  private let section: UnsafeRawBufferPointer
  private let lists: UnsafeRawBufferPointer
  let count: Int
  private let blockCount: Int

  init?(keys: UnsafeRawBufferPointer, lists: UnsafeRawBufferPointer) {
    var reader = ByteReader(keys)
    let count = reader.u64()
    let blocks = reader.u64()
    guard !reader.failed, count < 1 << 40, blocks == (count + 15) / 16,
      blocks * 8 <= UInt64(keys.count - 16)
    else { return nil }
    self.count = Int(count)
    blockCount = Int(blocks)
    section = keys
    self.lists = lists
  }

  fileprivate func reader(ofBlock block: Int) -> ByteReader {
    var table = ByteReader(section, at: 16 + 8 * block)
    let offset = table.u64()
    return ByteReader(section, at: offset <= UInt64(section.count) ? Int(offset) : -1)
  }

  /// Has the memory fetched that says where an entry's block lies.
  @inline(__always)
  func prefetchOffset(of ordinal: Int) {
    guard ordinal >= 0, ordinal < count, let base = section.baseAddress else { return }
    verbatim_prefetch(base + (16 + 8 * (ordinal / Self.blockSize)))
  }

  /// Has the memory of an entry's block fetched.
  @inline(__always)
  func prefetch(_ ordinal: Int) {
    guard ordinal >= 0, ordinal < count, let base = section.baseAddress else { return }
    var table = ByteReader(section, at: 16 + 8 * (ordinal / Self.blockSize))
    let offset = table.u64()
    guard offset < UInt64(section.count) else { return }
    // A hint: any address will do.
    verbatim_prefetch(base + Int(offset))
    verbatim_prefetch(base + Int(offset) + 64)
    verbatim_prefetch(base + Int(offset) + 128)
  }

  /// Has the memory fetched in which an entry's payload stands, if those of its block are short.
  @inline(__always)
  func prefetchPayload(of ordinal: Int) {
    guard ordinal >= 0, ordinal < count, let base = lists.baseAddress else { return }
    var block = self.reader(ofBlock: ordinal / Self.blockSize)
    let offset = block.count()
    guard !block.failed, offset < lists.count else { return }
    verbatim_prefetch(base + offset)
    verbatim_prefetch(base + offset + 64)
  }

  /// Bytes that a payload may lie in.
  fileprivate var payloads: UnsafeRawBufferPointer { lists }

  /// The key and the payload of one entry, the key into `key`; `nil` where there is none, or the table
  /// is damaged. Cost: the entries of its block up to it, 5 ns each.
  func entry(_ ordinal: Int, into key: ByteBuffer) -> UnsafeRawBufferPointer? {
    guard ordinal >= 0, ordinal < count else { return nil }
    key.removeAll()
    var reader = self.reader(ofBlock: ordinal / Self.blockSize)
    var payload = reader.count()
    var length = 0
    for _ in 0...ordinal % Self.blockSize {
      payload += length
      let shared = reader.count()
      let rest = reader.slice(reader.count())
      length = reader.count()
      guard !reader.failed, shared <= key.count else { return nil }
      key.advance(to: key.base + shared)
      if rest.count <= 16, reader.bytes.count - reader.offset >= 16, let from = rest.baseAddress {
        // Safety: sixteen bytes can be read from the rest on, and there is room for as many.
        let room = key.room(16)
        UnsafeMutableRawPointer(room).storeBytes(
          of: from.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        key.advance(to: room + rest.count)
      } else {
        key.append(rest)
      }
    }
    guard payload + length <= lists.count else { return nil }
    return UnsafeRawBufferPointer(rebasing: lists[payload..<payload + length])
  }

  /// Walks entries from `ordinal` on while `body` returns true. `body` gets the ordinal, the key and
  /// the payload, valid only during the call. Returns false where the table is damaged.
  @inline(__always)
  @discardableResult
  func walk(
    from ordinal: Int, _ body: (Int, UnsafeBufferPointer<UInt8>, UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    guard ordinal < count, ordinal >= 0 else { return true }
    var cursor = KeyCursor(self, from: ordinal)
    while cursor.next() {
      let goesOn = cursor.withKey { body(cursor.ordinal, $0, cursor.payload) }
      if !goesOn { return true }
    }
    return !cursor.failed
  }

  /// A cursor whose first ``KeyCursor/next()`` gives the first key that is not below `key`.
  /// Cost: a binary search over blocks and at most 16 entries.
  func cursor(atOrAbove key: [UInt8]) -> KeyCursor {
    var low = 0
    var high = blockCount
    key.withUnsafeBytes { key in
      let start = Self.head(key)
      while low < high {
        let middle = (low + high) / 2
        let first = firstKey(ofBlock: middle)
        let mine = Self.head(first)
        // Eight bytes decide nearly always.
        let isBelow = mine != start ? mine < start : Self.precedes(first, key)
        if isBelow { low = middle + 1 } else { high = middle }
      }
    }
    // The first block whose first key is not below is `low`: the answer is in the block before it,
    // or is that first key.
    var cursor = KeyCursor(self, from: max(0, low - 1) * Self.blockSize)
    while cursor.next() {
      let isBelow = cursor.withKey { mine in
        key.withUnsafeBytes { Self.precedes(UnsafeRawBufferPointer(mine), $0) }
      }
      if !isBelow {
        cursor.repeatEntry()
        break
      }
    }
    return cursor
  }

  /// Empty where the block is damaged.
  @inline(__always)
  private func firstKey(ofBlock block: Int) -> UnsafeRawBufferPointer {
    var reader = self.reader(ofBlock: block)
    _ = reader.count()
    _ = reader.count()
    return reader.slice(reader.count())
  }

  /// The first eight bytes as a number that sorts as they do; zeros for those that are not there.
  @inline(__always)
  private static func head(_ key: UnsafeRawBufferPointer) -> UInt64 {
    if key.count >= 8 {
      // Safety: eight bytes were just counted.
      return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
    }
    var head: UInt64 = 0
    for byte in key { head = head << 8 | UInt64(byte) }
    return key.isEmpty ? 0 : head << UInt64(64 - 8 * key.count)
  }

  /// Ordinal of the first key that is not below `key`; ``count`` where all are.
  func lowerBound(_ key: [UInt8]) -> Int {
    var cursor = self.cursor(atOrAbove: key)
    return cursor.next() ? cursor.ordinal : count
  }

  /// The payload of exactly `key`.
  func payload(of key: [UInt8]) -> UnsafeRawBufferPointer? {
    var cursor = self.cursor(atOrAbove: key)
    guard cursor.next(), cursor.withKey({ $0.elementsEqual(key) }) else { return nil }
    return cursor.payload
  }

  /// Walks all keys that begin with `prefix`, in order, while `body` returns true.
  @inline(__always)
  @discardableResult
  func walk(
    prefix: [UInt8], _ body: (Int, UnsafeBufferPointer<UInt8>, UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    var cursor = self.cursor(atOrAbove: prefix)
    while cursor.next() {
      let goesOn = cursor.withKey { key in
        key.starts(with: prefix) && body(cursor.ordinal, key, cursor.payload)
      }
      if !goesOn { return true }
    }
    return !cursor.failed
  }

  @inline(__always)
  private static func precedes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    for i in 0..<min(a.count, b.count) where a[i] != b[i] { return a[i] < b[i] }
    return a.count < b.count
  }
}

/// Goes through the entries of a ``KeyTable`` in order. Cost: about 20 ns an entry.
struct KeyCursor {
  private let table: KeyTable
  private var reader: ByteReader
  private var nextOrdinal: Int
  private var nextPayload = 0
  private var key: [UInt8] = []
  private var keyCount = 0
  private(set) var ordinal = 0
  /// Valid as long as the table's bytes are.
  private(set) var payload = UnsafeRawBufferPointer(start: nil, count: 0)
  private(set) var failed = false
  private var isRepeated = false

  /// - Precondition: `ordinal` is not negative.
  init(_ table: KeyTable, from ordinal: Int) {
    self.table = table
    reader = ByteReader(UnsafeRawBufferPointer(start: nil, count: 0))
    nextOrdinal = ordinal / KeyTable.blockSize * KeyTable.blockSize
    while nextOrdinal < ordinal, next() {}
  }

  /// The key of the entry.
  @inline(__always)
  func withKey<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    key.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<keyCount])) }
  }

  /// Makes ``next()`` give this entry once more.
  mutating func repeatEntry() { isRepeated = true }

  /// Goes on to the next entry; false at the end, or where the table is damaged.
  mutating func next() -> Bool {
    if isRepeated {
      isRepeated = false
      return true
    }
    guard nextOrdinal < table.count, !failed else { return false }
    if nextOrdinal % KeyTable.blockSize == 0 {
      reader = table.reader(ofBlock: nextOrdinal / KeyTable.blockSize)
      nextPayload = reader.count()
      keyCount = 0
    }
    let shared = reader.count()
    let suffix = reader.slice(reader.count())
    let length = reader.count()
    guard !reader.failed, shared <= keyCount, nextPayload + length <= table.payloads.count else {
      failed = true
      return false
    }
    keyCount = shared + suffix.count
    if key.count < keyCount {
      key.append(contentsOf: repeatElement(0, count: keyCount + 64 - key.count))
    }
    key.withUnsafeMutableBytes { bytes in
      // Safety: there are `keyCount` bytes, of which the last ones take the suffix.
      guard let to = bytes.baseAddress, let from = suffix.baseAddress else { return }
      (to + shared).copyMemory(from: from, byteCount: suffix.count)
    }
    payload = UnsafeRawBufferPointer(
      rebasing: table.payloads[nextPayload..<nextPayload + length])
    nextPayload += length
    ordinal = nextOrdinal
    nextOrdinal += 1
    return true
  }
}

/// Writes a ``KeyTable`` from keys in ascending order; who writes the payloads says how long each is.
struct KeyTableWriter {
  private let body = ByteBuffer()
  private var blockOffsets: [Int] = []
  private var payloads = 0
  private var previous: [UInt8] = []
  private var count = 0

  mutating func append(key: [UInt8], payloadLength: Int) {
    key.withUnsafeBytes { append(key: $0, payloadLength: payloadLength) }
  }

  mutating func append(key: UnsafeRawBufferPointer, payloadLength: Int) {
    var shared = 0
    if count % KeyTable.blockSize == 0 {
      blockOffsets.append(body.count)
      body.varint(payloads)
    } else {
      let most = min(key.count, previous.count)
      while shared < most, key[shared] == previous[shared] { shared += 1 }
    }
    body.varint(shared)
    body.varint(key.count - shared)
    body.append(UnsafeRawBufferPointer(rebasing: key[shared...]))
    body.varint(payloadLength)
    payloads += payloadLength
    previous.removeAll(keepingCapacity: true)
    previous.append(contentsOf: key)
    count += 1
  }

  consuming func finish() -> [UInt8] {
    var head = ByteWriter()
    head.bytes.reserveCapacity(16 + 8 * blockOffsets.count + body.count)
    head.u64(UInt64(count))
    head.u64(UInt64(blockOffsets.count))
    let start = 16 + 8 * blockOffsets.count
    for offset in blockOffsets { head.u64(UInt64(start + offset)) }
    head.slice(body.bytes)
    return head.bytes
  }
}
