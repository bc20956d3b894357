import VerbatimCorpus

/// Everything of a turn but its words and its speaker: identity, place in the source, time, marks,
/// events, attributes.
public struct TurnDetails: Sendable, Equatable {
  public var id: String?
  public var marks: [Mark] = []
  public var events: [Event] = []
  public var start: Milliseconds?
  public var end: Milliseconds?
  public var language: String?
  public var attributes: Attributes = []
  public var place = SourcePlace(line: 1, bytes: nil)
}

/// Details in blocks of 64 turns of a session: numbers are differences to the turn before in the block, ids and
/// paths share their beginning with it. Most turns of a plain transcript take five bytes. Reading a
/// turn decodes its block up to it.
///
/// ```
/// turn = varint flags , signed line , [ varint lines more ] , [ signed start , varint length ] ,
///        [ map ] , [ fronted id ] , [ fronted path ] , [ times ] , [ string language ] ,
///        [ varint marks , { mark } ] , [ varint events , { event } ] , [ attributes ] ;
/// map  = varint runs , { varint text length , signed gap , signed source - text length } ;
/// fronted = varint shared , string rest ;
/// ```
enum DetailCodec {
  static let blockSize = 64

  struct Flags: OptionSet {
    var rawValue: UInt64
    static let id = Flags(rawValue: 1 << 0)
    static let times = Flags(rawValue: 1 << 1)
    static let marks = Flags(rawValue: 1 << 2)
    static let events = Flags(rawValue: 1 << 3)
    static let attributes = Flags(rawValue: 1 << 4)
    static let language = Flags(rawValue: 1 << 5)
    /// The content stands in the source as it is: the map is one run over the byte range.
    static let identity = Flags(rawValue: 1 << 6)
    static let path = Flags(rawValue: 1 << 7)
    static let bytes = Flags(rawValue: 1 << 8)
    static let map = Flags(rawValue: 1 << 9)
    static let lines = Flags(rawValue: 1 << 10)
  }

  /// What the next turn of a block is told as a difference to. A copy has the same texts.
  struct Previous {
    var line = 0
    var end = 0
    let id = ByteBuffer(capacity: 64)
    let path = ByteBuffer(capacity: 64)
  }

  /// Room for ``encode(_:_:after:into:)`` of a turn. Cost: a look at its marks, events and attributes.
  static func room(for index: Int, in all: borrowing TurnRows) -> Int {
    // A number takes at most ten bytes.
    let plain = 160
    let number = Int(all.rows[index].extra)
    guard number >= 0 else { return plain }
    let extra = all.extras[number]
    func size(_ text: TurnRows.Text) -> Int { 11 + max(text.count, 0) }
    var most = plain + 30 * extra.runs.count
    most += size(extra.id) + size(extra.parentPath) + size(extra.step) + size(extra.language)
    for index in extra.marks {
      most += 20 + size(all.marks[index].kind) + size(all.marks[index].detail)
    }
    for index in extra.events {
      let event = all.events[index]
      most += 21 + size(event.kind) + size(event.description) + size(event.speaker)
    }
    for index in extra.attributes {
      most += size(all.attributes[index].name) + size(all.attributes[index].value)
    }
    return most
  }

