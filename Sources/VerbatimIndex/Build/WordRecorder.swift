import CVectors
import VerbatimAnalysis
import VerbatimDigest

/// Interns the words of a turn and writes them to its record, column by column: the slots of all tokens,
/// then their numbers, some hundred at a time, so that the places of the table are fetched before
/// they are looked at; those of the first ones while checksum and slots are made.
final class WordRecorder {
  /// Tokens whose keys are made at once.
  private static let most = 256
  /// Numbers of terms that three bytes hold.
  private static let threeBytes = 1 << 24

  private let keys: UnsafeMutablePointer<cs_key> = .allocate(capacity: most)
  private let hashes: UnsafeMutablePointer<UInt32> = .allocate(capacity: most)
  @exclusivity(unchecked) private var leftover: cs_leftover
  @exclusivity(unchecked) private var capacity = 1024
  @exclusivity(unchecked) private var lower: [UInt8] = []
  @exclusivity(unchecked) private var otherGaps: [RecordColumns.OtherGap] = []
  @exclusivity(unchecked) private var literals: [Int] = []

  init() { leftover = Self.allocate(capacity) }

  deinit {
    keys.deallocate()
    hashes.deallocate()
    leftover.gaps.deallocate()
    leftover.words.deallocate()
  }

  private static func allocate(_ capacity: Int) -> cs_leftover {
    cs_leftover(
      gaps: .allocate(capacity: capacity + 16), gapCount: 0,
      words: .allocate(capacity: capacity + 16), wordCount: 0)
  }

  /// The most bytes that the record of a text takes.
  static func room(_ tokens: Int, textBytes: Int) -> Int { 96 + 26 * tokens + textBytes }

  /// Writes the record of a turn to room that is large enough. Cost: about 15 ns a token.
  func record(
    _ tokens: TokenBuffer, of text: ClassifiedText, speakerSet: Int, _ terms: TermTable,
    _ gaps: GapTable, _ out: inout RecordWriter
  ) {
    let count = tokens.count
    if count > capacity {
      leftover.gaps.deallocate()
      leftover.words.deallocate()
      capacity = count + count / 2
      leftover = Self.allocate(capacity)
    }
    // The terms of the first tokens are on the way while checksum and slots are made.
    var table = terms.columns
    cs_make_keys(&table, text.lower, tokens.columns, min(count, Self.most), keys, hashes)
    out.varint(UInt32(speakerSet))
    out.varint(UInt64(text.count))
    out.checksum(Checksum.xxh3(UnsafeRawBufferPointer(text.bytes)))
    let width = terms.count + count < Self.threeBytes ? 3 : 4
    out.varint(UInt64(count << 1 | width & 1))
    let slots = out.next
    var masks = text.masks
    cs_write_slots(
      text.base, &masks, text.hasUnknownCase, tokens.columns, count, slots, &leftover)
    writeGaps(tokens.columns, of: text, gaps, slots)
    gaps.addBlanks(count - leftover.gapCount)
    let numbers = slots + count
    writeNumbers(tokens, of: text, terms, slots, width, numbers)
    out = RecordWriter(numbers + width * count)
    out.varint(UInt64(otherGaps.count))
    for gap in otherGaps {
      out.varint(UInt64(gap.slot))
      out.varint(gap.number)
    }
    out.varint(UInt64(literals.count))
    for slot in literals {
      let token = tokens[slot]
      out.varint(UInt64(slot))
      out.literal(text.base + token.start, token.end - token.start)
    }
    let end = count > 0 ? Int(tokens.columns.ends[count - 1]) : 0
    out.varint(gaps.intern(text.base + end, text.count - end))
  }

  /// Puts the numbers of the gaps that are no blanks into their slots.
  private func writeGaps(
    _ tokens: cs_tokens, of text: ClassifiedText, _ gaps: GapTable,
    _ slots: UnsafeMutablePointer<UInt8>
  ) {
    otherGaps.removeAll(keepingCapacity: true)
    for index in 0..<leftover.gapCount {
      let slot = Int(leftover.gaps[index])
      let before = slot > 0 ? Int(tokens.ends[slot - 1]) : 0
      let number = gaps.intern(text.base + before, Int(tokens.starts[slot]) - before)
      if number < UInt32(CS_OTHER_GAP) {
        slots[slot] = slots[slot] & 3 | UInt8(truncatingIfNeeded: number << 2)
      } else {
        otherGaps.append(RecordColumns.OtherGap(slot: slot, number: number))
      }
    }
  }

  private func writeNumbers(
    _ tokens: TokenBuffer, of text: ClassifiedText, _ terms: TermTable,
    _ slots: UnsafeMutablePointer<UInt8>, _ width: Int, _ numbers: UnsafeMutablePointer<UInt8>
  ) {
    literals.removeAll(keepingCapacity: true)
    var left = 0
    for first in stride(from: 0, to: tokens.count, by: Self.most) {
      let count = min(tokens.count - first, Self.most)
      // Safety: `count` tokens from `first` on, each with its slot and number.
      let part = cs_tokens(
        starts: tokens.columns.starts + first, ends: tokens.columns.ends + first,
        kinds: tokens.columns.kinds + first)
      var table = terms.columns
      if first > 0 { cs_make_keys(&table, text.lower, part, count, keys, hashes) }
      var at = 0
      while at < count {
        let isLeft = left < leftover.wordCount
        let stop = isLeft ? min(Int(leftover.words[left]) - first, count) : count
        at = cs_find_terms(
          &table, text.lower, part, keys, hashes, slots + first, at, stop, first == 0, width,
          numbers + first * width)
        if at < stop {
          let start = Int(part.starts[at])
          terms.add(
            UnsafeBufferPointer(start: text.lower + start, count: Int(part.ends[at]) - start),
            kind: tokens[first + at].kind)
        } else if stop < count {
          internSlowly(first + stop, tokens, of: text, terms, slots, width, numbers)
          left += 1
          at += 1
        }
        table = terms.columns
      }
    }
  }

  @inline(never)
  private func internSlowly(
    _ slot: Int, _ tokens: TokenBuffer, of text: ClassifiedText, _ terms: TermTable,
    _ slots: UnsafeMutablePointer<UInt8>, _ width: Int, _ numbers: UnsafeMutablePointer<UInt8>
  ) {
    let token = tokens[slot]
    let surface = UnsafeBufferPointer(
      start: UnsafePointer(text.base + token.start), count: token.end - token.start)
    lower.removeAll(keepingCapacity: true)
    let caseClass = CaseForm.split(surface: surface, lower: &lower)
    let number = lower.withUnsafeBufferPointer {
      terms.intern($0, kind: token.kind, caseCode: caseClass.rawValue, isFirst: slot == 0)
    }
    slots[slot] = slots[slot] & ~3 | caseClass.rawValue
    UnsafeMutableRawPointer(numbers + slot * width).storeBytes(
      of: number.littleEndian, as: UInt32.self)
    if caseClass == .other { literals.append(slot) }
  }
}
