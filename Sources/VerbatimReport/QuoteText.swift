import VerbatimCorpus

/// A stretch of a quote that is shown in one way.
struct QuotePiece: Equatable {
  enum Kind {
    /// The speaker's words.
    case plain
    /// The speaker's words that matched.
    case match
    /// What happened and was not said, with the blanks that set it off.
    case event
    /// Words left out, with the blanks that set it off.
    case omission
  }

  var kind: Kind
  var text: String
}

/// A turn cut into the pieces that a report shows.
///
/// Without events and windows the pieces joined are the text, scalar for scalar.
struct QuoteText {
  private let text: String
  private let scalars: [Unicode.Scalar]
  /// What matched: in order, disjoint, not empty, inside the text.
  private let matches: [Range<Int>]

  /// - Parameter spans: Scalar offsets; what lies outside of the text is ignored, what overlaps is
  ///   joined.
  init(_ text: String, spans: [Range<Int>] = []) {
    self.text = text
    scalars = Array(text.unicodeScalars)
    var matches: [Range<Int>] = []
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let span = span.clamped(to: 0..<scalars.count)
      if span.isEmpty { continue }
      if let last = matches.last, span.lowerBound < last.upperBound {
        matches[matches.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
      } else {
        matches.append(span)
      }
    }
    self.matches = matches
  }

  var whole: [Range<Int>] { [0..<scalars.count] }

  /// The stretches around the matches, cut between words; the whole text where little is saved.
  ///
  /// - Parameter around: How many scalars to keep before and behind a match.
  func windows(around: Int) -> [Range<Int>] {
    let around = min(max(around, 0), 1 << 30)
    // Below this an omission costs the reader more than the words it saves.
    let slack = max(around / 3, 1)
    if scalars.count <= 2 * around + slack { return whole }
    var windows: [Range<Int>] = []
    for match in matches.isEmpty ? [0..<around] : matches {
      var lower = max(match.lowerBound - around, 0)
      if lower < slack { lower = 0 }
      while lower > 0, lower < match.lowerBound, scalars[lower - 1] != " " { lower += 1 }
      var upper = min(match.upperBound + around, scalars.count)
      if scalars.count - upper < slack { upper = scalars.count }
      while upper < scalars.count, upper > match.upperBound, scalars[upper] != " " { upper -= 1 }
      if let last = windows.last, lower < last.upperBound + slack {
        windows[windows.count - 1] = last.lowerBound..<max(last.upperBound, upper)
      } else {
        windows.append(lower..<upper)
      }
    }
    return windows
  }

  /// The matches alone, as windows.
  var matchWindows: [Range<Int>] { matches.isEmpty ? whole : matches }

  /// - Parameters:
  ///   - windows: The stretches to show, in order and disjoint.
  ///   - events: In any order; those outside of the windows are left out.
  ///   - marksEnds: Shows that words were left out before the first and behind the last window.
  func pieces(
    windows: [Range<Int>], events: [Event] = [], marksEnds: Bool = true
  ) -> [QuotePiece] {
    let events = events.enumerated()
      .map { (offset: min(max($1.offset, 0), scalars.count), index: $0, event: $1) }
      .sorted { ($0.offset, $0.index) < ($1.offset, $1.index) }[...]
    var pieces: [QuotePiece] = []
    var pending = events
    var reached = (offset: 0, index: text.startIndex)
    func index(of offset: Int) -> String.Index {
      let index = text.unicodeScalars.index(reached.index, offsetBy: offset - reached.offset)
      reached = (offset, index)
      return index
    }
    var match = matches[...]
    for (number, window) in windows.enumerated() {
      if number > 0 {
        pieces.append(QuotePiece(kind: .omission, text: " […] "))
      } else if marksEnds, window.lowerBound > 0 {
        pieces.append(QuotePiece(kind: .omission, text: "[…] "))
      }
      var position = window.lowerBound
      while true {
        while let next = pending.first, next.offset <= position {
          if next.offset == position { append(next.event, at: position, to: &pieces) }
          pending.removeFirst()
        }
        if position >= window.upperBound { break }
        while let first = match.first, first.upperBound <= position { match.removeFirst() }
        var kind = QuotePiece.Kind.plain
        var end = window.upperBound
        if let first = match.first {
          if first.lowerBound <= position { kind = .match }
          end = min(end, kind == .match ? first.upperBound : first.lowerBound)
        }
        if let next = pending.first { end = min(end, next.offset) }
        let words = text[index(of: position)..<index(of: end)]
        pieces.append(QuotePiece(kind: kind, text: String(words)))
        position = end
      }
    }
    if marksEnds, let last = windows.last, last.upperBound < scalars.count {
      pieces.append(QuotePiece(kind: .omission, text: " […]"))
    }
    return pieces
  }

  private func append(_ event: Event, at position: Int, to pieces: inout [QuotePiece]) {
    var text = "(" + (event.description ?? event.kind)
    if let duration = event.duration { text += " \(duration.decimalSeconds) s" }
    text += ")"
    if let last = pieces.last?.text.unicodeScalars.last, !last.properties.isWhitespace {
      text = " " + text
    }
    if position < scalars.count {
      let next = scalars[position]
      let closes = ".,;:!?)".unicodeScalars.contains(next)
      if !closes, !next.properties.isWhitespace { text += " " }
    }
    pieces.append(QuotePiece(kind: .event, text: text))
  }
}
