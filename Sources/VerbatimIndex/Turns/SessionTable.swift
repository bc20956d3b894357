import VerbatimCorpus

/// The sessions of a segment in natural order of their ids, each with its participants and its
/// speaker sets. Opening reads nothing but counts; a record is decoded when it is asked for.
///
/// ```
/// SESS    = u64 sessions , { head } , { record } ;
/// head    = u64 record offset , u32 first turn , u32 first detail block ;
/// record  = string id , group , title , language , path , digest 32 bytes , fingerprint 32 bytes ,
///           u8 flags , varint text bytes , varint tokens , attributes , varint participants , { participant } ,
///           varint sets , { varint size , { varint participant } } ,
///           varint events , { varint before turn , event } ;
/// participant = string id , name , role , u8 flags , attributes ;
/// ```
struct SessionTable {
  private let section: UnsafeRawBufferPointer
  let count: Int
  let turnCount: Int
  private static let headLength = 16

  init?(_ section: UnsafeRawBufferPointer, turnCount: Int) {
    var reader = ByteReader(section)
    let count = reader.u64()
    guard !reader.failed, count <= UInt64(section.count - 8) / UInt64(Self.headLength) else {
      return nil
    }
    self.section = section
    self.count = Int(count)
    self.turnCount = turnCount
    var previous = 0
    for index in 0..<self.count {
      let first = firstTurn(index)
      guard first >= previous, first <= turnCount, index > 0 || first == 0 else { return nil }
      previous = first
    }
  }

  /// Number in the segment of a session's first turn; the segment's turn count behind the last.
  func firstTurn(_ session: Int) -> Int {
    guard session < count else { return turnCount }
    var reader = ByteReader(section, at: 8 + session * Self.headLength + 8)
    return Int(reader.u32())
  }

  func turns(_ session: Int) -> Range<Int> {
    let first = firstTurn(session)
    return first..<max(first, firstTurn(session + 1))
  }

  /// Number of the session's first block of details.
  func firstDetailBlock(_ session: Int) -> Int {
    guard session >= 0, session < count else { return 0 }
    var reader = ByteReader(section, at: 8 + session * Self.headLength + 12)
    return Int(reader.u32())
  }

  /// The session that holds a turn. Cost: a binary search.
  func session(ofTurn turn: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if firstTurn(middle) <= turn { low = middle + 1 } else { high = middle }
    }
    // Sessions without turns share their first turn with the next one; the last of them holds it.
    return max(0, low - 1)
  }

  /// Reads a session's record from its beginning.
  func record(_ session: Int) -> ByteReader {
    var head = ByteReader(section, at: 8 + session * Self.headLength)
    let offset = head.u64()
    return ByteReader(section, at: offset <= UInt64(section.count) ? Int(offset) : -1)
  }

  /// The id alone, without the rest of the record.
  func id(_ session: Int) -> String {
    var reader = record(session)
    return reader.string()
  }

  /// The whole record; `nil` where it is damaged.
  func entry(_ session: Int) -> SessionEntry? {
    guard session >= 0, session < count else { return nil }
    var reader = record(session)
    return reader.session()
  }

  static func encode(_ entries: [(entry: SessionEntry, firstTurn: Int, firstBlock: Int)]) -> [UInt8]
  {
    var heads = ByteWriter()
    var records = ByteWriter()
    heads.u64(UInt64(entries.count))
    let base = 8 + entries.count * headLength
    for (entry, firstTurn, firstBlock) in entries {
      heads.u64(UInt64(base + records.bytes.count))
      heads.u32(UInt32(firstTurn))
      heads.u32(UInt32(firstBlock))
      records.session(entry)
    }
    heads.slice(records.bytes)
    return heads.bytes
  }
}

/// A session as the index keeps it.
public struct SessionEntry: Sendable {
  public var session: Session
  /// What decides whether the session must be read again: source, settings and reader version.
  public var fingerprint: Digest
  /// UTF-8 bytes of all turns' texts.
  public var textBytes: Int
  /// Positions in all turns.
  public var tokenCount: Int
  /// Combinations of participants (by their index) that speak a turn together; most have one.
  public var speakerSets: [[Int]]
  public var events: [FreeEvent]
}

/// A session in few bytes, for those that are kept by the ten thousand.
public struct PackedSession: Sendable {
  private let bytes: [UInt8]

  public init(_ session: Session) {
    var writer = ByteWriter()
    let none = Digest(bytes: [UInt8](repeating: 0, count: 32))
    writer.session(
      SessionEntry(
        session: session, fingerprint: none, textBytes: 0, tokenCount: 0, speakerSets: [],
        events: []))
    bytes = writer.bytes
  }

