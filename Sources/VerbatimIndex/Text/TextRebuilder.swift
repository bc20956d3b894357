import CVectors
import VerbatimAnalysis

/// The written form of a term, for putting text together.
struct TermForm {
  /// Lower-cased UTF-8; 16 bytes can be read whatever the length.
  var bytes: UnsafePointer<UInt8>
  var length: Int
  var usualCase: CaseClass
}

extension TermForm {
  /// One that is known, valid as long as the place that it is read from.
  @inline(__always)
  init(_ form: UnsafePointer<cs_form>) {
    self.init(
      bytes: cs_form_bytes(form), length: Int(cs_form_length(form)),
      usualCase: CaseClass(rawValue: cs_form_case(form)) ?? .lower)
  }
}

/// Where ``TextRebuilder`` gets terms from.
protocol TermForms {
  /// The forms by id; zeros for terms that were not met, or are not there.
  var table: cs_forms { get }

  /// Fills the places of a turn's tokens from a slot on, as far as there are such terms. The table may be
  /// another one then.
  func learn(_ scratch: TurnScratch, from first: Int)
}

/// Puts the text of a turn together from its codes and its residual.
///
/// Three passes over columns of the turn, so that no token waits for another: ids, kinds of slots, text.
/// The last is `cs_put_together`, which leaves the rare cases to ``append``.
final class TextRebuilder {
  let separators: SeparatorTable
  private let termCount: Int
  let longestText: Int

  /// - Parameter longestText: no turn's text is longer: what damaged bytes can make is bounded.
  init(separators: SeparatorTable, termCount: Int, longestText: Int) {
    self.separators = separators
    self.termCount = termCount
    self.longestText = longestText
  }

  /// Text, and for each token its term and place, in `scratch`. Cost: about 8 ns a token. False where
  /// the bytes are damaged.
  ///
  /// - Parameter isTextOnly: leaves out the places.
  func rebuild(
    codes: UnsafeRawBufferPointer, residual: UnsafeRawBufferPointer, terms: some TermForms,
    isTextOnly: Bool, into scratch: TurnScratch
  ) -> Bool {
    let text = scratch.text
    text.removeAll()
    guard scratch.decode(codes, termCount: termCount) else { return false }
    let count = scratch.count
    var end: Residual.Kind?
    guard readKinds(residual, scratch, &end) else { return false }
    var forms = terms.table
    let places = isTextOnly ? nil : scratch.places
    var hasLearned = false
    var slot = 0
    var others = 0
    while slot < count {
      let stop = min(slot + Self.batch, count)
      var next: UnsafeMutablePointer<UInt8>? = text.room((stop - slot + 1) * Int(CS_TOKEN_ROOM))
      slot = cs_put_together(
        &forms, scratch.ids, scratch.kinds, separators.kinds.ofSlots.baseAddress, slot, stop,
        places,
        text.base, &next, text.end)
      if let next { text.advance(to: next) }
      guard text.count <= longestText else { return false }
      if slot == stop { continue }
      guard let form = cs_form_of(&forms, scratch.ids[slot]) else { return false }
      if form.pointee.type == 0, !hasLearned {
        terms.learn(scratch, from: slot)
        forms = terms.table
        hasLearned = true
        continue
      }
      guard append(slot, form, scratch, &others) else { return false }
      slot += 1
    }
    if let end, end.separator > 0 {
      text.append(separators.gap(end.separator).text)
    } else if count > 0 {
      appendByte(0x2E, text)
    }
    return text.count <= longestText
  }

  /// Tokens for which room is made at a time.
  private static let batch = 1024

