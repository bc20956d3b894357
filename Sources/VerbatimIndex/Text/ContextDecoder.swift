import CVectors
import VerbatimAnalysis

extension Segment {
  /// The text of a turn without its tokens, which are left empty. Cost: about 8 ns a token, and for a term
  /// that `output` meets for the first time that of looking it up. False where it is damaged.
  public func decodeText(_ turn: Int, into output: inout DecodedTurn) -> Bool {
    decoder.decode(turn, isTextOnly: true, into: &output)
  }

  /// Some tokens of a turn, those that it has, with what stands between them: the words around a hit.
  ///
  /// The offsets of `output` count from the first of these tokens. Cost: about 20 ns a token, and
  /// 1 ns for each that stands before them. `nil` where the turn is damaged.
  ///
  /// - Parameter positions: of the tokens; not negative.
  /// - Returns: the positions that there are.
  public func decode(
    _ turn: Int, positions: Range<Int>, into output: inout DecodedTurn
  ) -> Range<Int>? {
    guard
      let (count, _) = decoder.decode(
        turn, from: positions.lowerBound, positions.count, hasEdges: false, &output)
    else { return nil }
    return positions.lowerBound..<positions.lowerBound + count
  }

  /// The same with what stands before the first of these tokens and behind the last one: up to the next
  /// tokens, or to the ends of the turn.
  ///
  /// - Returns: the positions that there are, and whether the last of the turn is among them.
  public func decodeWithEdges(
    _ turn: Int, positions: Range<Int>, into output: inout DecodedTurn
  ) -> (positions: Range<Int>, isAtEnd: Bool)? {
    guard
      let (count, isAtEnd) = decoder.decode(
        turn, from: positions.lowerBound, positions.count, hasEdges: true, &output)
    else { return nil }
    return (positions.lowerBound..<positions.lowerBound + count, isAtEnd)
  }
}

extension TurnDecoder {
  /// Puts at most `count` tokens together, the first one being number `first`. The deviations before
  /// it are passed over, since the case of a token depends on nothing but its own slot.
  fileprivate func decode(
    _ turn: Int, from first: Int, _ count: Int, hasEdges: Bool, _ output: inout DecodedTurn
  ) -> (count: Int, isAtEnd: Bool)? {
    output.text.removeAll(keepingCapacity: true)
    output.terms.removeAll(keepingCapacity: true)
    output.starts.removeAll(keepingCapacity: true)
    output.ends.removeAll(keepingCapacity: true)
    guard let range = forwardOffsets.range(turn, within: forward.count),
      let deviations = residualOffsets.range(turn, within: residual.count), first >= 0
    else { return nil }
    guard let base = forward.baseAddress, !range.isEmpty else { return (0, true) }
    // Safety: the range lies inside of the section.
    var offset = cs_token_start(
      base.assumingMemoryBound(to: UInt8.self), forward.count, range.lowerBound, range.upperBound,
      first)
    let codes = UnsafeRawBufferPointer(rebasing: forward[..<range.upperBound])
    var events = ResidualReader(
      UnsafeRawBufferPointer(rebasing: residual[deviations]), rebuilder.separators)
    guard var slot = skip(to: first, &events) else { return nil }
    let scratch = output.scratch.text
    guard let forms = output.forms.of(terms) else { return nil }
    scratch.removeAll()
    var token = first
    while token - first < count, offset < codes.count {
      guard let id = DenseCode.next(codes, &offset), id < terms.count else { return nil }
      var kind: Residual.Kind?
      if let found = events.kind, slot + events.run == token { kind = found }
      let startsSentence = appendGap(
        kind, token, isSilent: token == first && !hasEdges, to: scratch)
      guard let startsSentence else { return nil }
      let start = scratch.count
      guard append(id, kind, startsSentence, &events, forms, to: scratch) else { return nil }
      output.terms.append(id)
      output.starts.append(start)
      output.ends.append(scratch.count)
      token += 1
      if kind != nil {
        slot = token
        guard events.advance() else { return nil }
      }
    }
    let isAtEnd = offset >= codes.count
    if hasEdges, token > first {
      guard appendLastGap(events, slot, token, isAtEnd, to: scratch) else { return nil }
    }
    output.text.append(contentsOf: scratch.bytes)
    return (token - first, isAtEnd)
  }

