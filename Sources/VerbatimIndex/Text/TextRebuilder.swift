import VerbatimAnalysis

/// The written form of a term, for putting text together.
struct TermForm {
  /// Lower-cased UTF-8; 16 bytes can be read whatever the length.
  var bytes: UnsafePointer<UInt8>
  var length: Int
  var usualCase: CaseClass
}

/// Where ``TextRebuilder`` gets terms from.
protocol TermForms {
  /// `nil` where there is no such term. The bytes stay until the next call.
  func form(_ id: Int) -> TermForm?

  /// Is called once a turn, before its forms are asked for: what is far away in memory can be fetched
  /// meanwhile, and what was found on the way be left where the tokens' places will be.
  func prepare(_ scratch: TurnScratch)

  /// The form of a token of the prepared turn whose place is not yet written.
  func form(of token: TurnScratch.Place) -> TermForm?
}

extension TermForms {
  @inline(__always)
  func prepare(_ scratch: TurnScratch) {}

  @inline(__always)
  func form(of token: TurnScratch.Place) -> TermForm? { form(Int(token.id)) }
}

/// Where a turn is put together: reused, so that nothing is allocated for most turns.
final class TurnScratch {
  /// UTF-8.
  let text = ByteBuffer(capacity: 4096)
  /// A token's term and where it stands in the text.
  struct Place {
    var id: UInt32
    var start: UInt32
    var end: UInt32
  }

  @exclusivity(unchecked) private(set) var places: UnsafeMutablePointer<Place>
  @exclusivity(unchecked) private var capacity = 512
  @exclusivity(unchecked) private(set) var count = 0
  fileprivate var spelled: [UInt8] = []

  init() { places = .allocate(capacity: capacity) }

  deinit { places.deallocate() }

  /// Takes apart the codes of a turn. False where they are damaged.
  func decode(_ codes: UnsafeRawBufferPointer, termCount: Int) -> Bool {
    if codes.count > capacity {
      places.deallocate()
      capacity = max(codes.count, capacity * 2)
      places = .allocate(capacity: capacity)
    }
    var offset = 0
    var found = 0
    let places = self.places
    // Safety, of both loops: a code has at least one byte, so there are no more of them than bytes.
    if let base = codes.baseAddress {
      while offset + 8 <= codes.count {
        let (id, length) = DenseCode.next(base + offset)
        guard id < termCount else { return false }
        places[found].id = UInt32(truncatingIfNeeded: id)
        found &+= 1
        offset &+= length
      }
    }
    while offset < codes.count {
      guard let id = DenseCode.next(codes, &offset), id < termCount else { return false }
      places[found].id = UInt32(truncatingIfNeeded: id)
      found &+= 1
    }
    count = found
    return true
  }
}

/// Puts the text of a turn together from its codes and its residual.
struct TextRebuilder {
  let separators: SeparatorTable
  let termCount: Int
  /// No turn's text is longer: what damaged bytes can make is bounded.
  let longestText: Int

