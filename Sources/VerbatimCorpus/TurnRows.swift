/// Turns as columns that grow: their texts behind each other, and rows of numbers for all else.
///
/// Nothing is allocated for a turn. Texts that are not its words (a path, what happened, a tag) stand in a
/// pool.
public struct TurnRows: Sendable {
  /// A text of the pool, or none.
  public struct Text: Sendable, Hashable, BitwiseCopyable {
    public var start: Int
    /// UTF-8 length; -1 for no text.
    public var count: Int

    @inlinable
    public init(start: Int, count: Int) {
      self.start = start
      self.count = count
    }

    public static var none: Text { Text(start: 0, count: -1) }
    @inlinable public var isNone: Bool { count < 0 }

    /// Empty for none.
    @inlinable
    public func bytes(of pool: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(rebasing: pool[start..<start + max(count, 0)])
    }
  }

  /// A turn but for its words. Its number is its place, from 1.
  public struct Row: Sendable {
    /// Where its text ends in ``TurnRows/text``; it begins where that of the row before ends.
    public var textEnd: Int
    /// 1-based line on which it stands.
    public var line: Int
    /// Byte range of its content in the file.
    public var source: Range<Int>
    public var start: Milliseconds?
    public var end: Milliseconds?
    /// Who speaks, in ``TurnRows/speakers``; -1 for nobody.
    public var speakers: Int32
    /// In ``TurnRows/extras``; -1 where there is nothing, and the text stands in the file as it is.
    public var extra: Int32

    public init(
      textEnd: Int, line: Int, source: Range<Int>, start: Milliseconds?, end: Milliseconds?,
      speakers: Int32, extra: Int32
    ) {
      self.textEnd = textEnd
      self.line = line
      self.source = source
      self.start = start
      self.end = end
      self.speakers = speakers
      self.extra = extra
    }
  }

  /// What a turn has beside its row: ranges of the lists, and texts.
  public struct Extra: Sendable {
    /// Lines on which it stands beside the first.
    public var linesMore = 0
    /// Whether the row's range of bytes is one.
    public var hasSource = true
    public var hasMap = false
    public var runs = 0..<0
    public var marks = 0..<0
    public var events = 0..<0
    public var annotations = 0..<0
    public var attributes = 0..<0
    public var id = Text.none
    public var parentPath = Text.none
    public var step = Text.none
    public var language = Text.none

    public init() {}
  }

  public struct MarkRow: Sendable {
    public var kind: Text
    public var detail: Text
    public var range: Range<Int>

    public init(kind: Text, detail: Text, range: Range<Int>) {
      self.kind = kind
      self.detail = detail
      self.range = range
    }
  }

  public struct EventRow: Sendable, BitwiseCopyable {
    public var kind: Text
    public var description: Text
    /// In Unicode scalars of the turn's text.
    public var offset: Int
    public var duration: Milliseconds?
    public var speaker: Text

    public init(
      kind: Text, description: Text, offset: Int = 0, duration: Milliseconds? = nil,
      speaker: Text = .none
    ) {
      self.kind = kind
      self.description = description
      self.offset = offset
      self.duration = duration
      self.speaker = speaker
    }
  }

  public struct AttributeRow: Sendable {
    public var name: Text
    public var value: Text
  }

  /// All words, UTF-8.
  public var text: [UInt8]
  public var rows: [Row]
  /// Participant ids of those who speak together; each speaks some turn.
  public var speakers: [[String]]
  public var extras: [Extra] = []
  public var runs: [OffsetMap.Run] = []
  public var marks: [MarkRow] = []
  public private(set) var events: [EventRow] = []
  public private(set) var attributes: [AttributeRow] = []
  public var annotations: [Annotation] = []
  @usableFromInline private(set) var pool: [UInt8] = []

  public init(text: [UInt8] = [], rows: [Row] = [], speakers: [[String]] = []) {
    self.text = text
    self.rows = rows
    self.speakers = speakers
  }

  /// UTF-8 range of a turn's text in ``text``.
  @inlinable
  public func textRange(_ index: Int) -> Range<Int> {
    (index > 0 ? rows[index - 1].textEnd : 0)..<rows[index].textEnd
  }

  /// The texts that the rows name.
  @inlinable
  public func withPool<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    pool.withUnsafeBufferPointer(body)
  }
}

