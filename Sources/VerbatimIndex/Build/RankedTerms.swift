import CVectors
import VerbatimAnalysis

/// The terms of all drafts by id: ids run by falling frequency, ties by the terms' bytes, then by kind,
/// so that they are the same for any order of arrival and any number of threads.
struct RankedTerms {
  /// What a draft's term becomes, in one word: its id, its usual case, and its code in the forward
  /// index (`DenseCode`), the first byte lowest.
  struct Code {
    private let word: UInt64

    /// - Parameter id: below ``RankedTerms/mostTerms``.
    init(id: Int, usualCase: CaseClass) {
      let (code, _) = DenseCode.code(id)
      word = UInt64(id) | UInt64(usualCase.rawValue) << 30 | code << 32
    }

    @inline(__always)
    var code: UInt32 { UInt32(truncatingIfNeeded: word >> 32) }

    /// The id, and in the two highest bits the usual case.
    @inline(__always)
    var idAndCase: UInt32 { UInt32(truncatingIfNeeded: word) }

    @inline(__always)
    var usualCase: UInt8 { UInt8(truncatingIfNeeded: word >> 30 & 3) }
  }

  /// The codes of a draft's terms.
  final class Codes {
    private let memory: LargeMemory
    let base: UnsafeMutablePointer<Code>

    init(count: Int) {
      memory = LargeMemory(count: count * MemoryLayout<Code>.stride)
      base = memory.base.bindMemory(to: Code.self, capacity: max(count, 1))
    }

    deinit { memory.deallocate() }
  }

  /// Codes of the forward index have at most four bytes while there are no more terms.
  static let mostTerms = DenseCode.base5
  static let idMask: UInt32 = 1 << 30 - 1

  let count: Int
  /// By draft, then by the draft's number.
  let codes: [Codes]
  /// By id.
  let kinds: [TokenKind]
  let usualCases: [CaseClass]
  let occurrences: [Int]
  private let arena: ByteBuffer
  private let starts: [Int]
  private let forms: Memory

  /// One entry of sixteen bytes a term: up to 14 bytes of it, its usual case, its length; of a longer
  /// one, its place in the arena, the case, and ``longForm``.
  private final class Memory {
    let memory: LargeMemory
    init(count: Int) { memory = LargeMemory(count: count) }
    deinit { memory.deallocate() }
  }

  private static let formLength = 16
  private static let longForm: UInt8 = 255
  private static let inlineForm = 14

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
    let order = Self.order(union, found)
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
    for (id, entry) in order.enumerated() {
      ids[entry.number] = UInt32(id)
      kinds.append(union.kinds[entry.number])
      usual.append(Self.usualCase(found[entry.number]))
      occurrences.append(entry.count)
      length += union.bytes(entry.number).count
      starts.append(length)
    }
    // Sixteen more, so that whoever copies sixteen bytes at once stays inside.
    let arena = ByteBuffer(capacity: length + 16)
    let forms = Memory(count: order.count * Self.formLength)
    for (id, entry) in order.enumerated() {
      let bytes = UnsafeRawBufferPointer(union.bytes(entry.number))
      arena.append(bytes)
      let form = UnsafeMutableRawBufferPointer(
        start: forms.memory.base + id * Self.formLength, count: Self.formLength)
      form[Self.inlineForm] = usual[id].rawValue
      if bytes.count <= Self.inlineForm {
        form.copyBytes(from: bytes)
        form[Self.inlineForm + 1] = UInt8(bytes.count)
      } else {
        form.storeBytes(of: starts[id], as: Int.self)
        form[Self.inlineForm + 1] = Self.longForm
      }
    }
    for table in tables { table.release() }
    self.arena = arena
    self.forms = forms
    self.kinds = kinds
    usualCases = usual
    self.occurrences = occurrences
    self.starts = starts
    codes = numbers.map { own in
      let codes = Codes(count: own.count)
      for (index, number) in own.enumerated() {
        let id = ids[Int(number)]
        if id != .max { codes.base[index] = Code(id: Int(id), usualCase: usual[Int(id)]) }
      }
      return codes
    }
  }

  /// A term's bytes; valid as long as this value lives. Sixteen bytes can be read.
  @inline(__always)
  func bytes(_ id: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: arena.base + starts[id], count: starts[id + 1] - starts[id])
  }

  /// Has what ``form(_:)`` reads fetched.
  @inline(__always)
  func prefetchForm(_ id: Int) { verbatim_prefetch(forms.memory.base + id &* Self.formLength) }

  /// A term as ``TextRebuilder`` takes it. Cost: one cache line for nearly all.
  @inline(__always)
  func form(_ id: Int) -> TermForm {
    // Safety: an entry a term, and an id is one of a term.
    let form = forms.memory.base + id &* Self.formLength
    let length = form.load(fromByteOffset: Self.inlineForm + 1, as: UInt8.self)
    let usual =
      CaseClass(
        rawValue: form.load(fromByteOffset: Self.inlineForm, as: UInt8.self)) ?? .lower
    if length != Self.longForm {
      return TermForm(
        bytes: UnsafePointer(form.assumingMemoryBound(to: UInt8.self)), length: Int(length),
        usualCase: usual)
    }
    let bytes = self.bytes(id)
    return TermForm(
      bytes: UnsafePointer(arena.base + form.load(as: Int.self)), length: bytes.count,
      usualCase: usual)
  }

  private struct Entry {
    var count: Int
    /// The first eight bytes as a number that orders like them.
    var prefix: UInt64
    var number: Int
  }

  private static func order(
    _ table: TermTable, _ occurrences: [TermTable.Occurrences]
  ) -> [Entry] {
    var entries: [Entry] = []
    entries.reserveCapacity(table.count)
    for number in 0..<table.count {
      let count = occurrences[number].total
      if count > 0 {
        entries.append(Entry(count: count, prefix: prefix(table.bytes(number)), number: number))
      }
    }
    entries.sort { left, right in
      if left.count != right.count { return left.count > right.count }
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      let order = UnsafeRawBufferPointer(table.bytes(left.number))
        .compared(with: UnsafeRawBufferPointer(table.bytes(right.number)))
      if order != 0 { return order < 0 }
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
