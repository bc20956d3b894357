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

  /// Room for a turn that is words, speakers, times and a place.
  static let plainRoom = 160

  /// Room for a run of a map: three numbers.
  static let runRoom = 30

  /// Room for ``encode(_:after:into:)`` of a turn. Cost: a look at its marks, events and attributes.
  static func room(for turn: UnsafePointer<Turn>) -> Int {
    func size(_ text: String?) -> Int { 11 + (text?.utf8.count ?? 0) }
    if turn.pointee.isPlain, turn.pointee.place.step == nil,
      turn.pointee.place.map?.runCount ?? 0 < 2
    {
      return plainRoom
    }
    // A number takes at most ten bytes.
    var most = plainRoom + runRoom * (turn.pointee.place.map?.runCount ?? 0)
    most +=
      size(turn.pointee.id) + size(turn.pointee.place.parentPath) + size(turn.pointee.place.step)
      + size(turn.pointee.language)
    for mark in turn.pointee.marks { most += 20 + size(mark.kind.rawValue) + size(mark.detail) }
    for event in turn.pointee.events {
      most += 21 + size(event.kind) + size(event.description) + size(event.speaker)
    }
    for entry in turn.pointee.attributes.entries { most += size(entry.name) + size(entry.value) }
    return most
  }

  /// Returns whether ``decode(_:after:)`` surely takes what was written, by the sizes of its numbers:
  /// who gets `false` has to try.
  ///
  /// - Parameters:
  ///   - turn: read in place, since a copy would hold on to each of its parts.
  ///   - writer: has the room that ``room(for:)`` says.
  @discardableResult
  static func encode(
    _ turn: UnsafePointer<Turn>, after previous: inout Previous, into writer: inout RecordWriter
  ) -> Bool {
    let (line, lastLine) = (turn.pointee.place.line, turn.pointee.place.lastLine)
    let bytes = turn.pointee.place.bytes
    let isIdentity =
      bytes.map { turn.pointee.place.map?.isIdentity(at: $0.lowerBound, length: $0.count) ?? false }
      ?? false
    var flags: Flags = []
    if turn.pointee.id != nil { flags.insert(.id) }
    if turn.pointee.start != nil || turn.pointee.end != nil { flags.insert(.times) }
    if !turn.pointee.marks.isEmpty { flags.insert(.marks) }
    if !turn.pointee.events.isEmpty { flags.insert(.events) }
    if !turn.pointee.attributes.isEmpty { flags.insert(.attributes) }
    if turn.pointee.language != nil { flags.insert(.language) }
    if turn.pointee.place.step != nil { flags.insert(.path) }
    if lastLine != line { flags.insert(.lines) }
    if bytes != nil { flags.insert(.bytes) }
    if isIdentity { flags.insert(.identity) }
    if turn.pointee.place.map != nil, !isIdentity { flags.insert(.map) }
    writer.varint(flags.rawValue)
    writer.signed(line &- previous.line)
    previous.line = line
    if flags.contains(.lines) { writer.count(lastLine &- line) }
    if let bytes {
      writer.signed(bytes.lowerBound &- previous.end)
      writer.count(bytes.count)
      previous.end = bytes.upperBound
    }
    var isUsual =
      usual.contains(line) && usual.contains(lastLine &- line)
      && usual.contains(bytes?.lowerBound ?? 0) && usual.contains(bytes?.upperBound ?? 0)
    if flags.contains(.map), let map = turn.pointee.place.map,
      !runs(of: map, from: bytes?.lowerBound ?? 0, into: &writer)
    {
      isUsual = false
    }
    if let id = turn.pointee.id { front("", id, after: previous.id, into: &writer) }
    if let step = turn.pointee.place.step {
      front(turn.pointee.place.parentPath, step, after: previous.path, into: &writer)
    }
    if flags.contains(.times), !times(turn.pointee.start, turn.pointee.end, into: &writer) {
      isUsual = false
    }
    if let language = turn.pointee.language { writer.string(language) }
    if flags.contains(.marks) {
      writer.count(turn.pointee.marks.count)
      for mark in turn.pointee.marks {
        writer.string(mark.kind.rawValue)
        writer.count(mark.range.lowerBound)
        writer.count(mark.range.count)
        writer.optionalString(mark.detail)
        isUsual =
          isUsual && usual.contains(mark.range.lowerBound) && usual.contains(mark.range.upperBound)
      }
    }
    if flags.contains(.events) {
      writer.count(turn.pointee.events.count)
      for event in turn.pointee.events {
        writer.string(event.kind)
        writer.optionalString(event.description)
        writer.count(max(0, event.offset))
        writer.byte(event.duration == nil ? 0 : 1)
        if let duration = event.duration { writer.signed(duration.rawValue) }
        writer.optionalString(event.speaker)
        isUsual =
          isUsual && usual.contains(event.offset) && usual.contains(event.duration?.rawValue ?? 0)
      }
    }
    if flags.contains(.attributes) {
      writer.count(turn.pointee.attributes.entries.count)
      for entry in turn.pointee.attributes.entries {
        writer.string(entry.name)
        writer.string(entry.value)
      }
    }
    return isUsual
  }

  /// As the other of this name, of a turn that is words, speakers, times and a place.
  ///
  /// - Parameters:
  ///   - map: `nil` where the text stands in its place as it is.
  ///   - writer: has ``plainRoom``, and ``runRoom`` for each run of the map.
  static func encode(
    _ row: TurnColumns.Row, _ map: OffsetMap?, after previous: inout Previous,
    into writer: inout RecordWriter
  ) -> Bool {
    let hasTimes = row.start != nil || row.end != nil
    var flags: Flags = map == nil ? [.bytes, .identity] : [.bytes, .map]
    if hasTimes { flags.insert(.times) }
    writer.varint(flags.rawValue)
    writer.signed(row.line &- previous.line)
    writer.signed(row.source.lowerBound &- previous.end)
    writer.count(row.source.count)
    previous.line = row.line
    previous.end = row.source.upperBound
    var isUsual = usual.contains(row.line) && usual.contains(row.source.upperBound)
    if let map, !runs(of: map, from: row.source.lowerBound, into: &writer) { isUsual = false }
    if hasTimes, !times(row.start, row.end, into: &writer) { isUsual = false }
    return isUsual
  }

  /// Returns whether ``decode(_:after:)`` surely takes the runs.
  private static func runs(
    of map: OffsetMap, from start: Int, into writer: inout RecordWriter
  ) -> Bool {
    writer.count(map.runCount)
    var end = start
    var isUsual = true
    map.forEachRun { run in
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
    _ head: String, _ tail: String, after previous: ByteBuffer, into writer: inout RecordWriter
  ) {
    var (head, tail) = (head, tail)
    head.withUTF8 { head in
      tail.withUTF8 { tail in
        var shared = common(head, previous.bytes, from: 0)
        if shared == head.count { shared += common(tail, previous.bytes, from: shared) }
        writer.count(shared)
        writer.count(head.count + tail.count - shared)
        previous.advance(to: previous.base + shared)
        append(head[min(shared, head.count)...], previous, &writer)
        append(tail[max(0, shared - head.count)...], previous, &writer)
      }
    }
  }

  private static func append(
    _ rest: Slice<UnsafeBufferPointer<UInt8>>, _ previous: ByteBuffer, _ writer: inout RecordWriter
  ) {
    for byte in rest { writer.byte(byte) }
    previous.append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: rest)))
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

  fileprivate mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return varint(UInt32(0)) }
    literal(base, bytes.count)
  }

  fileprivate mutating func string(_ text: String) {
    // In place, where that is possible: ``String/withUTF8(_:)`` would want a copy.
    if text.utf8.withContiguousStorageIfAvailable({ string($0) }) != nil { return }
    var text = text
    text.withUTF8 { string($0) }
  }

  fileprivate mutating func optionalString(_ text: String?) {
    byte(text == nil ? 0 : 1)
    if let text { string(text) }
  }
}