  /// Returns whether ``decode(_:after:)`` surely takes what was written, by the sizes of its numbers:
  /// who gets `false` has to try.
  ///
  /// - Parameters:
  ///   - index: the turn's, from 0.
  ///   - pool: the texts of `all`.
  ///   - writer: has the room that ``room(for:in:)`` says.
  @discardableResult
  static func encode(
    _ index: Int, _ all: borrowing TurnRows, _ pool: UnsafeBufferPointer<UInt8>,
    after previous: inout Previous, into writer: inout RecordWriter
  ) -> Bool {
    let row = all.rows[index]
    let hasTimes = row.start != nil || row.end != nil
    var isUsual = usual.contains(row.line)
    guard row.extra >= 0 else {
      var flags: Flags = [.bytes, .identity]
      if hasTimes { flags.insert(.times) }
      writer.varint(flags.rawValue)
      writer.signed(row.line &- previous.line)
      previous.line = row.line
      if !source(row.source, after: &previous, into: &writer) { isUsual = false }
      if hasTimes, !times(row.start, row.end, into: &writer) { isUsual = false }
      return isUsual
    }
    let extra = all.extras[Int(row.extra)]
    let isIdentity = extra.hasSource && extra.hasMap && isIdentity(extra.runs, row.source, all)
    var flags: Flags = []
    if !extra.id.isNone { flags.insert(.id) }
    if hasTimes { flags.insert(.times) }
    if !extra.marks.isEmpty { flags.insert(.marks) }
    if !extra.events.isEmpty { flags.insert(.events) }
    if !extra.attributes.isEmpty { flags.insert(.attributes) }
    if !extra.language.isNone { flags.insert(.language) }
    if !extra.step.isNone { flags.insert(.path) }
    if extra.linesMore != 0 { flags.insert(.lines) }
    if extra.hasSource { flags.insert(.bytes) }
    if isIdentity { flags.insert(.identity) }
    if extra.hasMap, !isIdentity { flags.insert(.map) }
    writer.varint(flags.rawValue)
    writer.signed(row.line &- previous.line)
    previous.line = row.line
    if flags.contains(.lines) {
      writer.count(extra.linesMore)
      if !usual.contains(extra.linesMore) { isUsual = false }
    }
    if extra.hasSource, !source(row.source, after: &previous, into: &writer) { isUsual = false }
    if flags.contains(.map),
      !runs(extra.runs, of: all, from: extra.hasSource ? row.source.lowerBound : 0, into: &writer)
    {
      isUsual = false
    }
    if !extra.id.isNone { front(.none, extra.id, of: pool, after: previous.id, into: &writer) }
    if !extra.step.isNone {
      front(extra.parentPath, extra.step, of: pool, after: previous.path, into: &writer)
    }
    if hasTimes, !times(row.start, row.end, into: &writer) { isUsual = false }
    if !extra.language.isNone { writer.string(extra.language, of: pool) }
    if flags.contains(.marks) {
      writer.count(extra.marks.count)
      for index in extra.marks {
        let mark = all.marks[index]
        writer.string(mark.kind, of: pool)
        writer.count(mark.range.lowerBound)
        writer.count(mark.range.count)
        writer.optionalString(mark.detail, of: pool)
        isUsual =
          isUsual && usual.contains(mark.range.lowerBound)
          && usual.contains(mark.range.upperBound)
      }
    }
    if flags.contains(.events) {
      writer.count(extra.events.count)
      for index in extra.events {
        let event = all.events[index]
        writer.string(event.kind, of: pool)
        writer.optionalString(event.description, of: pool)
        writer.count(max(0, event.offset))
        writer.byte(event.duration == nil ? 0 : 1)
        if let duration = event.duration { writer.signed(duration.rawValue) }
        writer.optionalString(event.speaker, of: pool)
        isUsual =
          isUsual && usual.contains(event.offset) && usual.contains(event.duration?.rawValue ?? 0)
      }
    }
    if flags.contains(.attributes) {
      writer.count(extra.attributes.count)
      for index in extra.attributes {
        writer.string(all.attributes[index].name, of: pool)
        writer.string(all.attributes[index].value, of: pool)
      }
    }
    return isUsual
  }

  /// Whether the text stands in the source as it is.
  private static func isIdentity(
    _ runs: Range<Int>, _ source: Range<Int>, _ all: borrowing TurnRows
  ) -> Bool {
    guard runs.count == 1 else { return runs.isEmpty && source.isEmpty }
    let run = all.runs[runs.lowerBound]
    return run.source == source.lowerBound && run.textLength == source.count
      && run.sourceLength == source.count
  }

