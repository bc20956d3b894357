import VerbatimCorpus

/// One line of JSON Lines, its grammar checked: an object of scalars, and in `speaker_attributes`
/// an object of scalars. Not copyable, so that no look at it copies it.
struct TurnLine: ~Copyable {
  var session: JSONScanner.Text
  var text: JSONScanner.Text
  var group: String?
  var speaker: JSONScanner.Text?
  var role: String?
  /// The number as it is written.
  var turn: String?
  var start: Milliseconds?
  var end: Milliseconds?
  /// The keys that have no meaning here, in their order; those with `null` are absent.
  var attributes: Attributes = []
  var speakerAttributes: Attributes = []

  /// Scans the whole line.
  init(_ scanner: inout JSONScanner) throws(JSONLineFault) {
    var session: JSONScanner.Text?
    var text: JSONScanner.Text?
    var keys: TurnKeys = []
    var names = DistinctNames()
    scanner.skipSpace()
    let start = scanner.offset
    try scanner.take(UInt8(ascii: "{"), .object)
    var isFirst = true
    while let spelling = try scanner.nextKey(isFirst: isFirst) {
      isFirst = false
      guard let key = try Self.key(spelling, in: scanner) else {
        let name = try scanner.string(of: spelling)
        try names.add(name, at: spelling)
        let value = try JSONMember(key: name, &scanner).attribute(in: scanner)
        if let value { attributes.append(name, value) }
        continue
      }
      guard keys.insert(TurnKeys(key)).inserted else {
        throw JSONLineFault(
          problem: .duplicateKey(key.rawValue), offset: spelling.range.lowerBound - 1)
      }
      if key == .speakerAttributes, scanner.current == UInt8(ascii: "{") {
        speakerAttributes = try Self.object(&scanner)
        continue
      }
      let member = try JSONMember(key: key.rawValue, &scanner)
      switch key {
      case .text: text = try member.text()
      case .session: session = try member.text()
      case .speaker: speaker = try member.text().flatMap { $0.range.isEmpty ? nil : $0 }
      case .group: group = try member.name(in: scanner)
      case .role: role = try member.name(in: scanner)
      case .turn: turn = try member.number(in: scanner)
      case .start: self.start = try member.time(in: scanner)
      case .end: end = try member.time(in: scanner)
      case .speakerAttributes:
        guard case .null = member.value else {
          throw JSONLineFault(
            problem: .wrongType(key: member.key, expected: .object), offset: member.offset)
        }
      }
    }
    scanner.skipSpace()
    guard scanner.isAtEnd else { throw scanner.fail(.expected(.endOfLine)) }
    func fail(_ problem: JSONLinesProblem) -> JSONLineFault {
      JSONLineFault(problem: problem, offset: start)
    }
    guard let session else { throw fail(.missingKey("session")) }
    guard let text else { throw fail(.missingKey("text")) }
    guard !session.range.isEmpty else { throw fail(.emptyValue(key: "session")) }
    if speaker == nil {
      if role != nil { throw fail(.needsSpeaker(key: "role")) }
      if !speakerAttributes.isEmpty { throw fail(.needsSpeaker(key: "speaker_attributes")) }
    }
    self.session = session
    self.text = text
  }

  /// Where its text begins, if all that is known of the line, and no more than session and speaker, stands before:
  /// a line that begins with the same bytes and ends behind its text differs in nothing else.
  var plainBeginning: Int? {
    guard group == nil, role == nil, turn == nil, start == nil, end == nil, attributes.isEmpty,
      speakerAttributes.isEmpty, session.range.upperBound < text.range.lowerBound,
      (speaker?.range.upperBound ?? 0) < text.range.lowerBound
    else { return nil }
    return text.range.lowerBound
  }

  private static func key(
    _ spelling: JSONScanner.Text, in scanner: JSONScanner
  ) throws(JSONLineFault) -> TurnKey? {
    guard spelling.hasEscapes else { return TurnKey(scanner.slice(spelling.range)) }
    var name = try scanner.string(of: spelling)
    return name.withUTF8 { TurnKey($0) }
  }

  /// The members of the object that is next.
  private static func object(_ scanner: inout JSONScanner) throws(JSONLineFault) -> Attributes {
    var attributes: Attributes = []
    var names = DistinctNames()
    var isFirst = true
    try scanner.take(UInt8(ascii: "{"), .object)
    while let key = try scanner.nextKey(isFirst: isFirst) {
      isFirst = false
      let name = try scanner.string(of: key)
      try names.add(name, at: key)
      let member = try JSONMember(key: name, &scanner)
      if let value = try member.attribute(in: scanner) { attributes.append(member.key, value) }
    }
    return attributes
  }
}
