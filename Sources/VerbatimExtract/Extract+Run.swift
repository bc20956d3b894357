import VerbatimCorpus

extension Extract {
  /// One extract of several turns that follow one another.
  ///
  /// - Parameter turns: of one session, in order, at least one; without context.
  package init(run turns: [Extract]) {
    self = turns[0]
    guard turns.count > 1, let last = turns.last else { return }
    parts = turns.map { turn in
      ExtractPart(
        turn: turn.turn, speakers: turn.speakers, role: turn.role, text: turn.text,
        spans: turn.spans, start: turn.start, end: turn.end, source: turn.source,
        events: turn.events)
    }
    id = "\(session):\(turn)-\(last.turn)"
    end = last.end
    source.lastLine = last.source.lastLine
    source.isExact = turns.allSatisfy(\.source.isExact)
    source.bytes = Self.bytes(of: turns)
    join()
    let spoken = turns.contains { !$0.spans.isEmpty } ? turns.filter { !$0.spans.isEmpty } : turns
    speakers = []
    for speaker in spoken.flatMap(\.speakers) where !speakers.contains(speaker) {
      speakers.append(speaker)
    }
    role = spoken.allSatisfy { $0.role == spoken[0].role } ? spoken[0].role : nil
    themes = []
    for theme in spoken.flatMap(\.themes) where !themes.contains(theme) { themes.append(theme) }
    themes.sort {
      $0.path == $1.path ? $0.id < $1.id : NaturalOrder.precedes($0.path, $1.path)
    }
  }

  /// The stretch of the file that holds them all; `nil` where one is not known.
  private static func bytes(of turns: [Extract]) -> Range<Int>? {
    let ranges = turns.compactMap(\.source.bytes)
    guard ranges.count == turns.count, let lower = ranges.map(\.lowerBound).min(),
      let upper = ranges.map(\.upperBound).max()
    else { return nil }
    return lower..<upper
  }

  /// Text, spans and events of the parts, counted from the beginning of the first.
  private mutating func join() {
    var joined = String.UnicodeScalarView()
    spans = []
    events = []
    var offset = 0
    for (index, part) in parts.enumerated() {
      if index > 0 {
        joined.append("\n")
        offset += 1
      }
      joined.append(contentsOf: part.text.unicodeScalars)
      for span in part.spans {
        spans.append(
          ExtractSpan(
            range: span.range.lowerBound + offset..<span.range.upperBound + offset,
            bytes: span.bytes))
      }
      for var event in part.events {
        event.offset += offset
        events.append(event)
      }
      offset += part.text.unicodeScalars.count
    }
    text = String(joined)
  }
}