  /// Text, and for each token its term and place, in `scratch`. Cost: about 15 ns a token. False where
  /// the bytes are damaged.
  func rebuild(
    codes: UnsafeRawBufferPointer, residual: UnsafeRawBufferPointer, terms: some TermForms,
    into scratch: TurnScratch
  ) -> Bool {
    let text = scratch.text
    text.removeAll()
    guard scratch.decode(codes, termCount: termCount) else { return false }
    terms.prepare(scratch)
    let count = scratch.count
    var events = ResidualReader(residual, separators)
    var slot = 0
    while true {
      guard events.advance() else { return false }
      // Slots up to the next deviation, or to the end, are as expected.
      guard events.kind == nil || events.run <= count - slot else { return false }
      let plain = events.kind == nil ? count + 1 : slot + events.run
      guard appendExpected(slot..<max(slot, min(plain, count)), scratch, terms) else {
        return false
      }
      slot = max(slot, min(plain, count))
      guard let kind = events.kind else {
        // Slot `count` is behind the last token: the full stop.
        if slot <= count { if count > 0 { appendByte(0x2E, text) } }
        return events.isAtEnd
      }
      var startsSentence = slot == 0
      var hasBlank = false
      if kind.separator > 0 {
        let gap = separators.gap(kind.separator)
        guard text.count + gap.text.count <= longestText else { return false }
        text.append(gap.text)
        startsSentence = startsSentence || gap.endsSentence
      } else if slot == count {
        if count > 0 { appendByte(0x2E, text) }
      } else {
        hasBlank = slot > 0
      }
      if slot == count {
        guard kind.caseCode == 0, events.advance(), events.kind == nil else { return false }
        return events.isAtEnd
      }
      if kind.caseCode == Residual.CaseCode.literal.rawValue {
        guard let literal = events.literal() else { return false }
        if hasBlank { appendByte(0x20, text) }
        scratch.places[slot].start = UInt32(truncatingIfNeeded: text.count)
        text.append(literal)
        scratch.places[slot].end = UInt32(truncatingIfNeeded: text.count)
      } else {
        guard
          append(
            slot, scratch, caseCode: kind.caseCode, afterStop: startsSentence, hasBlank: hasBlank,
            terms)
        else { return false }
      }
      slot += 1
    }
  }

  @inline(__always)
  private func appendByte(_ byte: UInt8, _ text: ByteBuffer) {
    let room = text.room(1)
    room.pointee = byte
    text.advance(to: room + 1)
  }

  /// Appends tokens whose gap and case are as expected.
  @inline(__always)
  private func appendExpected(
    _ slots: Range<Int>, _ scratch: TurnScratch, _ terms: some TermForms
  ) -> Bool {
    let text = scratch.text
    let places = scratch.places
    // Sixteen bytes are copied whatever the length, and a blank may stand before them.
    let spare = 32
    var next = text.room(spare)
    var limit = text.end - spare
    for slot in slots {
      guard let form = terms.form(of: places[slot]) else { return false }
      if limit - next < form.length {
        text.advance(to: next)
        next = text.room(form.length + 2 * spare)
        limit = text.end - spare
      }
      next.pointee = 0x20
      next += slot > 0 ? 1 : 0
      places[slot].start = UInt32(truncatingIfNeeded: next - text.base)
      // Safety: see ``TermForm``; the room is large enough.
      UnsafeMutableRawPointer(next).storeBytes(
        of: UnsafeRawPointer(form.bytes).loadUnaligned(as: SIMD16<UInt8>.self),
        as: SIMD16<UInt8>.self)
      if form.length > 16 { next.update(from: form.bytes, count: form.length) }
      let caseClass = Expectation.caseClass(usual: form.usualCase, startsSentence: slot == 0)
      let first = next.pointee
      if caseClass == .lower || caseClass == .capitalised && first < 0x80 {
        // A capital or none, without a branch.
        let isSmall = first &- 0x61 < 26 && caseClass == .capitalised
        next.pointee = first ^ (isSmall ? 0x20 : 0)
      } else if !capitalise(next, form.length, all: caseClass == .upper) {
        guard appendSlowly(form, caseClass, from: next, slot, scratch) else { return false }
        next = text.room(spare)
        limit = text.end - spare
        continue
      }
      next += form.length
      places[slot].end = UInt32(truncatingIfNeeded: next - text.base)
    }
    text.advance(to: next)
    return true
  }