// MARK: Growing

extension TurnRows {
  /// How much of each column there is: what rows like these may need.
  public struct Room: Sendable {
    fileprivate var text = 0
    fileprivate var rows = 0
    fileprivate var extras = 0
    fileprivate var runs = 0
    fileprivate var marks = 0
    fileprivate var events = 0
    fileprivate var attributes = 0
    fileprivate var pool = 0

    public init() {}
  }

  /// What these rows take, but no more than some megabytes.
  public var room: Room {
    var room = Room()
    room.text = min(text.count, 1 << 21)
    room.rows = min(rows.count, 1 << 14)
    room.extras = min(extras.count, 1 << 14)
    room.runs = min(runs.count, 1 << 16)
    room.marks = min(marks.count, 1 << 15)
    room.events = min(events.count, 1 << 14)
    room.attributes = min(attributes.count, 1 << 14)
    room.pool = min(pool.count, 1 << 21)
    return room
  }

  /// Makes room, so that rows like those that took it do not move as they grow.
  public mutating func reserve(_ room: Room) {
    text.reserveCapacity(room.text)
    rows.reserveCapacity(room.rows)
    extras.reserveCapacity(room.extras)
    runs.reserveCapacity(room.runs)
    marks.reserveCapacity(room.marks)
    events.reserveCapacity(room.events)
    attributes.reserveCapacity(room.attributes)
    pool.reserveCapacity(room.pool)
  }

  /// Keeps the room.
  public mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    speakers.removeAll(keepingCapacity: true)
    extras.removeAll(keepingCapacity: true)
    runs.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    events.removeAll(keepingCapacity: true)
    attributes.removeAll(keepingCapacity: true)
    annotations.removeAll(keepingCapacity: true)
    pool.removeAll(keepingCapacity: true)
  }

  /// Adds a text to the pool. It is well-formed.
  public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) -> Text {
    let start = pool.count
    pool.append(contentsOf: bytes)
    return Text(start: start, count: bytes.count)
  }

  public mutating func add(_ text: String?) -> Text {
    guard let text else { return .none }
    let start = pool.count
    pool.append(contentsOf: text.utf8)
    return Text(start: start, count: pool.count - start)
  }

  public mutating func append(_ event: Event) {
    events.append(
      EventRow(
        kind: add(event.kind), description: add(event.description), offset: event.offset,
        duration: event.duration, speaker: add(event.speaker)))
  }

  /// Adds an event whose texts stand in another pool.
  public mutating func append(_ event: EventRow, of other: UnsafeBufferPointer<UInt8>) {
    var event = event
    event.kind = add(event.kind, of: other)
    event.description = add(event.description, of: other)
    event.speaker = add(event.speaker, of: other)
    events.append(event)
  }

  private mutating func add(_ text: Text, of other: UnsafeBufferPointer<UInt8>) -> Text {
    text.isNone ? .none : add(text.bytes(of: other))
  }

  public mutating func append(_ entry: Attributes.Entry) {
    attributes.append(AttributeRow(name: add(entry.name), value: add(entry.value)))
  }

  /// Adds what a turn of a plain format has beside its row; returns its number for ``Row/extra``.
  public mutating func addExtra(_ attributes: Attributes, _ map: OffsetMap) -> Int32 {
    var extra = Extra()
    extra.hasMap = true
    extra.runs = add(map)
    extra.attributes = add(attributes)
    extras.append(extra)
    return Int32(truncatingIfNeeded: extras.count - 1)
  }

  private mutating func add(_ map: OffsetMap) -> Range<Int> {
    let first = runs.count
    map.forEachRun { runs.append($0) }
    return first..<runs.count
  }

  private mutating func add(_ attributes: Attributes) -> Range<Int> {
    let first = self.attributes.count
    for entry in attributes.entries { append(entry) }
    return first..<self.attributes.count
  }

  /// Adds a turn whose words and parts were added last.
  public mutating func append(_ row: Row, _ extra: Extra) {
    rows.append(row)
    extras.append(extra)
  }

  /// Adds a turn. Cost: a copy of its texts.
  public mutating func append(_ turn: Turn) {
    var extra = Extra()
    extra.linesMore = turn.place.lastLine &- turn.place.line
    let source = turn.place.bytes
    extra.hasSource = source != nil
    if let map = turn.place.map {
      extra.hasMap = true
      extra.runs = add(map)
    }
    if turn.place.step != nil {
      extra.parentPath = add(turn.place.parentPath)
      extra.step = add(turn.place.step)
    }
    if !turn.isPlain {
      extra.id = add(turn.id)
      extra.language = add(turn.language)
      extra.marks = marks.count..<marks.count + turn.marks.count
      for mark in turn.marks {
        marks.append(
          MarkRow(kind: add(mark.kind.rawValue), detail: add(mark.detail), range: mark.range))
      }
      extra.events = events.count..<events.count + turn.events.count
      for event in turn.events { append(event) }
      extra.annotations = annotations.count..<annotations.count + turn.annotations.count
      annotations += turn.annotations
      extra.attributes = add(turn.attributes)
    }
    var set: Int32 = -1
    if !turn.speakers.isEmpty {
      if speakers.last != turn.speakers { speakers.append(turn.speakers) }
      set = Int32(truncatingIfNeeded: speakers.count - 1)
    }
    text.append(contentsOf: turn.text.utf8)
    append(
      Row(
        textEnd: text.count, line: turn.place.line, source: source ?? 0..<0, start: turn.start,
        end: turn.end, speakers: set, extra: Int32(truncatingIfNeeded: extras.count)), extra)
  }
}

