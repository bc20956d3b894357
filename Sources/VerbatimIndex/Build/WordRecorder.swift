import CVectors
import VerbatimAnalysis

/// Interns the words of a turn and writes them to its record, some hundred at a time: first every word
/// is lower-cased and its slot of the table fetched, then it is looked up.
final class WordRecorder {
  /// A word on its way.
  private struct Word {
    var key: TermTable.Key
    /// Of the key; the term's number where that is known already.
    var hash: Int
    var gap: UInt32
    var start: UInt32
    var length: UInt32
    var caseCode: UInt8
    var state: State
  }

  private enum State: UInt8 {
    case short, long, known
  }

  private static let most = 256
  private let words: UnsafeMutablePointer<Word> = .allocate(capacity: most)
  private var lower: [UInt8] = []

  deinit { words.deallocate() }

  /// Writes all tokens, and the gap behind them, to room that is large enough. Cost: about 20 ns a
  /// token.
  func record(
    _ tokens: UnsafeBufferPointer<Token>, of text: PaddedText, _ terms: TermTable,
    _ gaps: GapTable, _ out: inout RecordWriter
  ) {
    var first = 0
    var end = 0
    while first < tokens.count {
      let count = min(tokens.count - first, Self.most)
      prepare(
        UnsafeBufferPointer(rebasing: tokens[first..<first + count]), of: text, terms, gaps, &end)
      write(count, of: text, terms, isFirst: first == 0, &out)
      first += count
    }
    out.end(gap: gaps.intern(text.base + end, text.count - end))
  }

  private func prepare(
    _ tokens: UnsafeBufferPointer<Token>, of text: PaddedText, _ terms: TermTable,
    _ gaps: GapTable, _ end: inout Int
  ) {
    let base = text.base
    for index in 0..<tokens.count {
      let token = tokens[index]
      let surface = base + token.start
      let length = token.end &- token.start
      let gap = gaps.intern(base + end, token.start &- end)
      end = token.end
      // Safety: 64 bytes can be read behind the text.
      if length <= TermTable.inlineLength {
        let form = verbatim_lower(surface, UInt32(truncatingIfNeeded: length))
        if form.case_class >= 0 {
          let key = TermTable.Key(form, length: length, kind: token.kind)
          let hash = key.hash
          terms.prefetch(hash)
          words[index] = Word(
            key: key, hash: hash, gap: gap, start: UInt32(truncatingIfNeeded: token.start),
            length: UInt32(truncatingIfNeeded: length), caseCode: UInt8(truncatingIfNeeded: form.case_class), state: .short)
          continue
        }
      } else if length < 32 {
        var form = verbatim_lower_long(surface, UInt32(truncatingIfNeeded: length))
        if form.case_class >= 0 {
          let key = TermTable.key(of: &form, kind: token.kind)
          let hash = key.hash
          terms.prefetch(hash)
          words[index] = Word(
            key: key, hash: hash, gap: gap, start: UInt32(truncatingIfNeeded: token.start),
            length: UInt32(truncatingIfNeeded: length),
            caseCode: UInt8(truncatingIfNeeded: form.case_class), state: .long)
          continue
        }
      }
      lower.removeAll(keepingCapacity: true)
      let caseClass = CaseForm.split(
        surface: UnsafeBufferPointer(start: surface, count: length), lower: &lower)
      let number = lower.withUnsafeBufferPointer { terms.intern($0, kind: token.kind) }
      words[index] = Word(
        key: TermTable.Key(long: 0, 0, kind: token.kind), hash: Int(number), gap: gap,
        start: UInt32(truncatingIfNeeded: token.start),
        length: UInt32(truncatingIfNeeded: length), caseCode: caseClass.rawValue, state: .known)
    }
  }

  private func write(
    _ count: Int, of text: PaddedText, _ terms: TermTable, isFirst: Bool,
    _ out: inout RecordWriter
  ) {
    var isFirst = isFirst
    for index in 0..<count {
      let word = words + index
      let number: UInt32
      switch word.pointee.state {
      case .short: number = terms.intern(word.pointee.key, hash: word.pointee.hash)
      case .known: number = UInt32(truncatingIfNeeded: word.pointee.hash)
      case .long: number = internLong(word, of: text, terms)
      }
      terms.count(number, caseCode: word.pointee.caseCode, isFirst: isFirst)
      isFirst = false
      out.token(caseCode: word.pointee.caseCode, gap: word.pointee.gap, number: number)
      if word.pointee.caseCode == CaseClass.other.rawValue {
        out.literal(text.base + Int(word.pointee.start), Int(word.pointee.length))
      }
    }
  }

  @inline(never)
  private func internLong(
    _ word: UnsafeMutablePointer<Word>, of text: PaddedText, _ terms: TermTable
  ) -> UInt32 {
    let length = Int(word.pointee.length)
    var form = verbatim_lower_long(text.base + Int(word.pointee.start), word.pointee.length)
    return withUnsafeBytes(of: &form.part) { raw in
      // Safety: raw memory is read as bytes, which have no alignment; of 32, `length` are the term.
      let bytes = UnsafeRawBufferPointer(rebasing: raw[..<length])
        .assumingMemoryBound(to: UInt8.self)
      return terms.intern(long: bytes, word.pointee.key, hash: word.pointee.hash)
    }
  }
}
