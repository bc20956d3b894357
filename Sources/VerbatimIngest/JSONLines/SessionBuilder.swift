import VerbatimCorpus

/// Gathers the lines of one session. Not copyable, so that no line copies it.
struct SessionBuilder: ~Copyable {
  let id: String
  /// The session's name as the lines spell it, so that the next line is compared without a string.
  private let spelling: [UInt8]
  let firstLine: Int
  private(set) var lastLine: Int
  private var group: (name: String, line: Int)?
  private let turns = TurnRoom()
  private var participants: [Participant] = []
  /// Participant ids, each as the array that turns share.
  private var speakers: [[String]] = []
  private var numbers: [String: Int] = [:]
  /// How the labels of some participants were spelled, and whose they are.
  private var recent: [(spelling: [UInt8], number: Int)] = []
  private var oldest = 0
  private(set) var warnings = LineWarnings()

  init(id: String, spelling: UnsafeBufferPointer<UInt8>, line: Int) {
    self.id = id
    self.spelling = Array(spelling)
    firstLine = line
    lastLine = line
  }

  /// Whether a line's session is this one.
  func isNamed(_ name: JSONScanner.Text, in scanner: JSONScanner) throws(JSONLineFault) -> Bool {
    let isSpelledAlike = spelling.withUnsafeBufferPointer {
      $0.hasBytes(of: scanner.slice(name.range))
    }
    if isSpelledAlike { return true }
    return try scanner.string(of: name) == id
  }

  /// Adds the turn of `line`, which starts at byte `base` of the file.
  mutating func append(
    _ line: borrowing TurnLine, in scanner: JSONScanner, number lineNumber: Int, base: Int
  ) throws(JSONLineFault) {
    lastLine = lineNumber
    if let name = line.group {
      if let group, group.name != name {
        throw JSONLineFault(
          problem: .groupChanges(session: id, firstLine: group.line),
          offset: line.text.range.lowerBound)
      }
      if group == nil { group = (name, lineNumber) }
    }
    let number = turns.count + 1
    var attributes = line.attributes
    if let given = line.turn, given != String(number) {
      attributes.append("turn", given)
      warnings.add(.turnNumbers, line: lineNumber)
    }
    if let start = line.start, let end = line.end, end < start {
      warnings.add(.endsBeforeStart, line: lineNumber)
    }
    var person: Int?
    if let speaker = line.speaker { person = try meet(speaker, line, scanner, number: lineNumber) }
    let content = base + line.text.range.lowerBound..<base + line.text.range.upperBound
    let speaker = person.map { speakers[$0] } ?? []
    if attributes.isEmpty, !line.text.hasEscapes {
      let text = try scanner.string(of: line.text)
      turns.next().initialize(
        to: Turn(
          number: number, speakers: speaker, verbatim: text, start: line.start, end: line.end,
          line: lineNumber, bytes: content))
    } else {
      let (text, map) = try scanner.mappedString(of: line.text, at: base)
      turns.next().initialize(
        to: Turn(
          number: number, speakers: speaker, text: text, start: line.start, end: line.end,
          attributes: attributes, place: SourcePlace(line: lineNumber, bytes: content, map: map)))
    }
  }

  /// The number of the participant `speaker`, with what the line says about the person added.
  private mutating func meet(
    _ label: JSONScanner.Text, _ line: borrowing TurnLine, _ scanner: JSONScanner,
    number lineNumber: Int
  ) throws(JSONLineFault) -> Int {
    let number: Int
    if let known = recentSpeaker(label, scanner) {
      number = known
    } else {
      let speaker = try scanner.name(label, of: "speaker")
      if let known = numbers[speaker] {
        number = known
      } else {
        number = participants.count
        numbers[speaker] = number
        speakers.append([speaker])
        participants.append(Participant(id: speaker, isDeclared: false))
      }
      remember(number, label, scanner)
    }
    let speaker = participants[number].id
    if line.role != nil || !line.speakerAttributes.isEmpty {
      participants[number].isDeclared = true
    }
    if let role = line.role {
      if let known = participants[number].role {
        if known.rawValue != role {
          warnings.add(.personChanges(speaker: speaker, key: "role"), line: lineNumber)
        }
      } else {
        participants[number].role = Role(rawValue: role)
      }
    }
    for entry in line.speakerAttributes.entries {
      guard let known = participants[number].attributes[entry.name] else {
        participants[number].attributes.append(entry.name, entry.value)
        continue
      }
      if known != entry.value {
        warnings.add(.personChanges(speaker: speaker, key: entry.name), line: lineNumber)
      }
    }
    return number
  }

  /// The participant whose label is spelled like one of the last four: most lines need no string for it.
  private func recentSpeaker(_ label: JSONScanner.Text, _ scanner: JSONScanner) -> Int? {
    let bytes = scanner.slice(label.range)
    for index in recent.indices
    where recent[index].spelling.withUnsafeBufferPointer({ $0.hasBytes(of: bytes) }) {
      return recent[index].number
    }
    return nil
  }

  private mutating func remember(
    _ number: Int, _ label: JSONScanner.Text, _ scanner: JSONScanner
  ) {
    let entry = (spelling: Array(scanner.slice(label.range)), number: number)
    if recent.count < 4 { recent.append(entry) } else { recent[oldest] = entry }
    oldest = (oldest + 1) % 4
  }

  /// The session. Its participants are those who spoke; one is declared where a line tells more
  /// than the label.
  func transcript(from source: Source) -> Transcript {
    Transcript(
      session: Session(id: id, group: group?.name, participants: participants, source: source),
      turns: turns.removeAll())
  }
}

/// Turns that are made where they stay: an array would copy each, with all that it refers to.
private final class TurnRoom {
  private(set) var count = 0
  private var room = UnsafeMutableBufferPointer<Turn>.allocate(capacity: 16)

  deinit {
    room[..<count].deinitialize()
    room.deallocate()
  }

  /// Where the next turn is to be made, at once.
  func next() -> UnsafeMutablePointer<Turn> {
    if count == room.count {
      let larger = UnsafeMutableBufferPointer<Turn>.allocate(capacity: 2 * count)
      _ = larger.moveInitialize(fromContentsOf: room)
      room.deallocate()
      room = larger
    }
    defer { count += 1 }
    // Safety: `count` is below the room's, and below it all are turns.
    return room.baseAddress.unsafelyUnwrapped + count
  }

  /// The turns, of which none is left.
  func removeAll() -> [Turn] {
    Array(unsafeUninitializedCapacity: count) { turns, filled in
      _ = turns.moveInitialize(fromContentsOf: room[..<count])
      filled = count
      count = 0
    }
  }
}
