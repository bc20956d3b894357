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

  /// What the next turn of a block is told as a difference to.
  struct Previous {
    var line = 0
    var end = 0
    var id: [UInt8] = []
    var path: [UInt8] = []
  }

  /// Returns whether ``decode(_:after:)`` surely takes what was written, by the sizes of its numbers:
  /// who gets `false` has to try.
  @discardableResult
  static func encode(
    _ turn: borrowing Turn, after previous: inout Previous, into writer: inout ByteWriter
  ) -> Bool {
    let place = turn.place
    var flags: Flags = []
    if turn.id != nil { flags.insert(.id) }
    if turn.start != nil || turn.end != nil { flags.insert(.times) }
    if !turn.marks.isEmpty { flags.insert(.marks) }
    if !turn.events.isEmpty { flags.insert(.events) }
    if !turn.attributes.isEmpty { flags.insert(.attributes) }
    if turn.language != nil { flags.insert(.language) }
    if place.path != nil { flags.insert(.path) }
    if place.lastLine != place.line { flags.insert(.lines) }
    if let bytes = place.bytes {
      flags.insert(.bytes)
      if place.map == OffsetMap(identityAt: bytes.lowerBound, length: bytes.count) {
        flags.insert(.identity)
      }
    }
    if place.map != nil, !flags.contains(.identity) { flags.insert(.map) }
    writer.varint(flags.rawValue)
    writer.signed(place.line &- previous.line)
    previous.line = place.line
    if flags.contains(.lines) { writer.count(place.lastLine &- place.line) }
    if let bytes = place.bytes {
      writer.signed(bytes.lowerBound &- previous.end)
      writer.count(bytes.count)
      previous.end = bytes.upperBound
    }
    var isUsual =
      usual.contains(place.line) && usual.contains(place.lastLine &- place.line)
      && usual.contains(place.bytes?.lowerBound ?? 0)
      && usual.contains(place.bytes?.upperBound ?? 0)
    if flags.contains(.map), let map = place.map {
      let runs = map.runs
      writer.count(runs.count)
      var end = place.bytes?.lowerBound ?? 0
      for run in runs {
        writer.count(run.textLength)
        writer.signed(run.source &- end)
        writer.signed(run.sourceLength &- run.textLength)
        end = run.source &+ run.sourceLength
        isUsual =
          isUsual && usual.contains(run.textLength) && usual.contains(run.source)
          && usual.contains(run.sourceLength)
      }
    }
    if let id = turn.id { front(id, &previous.id, into: &writer) }
    if let path = place.path { front(path, &previous.path, into: &writer) }
    if flags.contains(.times) {
      writer.byte((turn.start != nil ? 1 : 0) | (turn.end != nil ? 2 : 0))
      if let start = turn.start { writer.signed(start.rawValue) }
      if let end = turn.end { writer.signed(end.rawValue) }
      isUsual =
        isUsual && usual.contains(turn.start?.rawValue ?? 0)
        && usual.contains(turn.end?.rawValue ?? 0)
    }
    if let language = turn.language { writer.string(language) }
    if flags.contains(.marks) {
      writer.count(turn.marks.count)
      for mark in turn.marks {
        writer.string(mark.kind.rawValue)
        writer.count(mark.range.lowerBound)
        writer.count(mark.range.count)
        writer.optionalString(mark.detail)
        isUsual =
          isUsual && usual.contains(mark.range.lowerBound) && usual.contains(mark.range.upperBound)
      }
    }
    if flags.contains(.events) {
      writer.count(turn.events.count)
      for event in turn.events {
        writer.event(event)
        isUsual =
          isUsual && usual.contains(event.offset) && usual.contains(event.duration?.rawValue ?? 0)
      }
    }
    if flags.contains(.attributes) { writer.attributes(turn.attributes) }
    return isUsual
  }

  /// Numbers, and differences of numbers, that ``ByteReader`` takes without doubt.
  private static let usual = 0..<1 << 40

  private static func front(
    _ text: String, _ previous: inout [UInt8], into writer: inout ByteWriter
  ) {
    var text = text
    text.withUTF8 { bytes in
      var shared = 0
      let most = min(bytes.count, previous.count)
      previous.withUnsafeBytes { previous in
        let bytes = UnsafeRawBufferPointer(bytes)
        // Safety: unaligned loads of eight bytes that lie within both.
        while shared + 8 <= most,
          bytes.loadUnaligned(fromByteOffset: shared, as: UInt64.self)
            == previous.loadUnaligned(fromByteOffset: shared, as: UInt64.self)
        {
          shared += 8
        }
        while shared < most, bytes[shared] == previous[shared] { shared += 1 }
      }
      let rest = UnsafeBufferPointer(rebasing: bytes[shared...])
      writer.count(shared)
      writer.count(rest.count)
      writer.slice(rest)
      previous.removeLast(previous.count - shared)
      previous.append(contentsOf: rest)
    }
  }

  private static func fronted(_ previous: inout [UInt8], _ reader: inout ByteReader) -> String {
    let shared = reader.count()
    guard shared <= previous.count else {
      reader.fail()
      return ""
    }
    previous.removeSubrange(shared...)
    previous.append(contentsOf: reader.slice(reader.count()))
    return String(decoding: previous, as: UTF8.self)
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
    if flags.contains(.id) { details.id = fronted(&previous.id, &reader) }
    let path = flags.contains(.path) ? fronted(&previous.path, &reader) : nil
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
