import VerbatimCorpus

/// Makes a turn's base text of its recording by the white-space rules of `tei.md` §5, and puts
/// marks, events, ids and anchors at their Unicode scalars.
struct TurnTextBuilder {
  /// A stretch of the text and what of the recording's ``TurnRecording/raw`` it stands for.
  struct Piece {
    var length: Int32
    var raw: Int32
    var rawLength: Int32
    /// The bytes are the same.
    var isCopy: Bool
  }

  private enum Pending { case none, space, paragraph }

  /// Where the next word starts is not known until it comes: after the space before it.
  private enum Waiting { case mark, event, id, anchor, word }

  let text = ReusedList<UInt8>()
  let pieces = ReusedList<Piece>()
  /// Hyphens that stand before a line break that breaks no word.
  private(set) var hyphensAtBreaks = 0
  /// Scalar ranges of placeholders that the reader put in.
  private(set) var placeholders: [Range<Int>] = []

  private var scalars = 0
  private var pending = Pending.none
  private var isForced = false
  private var space: Range<Int>?
  private var isGlued = false
  private var isUndecided = false
  private var lastBlockParent: Int32 = -1
  private var openToken = -1
  private var lastToken = -1
  private var guessed = GuessedSpaces()
  private let waiting = ReusedList<(Waiting, Int)>()
  private var tokenOrder: [Int] = []
  private var tokenRank = 0

  /// - Parameters:
  ///   - raw: the recording's character data.
  mutating func build(
    _ turn: inout TurnRecording, raw: UnsafeBufferPointer<UInt8>, mode: TokenSpacing.Mode,
    ids: inout IDTable, place: IDTable.Place
  ) {
    reset()
    if turn.hasTokens {
      tokenOrder = turn.tokens.indices.filter { turn.tokens[$0].isToken }
    }
    // Outside of tokens white space means something only where it is data.
    let isFormatted = !tokenOrder.isEmpty && mode != .inline
    let items = turn.items
    for index in 0..<items.count {
      let item = items[index]
      let value = Int(item.value)
      let at = Int(item.at)
      switch item.op {
      case .muted: break
      case .text: words(at..<(at + value), raw, &turn, &ids, isFormatted: isFormatted)
      case .preserved: preserved(at..<(at + value), raw, &turn, &ids)
      case .insertion: insert(turn.insertions[value], at: at, raw, &turn, &ids)
      case .breakSpace, .breakNone, .breakMaybe: lineBreak(item.op)
      case .blockStart: if item.value == lastBlockParent { forceSpace() }
      case .blockEnd: lastBlockParent = item.value
      case .paragraphStart: paragraph()
      case .paragraphEnd:
        paragraph()
        lastBlockParent = item.value
      case .tokenStart:
        let word = turn.tokens[value].word
        if word >= 0 { waiting.append((.word, Int(word))) }
        startToken(value, raw, turn, mode: mode)
      case .tokenEnd:
        let word = turn.tokens[value].word
        if word >= 0 { turn.words[Int(word)].upper = scalars }
        endToken(value)
      case .event: waiting.append((.event, value))
      case .anchor: waiting.append((.anchor, value))
      case .markStart: waiting.append((.mark, value))
      case .markEnd: turn.marks[value].upper = scalars
      case .idStart:
        waiting.append((.id, value))
        ids.put(place, at: value)
      case .idEnd: end(id: value, in: &ids)
      }
    }
    finish(&turn, ids: &ids)
  }

  private mutating func reset() {
    text.removeAll()
    pieces.removeAll()
    if !placeholders.isEmpty { placeholders.removeAll(keepingCapacity: true) }
    waiting.removeAll()
    if !tokenOrder.isEmpty { tokenOrder.removeAll(keepingCapacity: true) }
    scalars = 0
    pending = .none
    isForced = false
    space = nil
    isGlued = false
    isUndecided = false
    lastBlockParent = -1
    openToken = -1
    lastToken = -1
    guessed = GuessedSpaces()
    tokenRank = 0
    hyphensAtBreaks = 0
  }

  // MARK: Text

