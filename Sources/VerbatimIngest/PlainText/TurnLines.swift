import VerbatimCorpus

/// The layout of a transcript in which nothing has to be guessed (`layout: turns`): what `export` writes
/// and `import` reads back, turn for turn and character for character.
///
/// Each line is a turn: the speaker's label, a colon, a blank, and the text to the line feed. A line that
/// begins with a tab goes on with the turn before it, and stands for a line feed in its text. In labels
/// `\`, `:`, `&`, tab and line ends are escaped by a backslash; several speakers are parted by ` & `; a
/// turn of nobody has an empty label. Lines without a character are passed over. Nothing else has a
/// meaning: brackets, times and white space stay text.
public struct TurnLines: Sendable {
  /// UTF-8, line feeds alone, no mark of byte order.
  public private(set) var bytes: [UInt8] = []
  /// For each turn, where its text stands in ``bytes``.
  public private(set) var places: [Range<Int>] = []
  /// Characters that a text file has no place for (U+0000), which U+FFFD stands for.
  public private(set) var replaced = 0

  /// Cost: linear.
  public init(_ turns: [Turn]) {
    for turn in turns {
      bytes += Array(Self.label(turn.speakers).utf8) + [UInt8(ascii: ":"), UInt8(ascii: " ")]
      let start = bytes.count
      for byte in turn.text.utf8 {
        switch byte {
        case 0x0A: bytes += [0x0A, 0x09]
        case 0:
          bytes += Array("\u{FFFD}".utf8)
          replaced += 1
        default: bytes.append(byte)
        }
      }
      places.append(start..<bytes.count)
      bytes.append(0x0A)
    }
  }

  /// Where the scalar `offset` of a turn's text stands in ``bytes``; the end of the text for one past it.
  public func byte(ofScalar offset: Int, turn index: Int) -> Int {
    var at = places[index].lowerBound
    var scalars = 0
    while at < places[index].upperBound {
      if bytes[at] & 0xC0 != 0x80, !isAdded(at, in: places[index]) {
        if scalars == offset { return at }
        scalars += 1
      }
      at += 1
    }
    return at
  }

  /// The tab of a line that goes on.
  private func isAdded(_ at: Int, in place: Range<Int>) -> Bool {
    bytes[at] == 0x09 && at > place.lowerBound && bytes[at - 1] == 0x0A
  }

  static func label(_ speakers: [String]) -> String {
    speakers.map { speaker in
      var label = ""
      for scalar in speaker.unicodeScalars {
        switch scalar {
        case "\\", ":", "&":
          label += "\\"
          label.unicodeScalars.append(scalar)
        case "\n": label += "\\n"
        case "\r": label += "\\r"
        case "\t": label += "\\t"
        default: label.unicodeScalars.append(scalar)
        }
      }
      return label
    }.joined(separator: " & ")
  }
}

/// Reads the two layouts that are not guessed.
struct LayoutReader {
  private let bytes: [UInt8]
  /// Offset on disk of the first byte of ``bytes``.
  private let base: Int
  private(set) var turns: [Turn] = []
  private var line = 0

  init(_ text: DecodedText, layout: PlainTextSettings.Layout) {
    bytes = text.bytes
    base = text.mark
    switch layout {
    case .auto: break
    case .turns: readTurns()
    case .lines: readLines()
    }
  }

