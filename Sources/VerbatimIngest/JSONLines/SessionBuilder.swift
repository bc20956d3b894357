import VerbatimCorpus

/// Gathers the lines of one session. A class, so that no line moves it.
final class SessionBuilder {
  let id: String
  /// The session's name as the lines spell it, so that the next line is compared without a string.
  private let spelling: [UInt8]
  let firstLine: Int
  private(set) var lastLine: Int
  private var group: (name: String, line: Int)?
  private var text: [UInt8] = []
  private var rows: [TurnColumns.Row] = []
  private var extras: [TurnColumns.Extra] = []
  private var participants: [Participant] = []
  /// Participant ids, each as the array that turns share.
  private var speakers: [[String]] = []
  private var numbers: [String: Int] = [:]
  private let recent = RecentLabels()
  private(set) var warnings = LineWarnings()

  /// - Parameter before: a session that is much like it, perhaps: room is made for as much, within reason.
  init(
    id: String, spelling: UnsafeBufferPointer<UInt8>, line: Int, after before: SessionBuilder?
  ) {
    self.id = id
    self.spelling = Array(spelling)
    firstLine = line
    lastLine = line
    text.reserveCapacity(min(before?.text.count ?? 0, 1 << 20))
    rows.reserveCapacity(min(before?.rows.count ?? 0, 1 << 14))
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
  func append(
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
    let number = rows.count + 1
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
    var extra: Int32 = -1
    if attributes.isEmpty, !line.text.hasEscapes {
      try scanner.validate(line.text)
      text.append(contentsOf: scanner.slice(line.text.range))
    } else {
      let (content, map) = try scanner.content(of: line.text, at: base)
      text.append(contentsOf: content)
      extra = Int32(extras.count)
      extras.append(TurnColumns.Extra(attributes: attributes, map: map))
    }
    rows.append(
      TurnColumns.Row(
        textEnd: text.count, line: lineNumber,
        source: base + line.text.range.lowerBound..<base + line.text.range.upperBound,
        start: line.start, end: line.end, speakers: person.map { Int32($0) } ?? -1, extra: extra))
  }

  /// The number of the participant `speaker`, with what the line says about the person added.
  private func meet(
    _ label: JSONScanner.Text, _ line: borrowing TurnLine, _ scanner: JSONScanner,
    number lineNumber: Int
  ) throws(JSONLineFault) -> Int {
    let number: Int
    let spelling = scanner.slice(label.range)
    if let known = recent.number(of: spelling) {
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
      recent.remember(spelling, number)
    }
    if line.role == nil, line.speakerAttributes.isEmpty { return number }
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

  /// The session. Its participants are those who spoke; one is declared where a line tells more
  /// than the label.
  func transcript(from source: Source) -> Transcript {
    Transcript(
      session: Session(id: id, group: group?.name, participants: participants, source: source),
      columns: TurnColumns(text: text, rows: rows, speakers: speakers, extras: extras))
  }
}

/// How the labels of those who spoke last were spelled, and whose they are: most lines need no string for
/// theirs. A class, so that a look at it holds on to nothing.
private final class RecentLabels {
  private static let most = 4
  /// So many bytes stand in a place; longer labels are not remembered.
  private static let longest = 64

  private let spellings = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: most * longest)
  /// 0 for a place that is empty: a label is not.
  private var lengths = SIMD4<Int>()
  private var numbers = SIMD4<Int>()
  private var oldest = 0

  init() { spellings.initialize(repeating: 0) }

  deinit { spellings.deallocate() }

  func number(of spelling: UnsafeBufferPointer<UInt8>) -> Int? {
    for place in 0..<Self.most where lengths[place] == spelling.count {
      let start = place * Self.longest
      let own = UnsafeBufferPointer(rebasing: spellings[start..<start + spelling.count])
      if own.hasBytes(of: spelling) { return numbers[place] }
    }
    return nil
  }

  func remember(_ spelling: UnsafeBufferPointer<UInt8>, _ number: Int) {
    guard spelling.count <= Self.longest else { return }
    let start = oldest * Self.longest
    _ = spellings[start..<start + spelling.count].update(fromContentsOf: spelling)
    lengths[oldest] = spelling.count
    numbers[oldest] = number
    oldest = (oldest + 1) % Self.most
  }
}