  private mutating func words(
    _ range: Range<Int>, _ raw: UnsafeBufferPointer<UInt8>, _ turn: inout TurnRecording,
    _ ids: inout IDTable, isFormatted: Bool
  ) {
    let isFormatting = isFormatted && openToken < 0
    if isFormatting, raw[range].allSatisfy({ $0 <= 0x20 }) {
      space = (space?.lowerBound ?? range.lowerBound)..<range.upperBound
      return
    }
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      if raw[index] <= 0x20 {
        index = WordRuns.spaceEnd(in: raw, from: index, to: range.upperBound)
        sawSpace(start..<index)
      } else {
        beginEmission(before: index, raw, &turn, &ids)
        index += text.appendWords(
          UnsafeBufferPointer(rebasing: raw[index..<range.upperBound]), counting: &scalars)
        copy(start..<index)
        if isFormatting { lastToken = -1 }
      }
    }
  }

  private mutating func preserved(
    _ range: Range<Int>, _ raw: UnsafeBufferPointer<UInt8>, _ turn: inout TurnRecording,
    _ ids: inout IDTable
  ) {
    var range = range
    if text.isEmpty {
      while let first = range.first, raw[first] == 0x20 { range = range.dropFirst() }
    }
    if range.isEmpty { return }
    beginEmission(before: range.lowerBound, raw, &turn, &ids)
    let bytes = UnsafeBufferPointer(rebasing: raw[range])
    text.append(contentsOf: bytes)
    scalars += bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    copy(range)
  }

  private mutating func insert(
    _ insertion: TurnRecording.Insertion, at: Int, _ raw: UnsafeBufferPointer<UInt8>,
    _ turn: inout TurnRecording, _ ids: inout IDTable
  ) {
    beginEmission(before: at, raw, &turn, &ids)
    let start = scalars
    var bytes = insertion.text
    let length = bytes.withUTF8 {
      text.append(contentsOf: $0)
      return $0.count
    }
    scalars += bytes.unicodeScalars.count
    pieces.append(
      Piece(
        length: Int32(truncatingIfNeeded: length), raw: Int32(truncatingIfNeeded: at),
        rawLength: insertion.end - Int32(truncatingIfNeeded: at), isCopy: false))
    if insertion.isPlaceholder, scalars > start { placeholders.append(start..<scalars) }
  }

  private mutating func copy(_ range: Range<Int>) {
    let length = Int32(truncatingIfNeeded: range.count)
    let raw = Int32(truncatingIfNeeded: range.lowerBound)
    if let last = pieces.last, last.isCopy, last.raw + last.rawLength == raw {
      pieces[pieces.count - 1].length += length
      pieces[pieces.count - 1].rawLength += length
    } else {
      pieces.append(Piece(length: length, raw: raw, rawLength: length, isCopy: true))
    }
  }

  /// Settles the white space before something that is written, and what waited for it.
  private mutating func beginEmission(
    before at: Int, _ raw: UnsafeBufferPointer<UInt8>, _ turn: inout TurnRecording,
    _ ids: inout IDTable
  ) {
    if pending != .none, !text.isEmpty {
      let byte: UInt8 = pending == .paragraph ? 0x0A : 0x20
      text.append(byte)
      scalars += 1
      if let space, space.count == 1, raw[space.lowerBound] == byte {
        copy(space)
      } else {
        let from = space ?? at..<at
        pieces.append(
          Piece(
            length: 1, raw: Int32(truncatingIfNeeded: from.lowerBound),
            rawLength: Int32(truncatingIfNeeded: from.count), isCopy: false))
      }
    }
    clearSpace()
    isGlued = false
    lastBlockParent = -1
    if !waiting.isEmpty { settleWaiting(&turn, ids: &ids) }
  }

  private mutating func settleWaiting(_ turn: inout TurnRecording, ids: inout IDTable) {
    // From the last to the first, since each is for itself.
    while let (kind, index) = waiting.popLast() { settle(kind, index, &turn, ids: &ids) }
  }

  // By itself, since within the loop all lists would be made ready before it, whatever waits.
  @inline(never)
  private func settle(
    _ kind: Waiting, _ index: Int, _ turn: inout TurnRecording, ids: inout IDTable
  ) {
    switch kind {
    // A mark that ended before a word came covers nothing.
    case .mark: if turn.marks[index].upper < 0 { turn.marks[index].lower = scalars }
    case .event: if turn.events[index].offset >= 0 { turn.events[index].offset = scalars }
    case .anchor: turn.anchors[index].offset = scalars
    case .word: if turn.words[index].upper < 0 { turn.words[index].lower = scalars }
    case .id:
      var place = ids.places[index]
      place.lower = Int32(truncatingIfNeeded: scalars)
      if place.upper >= 0 { place.upper = place.lower }
      ids.put(place, at: index)
    }
  }

  private mutating func end(id: Int, in ids: inout IDTable) {
    var place = ids.places[id]
    place.upper = Int32(truncatingIfNeeded: scalars)
    ids.put(place, at: id)
  }

  // MARK: White space

  private mutating func clearSpace() {
    pending = .none
    isForced = false
    space = nil
    isUndecided = false
  }

  private mutating func sawSpace(_ range: Range<Int>?) {
    isUndecided = false
    guard !isGlued, !text.isEmpty else { return }
    if pending == .none { pending = .space }
    if let range { space = (space?.lowerBound ?? range.lowerBound)..<range.upperBound }
  }

  private mutating func forceSpace() {
    guard openToken < 0, !text.isEmpty else { return }
    if pending == .none { pending = .space }
    isForced = true
  }

  private mutating func paragraph() {
    guard openToken < 0, !text.isEmpty else { return }
    pending = .paragraph
    isForced = true
  }

  private mutating func lineBreak(_ op: TurnRecording.Op) {
    switch op {
    case .breakNone:
      clearSpace()
      isGlued = true
      if text.last == UInt8(ascii: "-") || text.suffix(3).elementsEqual([0xE2, 0x80, 0x90]) {
        hyphensAtBreaks += 1
      }
    case .breakMaybe where openToken >= 0 && pending == .none && !text.isEmpty && !isGlued:
      // Within a word it is nothing if the word goes on at once, without a space or an end.
      isUndecided = true
    default: sawSpace(nil)
    }
  }

  // MARK: Tokens

  private mutating func startToken(
    _ index: Int, _ raw: UnsafeBufferPointer<UInt8>, _ turn: TurnRecording, mode: TokenSpacing.Mode
  ) {
    guard turn.tokens[index].isToken else { return }
    openToken = index
    let rank = tokenRank
    tokenRank += 1
    guard mode != .inline else { return }
    let token = turn.tokens[index]
    var needsSpace = true
    if mode == .guess {
      let next = rank + 1 < tokenOrder.count ? turn.tokens[tokenOrder[rank + 1]] : nil
      let isBetweenWords =
        lastToken >= 0 && !turn.tokens[lastToken].isPunctuation && next?.isPunctuation == false
      needsSpace = guessed.spaceBefore(
        raw[Int(token.start)..<Int(token.end)], isPunctuation: token.isPunctuation,
        isBetweenWords: isBetweenWords)
    } else if lastToken >= 0 {
      needsSpace = !token.joinsLeft && !turn.tokens[lastToken].joinsRight
    }
    guard lastToken >= 0, !isForced, !text.isEmpty else { return }
    pending = needsSpace ? .space : .none
  }

  private mutating func endToken(_ index: Int) {
    guard index == openToken else { return }
    if isUndecided { sawSpace(nil) }
    openToken = -1
    lastToken = index
  }

  // MARK: The end

  private mutating func finish(_ turn: inout TurnRecording, ids: inout IDTable) {
    settleWaiting(&turn, ids: &ids)
    // What `xml:space="preserve"` left at the end.
    var dropped = 0
    while text.last == 0x20 {
      text.removeLast()
      dropped += 1
    }
    guard dropped > 0 else { return }
    scalars -= dropped
    while dropped > 0, let last = pieces.last {
      let cut = min(Int32(truncatingIfNeeded: dropped), last.length)
      dropped -= Int(cut)
      pieces[pieces.count - 1].length -= cut
      if last.isCopy { pieces[pieces.count - 1].rawLength -= cut }
      if cut == last.length { pieces.removeLast() }
    }
    for index in turn.marks.indices {
      turn.marks[index].lower = min(turn.marks[index].lower, scalars)
      turn.marks[index].upper = min(turn.marks[index].upper, scalars)
    }
    for index in turn.words.indices {
      turn.words[index].upper = min(turn.words[index].upper, scalars)
    }
    for index in turn.events.indices {
      turn.events[index].offset = min(turn.events[index].offset, scalars)
    }
    for index in turn.anchors.indices {
      turn.anchors[index].offset = min(turn.anchors[index].offset, scalars)
    }
    for item in turn.items where item.op == .idStart {
      var place = ids.places[Int(item.value)]
      place.lower = min(place.lower, Int32(truncatingIfNeeded: scalars))
      place.upper = min(place.upper, Int32(truncatingIfNeeded: scalars))
      ids.put(place, at: Int(item.value))
    }
  }
}