  /// The lines of the text, line feeds apart.
  private func forEachLine(_ body: (Range<Int>) -> Void) {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      body(start..<end)
      start = end + 1
    }
  }

  private mutating func readTurns() {
    var text: [UInt8] = []
    var map = OffsetMap()
    var opening: (speakers: [String], start: Int, line: Int)?
    var end = 0
    var lines: [Range<Int>] = []
    forEachLine { lines.append($0) }
    var found: [Turn] = []
    func finish(lastLine: Int) {
      guard let opening else { return }
      found.append(
        turn(
          found.count + 1, opening.speakers, text, map, opening.start..<end,
          opening.line...max(opening.line, lastLine)))
    }
    for (index, range) in lines.enumerated() where !range.isEmpty {
      if range.first.map({ bytes[$0] == 0x09 }) ?? false, opening != nil {
        map.append(textLength: 1, source: base + range.lowerBound - 1, sourceLength: 2)
        text.append(0x0A)
        append(range.lowerBound + 1..<range.upperBound, &text, &map)
        end = range.upperBound
        continue
      }
      finish(lastLine: index)
      let label = self.label(range)
      text = []
      map = OffsetMap()
      opening = (label.speakers, label.end, index + 1)
      append(label.end..<range.upperBound, &text, &map)
      end = range.upperBound
    }
    finish(lastLine: lines.count)
    turns = found
  }

  private func append(_ range: Range<Int>, _ text: inout [UInt8], _ map: inout OffsetMap) {
    text += bytes[range]
    map.append(textLength: range.count, source: base + range.lowerBound, sourceLength: range.count)
  }

  /// The speakers of a line, and where its text starts. A line without a label is a turn of nobody.
  private func label(_ range: Range<Int>) -> (speakers: [String], end: Int) {
    var speakers: [String] = []
    var current: [UInt8] = []
    var at = range.lowerBound
    func take() { speakers.append(String(decoding: current, as: UTF8.self)) }
    while at < range.upperBound {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\\"), at + 1 < range.upperBound {
        switch bytes[at + 1] {
        case UInt8(ascii: "n"): current.append(0x0A)
        case UInt8(ascii: "r"): current.append(0x0D)
        case UInt8(ascii: "t"): current.append(0x09)
        default: current.append(bytes[at + 1])
        }
        at += 2
        continue
      }
      if byte == UInt8(ascii: ":"), at + 1 < range.upperBound, bytes[at + 1] == UInt8(ascii: " ") {
        if !(current.isEmpty && speakers.isEmpty) { take() }
        return (speakers, at + 2)
      }
      if bytes[at..<range.upperBound].starts(with: " & ".utf8) {
        take()
        current = []
        at += 3
        continue
      }
      current.append(byte)
      at += 1
    }
    return ([], range.lowerBound)
  }

  /// Each line with anything on it is a turn of nobody, white space at its ends apart.
  private mutating func readLines() {
    var lines: [Range<Int>] = []
    forEachLine { lines.append($0) }
    for (index, range) in lines.enumerated() {
      var content = range
      while case let length = WhiteSpace.length(bytes, content.lowerBound, content.upperBound),
        length > 0, !content.isEmpty
      {
        content = min(content.lowerBound + length, content.upperBound)..<content.upperBound
      }
      while let last = content.last, [0x20, 0x09, 0x0D].contains(bytes[last]) {
        content = content.lowerBound..<last
      }
      guard !content.isEmpty else { continue }
      var text: [UInt8] = []
      var map = OffsetMap()
      append(content, &text, &map)
      turns.append(
        turn(turns.count + 1, [], text, map, content, index + 1...index + 1))
    }
  }

  private func turn(
    _ number: Int, _ speakers: [String], _ text: [UInt8], _ map: OffsetMap, _ range: Range<Int>,
    _ lines: ClosedRange<Int>
  ) -> Turn {
    let text = String(decoding: text, as: UTF8.self)
    return Turn(
      number: number, speakers: speakers, text: text, marks: Self.placeholders(text),
      place: SourcePlace(
        line: lines.lowerBound, lastLine: lines.upperBound,
        bytes: base + range.lowerBound..<base + range.upperBound, map: map))
  }

  /// `[peer support worker A]` stays a placeholder: one token, which nobody said.
  private static func placeholders(_ text: String) -> [Mark] {
    var marks: [Mark] = []
    var open: Int?
    var content = ""
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "[":
        open = offset
        content = ""
      case "]":
        if let start = open, Brackets.classify(content) == .placeholder {
          marks.append(Mark(kind: .placeholder, range: start..<offset + 1))
        }
        open = nil
      default: if open != nil { content.unicodeScalars.append(scalar) }
      }
    }
    return marks
  }
}

extension ReadingPass {
  /// The transcript of a layout that is stated.
  func stated(_ text: DecodedText) -> Transcript? {
    let turns = LayoutReader(text, layout: settings.layout).turns
    guard !turns.isEmpty else { return nil }
    var session = Session(
      id: file.stem, language: settings.language,
      source: Source(path: file.path, digest: file.digest))
    var known: Set<String> = []
    for speaker in turns.flatMap(\.speakers) where known.insert(speaker).inserted {
      session.participants.append(Participant(id: speaker, isDeclared: false))
    }
    for (id, facts) in settings.participants.sorted(by: { $0.key < $1.key }) {
      let index =
        session.participants.firstIndex { $0.id == id }
        ?? {
          session.participants.append(Participant(id: id))
          return session.participants.count - 1
        }()
      session.participants[index].isDeclared = true
      session.participants[index].name = facts["name"]
      session.participants[index].role = facts["role"].map { Role(rawValue: $0) }
      session.participants[index].attributes = Attributes(
        facts.entries.filter { $0.name != "name" && $0.name != "role" })
    }
    return Transcript(session: session, turns: turns)
  }
}