  /// Writes what stands behind the last token wanted; false where the text would be longer than any.
  private func appendLastGap(
    _ events: ResidualReader, _ slot: Int, _ token: Int, _ isAtEnd: Bool, to text: ByteBuffer
  ) -> Bool {
    if let kind = events.kind, slot + events.run == token, kind.separator > 0 {
      return appendGap(kind, token, isSilent: false, to: text) != nil
    }
    let room = text.room(1)
    room.pointee = isAtEnd ? 0x2E : 0x20
    text.advance(to: room + 1)
    return true
  }

  /// Moves to the first deviation at or behind a slot; returns the slot from which its run counts.
  private func skip(to first: Int, _ events: inout ResidualReader) -> Int? {
    var slot = 0
    guard events.advance() else { return nil }
    while let kind = events.kind, events.run < first - slot {
      slot += events.run + 1
      if kind.caseCode == Residual.CaseCode.literal.rawValue, events.literal() == nil { return nil }
      guard events.advance() else { return nil }
    }
    return slot
  }

  /// Writes the separator before a token, unless it is not wanted; says whether a sentence starts behind
  /// it. `nil` where the text would be longer than any.
  private func appendGap(
    _ kind: Residual.Kind?, _ token: Int, isSilent: Bool, to text: ByteBuffer
  ) -> Bool? {
    guard let kind, kind.separator > 0 else {
      if !isSilent, token > 0 {
        let room = text.room(1)
        room.pointee = 0x20
        text.advance(to: room + 1)
      }
      return token == 0
    }
    let gap = rebuilder.separators.gap(kind.separator)
    guard text.count + gap.text.count <= rebuilder.longestText else { return nil }
    if !isSilent { text.append(gap.text) }
    return token == 0 || gap.endsSentence
  }

  private func append(
    _ id: Int, _ kind: Residual.Kind?, _ startsSentence: Bool, _ events: inout ResidualReader,
    _ forms: KnownForms, to text: ByteBuffer
  ) -> Bool {
    let code = kind?.caseCode ?? Residual.CaseCode.expected.rawValue
    if code == Residual.CaseCode.literal.rawValue {
      guard let literal = events.literal() else { return false }
      text.append(literal)
      return true
    }
    guard let form = forms.form(id, in: terms) else { return false }
    let caseClass =
      code == Residual.CaseCode.expected.rawValue
      ? Expectation.caseClass(usual: form.usualCase, startsSentence: startsSentence)
      : CaseClass(rawValue: code - 1) ?? .lower
    let first = form.length > 0 ? form.bytes[0] : 0x80
    guard caseClass == .lower || caseClass == .capitalised && first < 0x80 else {
      var spelled: [UInt8] = []
      CaseForm.apply(
        caseClass, to: UnsafeBufferPointer(start: form.bytes, count: form.length),
        appendingTo: &spelled)
      text.append(spelled)
      return true
    }
    // Sixteen bytes are copied whatever the length.
    let room = text.room(form.length + 16)
    // Safety: see ``TermForm``; the room is large enough.
    UnsafeMutableRawPointer(room).storeBytes(
      of: UnsafeRawPointer(form.bytes).loadUnaligned(as: SIMD16<UInt8>.self),
      as: SIMD16<UInt8>.self)
    if form.length > 16 { room.update(from: form.bytes, count: form.length) }
    if caseClass == .capitalised, first &- 0x61 < 26 { room.pointee = first & 0xDF }
    text.advance(to: room + form.length)
    return true
  }
}
