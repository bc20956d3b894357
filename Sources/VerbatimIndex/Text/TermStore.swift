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
  /// How often it stands in them, all in all.
  public var occurrenceCount: Int
  /// UTF-8.
  public var bytes: [UInt8]

  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    bytes.withUnsafeBufferPointer(body)
  }

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
/// THOT    = varint terms , { u8 kind × 4 + usual case , varint length , bytes } ;   ids 0, 1, …
/// ```
struct TermStore {
  let table: KeyTable
  let order: PackedArray
  let turnCount: Int
  private let hot: [HotTerm]
  private let hotBytes: UnsafeRawBufferPointer

  private struct HotTerm {
    var offset: UInt32
    var length: UInt32
    var kind: TokenKind
    var usualCase: CaseClass
  }

  /// Terms kept flat, for text.
  static let hotLimit = 16_384

  var count: Int { order.count }

  init?(table: KeyTable, order: PackedArray, hot section: UnsafeRawBufferPointer, turnCount: Int) {
    self.table = table
    self.order = order
    self.turnCount = turnCount
    hotBytes = section
    var reader = ByteReader(section)
    let count = reader.count()
    guard !reader.failed, count <= order.count, count <= section.count, section.count < 1 << 32
    else { return nil }
    var hot: [HotTerm] = []
    hot.reserveCapacity(count)
    for _ in 0..<count {
      let head = reader.byte()
      let length = reader.count()
      let offset = reader.offset
      _ = reader.slice(length)
      guard !reader.failed, let kind = TokenKind(rawValue: head >> 2),
        let usual = CaseClass(rawValue: head & 3)
      else { return nil }
      hot.append(
        HotTerm(offset: UInt32(offset), length: UInt32(length), kind: kind, usualCase: usual))
    }
    self.hot = hot
  }

  struct View {
    var kind: TokenKind
    var usualCase: CaseClass
    private let hot: UnsafeRawBufferPointer
    private let cold: [UInt8]?

    init(kind: TokenKind, usualCase: CaseClass, hot: UnsafeRawBufferPointer) {
      self.kind = kind
      self.usualCase = usualCase
      self.hot = hot
      cold = nil
    }

    init(_ term: Term) {
      kind = term.kind
      usualCase = term.usualCase
      hot = UnsafeRawBufferPointer(start: nil, count: 0)
      cold = term.bytes
    }

    @inline(__always)
    func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
      if let cold { return cold.withUnsafeBufferPointer(body) }
      // Safety: raw memory is read as bytes, which have no alignment.
      return body(hot.assumingMemoryBound(to: UInt8.self))
    }
  }

  /// The term of an id. Cost: O(1) for the commonest, else a dictionary block.
  @inline(__always)
  func term(_ id: Int) -> View? {
    if id >= 0, id < hot.count {
      let entry = hot[id]
      let bytes = hotBytes[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)]
      return View(
        kind: entry.kind, usualCase: entry.usualCase, hot: UnsafeRawBufferPointer(rebasing: bytes))
    }
    return fullTerm(id).map(View.init)
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
    let occurrences = turns + reader.count()
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
      occurrenceCount: occurrences, bytes: Array(bytes))
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
