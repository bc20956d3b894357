import VerbatimXML

/// Every identifier of a document and, for those within turns, the words it covers. Kept as bytes
/// in one pool, since a tokenised transcript has one for each word.
struct IDTable {
  /// A stretch of a turn's text in Unicode scalars; `turn` is an index, -1 outside of turns.
  struct Place {
    var draft: Int32 = -1
    var turn: Int32 = -1
    var lower: Int32 = -1
    var upper: Int32 = -1
  }

  private var pool: [UInt8] = []
  /// End of each id in the pool.
  private var ends: [Int] = []
  private var slots: [Int32] = Array(repeating: -1, count: 64)
  private(set) var places: [Place] = []

  /// Adds the attribute's value; the number of the entry and whether it is the first of its name.
  mutating func insert(_ attribute: XMLAttribute) -> (entry: Int, isNew: Bool) {
    let start = pool.count
    attribute.appendValue(to: &pool)
    return finishInsert(from: start)
  }

  mutating func insert(_ id: String) -> (entry: Int, isNew: Bool) {
    let start = pool.count
    pool.append(contentsOf: id.utf8)
    return finishInsert(from: start)
  }

  func entry(of id: String) -> Int? {
    let bytes = Array(id.utf8)
    let slot = slot(of: bytes[...])
    return slots[slot] < 0 ? nil : Int(slots[slot])
  }

  func place(of id: String) -> Place? {
    entry(of: id).map { places[$0] }.flatMap { $0.turn < 0 ? nil : $0 }
  }

  func name(of entry: Int) -> String { String(decoding: bytes(of: entry), as: UTF8.self) }

  mutating func put(_ place: Place, at entry: Int) {
    places[entry] = place
  }

  private func bytes(of entry: Int) -> ArraySlice<UInt8> {
    pool[(entry == 0 ? 0 : ends[entry - 1])..<ends[entry]]
  }

  private mutating func finishInsert(from start: Int) -> (entry: Int, isNew: Bool) {
    let slot = slot(of: pool[start...])
    if slots[slot] >= 0 {
      pool.removeSubrange(start...)
      return (Int(slots[slot]), false)
    }
    slots[slot] = Int32(truncatingIfNeeded: ends.count)
    ends.append(pool.count)
    places.append(Place())
    if ends.count * 2 > slots.count { grow() }
    return (ends.count - 1, true)
  }

  private func slot(of id: ArraySlice<UInt8>) -> Int {
    var slot = hash(id) & (slots.count - 1)
    while slots[slot] >= 0, bytes(of: Int(slots[slot])) != id {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  // Seeded, so that nobody can prepare ids that collide.
  private func hash(_ id: ArraySlice<UInt8>) -> Int {
    var hasher = Hasher()
    id.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for entry in ends.indices {
      var slot = hash(bytes(of: entry)) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(truncatingIfNeeded: entry)
    }
  }
}