  /// Lays the deviations of a turn out over its slots. False where they are damaged.
  @inline(__always)
  private func readKinds(
    _ residual: UnsafeRawBufferPointer, _ scratch: TurnScratch, _ end: inout Residual.Kind?
  ) -> Bool {
    let count = scratch.count
    let kinds = scratch.kinds
    UnsafeMutableRawPointer(kinds).initializeMemory(as: UInt8.self, repeating: 0, count: count + 1)
    if count > 0 { kinds[0] = SeparatorTable.firstSlot }
    if !scratch.others.isEmpty { scratch.others.removeAll(keepingCapacity: true) }
    var events = ResidualReader(residual, separators)
    var slot = 0
    while true {
      // The first slot is of its own kind.
      if slot > 0 { events.layOut(kinds, &slot, count) }
      guard events.advance() else { return false }
      guard let kind = events.kind else { return events.isAtEnd }
      guard events.run <= count - slot else { return false }
      slot += events.run
      if slot == count {
        guard kind.caseCode == 0, events.advance(), events.kind == nil else { return false }
        end = kind
        return events.isAtEnd
      }
      if slot > 0, events.isOrdinary {
        // Safety: one of at most 25.
        kinds[slot] = UInt8(truncatingIfNeeded: events.number + 1)
      } else {
        var literal: UnsafeRawBufferPointer?
        if kind.caseCode == Residual.CaseCode.literal.rawValue {
          literal = events.literal()
          if literal == nil { return false }
        }
        kinds[slot] = SeparatorTable.otherSlot
        scratch.others.append(TurnScratch.Other(kind: kind, literal: literal))
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

  /// Appends any token with its gap. `others` is how many slots of other kinds were before.
  private func append(
    _ slot: Int, _ form: UnsafePointer<cs_form>, _ scratch: TurnScratch, _ others: inout Int
  ) -> Bool {
    let text = scratch.text
    let number = scratch.kinds[slot]
    var kind = Residual.Kind(caseCode: 0, separator: 0)
    var literal: UnsafeRawBufferPointer?
    if number == SeparatorTable.otherSlot {
      (kind, literal) = (scratch.others[others].kind, scratch.others[others].literal)
      others += 1
    } else if number > 0, number != SeparatorTable.firstSlot {
      kind = separators.kinds.short[Int(number) - 1]
    }
    var startsSentence = slot == 0
    if kind.separator > 0 {
      let gap = separators.gap(kind.separator)
      guard text.count + gap.text.count <= longestText else { return false }
      text.append(gap.text)
      startsSentence = startsSentence || gap.endsSentence
    } else if slot > 0 {
      appendByte(0x20, text)
    }
    let start = text.count
    if let literal {
      text.append(literal)
    } else {
      guard form.pointee.type != 0 else { return false }
      let form = TermForm(form)
      let caseClass =
        kind.caseCode == 0
        ? Expectation.caseClass(usual: form.usualCase, startsSentence: startsSentence)
        : CaseClass(rawValue: kind.caseCode - 1) ?? .lower
      append(form, caseClass, scratch)
    }
    scratch.places[slot] = cs_place(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: text.count))
    return true
  }

  private func append(_ form: TermForm, _ caseClass: CaseClass, _ scratch: TurnScratch) {
    let text = scratch.text
    let start = text.room(form.length)
    start.update(from: form.bytes, count: form.length)
    if caseClass == .lower || capitalise(start, form.length, all: caseClass == .upper) {
      text.advance(to: start + form.length)
      return
    }
    scratch.spelled.removeAll(keepingCapacity: true)
    CaseForm.apply(
      caseClass, to: UnsafeBufferPointer(start: form.bytes, count: form.length),
      appendingTo: &scratch.spelled)
    text.append(scratch.spelled)
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
}

/// Goes through the deviations of one turn.
struct ResidualReader {
  private var reader: ByteReader
  private let separators: SeparatorTable.Kinds
  /// Expected slots before the deviation.
  private(set) var run = 0
  /// `nil` behind the last deviation.
  private(set) var kind: Residual.Kind?
  /// The number of the kind among the short ones, else ``Residual/shortKinds``.
  private(set) var number = Residual.shortKinds

  init(_ bytes: UnsafeRawBufferPointer, _ separators: SeparatorTable) {
    reader = ByteReader(bytes)
    self.separators = separators.kinds
  }

  /// Whether the kind has a number among ``SeparatorTable/Kinds/ofSlots``.
  var isOrdinary: Bool {
    number < separators.isOrdinary.count && separators.isOrdinary[number]
  }

  var isAtEnd: Bool { reader.isAtEnd && !reader.failed }

  /// Lays deviations whose kind has a number out over the slots from `slot` on, the next ones as long as
  /// they come one behind another.
  @inline(__always)
  mutating func layOut(_ kinds: UnsafeMutablePointer<UInt8>, _ slot: inout Int, _ count: Int) {
    let rest = reader.bytes[reader.offset...]
    guard !rest.isEmpty, let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress else {
      return
    }
    // Safety: raw memory is read as bytes; `kinds` has a place for each slot below `count`.
    let done = cs_lay_out(
      base.assumingMemoryBound(to: UInt8.self), rest.count, separators.events.baseAddress, kinds,
      &slot, count)
    _ = reader.slice(done)
  }

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
        guard number < separators.short.count else { return false }
        self.number = number
        kind = separators.short[number]
        return true
      } else if byte == Residual.tenExpected {
        run += Residual.shortRun
      } else if byte == Residual.escape {
        run += reader.count()
        number = Residual.shortKinds
        kind = separators.numbered(reader.count())
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