  /// The session as it was.
  public var session: Session? {
    bytes.withUnsafeBytes {
      var reader = ByteReader($0)
      return reader.session()?.session
    }
  }
}

extension ByteReader {
  /// A session's record; `nil` where it is damaged.
  mutating func session() -> SessionEntry? {
    let id = string()
    let group = string()
    let title = optionalString()
    let language = optionalString()
    let path = string()
    let digest = Array(slice(32))
    let fingerprint = Array(slice(32))
    let flags = byte()
    let textBytes = count()
    let tokens = count()
    let attributes = self.attributes()
    guard digest.count == 32, fingerprint.count == 32 else { return nil }
    var participants: [Participant] = []
    for _ in 0..<boundedCount() {
      let id = string()
      let name = optionalString()
      let role = optionalString()
      let flags = byte()
      participants.append(
        Participant(
          id: id, name: name, role: role.map(Role.init(rawValue:)), attributes: self.attributes(),
          isGroup: flags & 1 == 1, isDeclared: flags & 2 == 2))
      if failed { return nil }
    }
    var sets: [[Int]] = []
    for _ in 0..<boundedCount() {
      var set: [Int] = []
      for _ in 0..<boundedCount() {
        let participant = count()
        guard participant < participants.count else { return nil }
        set.append(participant)
      }
      sets.append(set)
    }
    var events: [FreeEvent] = []
    for _ in 0..<boundedCount() {
      let before = count()
      events.append(FreeEvent(beforeTurn: before, event: self.event()))
      if failed { return nil }
    }
    guard !failed else { return nil }
    let session = Session(
      id: id, group: group, title: title, language: language, attributes: attributes,
      participants: participants,
      source: Source(path: path, digest: Digest(bytes: digest)), isReconstructed: flags & 1 == 1)
    return SessionEntry(
      session: session, fingerprint: Digest(bytes: fingerprint), textBytes: textBytes,
      tokenCount: tokens, speakerSets: sets, events: events)
  }

  /// A count of things that take at least one byte each, so that a damaged count cannot make a loop
  /// or an allocation larger than the section.
  mutating func boundedCount() -> Int {
    let count = self.count()
    guard count <= bytes.count - offset else {
      fail()
      return 0
    }
    return count
  }

  mutating func optionalString() -> String? {
    byte() == 1 ? string() : nil
  }

  mutating func attributes() -> Attributes {
    var attributes = Attributes()
    for _ in 0..<boundedCount() {
      let name = string()
      attributes.append(name, string())
      if failed { break }
    }
    return attributes
  }

  mutating func event() -> Event {
    let kind = string()
    let description = optionalString()
    let offset = count()
    let duration = byte() == 1 ? Milliseconds(rawValue: signed()) : nil
    return Event(
      kind: kind, description: description, offset: offset, duration: duration,
      speaker: optionalString())
  }
}

extension ByteWriter {
  /// A session's record in the table.
  mutating func session(_ entry: SessionEntry) {
    let session = entry.session
    string(session.id)
    string(session.group)
    optionalString(session.title)
    optionalString(session.language)
    string(session.source.path)
    slice(session.source.digest.bytes)
    slice(entry.fingerprint.bytes)
    byte(session.isReconstructed ? 1 : 0)
    count(entry.textBytes)
    count(entry.tokenCount)
    attributes(session.attributes)
    count(session.participants.count)
    for person in session.participants {
      string(person.id)
      optionalString(person.name)
      optionalString(person.role?.rawValue)
      byte((person.isGroup ? 1 : 0) | (person.isDeclared ? 2 : 0))
      attributes(person.attributes)
    }
    count(entry.speakerSets.count)
    for set in entry.speakerSets {
      count(set.count)
      for participant in set { count(participant) }
    }
    count(entry.events.count)
    for event in entry.events {
      count(max(0, event.beforeTurn))
      self.event(event.event)
    }
  }

  mutating func optionalString(_ text: String?) {
    byte(text == nil ? 0 : 1)
    if let text { string(text) }
  }

  mutating func attributes(_ attributes: Attributes) {
    count(attributes.entries.count)
    for entry in attributes.entries {
      string(entry.name)
      string(entry.value)
    }
  }

  mutating func event(_ event: Event) {
    string(event.kind)
    optionalString(event.description)
    count(max(0, event.offset))
    byte(event.duration == nil ? 0 : 1)
    if let duration = event.duration { signed(duration.rawValue) }
    optionalString(event.speaker)
  }
}
