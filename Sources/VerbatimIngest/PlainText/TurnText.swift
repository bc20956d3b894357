import VerbatimCorpus

/// The content of one turn as one stretch of bytes: its lines without columns and dropped lines.
///
/// A line end is one byte here: LF for a wrap, VT for a paragraph break (no line holds either).
struct TurnSource {
  static let wrap: UInt8 = 0x0A
  static let paragraph: UInt8 = 0x0B

  private(set) var bytes: [UInt8] = []
  /// Where each line begins here and in the decoded text.
  private var segments: [(flat: Int, source: Int)] = []
  /// Things that are no speech and stand between lines, by position.
  private(set) var events: [(at: Int, event: Event)] = []
  /// End of the last line in the decoded text.
  private(set) var sourceEnd = 0

  mutating func append(_ range: Range<Int>, of text: [UInt8], after join: UInt8) {
    if !segments.isEmpty { bytes.append(join) }
    segments.append((bytes.count, range.lowerBound))
    bytes += text[range]
    sourceEnd = range.upperBound
  }

  mutating func append(_ event: Event) {
    events.append((bytes.count, event))
  }

  var isEmpty: Bool { bytes.isEmpty && events.isEmpty }

  /// Walks from positions here to offsets in the decoded text; positions must not descend.
  struct Cursor {
    private let segments: [(flat: Int, source: Int)]
    private var index = 0

    init(_ source: TurnSource) { segments = source.segments }

    mutating func offset(_ flat: Int) -> Int {
      while index + 1 < segments.count, segments[index + 1].flat <= flat { index += 1 }
      guard index < segments.count else { return 0 }
      return segments[index].source + (flat - segments[index].flat)
    }
  }
}

/// Builds a turn's base text: white space collapsed, events taken out, offsets kept.
struct TurnText {
  private(set) var bytes: [UInt8] = []
  private(set) var marks: [Mark] = []
  private(set) var events: [Event] = []
  private(set) var map = OffsetMap()
  private var scalars = 0
  /// White space that will be one space or line feed if anything follows.
  private var pending: (byte: UInt8, source: Range<Int>, isSame: Bool)?
  /// Events whose offset waits for what follows: they stand behind the collapsed space.
  private var waiting = 0

  /// Bytes that are no white space; `source` is where they stand in the decoded text.
  mutating func append(_ content: ArraySlice<UInt8>, source: Int) {
    guard !content.isEmpty else { return }
    flush()
    bytes += content
    scalars += content.lazy.filter { $0 & 0xC0 != 0x80 }.count
    map.append(textLength: content.count, source: source, sourceLength: content.count)
  }

  /// White space; `byte` is a space or a line feed, and `isSame` says that the source has that very
  /// byte and no other.
  mutating func appendSpace(_ byte: UInt8, source: Range<Int>, isSame: Bool) {
    guard !bytes.isEmpty else { return }
    // The space before an event stands for both sides; a line feed wins over a space.
    if let pending, pending.byte == 0x0A || byte == 0x20 { return }
    pending = (byte, source, isSame)
  }

  mutating func append(_ event: Event) {
    events.append(event)
    waiting += 1
  }

  /// Where the next scalar will stand: the start of a mark.
  mutating func startMark() -> Int {
    flush()
    return scalars
  }

  mutating func endMark(_ kind: Mark.Kind, from start: Int, detail: String? = nil) {
    guard scalars > start else { return }
    marks.append(Mark(kind: kind, range: start..<scalars, detail: detail))
  }

  private mutating func flush() {
    if let space = pending {
      bytes.append(space.byte)
      scalars += 1
      // A run of equal lengths promises equal bytes: a tab or a line feed of one byte that became
      // a space is therefore the reader's own, with nothing behind it.
      let length = space.source.count
      map.append(
        textLength: 1, source: space.source.lowerBound,
        sourceLength: length == 1 && !space.isSame ? 0 : length)
      pending = nil
    }
    settle()
  }

  private mutating func settle() {
    for index in events.indices.suffix(waiting) { events[index].offset = scalars }
    waiting = 0
  }

  /// Ends the text; white space at the end goes.
  mutating func finish() {
    pending = nil
    settle()
    marks.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }
}