  /// Returns whether ``decode(_:after:)`` surely takes the range.
  private static func source(
    _ source: Range<Int>, after previous: inout Previous, into writer: inout RecordWriter
  ) -> Bool {
    writer.signed(source.lowerBound &- previous.end)
    writer.count(source.count)
    previous.end = source.upperBound
    return usual.contains(source.lowerBound) && usual.contains(source.upperBound)
  }

  /// Returns whether ``decode(_:after:)`` surely takes the runs.
  private static func runs(
    _ runs: Range<Int>, of all: borrowing TurnRows, from start: Int, into writer: inout RecordWriter
  ) -> Bool {
    writer.count(runs.count)
    var end = start
    var isUsual = true
    for index in runs {
      let run = all.runs[index]
      writer.count(run.textLength)
      writer.signed(run.source &- end)
      writer.signed(run.sourceLength &- run.textLength)
      end = run.source &+ run.sourceLength
      isUsual =
        isUsual && usual.contains(run.textLength) && usual.contains(run.source)
        && usual.contains(run.sourceLength)
    }
    return isUsual
  }

  /// Returns whether ``decode(_:after:)`` surely takes the times.
  private static func times(
    _ start: Milliseconds?, _ end: Milliseconds?, into writer: inout RecordWriter
  ) -> Bool {
    writer.byte((start != nil ? 1 : 0) | (end != nil ? 2 : 0))
    if let start { writer.signed(start.rawValue) }
    if let end { writer.signed(end.rawValue) }
    return usual.contains(start?.rawValue ?? 0) && usual.contains(end?.rawValue ?? 0)
  }

  /// Numbers, and differences of numbers, that ``ByteReader`` takes without doubt.
  private static let usual = 0..<1 << 40

  /// Writes a text that comes in two parts, and how much of it is that of before.
  private static func front(
    _ head: TurnRows.Text, _ tail: TurnRows.Text, of pool: UnsafeBufferPointer<UInt8>,
    after previous: ByteBuffer, into writer: inout RecordWriter
  ) {
    let (head, tail) = (head.bytes(of: pool), tail.bytes(of: pool))
    var shared = common(head, previous.bytes, from: 0)
    if shared == head.count { shared += common(tail, previous.bytes, from: shared) }
    writer.count(shared)
    writer.count(head.count + tail.count - shared)
    previous.advance(to: previous.base + shared)
    append(UnsafeBufferPointer(rebasing: head[min(shared, head.count)...]), previous, &writer)
    append(UnsafeBufferPointer(rebasing: tail[max(0, shared - head.count)...]), previous, &writer)
  }

  private static func append(
    _ rest: UnsafeBufferPointer<UInt8>, _ previous: ByteBuffer, _ writer: inout RecordWriter
  ) {
    writer.bytes(rest)
    previous.append(UnsafeRawBufferPointer(rest))
  }

  /// How many bytes of a text are those of another from an offset on.
  private static func common(
    _ text: UnsafeBufferPointer<UInt8>, _ other: UnsafeRawBufferPointer, from offset: Int
  ) -> Int {
    let most = min(text.count, other.count - offset)
    let bytes = UnsafeRawBufferPointer(text)
    var shared = 0
    // Safety: unaligned loads of eight bytes that lie within both.
    while shared + 8 <= most,
      bytes.loadUnaligned(fromByteOffset: shared, as: UInt64.self)
        == other.loadUnaligned(fromByteOffset: offset + shared, as: UInt64.self)
    {
      shared += 8
    }
    while shared < most, bytes[shared] == other[offset + shared] { shared += 1 }
    return shared
  }

  private static func fronted(_ previous: ByteBuffer, _ reader: inout ByteReader) -> String {
    let shared = reader.count()
    guard shared <= previous.count else {
      reader.fail()
      return ""
    }
    previous.advance(to: previous.base + shared)
    previous.append(reader.slice(reader.count()))
    return String(decoding: previous.bytes, as: UTF8.self)
  }

