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

  private func reader(ofBlock block: Int) -> ByteReader {
    var table = ByteReader(section, at: 16 + 8 * block)
    let offset = table.u64()
    return ByteReader(section, at: offset <= UInt64(section.count) ? Int(offset) : -1)
  }

  /// Walks entries from `ordinal` on while `body` returns true. `body` gets the ordinal, the key and
  /// the payload, valid only during the call. Returns false where the table is damaged.
  @discardableResult
  func walk(
    from ordinal: Int, _ body: (Int, UnsafeBufferPointer<UInt8>, UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    guard ordinal < count, ordinal >= 0 else { return true }
    var key: [UInt8] = []
    var current = ordinal / Self.blockSize * Self.blockSize
    while current < count {
      var reader = self.reader(ofBlock: current / Self.blockSize)
      var payload = reader.count()
      key.removeAll(keepingCapacity: true)
      for _ in 0..<min(Self.blockSize, count - current) {
        let shared = reader.count()
        let suffix = reader.slice(reader.count())
        let length = reader.count()
        guard !reader.failed, shared <= key.count, payload + length <= lists.count else {
          return false
        }
        key.removeSubrange(shared...)
        key.append(contentsOf: suffix)
        if current >= ordinal {
          let list = UnsafeRawBufferPointer(rebasing: lists[payload..<payload + length])
          if !key.withUnsafeBufferPointer({ body(current, $0, list) }) { return true }
        }
        payload += length
        current += 1
      }
    }
    return true
  }

  /// Ordinal of the first key that is not below `key`; ``count`` where all are.
  func lowerBound(_ key: some Collection<UInt8>) -> Int {
    var low = 0
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      var reader = self.reader(ofBlock: middle)
      _ = reader.count()
      _ = reader.count()
      let first = reader.slice(reader.count())
      if first.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
    }
    // The first block whose first key is not below is `low`; the answer is in the block before it,
    // or is that first key.
    guard low > 0 else { return 0 }
    var found = low * Self.blockSize
    walk(from: (low - 1) * Self.blockSize) { ordinal, entry, _ in
      if ordinal >= low * Self.blockSize { return false }
      if entry.lexicographicallyPrecedes(key) { return true }
      found = ordinal
      return false
    }
    return min(found, count)
  }

  /// The payload of exactly `key`.
  func payload(of key: [UInt8]) -> UnsafeRawBufferPointer? {
    var found: UnsafeRawBufferPointer?
    walk(from: lowerBound(key)) { _, entry, list in
      if entry.elementsEqual(key) { found = list }
      return false
    }
    return found
  }

  /// Walks all keys that begin with `prefix`, in order, while `body` returns true.
  @discardableResult
  func walk(
    prefix: [UInt8], _ body: (Int, UnsafeBufferPointer<UInt8>, UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    walk(from: lowerBound(prefix)) { ordinal, key, list in
      guard key.starts(with: prefix) else { return false }
      return body(ordinal, key, list)
    }
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
