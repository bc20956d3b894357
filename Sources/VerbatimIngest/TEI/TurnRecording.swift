import VerbatimCorpus
import VerbatimXML

/// A turn as it came from the parser, before its white space is settled: all character data, and a
/// list of what stands where in it.
///
/// Kept apart from the text for two reasons: a choice is decided at its end, and how words are
/// spaced is decided at the document's.
struct TurnRecording {
  enum Op: UInt8 {
    /// Speech; the second kind stands in `xml:space="preserve"`. The value is its length.
    case text, preserved
    /// Taken back.
    case muted
    /// `lb` and its like: white space, nothing and no space around, undecided.
    case breakSpace, breakNone, breakMaybe
    /// The value is the serial number of the parent.
    case blockStart, blockEnd, paragraphStart, paragraphEnd
    /// The value is an index into the list of that name.
    case markStart, markEnd, event, tokenStart, tokenEnd, anchor, insertion
    /// The value is an entry of the document's ids.
    case idStart, idEnd
  }

  struct Item {
    var op: Op
    var value: Int32
    /// Offset in ``raw``.
    var at: Int32
  }

  struct MarkDraft: BitwiseCopyable {
    enum Kind: UInt8, CaseIterable {
      /// None of a turn's marks.
      case coding
      case choice, deleted, emphasis, foreign, placeholder, segment, supplied, unclear
    }

    var kind: Kind
    /// In ``said``; of a coding its pointers, as written.
    var detail: TurnRows.Text
    /// In ``said``; of a coding who coded, of a choice the standard spelling that was not chosen.
    var more = TurnRows.Text.none
    var lower = -1
    var upper = -1
  }

  struct Token {
    var isPunctuation: Bool
    var joinsLeft = false
    var joinsRight = false
    /// The enclosing `w`, -1 for none.
    var parent: Int32
    var hasText = false
    var start: Int32
    var end: Int32 = 0
    /// A `w` around words, or a word of its own syntax within one, is no token.
    var isToken = false
    /// What is said of it in ``words``; -1 for nothing.
    var word: Int32 = -1
  }

  struct Insertion {
    var text: String
    /// What it stands for in ``raw``: from the item's place to here.
    var end: Int32
    var isPlaceholder: Bool
  }

  struct Anchor {
    var synch: String
    var offset = 0
  }

  /// A stretch of ``raw`` and the bytes of the file it stands in.
  struct Source {
    var at: Int
    var length: Int
    var source: Int
    var sourceLength: Int
    /// The same bytes; else one unit.
    var isExact: Bool
  }

  /// All character data of the turn, speech or not, in document order.
  let raw = ReusedList<UInt8>()
  let items = ReusedList<Item>()
  let marks = ReusedList<MarkDraft>()
  /// What is said of marks.
  let said = ReusedList<UInt8>()
  /// Their texts are in ``said``; the offset is -1 where one was taken back.
  let events = ReusedList<TurnRows.EventRow>()
  var tokens: [Token] = []
  var words: [WordAnnotation] = []
  var insertions: [Insertion] = []
  var anchors: [Anchor] = []
  /// Where ``raw`` stands, in order and without a gap while ``isLocated``.
  let sources = ReusedList<Source>()
  private(set) var isLocated = true
  private(set) var hasEntities = false
  /// The next text is no part of the last item: a tag stands between.
  var isCut = false
  var hasTokens: Bool { !tokens.isEmpty }

  func add(_ op: Op, _ value: Int) {
    items.append(
      Item(
        op: op, value: Int32(truncatingIfNeeded: value), at: Int32(truncatingIfNeeded: raw.count)))
  }

  mutating func append(_ text: XMLText) {
    let at = raw.count
    raw.append(contentsOf: text.bytes)
    switch text.source {
    case .same(let source):
      if let last = sources.last, last.isExact, last.source + last.length == source {
        sources[sources.count - 1].length += text.count
        sources[sources.count - 1].sourceLength += text.count
      } else {
        sources.append(
          Source(
            at: at, length: text.count, source: source, sourceLength: text.count, isExact: true))
      }
    case .unit(let range):
      sources.append(
        Source(
          at: at, length: text.count, source: range.lowerBound, sourceLength: range.count,
          isExact: false))
    case .unknown:
      isLocated = false
      if text.isFromEntity { hasEntities = true }
    }
  }

  mutating func removeAll() {
    raw.removeAll()
    items.removeAll()
    sources.removeAll()
    marks.removeAll()
    said.removeAll()
    events.removeAll()
    if !tokens.isEmpty { tokens.removeAll(keepingCapacity: true) }
    if !words.isEmpty { words.removeAll(keepingCapacity: true) }
    if !insertions.isEmpty { insertions.removeAll(keepingCapacity: true) }
    if !anchors.isEmpty { anchors.removeAll(keepingCapacity: true) }
    isLocated = true
    hasEntities = false
  }

  func say(_ bytes: UnsafeBufferPointer<UInt8>) -> TurnRows.Text {
    let start = said.count
    said.append(contentsOf: bytes)
    return TurnRows.Text(start: start, count: bytes.count)
  }

  func say(_ text: String?) -> TurnRows.Text {
    guard var text else { return .none }
    return text.withUTF8 { say($0) }
  }

  /// What stands in ``raw``, white space collapsed; none where nothing is left.
  func sayCollapsed(_ range: Range<Int>) -> TurnRows.Text {
    let start = said.count
    raw.withUnsafeBufferPointer { raw in
      let bytes = UnsafeBufferPointer(rebasing: raw[range.clamped(to: raw.indices)])
      var index = WordRuns.spaceEnd(in: bytes, from: 0, to: bytes.count)
      while index < bytes.count {
        if said.count > start { said.append(0x20) }
        let end = max(WordRuns.end(in: bytes, from: index, to: bytes.count), index + 1)
        said.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
        index = WordRuns.spaceEnd(in: bytes, from: end, to: bytes.count)
      }
    }
    return said.count == start ? .none : TurnRows.Text(start: start, count: said.count - start)
  }

  func add(_ event: Event) {
    add(
      TurnRows.EventRow(
        kind: say(event.kind), description: say(event.description), duration: event.duration,
        speaker: say(event.speaker)))
  }

  /// Adds an event that is told here.
  func add(_ event: TurnRows.EventRow) {
    add(.event, events.count)
    events.append(event)
  }

  /// What ``say(_:)`` took.
  func string(_ text: TurnRows.Text) -> String? {
    // Safety: the parser's bytes, or those of a string.
    text.isNone ? nil : said.withUnsafeBufferPointer { String(validUTF8: text.bytes(of: $0)) }
  }

  /// The speech recorded by the items of `range`, white space collapsed.
  func speech(in range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for item in items[range] where item.op == .text || item.op == .preserved {
      bytes.append(contentsOf: raw[Int(item.at)..<Int(item.at + item.value)])
    }
    return collapsed(bytes)
  }

  /// Takes back the items of `range`: an alternative that was not chosen.
  mutating func mute(_ range: Range<Int>) {
    for index in range {
      if items[index].op == .event { events[Int(items[index].value)].offset = -1 }
      items[index].op = .muted
    }
  }

  /// Decides which `w` and `pc` are tokens: those with text of their own, and not within another
  /// such.
  mutating func settleTokens() {
    var isCovered = [Bool](repeating: false, count: tokens.count)
    for index in tokens.indices {
      let parent = Int(tokens[index].parent)
      if parent >= 0 { isCovered[index] = isCovered[parent] || tokens[parent].hasText }
      tokens[index].isToken = tokens[index].hasText && !isCovered[index]
    }
  }
}
