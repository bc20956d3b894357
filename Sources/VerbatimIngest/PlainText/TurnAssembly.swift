import VerbatimCorpus

/// Step 5 of `plaintext.md` §5: from accepted labels to turns.
///
/// A turn runs to the next accepted label. Lines that hold only an event (or a heading) after the
/// last words of a turn stand between turns and belong to nobody.
struct TurnAssembly {
  let text: DecodedText
  let scanner: SpeechScanner
  /// Lines with an event label (`Break:`) and the text behind it.
  let eventLines: [Int: (label: String, content: Range<Int>)]

  /// A label that begins a turn.
  struct Opening {
    var candidate: LabelCandidate
    var speakers: [String]
    var attributes: Attributes
    var start: Milliseconds?
    var end: Milliseconds?
    /// What the label's suffix says happened: `P1 [laughing]: …`.
    var event: Event?
  }

  struct Result {
    var turns: [Turn] = []
    var events: [FreeEvent] = []
    var undecided: [(content: String, source: Int)] = []
    var placeholders: [String] = []
  }

  /// - Parameter start: the first line that is no header: events in front of the first turn.
  func assemble(_ openings: [Opening], from start: Int, merging: Bool) -> Result {
    var result = Result()
    let first = openings.first?.candidate.firstLine ?? text.lines.count
    free(start..<max(start, first), before: 1, &result)
    var at = 0
    while at < openings.count {
      var last = at
      while merging, last + 1 < openings.count, openings[last + 1].speakers == openings[at].speakers
      {
        last += 1
      }
      let next =
        last + 1 < openings.count ? openings[last + 1].candidate.firstLine : text.lines.count
      turn(Array(openings[at...last]), until: next, &result)
      at = last + 1
    }
    return result
  }

  private func turn(_ parts: [Opening], until limit: Int, _ result: inout Result) {
    guard let opening = parts.first else { return }
    let number = result.turns.count + 1
    var source = TurnSource()
    var lastLine = opening.candidate.line
    if let event = opening.event { source.append(event) }
    for (index, part) in parts.enumerated() {
      let next = index + 1 < parts.count ? parts[index + 1].candidate.firstLine : limit
      let end = speechEnd(part.candidate, until: next)
      append(part.candidate, lines: end, to: &source, &lastLine)
      free(end..<next, before: number + 1, &result)
    }
    let begin = source.start ?? min(opening.candidate.content, text.bytes.count)
    let scanned = scanner.scan(source)
    result.undecided += scanned.undecided
    result.placeholders += scanned.placeholders
    let lower = text.source(of: begin)
    let bytes = lower..<max(lower, text.source(of: max(begin, source.sourceEnd)))
    result.turns.append(
      Turn(
        number: number, speakers: opening.speakers, text: scanned.text.string,
        marks: scanned.text.marks, events: scanned.text.events, start: opening.start,
        end: opening.end, attributes: opening.attributes,
        place: SourcePlace(
          line: opening.candidate.firstLine + 1, lastLine: lastLine + 1, bytes: bytes,
          map: text.isTranscoded ? nil : scanned.text.map.moved(by: text.mark))))
  }

  // MARK: Lines

  /// Behind the last line of the turn that has words; with no words at all, behind the lines that
  /// follow the label directly.
  private func speechEnd(_ candidate: LabelCandidate, until limit: Int) -> Int {
    let first = max(candidate.contentLine, candidate.line)
    let hasHead = candidate.contentLine == candidate.line && !content(candidate).isEmpty
    for index in stride(from: limit - 1, through: candidate.line + 1, by: -1) {
      if isSpeech(index) { return index + 1 }
    }
    if hasHead || first >= limit { return min(max(first, candidate.line) + 1, limit) }
    var end = candidate.line + 1
    while end < limit, text.lines[end].use == .text, !text.lines[end].isBlank { end += 1 }
    return end
  }

  private func isSpeech(_ index: Int) -> Bool {
    let line = text.lines[index]
    return line.use == .text && !line.isBlank && lineEvents(index) == nil
  }