// MARK: Turns

extension TurnRows {
  /// A turn by its place from 0. Cost: a string for its words and for each text beside them, an array for each
  /// list that is not empty.
  public func turn(_ index: Int) -> Turn {
    let row = rows[index]
    let text = text.withUnsafeBufferPointer {
      String(decoding: UnsafeBufferPointer(rebasing: $0[textRange(index)]), as: UTF8.self)
    }
    let speakers = row.speakers < 0 ? [] : speakers[Int(row.speakers)]
    guard row.extra >= 0 else {
      return Turn(
        number: index + 1, speakers: speakers, verbatim: text, start: row.start, end: row.end,
        line: row.line, bytes: row.source)
    }
    let extra = extras[Int(row.extra)]
    let bytes = extra.hasSource ? row.source : nil
    let lastLine = row.line &+ extra.linesMore
    var place = SourcePlace(line: row.line, lastLine: lastLine, bytes: bytes)
    if let step = string(extra.step) {
      place = SourcePlace(
        line: row.line, lastLine: lastLine, bytes: bytes,
        parentPath: string(extra.parentPath) ?? "", step: step)
    }
    if extra.hasMap {
      place.map = runs.withUnsafeBufferPointer {
        OffsetMap(runs: UnsafeBufferPointer(rebasing: $0[extra.runs]))
      }
    }
    return Turn(
      number: index + 1, id: string(extra.id), speakers: speakers, text: text,
      marks: extra.marks.map { mark($0) }, events: extra.events.map { event($0) },
      annotations: Array(annotations[extra.annotations]), start: row.start, end: row.end,
      language: string(extra.language), attributes: Attributes(extra.attributes.map { entry($0) }),
      place: place)
  }

  /// A turn's marks of ``Mark/Kind/placeholder``, of which there are few.
  public func placeholders(of turn: Extra) -> [Mark] {
    var found: [Mark] = []
    for index in turn.marks
    where marks[index].kind.count == Self.placeholderLength && mark(index).isPlaceholder {
      found.append(mark(index))
    }
    return found
  }

  private static let placeholderLength = Mark.Kind.placeholder.rawValue.utf8.count

  private func string(_ text: Text) -> String? {
    text.isNone ? nil : withPool { String(decoding: text.bytes(of: $0), as: UTF8.self) }
  }

  private func mark(_ index: Int) -> Mark {
    let row = marks[index]
    return Mark(
      kind: Mark.Kind(rawValue: string(row.kind) ?? ""), range: row.range,
      detail: string(row.detail))
  }

  private func event(_ index: Int) -> Event {
    let row = events[index]
    return Event(
      kind: string(row.kind) ?? "", description: string(row.description), offset: row.offset,
      duration: row.duration, speaker: string(row.speaker))
  }

  private func entry(_ index: Int) -> Attributes.Entry {
    let row = attributes[index]
    return Attributes.Entry(name: string(row.name) ?? "", value: string(row.value) ?? "")
  }
}
