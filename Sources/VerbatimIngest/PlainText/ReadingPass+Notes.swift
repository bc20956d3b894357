import VerbatimCorpus

/// What a pass writes down for the report, and the lines that settings or the trade leave out.
extension ReadingPass {
  static func problem(_ failure: DecodedText.Failure) -> PlainTextProblem {
    switch failure {
    case .malformed(let encoding, let offset): .malformedText(encoding: encoding, offset: offset)
    case .unresolved(let offsets, let isMac):
      .encodingUnresolved(offsets: offsets, macRomanLikely: isMac)
    case .binary(let offset): .binary(offset: offset)
    }
  }

  mutating func note(_ text: DecodedText) {
    report.encoding = text.finding.encoding
    report.evidence = text.finding.evidence
    report.newlines = text.lineEnds
    if text.finding.evidence == .fallback {
      let offsets = text.finding.offending
      let lines = offsets.map { text.lineNumber(ofSource: $0) }
      gates.warn(.assumedWindows1252(offsets: offsets, lines: lines), line: lines.first)
    }
    if text.looksDoubleEncoded { gates.warn(.doubleEncoded) }
  }

  /// Lines that the study declares to be no speech.
  func dropLines(_ text: inout DecodedText) {
    guard !settings.dropLines.isEmpty else { return }
    for index in text.lines.indices where text.lines[index].use == .text {
      let content = WordPattern.fold(text.string(text.lines[index].content.prefix(400)))
      if settings.dropLines.contains(where: { WordPattern.matches($0, content) }) {
        text.lines[index].use = .dropped(.override)
      }
    }
  }

  /// `END OF TRANSCRIPT`, `Transcribed by …` among the last three filled lines.
  func dropEndMarks(_ text: inout DecodedText) {
    let filled = text.lines.indices.filter {
      !text.lines[$0].isBlank && text.lines[$0].use == .text
    }
    for index in filled.suffix(3) where text.lines[index].content.count <= 120 {
      let isBracket = { (mark: Character) in "[](){}*.".contains(mark) }
      let content = WordPattern.fold(
        String(text.string(text.lines[index].content).filter { !isBracket($0) }))
      let ends = ["recording", "transcript", "transcription", "interview", "session", "tape"]
      if ends.contains(where: { content == "end of \($0)" || content == "end of the \($0)" })
        || content.hasPrefix("transcribed by ")
      {
        text.lines[index].use = .dropped(.endMark)
      }
    }
  }

  mutating func noteDropped(_ text: DecodedText) {
    report.dropped = text.lines.indices.compactMap { index in
      guard case .dropped(let reason) = text.lines[index].use else { return nil }
      return PlainTextReport.Dropped(line: index + 1, reason: reason)
    }
  }

  mutating func note(
    _ result: TurnAssembly.Result, words: [Int], _ times: Times, _ text: DecodedText
  ) {
    report.turns = result.turns.count
    report.words = words.reduce(0, +)
    report.adjacentTurns = zip(result.turns, result.turns.dropFirst()).count {
      $0.0.speakers == $0.1.speakers
    }
    if times.count > 0 {
      report.timePattern = times.base.rawValue
      report.timesAreMonotonic = times.descents.isEmpty
    }
    let events = result.turns.flatMap(\.events) + result.events.map(\.event)
    report.events = Self.counts(events.map(\.kind))
    report.placeholders = Self.counts(result.placeholders)
    report.undecidedBrackets = result.undecided.map {
      .init(text: $0.content, line: text.lineIndex(at: $0.source) + 1)
    }
  }

  private static func counts(_ names: [String]) -> [PlainTextReport.Count] {
    var counts: [String: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    return counts.map { PlainTextReport.Count(name: $0.key, count: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