  private func content(_ candidate: LabelCandidate) -> Range<Int> {
    guard candidate.contentLine < text.lines.count else { return 0..<0 }
    let end = text.lines[candidate.contentLine].end
    var start = min(candidate.content, end)
    while case let length = WhiteSpace.length(text.bytes, start, end), length > 0 {
      start += length
    }
    return start..<end
  }

  private func append(
    _ candidate: LabelCandidate, lines end: Int, to source: inout TurnSource, _ lastLine: inout Int
  ) {
    // Blank lines in front of the first words are no paragraph break.
    var join = source.isEmpty ? TurnSource.wrap : TurnSource.paragraph
    if candidate.contentLine == candidate.line {
      let head = content(candidate)
      if !head.isEmpty {
        source.append(head, of: text.bytes, after: join)
        lastLine = candidate.line
        join = TurnSource.wrap
      }
    }
    // A page break with its blank lines cuts a sentence more often than it ends a paragraph.
    var isBlank = false
    var isPage = false
    for index in candidate.line + 1..<max(candidate.line + 1, end) {
      let line = text.lines[index]
      if line.startsPage { isPage = true }
      switch line.use {
      case .heading(let heading):
        source.append(Event(kind: "head", description: text.string(heading)))
        join = TurnSource.paragraph
      case .text where line.isBlank:
        isBlank = true
      case .text:
        if let label = eventLines[index], let events = lineEvents(index) {
          events.forEach { source.append($0) }
          lastLine = label.content.isEmpty ? lastLine : index
        } else {
          if isBlank, !isPage { join = TurnSource.paragraph }
          source.append(line.content, of: text.bytes, after: join)
          lastLine = index
          (join, isBlank, isPage) = (TurnSource.wrap, false, false)
        }
      case .dropped(.furniture): isPage = true
      case .header, .dropped: break
      }
    }
  }

  // MARK: Events between turns

  private func free(_ lines: Range<Int>, before turn: Int, _ result: inout Result) {
    for index in lines {
      let events: [Event]
      if case .heading(let heading) = text.lines[index].use {
        events = [Event(kind: "head", description: text.string(heading))]
      } else {
        events = lineEvents(index) ?? []
      }
      result.events += events.map { FreeEvent(beforeTurn: turn, event: $0) }
    }
  }

  /// The events of a line that has nothing else; `nil` for a line with words, or a blank one.
  private func lineEvents(_ index: Int) -> [Event]? {
    let line = text.lines[index]
    guard line.use == .text, !line.isBlank else { return nil }
    if let (label, content) = eventLines[index] {
      let inner = events(content)
      guard content.isEmpty || inner != nil else { return nil }
      return [Event(kind: "incident", description: label)]
    }
    return events(line.content)
  }

  /// The events that fill `range`, where there is nothing else but a full stop.
  private func events(_ range: Range<Int>) -> [Event]? {
    var start = range.lowerBound
    while case let length = WhiteSpace.length(text.bytes, start, range.upperBound), length > 0 {
      start += length
    }
    guard start < range.upperBound, range.count <= 400,
      Self.eventStarts.contains(text.bytes[start])
    else { return nil }
    var source = TurnSource()
    source.append(start..<range.upperBound, of: text.bytes, after: TurnSource.wrap)
    let scanned = scanner.scan(source).text
    guard !scanned.events.isEmpty, scanned.bytes.allSatisfy({ ".,;\n ".utf8.contains($0) }) else {
      return nil
    }
    return scanned.events.map { event in
      var event = event
      event.offset = 0
      return event
    }
  }

  private static let eventStarts = ByteSet("[({<*\\x+?.h")
}

extension TurnSource {
  /// Where the first line begins in the decoded text.
  var start: Int? {
    var cursor = Cursor(self)
    return bytes.isEmpty ? nil : cursor.offset(0)
  }
}

extension OffsetMap {
  /// The same map with every source offset moved.
  func moved(by distance: Int) -> OffsetMap {
    guard distance != 0 else { return self }
    return OffsetMap(
      runs: runs.map {
        Run(
          textLength: $0.textLength, source: $0.source + distance, sourceLength: $0.sourceLength)
      })
  }
}
