import VerbatimAnalysis

/// The terms of all drafts by id: ids run by falling frequency, ties by the terms' bytes, then by kind,
/// so that they are the same for any order of arrival and any number of threads.
struct RankedTerms {
  /// What a draft's term becomes: its code in the forward index, and what the residual expects.
  struct Code {
    var code: UInt64
    var id: UInt32
    var length: UInt8
    var usualCase: CaseClass
  }

  let count: Int
  /// By draft, then by the draft's number.
  let codes: [[Code]]
  /// By id.
  let kinds: [TokenKind]
  let usualCases: [CaseClass]
  let occurrences: [Int]
  private let arena: UnsafeMutablePointer<UInt8>
  private let owner: Arena
  private let starts: [Int]

  private final class Arena {
    let bytes: UnsafeMutablePointer<UInt8>
    init(_ count: Int) { bytes = .allocate(capacity: count) }
    deinit { bytes.deallocate() }
  }

  init(_ tables: [TermTable]) {
    // One table is its own union.
    let union: TermTable
    var numbers: [[UInt32]] = []
    if tables.count == 1 {
      union = tables[0]
      numbers = [(0..<UInt32(union.count)).map { $0 }]
    } else {
      union = TermTable()
      for table in tables {
        numbers.append(
          (0..<table.count).map { number in
            let own = table.bytes(number).withUnsafeBufferPointer {
              union.intern($0, kind: table.kinds[number])
            }
            union.add(table.occurrences(number), to: own)
            return own
          })
      }
    }
    let order = Self.order(union)
    count = order.count
    var ids = [UInt32](repeating: .max, count: union.count)
    var kinds: [TokenKind] = []
    var usual: [CaseClass] = []
    var occurrences: [Int] = []
    var starts = [0]
    kinds.reserveCapacity(order.count)
    usual.reserveCapacity(order.count)
    occurrences.reserveCapacity(order.count)
    starts.reserveCapacity(order.count + 1)
    var length = 0
    for (id, entry) in order.enumerated() {
      ids[entry.number] = UInt32(id)
      kinds.append(union.kinds[entry.number])
      usual.append(Self.usualCase(union.occurrences(entry.number)))
      occurrences.append(entry.count)
      length += union.bytes(entry.number).count
      starts.append(length)
    }
    // Sixteen more, so that whoever copies sixteen bytes at once stays inside.
    let arena = Arena(length + 16)
    for (id, entry) in order.enumerated() {
      union.bytes(entry.number).withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        (arena.bytes + starts[id]).update(from: base, count: bytes.count)
      }
    }
    owner = arena
    self.arena = arena.bytes
    self.kinds = kinds
    usualCases = usual
    self.occurrences = occurrences
    self.starts = starts
    codes = numbers.map { own in
      own.map { number in
        let id = ids[Int(number)]
        guard id != .max else { return Code(code: 0, id: 0, length: 0, usualCase: .lower) }
        let (code, length) = DenseCode.code(Int(id))
        return Code(code: code, id: id, length: UInt8(length), usualCase: usual[Int(id)])
      }
    }
  }

  /// A term's bytes; valid as long as this value lives. Sixteen bytes can be read.
  @inline(__always)
  func bytes(_ id: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: arena + starts[id], count: starts[id + 1] - starts[id])
  }

  private struct Entry {
    var count: Int
    /// The first eight bytes as a number that orders like them.
    var prefix: UInt64
    var number: Int
  }

  private static func order(_ table: TermTable) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(table.count)
    for number in 0..<table.count {
      let found = table.occurrences(number)
      let count = Int(found.inside.wrappedSum()) + Int(found.first.wrappedSum())
      if count > 0 {
        entries.append(Entry(count: count, prefix: prefix(table.bytes(number)), number: number))
      }
    }
    entries.sort { left, right in
      if left.count != right.count { return left.count > right.count }
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      let a = table.bytes(left.number)
      let b = table.bytes(right.number)
      if a.lexicographicallyPrecedes(b) { return true }
      if b.lexicographicallyPrecedes(a) { return false }
      return table.kinds[left.number].rawValue < table.kinds[right.number].rawValue
    }
    return entries
  }

  static func prefix(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var prefix: UInt64 = 0
    var shift: UInt64 = 56
    for byte in bytes.prefix(8) {
      prefix |= UInt64(byte) << shift
      shift &-= 8
    }
    return prefix
  }

  /// The commonest of lower, capitalised and upper; of equals the first. A first word of a turn says
  /// little and counts only where there is nothing else.
  private static func usualCase(_ found: TermTable.Occurrences) -> CaseClass {
    let counts = found.inside == .zero ? found.first : found.inside
    var best = CaseClass.lower
    for next in [CaseClass.capitalised, .upper]
    where counts[Int(next.rawValue)] > counts[Int(best.rawValue)] {
      best = next
    }
    return best
  }
}
