import VerbatimAnalysis

/// A term: its bytes as the forward index spells it (lower-cased, nothing folded), and what is known
/// of it. Valid as long as the segment is open.
public struct Term: Sendable {
  public var id: Int
  public var kind: TokenKind
  /// The case in which it is mostly written inside sentences.
  public var usualCase: CaseClass
  /// Turns that hold it.
  public var turnCount: Int
  /// How often it occurs in them.
  public var occurrenceCount: Int
  /// UTF-8.
  public var bytes: [UInt8]

  public var string: String { String(decoding: bytes, as: UTF8.self) }
}

/// The term dictionary from two sides: by key, sorted, and by id.
///
/// A key is the term's fold key; where the term is not its own fold key or not a word, a zero byte,
/// the kind, and the term's own bytes where they differ follow. So all terms of one fold key are
/// neighbours, and a prefix of fold keys is a range.
///
/// ```
/// key     = fold key , [ 00 , u8 kind , [ term ] ] ;
/// payload = varint id , u8 usual case , varint turns , varint occurrences - turns , turn list ;
/// TORD    = packed array: term id → ordinal of its key ;
/// THOT    = { u8 kind × 4 + usual case , bytes } ;   ids 0, 1, …
/// HOFF    = offset table into THOT ;
/// ```
struct TermStore {
  let table: KeyTable
  let order: PackedArray
  let turnCount: Int
  private let hot: UnsafeRawBufferPointer
  private let hotOffsets: OffsetTable
  /// Terms that are kept flat have lower ids than this.
  let hotCount: Int
  let formPool = FormPool()

  /// Terms kept flat, for text: 97 of 100 tokens.
  static let hotLimit = 65_536

  var count: Int { order.count }

  init?(
    table: KeyTable, order: PackedArray, hot: UnsafeRawBufferPointer, hotOffsets: OffsetTable,
    turnCount: Int
  ) {
    self.table = table
    self.order = order
    self.turnCount = turnCount
    self.hot = hot
    self.hotOffsets = hotOffsets
    guard hotOffsets.count > 0, hotOffsets.count - 1 <= order.count else { return nil }
    hotCount = hotOffsets.count - 1
  }

  /// The form of one of the commonest terms. Cost: O(1).
  @inline(__always)
  func hotForm(_ id: Int) -> TermForm? {
    guard id >= 0, id < hotCount, let range = hotOffsets.range(id, within: hot.count),
      !range.isEmpty, let base = hot.baseAddress,
      let usual = CaseClass(rawValue: hot[range.lowerBound] & 3)
    else { return nil }
    // Safety: raw memory is read as bytes, which have no alignment; behind every section of a segment
    // stand at least the 32 bytes of its footer.
    return TermForm(
      bytes: (base + range.lowerBound + 1).assumingMemoryBound(to: UInt8.self),
      length: range.count - 1, usualCase: usual)
  }

  /// The form of any term, its bytes in `bytes` with 16 more that can be read. Cost: a dictionary block.
  /// `nil` where there is none.
  func coldForm(_ id: Int, into bytes: ByteBuffer) -> TermForm? {
    guard id >= 0, id < count, let payload = table.entry(order[id], into: bytes) else { return nil }
    var reader = ByteReader(payload)
    guard reader.count() == id, let usual = CaseClass(rawValue: reader.byte()), !reader.failed
    else { return nil }
    let length = bytes.count
    _ = bytes.room(16)
    let key = UnsafeBufferPointer(start: bytes.base, count: length)
    let start = UnsafePointer(bytes.base)
    guard let zero = key.firstIndex(of: 0) else {
      return TermForm(bytes: start, length: length, usualCase: usual)
    }
    guard zero + 1 < length, TokenKind(rawValue: key[zero + 1]) != nil else { return nil }
    // Behind the kind stands the term, unless it is its own fold key.
    if zero + 2 == length { return TermForm(bytes: start, length: zero, usualCase: usual) }
    return TermForm(bytes: start + zero + 2, length: length - zero - 2, usualCase: usual)
  }

  func fullTerm(_ id: Int) -> Term? {
    guard id >= 0, id < count else { return nil }
    var found: Term?
    table.walk(from: order[id]) { _, key, payload in
      found = Self.parse(key: key, payload: payload)?.term
      return false
    }
    return found?.id == id ? found : nil
  }

  /// A term and its turns from an entry of the table.
  static func parse(
    key: UnsafeBufferPointer<UInt8>, payload: UnsafeRawBufferPointer
  ) -> (term: Term, list: UnsafeRawBufferPointer)? {
    var reader = ByteReader(payload)
    let id = reader.count()
    let usual = CaseClass(rawValue: reader.byte())
    let turns = reader.count()
    let more = reader.count()
    guard !reader.failed, let usual else { return nil }
    let list = reader.slice(payload.count - reader.offset)
    var kind = TokenKind.word
    var bytes: ArraySlice<UInt8> = Array(key)[...]
    if let zero = bytes.firstIndex(of: 0) {
      guard zero + 1 < bytes.endIndex, let given = TokenKind(rawValue: bytes[zero + 1]) else {
        return nil
      }
      kind = given
      bytes = zero + 2 < bytes.endIndex ? bytes[(zero + 2)...] : bytes[..<zero]
    }
    let term = Term(
      id: id, kind: kind, usualCase: usual, turnCount: turns,
      occurrenceCount: turns + more, bytes: Array(bytes))
    return (term, list)
  }

  /// The key under which a term is filed.
  static func key(fold: [UInt8], term: [UInt8], kind: TokenKind) -> [UInt8] {
    var key = fold.map { $0 == 0 ? 1 : $0 }
    if key == term, kind == .word { return key }
    let isOwnFold = key == term
    key.append(0)
    key.append(kind.rawValue)
    if !isOwnFold { key.append(contentsOf: term) }
    return key
  }
}
