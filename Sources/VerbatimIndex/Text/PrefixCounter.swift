import VerbatimAnalysis

extension Segment {
  /// How many Unicode scalars of a turn's text stand before a token, what parts it from the one before
  /// it left out: what offsets of a window count from.
  ///
  /// Cost: about 5 ns for each token before it. `nil` where the turn is damaged or has no such token.
  ///
  /// - Parameter scratch: what turns are decoded into, by which terms are remembered.
  public func scalarCount(
    _ turn: Int, before position: Int, _ scratch: DecodedTurn
  ) -> Int? {
    decoder.scalarCount(turn, before: position, scratch.forms)
  }
}

extension TurnDecoder {
  fileprivate func scalarCount(
    _ turn: Int, before position: Int, _ borrowed: BorrowedForms
  ) -> Int? {
    guard position > 0 else { return position == 0 ? 0 : nil }
    guard let codes = codes(turn),
      let deviations = residualOffsets.range(turn, within: residual.count)
    else { return nil }
    var events = ResidualReader(
      UnsafeRawBufferPointer(rebasing: residual[deviations]), rebuilder.separators)
    guard events.advance() else { return nil }
    guard let forms = borrowed.of(terms) else { return nil }
    var count = 0
    var offset = 0
    var slot = 0
    for token in 0..<position {
      guard let id = DenseCode.next(codes, &offset), id < terms.count else { return nil }
      let kind = events.kind != nil && slot + events.run == token ? events.kind : nil
      var startsSentence = token == 0
      if let kind, kind.separator > 0 {
        let gap = rebuilder.separators.gap(kind.separator)
        count += Self.scalars(gap.text)
        startsSentence = startsSentence || gap.endsSentence
      } else if token > 0 {
        count += 1
      }
      if kind?.caseCode == Residual.CaseCode.literal.rawValue {
        guard let literal = events.literal() else { return nil }
        count += literal.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
      } else {
        guard let form = forms.form(id, in: terms) else { return nil }
        count += Self.scalars(form, kind?.caseCode, startsSentence)
      }
      if kind != nil {
        slot = token + 1
        guard events.advance() else { return nil }
      }
    }
    return count
  }

  /// Scalars of a term in the case that it has here.
  @inline(__always)
  private static func scalars(
    _ form: TermForm, _ caseCode: UInt8?, _ startsSentence: Bool
  ) -> Int {
    let bytes = UnsafeRawBufferPointer(start: form.bytes, count: form.length)
    let count = scalars(bytes)
    // Of letters outside of ASCII some have a capital of another length.
    if count == form.length { return count }
    let code = caseCode ?? Residual.CaseCode.expected.rawValue
    let caseClass =
      code == Residual.CaseCode.expected.rawValue
      ? Expectation.caseClass(usual: form.usualCase, startsSentence: startsSentence)
      : CaseClass(rawValue: code - 1) ?? .lower
    if caseClass == .lower { return count }
    var spelled: [UInt8] = []
    CaseForm.apply(
      caseClass, to: UnsafeBufferPointer(start: form.bytes, count: form.length),
      appendingTo: &spelled)
    return spelled.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  /// Scalars that begin in some bytes: those that are no continuation, eight at a time.
  @inline(__always)
  private static func scalars(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = bytes.count
    var at = 0
    // Safety: unaligned loads of eight bytes that lie within.
    while at + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      count -= (word & ~(word << 1) & 0x8080_8080_8080_8080).nonzeroBitCount
      at += 8
    }
    while at < bytes.count {
      if bytes[at] & 0xC0 == 0x80 { count -= 1 }
      at += 1
    }
    return count
  }
}
