import VerbatimAnalysis

/// The terms of one draft that occur, in the order of their bytes, then kinds.
final class SortedTerms {
  struct Entry {
    /// The first eight bytes as a number that orders like them, and the next eight.
    var prefix: UInt64
    var second: UInt64
    /// The number in the table, and in the two highest bits the kind.
    private let numberAndKind: UInt32
    let length: UInt32

    fileprivate init(_ bytes: UnsafeRawBufferPointer, number: Int, kind: TokenKind) {
      prefix = SortedTerms.prefix(bytes)
      second =
        bytes.count > 8 ? SortedTerms.prefix(UnsafeRawBufferPointer(rebasing: bytes[8...])) : 0
      numberAndKind = UInt32(number) | UInt32(kind.rawValue) << 30
      length = UInt32(bytes.count)
    }

    /// In the table, whose terms are fewer than 2³⁰: each takes more than 64 bytes.
    var number: UInt32 { numberAndKind & (1 << 30 - 1) }

    var kind: TokenKind {
      TokenKind(rawValue: UInt8(truncatingIfNeeded: numberAndKind >> 30)) ?? .word
    }

    /// Whether the two prefixes are all there is of it.
    var isShort: Bool { length <= 16 }
  }

  /// Values of the first two bytes.
  static let heads = 1 << 16

  let table: TermTable
  /// By number; none behind ``releaseOccurrences()``.
  private(set) var occurrences: LargeColumn<TermTable.Occurrences>
  /// Behind pointers, since several threads go through them entry by entry.
  let entries: UnsafeMutableBufferPointer<Entry>
  /// By the first two bytes: where the entries with these begin; one more for the end.
  let starts: [Int]

  /// Takes the counts out of a table, to which nothing can be added from now on. Cost: two passes that sort by
  /// the first two bytes, and sorts of those that share them; memory for the result alone.
  init(_ table: TermTable) {
    self.table = table
    let counted = table.occurrences()
    let occurrences = counted.values
    table.releaseSlots()
    var starts = [Int](repeating: 0, count: Self.heads + 1)
    for number in 0..<table.count where occurrences[number].total > 0 {
      starts[Self.head(UnsafeRawBufferPointer(table.bytes(number))) + 1] += 1
    }
    for head in 1..<starts.count { starts[head] += starts[head - 1] }
    let entries = UnsafeMutableBufferPointer<Entry>.allocate(capacity: starts[Self.heads])
    var next = starts
    for number in 0..<table.count where occurrences[number].total > 0 {
      let entry = Entry(
        UnsafeRawBufferPointer(table.bytes(number)), number: number, kind: table.kinds[number])
      let head = Int(entry.prefix >> 48)
      // Safety: as many places as were counted for the head.
      entries.initializeElement(at: next[head], to: entry)
      next[head] += 1
    }
    for head in 0..<Self.heads where starts[head + 1] - starts[head] > 1 {
      entries[starts[head]..<starts[head + 1]].sort {
        Self.order($0, of: table, $1, of: table) < 0
      }
    }
    self.entries = entries
    self.occurrences = counted
    self.starts = starts
  }

  deinit { entries.deallocate() }

  func releaseOccurrences() { occurrences = LargeColumn(count: 0) }

  private static func head(_ bytes: UnsafeRawBufferPointer) -> Int {
    bytes.isEmpty ? 0 : Int(bytes[0]) << 8 | (bytes.count > 1 ? Int(bytes[1]) : 0)
  }

  /// Below 0 where `left` comes before `right`, 0 where they are the same term.
  @inline(__always)
  static func order(
    _ left: Entry, of table: TermTable, _ right: Entry, of other: TermTable
  ) -> Int {
    order(left, right) ?? slowOrder(left, of: table, right, of: other)
  }

  /// The same, where the entries alone tell.
  @inline(__always)
  static func order(_ left: Entry, _ right: Entry) -> Int? {
    if left.prefix != right.prefix { return left.prefix < right.prefix ? -1 : 1 }
    if left.second != right.second { return left.second < right.second ? -1 : 1 }
    guard left.isShort || right.isShort else { return nil }
    // The one that is all in its prefixes is where the other begins, whatever zeros it ends with.
    return left.length != right.length
      ? Int(left.length) - Int(right.length) : Int(left.kind.rawValue) - Int(right.kind.rawValue)
  }

  @inline(never)
  private static func slowOrder(
    _ left: Entry, of table: TermTable, _ right: Entry, of other: TermTable
  ) -> Int {
    let order = UnsafeRawBufferPointer(table.bytes(Int(left.number)))
      .compared(with: UnsafeRawBufferPointer(other.bytes(Int(right.number))))
    if order != 0 { return order }
    return Int(left.kind.rawValue) - Int(right.kind.rawValue)
  }

  /// Up to eight bytes as a number that orders like them.
  static func prefix(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 8 { return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) }
    var prefix: UInt64 = 0
    var shift: UInt64 = 56
    for byte in bytes {
      prefix |= UInt64(byte) << shift
      shift &-= 8
    }
    return prefix
  }
}
