import CVectors
import VerbatimAnalysis

/// The terms of all drafts by id: ids run by falling frequency, ties by the terms' bytes, then by kind,
/// so that they are the same for any order of arrival and any number of threads.
struct RankedTerms {
  /// What a draft's terms become, by their numbers: the id, and in the two highest bits the usual case.
  final class Codes {
    private let memory: LargeMemory
    let base: UnsafeMutablePointer<UInt32>

    init(count: Int) {
      memory = LargeMemory(count: count * MemoryLayout<UInt32>.stride)
      base = memory.base.bindMemory(to: UInt32.self, capacity: max(count, 1))
    }

    deinit { memory.deallocate() }

    @inline(__always)
    func usualCase(_ number: Int) -> UInt8 { UInt8(truncatingIfNeeded: base[number] >> 30) }
  }

  /// Codes of the forward index have at most four bytes while there are no more terms.
  static let mostTerms = DenseCode.base5
  static let idMask = CS_ID_MASK

  let count: Int
  /// By draft, then by the draft's number.
  let codes: [Codes]
  /// By id.
  let kinds: [TokenKind]
  let usualCases: [CaseClass]
  let occurrences: [Int]
  /// Ids in the order of the terms' bytes, then kinds.
  let alphabetical: [UInt32]
  private let arena: ByteBuffer
  private let starts: [Int]
  private let formMemory: Forms

  /// A `cs_form` for each term.
  private final class Forms {
    private let memory: LargeMemory
    let base: UnsafeMutablePointer<cs_form>

    init(count: Int) {
      memory = LargeMemory(count: count * MemoryLayout<cs_form>.stride)
      base = memory.base.bindMemory(to: cs_form.self, capacity: max(count, 1))
    }

    deinit { memory.deallocate() }
  }

  /// - Throws: ``IndexProblem`` where there are more than ``mostTerms``.
  init(_ tables: [TermTable]) throws(IndexProblem) {
    // The first table takes in what the others have beside it.
    let union = tables[0]
    var found = union.occurrences()
    var numbers = [(0..<UInt32(union.count)).map { $0 }]
    for table in tables.dropFirst() {
      let own = table.occurrences()
      table.releaseSlots()
      numbers.append(
        (0..<table.count).map { number in
          let shared = union.number(of: table.bytes(number), kind: table.kinds[number])
          if Int(shared) == found.count { found.append(TermTable.Occurrences()) }
          found[Int(shared)].inside &+= own[number].inside
          found[Int(shared)].first &+= own[number].first
          return shared
        })
    }
    union.releaseSlots()
    let sorted = Self.alphabetical(union, found)
    let order = Self.byFrequency(sorted)
    count = order.count
    guard count <= Self.mostTerms else {
      throw IndexProblem(file: "", kind: .limit("terms", count))
    }
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
    for (id, place) in order.enumerated() {
      let number = Int(sorted[Int(place)].number)
      ids[number] = UInt32(id)
      kinds.append(union.kinds[number])
      usual.append(Self.usualCase(found[number]))
      occurrences.append(found[number].total)
      length += union.bytes(number).count
      starts.append(length)
    }
    // Sixteen more, so that whoever copies sixteen bytes at once stays inside.
    let arena = ByteBuffer(capacity: length + 16)
    let forms = Forms(count: order.count)
    for (id, place) in order.enumerated() {
      arena.append(UnsafeRawBufferPointer(union.bytes(Int(sorted[Int(place)].number))))
      // Safety: the arena does not move, and sixteen bytes can be read of each term in it.
      forms.base[id] = cs_make_form(
        arena.base + starts[id], starts[id + 1] - starts[id], UInt32(usual[id].rawValue))
    }
    alphabetical = sorted.map { ids[Int($0.number)] }
    for table in tables { table.release() }
    self.arena = arena
    formMemory = forms
    self.kinds = kinds
    usualCases = usual
    self.occurrences = occurrences
    self.starts = starts
    codes = numbers.map { own in
      let codes = Codes(count: own.count)
      for (index, number) in own.enumerated() {
        let id = ids[Int(number)]
        if id != .max { codes.base[index] = id | UInt32(usual[Int(id)].rawValue) << 30 }
      }
      return codes
    }
  }