  /// The next turn of a block; `nil` where the bytes are damaged.
  static func decode(_ reader: inout ByteReader, after previous: inout Previous) -> TurnDetails? {
    let flags = Flags(rawValue: reader.varint())
    var details = TurnDetails()
    let line = previous.line + reader.signed()
    previous.line = line
    let more = flags.contains(.lines) ? reader.count() : 0
    var bytes: Range<Int>?
    if flags.contains(.bytes) {
      let start = previous.end + reader.signed()
      let length = reader.count()
      guard start >= 0, start < 1 << 50 else { return nil }
      bytes = start..<start + length
      previous.end = start + length
    }
    var map: OffsetMap?
    if flags.contains(.identity), let bytes {
      map = OffsetMap(identityAt: bytes.lowerBound, length: bytes.count)
    } else if flags.contains(.map) {
      guard let decoded = decodeMap(&reader, from: bytes?.lowerBound ?? 0) else { return nil }
      map = decoded
    }
    if flags.contains(.id) { details.id = fronted(previous.id, &reader) }
    let path = flags.contains(.path) ? fronted(previous.path, &reader) : nil
    details.place = SourcePlace(
      line: line, lastLine: line + more, bytes: bytes, path: path, map: map)
    if flags.contains(.times) {
      let which = reader.byte()
      if which & 1 == 1 { details.start = Milliseconds(rawValue: reader.signed()) }
      if which & 2 == 2 { details.end = Milliseconds(rawValue: reader.signed()) }
    }
    if flags.contains(.language) { details.language = reader.string() }
    if flags.contains(.marks) {
      for _ in 0..<reader.boundedCount() {
        let kind = reader.string()
        let start = reader.count()
        let length = reader.count()
        let detail = reader.optionalString()
        if reader.failed { return nil }
        details.marks.append(
          Mark(kind: Mark.Kind(rawValue: kind), range: start..<start + length, detail: detail))
      }
    }
    if flags.contains(.events) {
      for _ in 0..<reader.boundedCount() {
        details.events.append(reader.event())
        if reader.failed { return nil }
      }
    }
    if flags.contains(.attributes) { details.attributes = reader.attributes() }
    return reader.failed ? nil : details
  }

  private static func decodeMap(_ reader: inout ByteReader, from start: Int) -> OffsetMap? {
    var runs: [OffsetMap.Run] = []
    var end = start
    for _ in 0..<reader.boundedCount() {
      let text = reader.count()
      let source = end + reader.signed()
      let length = text + reader.signed()
      guard !reader.failed, source >= 0, source < 1 << 50, length >= 0 else { return nil }
      runs.append(OffsetMap.Run(textLength: text, source: source, sourceLength: length))
      end = source + length
    }
    return OffsetMap(runs: runs)
  }
}

extension RecordWriter {
  /// As ``ByteWriter/count(_:)``.
  @inline(__always)
  fileprivate mutating func count(_ value: Int) { varint(UInt64(bitPattern: Int64(value))) }

  @inline(__always)
  fileprivate mutating func signed(_ value: Int) {
    varint(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63))))
  }

  fileprivate mutating func string(
    _ text: TurnRows.Text, of pool: UnsafeBufferPointer<UInt8>
  ) {
    let bytes = text.bytes(of: pool)
    count(bytes.count)
    self.bytes(bytes)
  }

  fileprivate mutating func optionalString(
    _ text: TurnRows.Text, of pool: UnsafeBufferPointer<UInt8>
  ) {
    byte(text.isNone ? 0 : 1)
    if !text.isNone { string(text, of: pool) }
  }

  fileprivate mutating func bytes(_ bytes: UnsafeBufferPointer<UInt8>) {
    for byte in bytes { self.byte(byte) }
  }
}
