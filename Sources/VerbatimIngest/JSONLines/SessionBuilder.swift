import VerbatimCorpus

/// Gathers the lines of one session. A class, so that no line moves it.
final class SessionBuilder {
  let id: String
  /// The session's name as the lines spell it, so that the next line is compared without a string.
  private let spelling: [UInt8]
  let firstLine: Int
  private(set) var lastLine: Int
  private var group: (name: String, line: Int)?
  /// Their speakers have the participants' numbers.
  private var turns = TurnRows()
  private var participants: [Participant] = []
  private var numbers: [String: Int] = [:]
  private let labels = RecentSpellings()
  private let beginnings = RecentSpellings()
  private(set) var warnings = LineWarnings()

  /// - Parameter before: a session that is much like it, perhaps: room is made for as much, within reason.
  init(
    id: String, spelling: UnsafeBufferPointer<UInt8>, line: Int, after before: SessionBuilder?
  ) {
    self.id = id
    self.spelling = Array(spelling)
    firstLine = line
    lastLine = line
    turns.text.reserveCapacity(min(before?.turns.text.count ?? 0, 1 << 20))
    turns.rows.reserveCapacity(min(before?.turns.rows.count ?? 0, 1 << 14))
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
    let number = turns.rows.count + 1
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
    var row = TurnRows.Row(
      textEnd: 0, line: lineNumber, source: 0..<0, start: line.start, end: line.end,
      speakers: person.map { Int32($0) } ?? -1, extra: -1)
    try append(line.text, attributes, in: scanner, base: base, to: &row)
    if let beginning = line.plainBeginning {
      beginnings.remember(scanner.slice(0..<beginning), person ?? -1)
    }
  }

  /// Adds the turn of a line that begins as one of the last, up to its text, behind which it ends: most lines do,
  /// and nothing but their text is looked at. False, with nothing added, where it does not.
  func appendAlike(
    _ line: UnsafeBufferPointer<UInt8>, number lineNumber: Int, base: Int
  ) throws(JSONLineFault) -> Bool {
    guard let beginning = beginnings.beginning(of: line) else { return false }
    // The opening quote is part of it.
    var scanner = JSONScanner(line, at: beginning.length - 1)
    let text = try scanner.string(else: .value)
    scanner.skipSpace()
    guard scanner.current == UInt8(ascii: "}") else { return false }
    try scanner.take(UInt8(ascii: "}"), .commaOrClosingBrace)
    scanner.skipSpace()
    guard scanner.isAtEnd else { return false }
    var row = TurnRows.Row(
      textEnd: 0, line: lineNumber, source: 0..<0, start: nil, end: nil,
      speakers: Int32(beginning.number), extra: -1)
    try append(text, [], in: scanner, base: base, to: &row)
    lastLine = lineNumber
    return true
  }

  /// Appends a turn's text, and `row` with where it is.
  private func append(
    _ spoken: JSONScanner.Text, _ attributes: Attributes, in scanner: JSONScanner, base: Int,
    to row: inout TurnRows.Row
  ) throws(JSONLineFault) {
    if attributes.isEmpty, !spoken.hasEscapes {
      try scanner.validate(spoken)
      turns.text.append(contentsOf: scanner.slice(spoken.range))
    } else {
      let (content, map) = try scanner.content(of: spoken, at: base)
      turns.text.append(contentsOf: content)
      row.extra = turns.addExtra(attributes, map)
    }
    row.textEnd = turns.text.count
    row.source = base + spoken.range.lowerBound..<base + spoken.range.upperBound
    turns.rows.append(row)
  }

  /// The number of the participant `speaker`, with what the line says about the person added.
  private func meet(
    _ label: JSONScanner.Text, _ line: borrowing TurnLine, _ scanner: JSONScanner,
    number lineNumber: Int
  ) throws(JSONLineFault) -> Int {
    let number: Int
    let spelling = scanner.slice(label.range)
    if let known = labels.number(of: spelling) {
      number = known
    } else {
      let speaker = try scanner.name(label, of: "speaker")
      if let known = numbers[speaker] {
        number = known
      } else {
        number = participants.count
        numbers[speaker] = number
        turns.speakers.append([speaker])
        participants.append(Participant(id: speaker, isDeclared: false))
      }
      labels.remember(spelling, number)
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
      columns: TurnColumns(turns))
  }
}

/// What stood in the last few lines, and whose number it had: a person's label, or all that a line has before
/// its text. Most lines begin as one of them does and need no string for it. A class, so that a look at it holds
/// on to nothing.
private final class RecentSpellings {
  private static let most = 4
  /// So many bytes stand in a place; what is longer is not remembered.
  private static let longest = 256

  private let spellings = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: most * longest)
  /// 0 for a place that is empty: a spelling is not.
  private var lengths = SIMD4<Int>()
  private var numbers = SIMD4<Int>()
  private var oldest = 0

  init() { spellings.initialize(repeating: 0) }

  deinit { spellings.deallocate() }

  private func spelling(_ place: Int) -> UnsafeBufferPointer<UInt8> {
    let start = place * Self.longest
    return UnsafeBufferPointer(rebasing: spellings[start..<start + lengths[place]])
  }

  /// Whose `spelling` is.
  func number(of spelling: UnsafeBufferPointer<UInt8>) -> Int? {
    for place in 0..<Self.most where lengths[place] == spelling.count {
      if self.spelling(place).hasBytes(of: spelling) { return numbers[place] }
    }
    return nil
  }

  /// Whose spelling `line` begins with, and how long that is.
  func beginning(of line: UnsafeBufferPointer<UInt8>) -> (length: Int, number: Int)? {
    for place in 0..<Self.most where lengths[place] > 0 && lengths[place] <= line.count {
      let start = UnsafeBufferPointer(rebasing: line[..<lengths[place]])
      if spelling(place).hasBytes(of: start) { return (lengths[place], numbers[place]) }
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