  /// A term's bytes; valid as long as this value lives. Sixteen bytes can be read.
  @inline(__always)
  func bytes(_ id: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: arena.base + starts[id], count: starts[id + 1] - starts[id])
  }

  /// What ``TextRebuilder`` takes terms from; valid as long as this value lives.
  @inline(__always)
  var forms: cs_forms { cs_forms(forms: formMemory.base, blocks: nil) }

  /// Has a term's form fetched.
  @inline(__always)
  func prefetchForm(_ id: Int) { verbatim_prefetch(formMemory.base + id) }

  private struct Entry {
    /// The first eight bytes as a number that orders like them, and the next eight.
    var prefix: UInt64
    var second: UInt64
    /// How often it occurs, for the order alone.
    var count: UInt32
    /// In the table.
    var number: UInt32

    init(_ bytes: UnsafeRawBufferPointer, count: Int, number: Int) {
      prefix = RankedTerms.prefix(bytes)
      second =
        bytes.count > 8 ? RankedTerms.prefix(UnsafeRawBufferPointer(rebasing: bytes[8...])) : 0
      self.count = UInt32(clamping: count)
      self.number = UInt32(number)
    }

    /// The first two bytes.
    var head: Int { Int(prefix >> 48) }
  }

  /// Terms that occur, in the order of their bytes, then kinds. Cost: two passes that sort by the first two
  /// bytes, and sorts of those that share them; memory for the result alone.
  private static func alphabetical(
    _ table: TermTable, _ occurrences: [TermTable.Occurrences]
  ) -> [Entry] {
    var starts = [Int](repeating: 0, count: 1 << 16 + 1)
    for number in 0..<table.count where occurrences[number].total > 0 {
      let head = prefix(UnsafeRawBufferPointer(table.bytes(number))) >> 48
      starts[Int(head) + 1] += 1
    }
    for head in 1..<starts.count { starts[head] += starts[head - 1] }
    let total = starts[1 << 16]
    return [Entry](unsafeUninitializedCapacity: total) { entries, filled in
      var next = starts
      for number in 0..<table.count where occurrences[number].total > 0 {
        let entry = Entry(
          UnsafeRawBufferPointer(table.bytes(number)), count: occurrences[number].total,
          number: number)
        entries.initializeElement(at: next[entry.head], to: entry)
        next[entry.head] += 1
      }
      for head in 0..<1 << 16 where starts[head + 1] - starts[head] > 1 {
        entries[starts[head]..<starts[head + 1]].sort { left, right in
          if left.prefix != right.prefix { return left.prefix < right.prefix }
          if left.second != right.second { return left.second < right.second }
          let order = UnsafeRawBufferPointer(table.bytes(Int(left.number)))
            .compared(with: UnsafeRawBufferPointer(table.bytes(Int(right.number))))
          if order != 0 { return order < 0 }
          return table.kinds[Int(left.number)].rawValue < table.kinds[Int(right.number)].rawValue
        }
      }
      filled = total
    }
  }

  /// Places in `entries` by falling frequency; of the same, in the order that they have. Cost: two passes, and
  /// a sort of the frequent ones.
  private static func byFrequency(_ entries: [Entry]) -> [UInt32] {
    let many: UInt32 = 4096
    var starts = [Int](repeating: 0, count: Int(many) + 1)
    for entry in entries { starts[Int(many - min(entry.count, many))] += 1 }
    var sum = 0
    for place in starts.indices {
      let number = starts[place]
      starts[place] = sum
      sum += number
    }
    return [UInt32](unsafeUninitializedCapacity: entries.count) { ranked, filled in
      for (place, entry) in entries.enumerated() {
        let group = Int(many - min(entry.count, many))
        ranked.initializeElement(at: starts[group], to: UInt32(place))
        starts[group] += 1
      }
      ranked[..<starts[0]].sort { left, right in
        let (one, other) = (entries[Int(left)].count, entries[Int(right)].count)
        return one != other ? one > other : left < right
      }
      filled = entries.count
    }
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

  /// The commonest of lower, capitalised and upper; of equals the first. A first word of a turn says
  /// little and counts only where there is nothing else.
  private static func usualCase(_ found: TermTable.Occurrences) -> CaseClass {
    let isInside = found.inside[0] | found.inside[1] | found.inside[2] != 0
    let counts = isInside ? found.inside : found.first
    var best = CaseClass.lower
    for next in [CaseClass.capitalised, .upper]
    where counts[Int(next.rawValue)] > counts[Int(best.rawValue)] {
      best = next
    }
    return best
  }
}
