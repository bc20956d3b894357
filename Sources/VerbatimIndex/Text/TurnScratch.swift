import CVectors

/// Where a turn is put together: reused, so that nothing is allocated for most turns.
///
/// Columns with an entry a token, written through pointers. They belong to one thread.
final class TurnScratch {
  /// UTF-8.
  let text = ByteBuffer(capacity: 4096)
  /// Term ids, and zeros behind the last, as `cs_put_together` wants them.
  @exclusivity(unchecked) private(set) var ids: UnsafeMutablePointer<UInt32>
  /// The kind of each slot, by its number in ``SeparatorTable/Kinds/ofSlots``; one more than there are tokens.
  @exclusivity(unchecked) private(set) var kinds: UnsafeMutablePointer<UInt8>
  /// Where the tokens stand in ``text``.
  @exclusivity(unchecked) private(set) var places: UnsafeMutablePointer<cs_place>
  /// Tokens.
  @exclusivity(unchecked) private(set) var count = 0
  /// The slots whose kind stands in no table, ascending.
  var others: [Other] = []
  /// Where a term is spelled that needs more than ASCII.
  var spelled: [UInt8] = []
  private let padded = ByteBuffer(capacity: 4096)
  @exclusivity(unchecked) private var capacity = 1024

  struct Other {
    var kind: Residual.Kind
    /// The surface, for kinds whose case is a literal.
    var literal: UnsafeRawBufferPointer?
  }

  init() {
    ids = .allocate(capacity: capacity)
    kinds = .allocate(capacity: capacity)
    places = .allocate(capacity: capacity)
  }

  deinit { deallocate() }

  private func deallocate() {
    ids.deallocate()
    kinds.deallocate()
    places.deallocate()
  }

  /// Takes apart the codes of a turn. Cost: linear, no branch a token. False where they are damaged.
  func decode(_ bytes: UnsafeRawBufferPointer, termCount: Int) -> Bool {
    // A code has at least one byte; `cs_ids` may write sixteen more, and there is a slot behind the last.
    let ahead = max(Int(CS_FORMS_AHEAD), 16)
    if bytes.count + ahead > capacity {
      deallocate()
      capacity = max(bytes.count + ahead, capacity * 2)
      ids = .allocate(capacity: capacity)
      kinds = .allocate(capacity: capacity)
      places = .allocate(capacity: capacity)
    }
    let length = PaddedCodes.length(bytes.count)
    let room = UnsafeMutableRawBufferPointer(start: padded.room(length), count: length)
    let found = PaddedCodes.decode(bytes, termCount: termCount, in: room, into: ids)
    count = found ?? 0
    (ids + count).update(repeating: 0, count: Int(CS_FORMS_AHEAD))
    return found != nil
  }
}

/// The codes of one turn with room around them, as `cs_ids` takes them.
enum PaddedCodes {
  private static let before = 16
  private static let behind = 48

  static func length(_ codes: Int) -> Int { before + codes + behind }

  /// Term ids into room for sixteen more than there are bytes. Returns how many there are; `nil` where the
  /// codes are damaged.
  ///
  /// - Parameter padded: ``length(_:)`` bytes.
  @inline(__always)
  static func decode(
    _ codes: UnsafeRawBufferPointer, termCount: Int, in padded: UnsafeMutableRawBufferPointer,
    into ids: UnsafeMutablePointer<UInt32>
  ) -> Int? {
    guard let source = codes.baseAddress, let base = padded.baseAddress else { return 0 }
    base.initializeMemory(as: UInt8.self, repeating: 0, count: before)
    let start = (base + before).assumingMemoryBound(to: UInt8.self)
    UnsafeMutableRawPointer(start).copyMemory(from: source, byteCount: codes.count)
    UnsafeMutableRawPointer(start + codes.count).initializeMemory(
      as: UInt8.self, repeating: 0, count: behind)
    let found = cs_ids(start, codes.count, termCount, ids)
    return found < 0 ? nil : found
  }
}