  /// Appends a token of a known term, a blank before it where `hasBlank`.
  @inline(__always)
  private func append(
    _ slot: Int, _ scratch: TurnScratch, caseCode: UInt8, afterStop: Bool, hasBlank: Bool,
    _ terms: some TermForms
  ) -> Bool {
    guard let form = terms.form(of: scratch.places[slot]) else { return false }
    // Sixteen bytes are copied whatever the length, and a blank may stand before them.
    var next = scratch.text.room(form.length + 20)
    if hasBlank {
      next.pointee = 0x20
      next += 1
    }
    let start = next
    let source = UnsafeRawPointer(form.bytes)
    // Safety: see ``TermForm``; the room is large enough.
    UnsafeMutableRawPointer(next).storeBytes(
      of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    if form.length > 16 { next.update(from: form.bytes, count: form.length) }
    next += form.length
    let caseClass =
      caseCode == 0
      ? Expectation.caseClass(usual: form.usualCase, startsSentence: afterStop)
      : CaseClass(rawValue: caseCode - 1) ?? .lower
    scratch.places[slot].start = UInt32(truncatingIfNeeded: start - scratch.text.base)
    if caseClass != .lower, !capitalise(start, form.length, all: caseClass == .upper) {
      return appendSlowly(form, caseClass, from: start, slot, scratch)
    }
    scratch.text.advance(to: next)
    scratch.places[slot].end = UInt32(truncatingIfNeeded: next - scratch.text.base)
    return true
  }

  /// Upper-cases ASCII and Latin-1 letters in place; false where there is another one.
  @inline(__always)
  private func capitalise(_ text: UnsafeMutablePointer<UInt8>, _ length: Int, all: Bool) -> Bool {
    var at = 0
    while at < length {
      let byte = text[at]
      if byte < 0x80 {
        if byte &- 0x61 < 26 { text[at] = byte & 0xDF }
        at += 1
      } else if byte == 0xC3, at + 1 < length {
        let second = text[at + 1]
        // ÿ has its capital elsewhere, ß and ÷ have none.
        if second == 0xBF { return false }
        if second >= 0xA0, second != 0xB7 { text[at + 1] = second & 0xDF }
        at += 2
      } else {
        return false
      }
      if !all { return true }
    }
    return true
  }

  private func appendSlowly(
    _ form: TermForm, _ caseClass: CaseClass, from start: UnsafeMutablePointer<UInt8>, _ slot: Int,
    _ scratch: TurnScratch
  ) -> Bool {
    scratch.spelled.removeAll(keepingCapacity: true)
    CaseForm.apply(
      caseClass, to: UnsafeBufferPointer(start: form.bytes, count: form.length),
      appendingTo: &scratch.spelled)
    scratch.text.advance(to: start)
    scratch.text.append(scratch.spelled)
    scratch.places[slot].end = UInt32(truncatingIfNeeded: scratch.text.count)
    return true
  }
}

/// Goes through the deviations of one turn.
struct ResidualReader {
  private var reader: ByteReader
  private let separators: SeparatorTable
  /// Expected slots before the deviation.
  private(set) var run = 0
  /// `nil` behind the last deviation.
  private(set) var kind: Residual.Kind?

  init(_ bytes: UnsafeRawBufferPointer, _ separators: SeparatorTable) {
    reader = ByteReader(bytes)
    self.separators = separators
  }

  var isAtEnd: Bool { reader.isAtEnd && !reader.failed }

  /// Moves to the next deviation. False where the bytes are damaged.
  @inline(__always)
  mutating func advance() -> Bool {
    run = 0
    kind = nil
    while !reader.isAtEnd {
      let byte = reader.byte()
      if byte < Residual.tenExpected {
        run += Int(byte) % Residual.shortRun
        let number = Int(byte) / Residual.shortRun
        guard number < separators.kinds.count else { return false }
        kind = separators.kinds[number]
        return true
      } else if byte == Residual.tenExpected {
        run += Residual.shortRun
      } else if byte == Residual.escape {
        run += reader.count()
        kind = separators.kind(reader.count())
        return kind != nil && !reader.failed
      } else {
        return false
      }
    }
    return run == 0 && !reader.failed
  }

  /// The surface that stands behind a deviation whose case is written out.
  mutating func literal() -> UnsafeRawBufferPointer? {
    let bytes = reader.slice(reader.count())
    return reader.failed ? nil : UnsafeRawBufferPointer(bytes)
  }
}
