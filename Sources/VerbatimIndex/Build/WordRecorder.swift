import CVectors
import VerbatimAnalysis

/// Interns the words of a turn and writes them to its record, some hundred at a time: first every word's
/// key is made and its slot of the table fetched, then it is looked up.
final class WordRecorder {
  /// A word on its way.
  private struct Word {
    var key: TermTable.Key
    /// Of the key; the term's number where that is known already.
    var hash: Int
    var start: UInt32
    var length: UInt32
    var gap: UInt32
    var caseCode: UInt8
    var state: State
  }

  private enum State: UInt8 {
    case short, long, known
  }

  private static let most = 256
  private let words: UnsafeMutablePointer<Word> = .allocate(capacity: most)
  @exclusivity(unchecked) private var lower: [UInt8] = []

  deinit { words.deallocate() }

  /// Writes all tokens, and the gap behind them, to room that is large enough. Cost: about 25 ns a
  /// token.
  func record(
    _ tokens: UnsafeBufferPointer<Token>, of text: ClassifiedText, _ terms: TermTable,
    _ gaps: GapTable, _ out: inout RecordWriter
  ) {
    var first = 0
    var end = 0
    while first < tokens.count {
      let count = min(tokens.count - first, Self.most)
      prepare(
        UnsafeBufferPointer(rebasing: tokens[first..<first + count]), of: text, terms, gaps,
        isFirst: first == 0, &end)
      write(count, of: text, terms, isFirst: first == 0, &out)
      first += count
    }
    out.end(gap: gaps.intern(text.base + end, text.count - end))
  }

  private func prepare(
    _ tokens: UnsafeBufferPointer<Token>, of text: ClassifiedText, _ terms: TermTable,
    _ gaps: GapTable, isFirst: Bool, _ end: inout Int
  ) {
    let base = text.base
    let small = text.lower
    let blocks = text.blocks
    let words = self.words
    let hasUnknownCase = text.hasUnknownCase
    var behind = end
    for index in 0..<tokens.count {
      let start = tokens[index].start
      let stop = tokens[index].end
      let kind = tokens[index].kind
      let length = stop &- start
      let gap = gaps.intern(base + behind, start &- behind)
      behind = stop
      if length < 32 {
        // Safety: behind the block of any byte there is another.
        let block = blocks + start >> 6
        let shift = UInt64(truncatingIfNeeded: start & 63)
        let within: UInt64 = 1 &<< UInt64(truncatingIfNeeded: length) &- 1
        let uppers =
          (block[0].uppers &>> shift | (block[1].uppers &<< 1) &<< (63 &- shift)) & within
        let unknown =
          hasUnknownCase
          ? (block[0].unknown &>> shift | (block[1].unknown &<< 1) &<< (63 &- shift)) & within : 0
        if unknown == 0 {
          var caseCode: UInt8 = 0
          if uppers != 0 {
            let smalls =
              (block[0].smalls &>> shift | (block[1].smalls &<< 1) &<< (63 &- shift)) & within
            // The first letter's bit is that of its last byte.
            let initial: UInt64 = base[start] == 0xC3 ? 2 : 1
            caseCode = uppers == initial ? 1 : smalls == 0 ? 2 : 3
          }
          let key = TermTable.Key(small + start, length: length, kind: kind)
          let hash = key.hash
          terms.prefetch(hash)
          words[index] = Word(
            key: key, hash: hash, start: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: length), gap: gap, caseCode: caseCode,
            state: length <= TermTable.inlineLength ? .short : .long)
          continue
        }
      }
      words[index] = internSlowly(
        UnsafeBufferPointer(start: base + start, count: length), at: start, kind, terms, gap: gap,
        isFirst: isFirst && index == 0)
    }
    end = behind
  }

  @inline(never)
  private func internSlowly(
    _ surface: UnsafeBufferPointer<UInt8>, at start: Int, _ kind: TokenKind, _ terms: TermTable,
    gap: UInt32, isFirst: Bool
  ) -> Word {
    lower.removeAll(keepingCapacity: true)
    let caseClass = CaseForm.split(surface: surface, lower: &lower)
    let number = lower.withUnsafeBufferPointer {
      terms.intern($0, kind: kind, caseCode: caseClass.rawValue, isFirst: isFirst)
    }
    return Word(
      key: TermTable.Key(long: 0, 0, kind: kind), hash: Int(number),
      start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: surface.count),
      gap: gap, caseCode: caseClass.rawValue, state: .known)
  }

  private func write(
    _ count: Int, of text: ClassifiedText, _ terms: TermTable, isFirst: Bool,
    _ out: inout RecordWriter
  ) {
    var isFirst = isFirst
    var writer = out
    for index in 0..<count {
      let word = words + index
      let caseCode = word.pointee.caseCode
      let number: UInt32
      switch word.pointee.state {
      case .short:
        number = terms.intern(
          word.pointee.key, hash: word.pointee.hash, caseCode: caseCode, isFirst: isFirst)
      case .known: number = UInt32(truncatingIfNeeded: word.pointee.hash)
      case .long:
        let bytes = UnsafeBufferPointer(
          start: UnsafePointer(text.lower) + Int(word.pointee.start),
          count: Int(word.pointee.length))
        number = terms.intern(
          long: bytes, word.pointee.key, hash: word.pointee.hash,
          caseCode: caseCode, isFirst: isFirst)
      }
      isFirst = false
      writer.token(caseCode: caseCode, gap: word.pointee.gap, number: number)
      if caseCode == CaseClass.other.rawValue {
        writer.literal(text.base + Int(word.pointee.start), Int(word.pointee.length))
      }
    }
    out = writer
  }
}
