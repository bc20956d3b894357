import VerbatimExtract

/// How an extract of several turns is shown: each turn with its speaker, and what is left out said.
extension ExtractReport {
  enum RunPiece: Equatable {
    case turn(ExtractPart)
    /// So many turns in which nothing matched.
    case omitted(Int)
  }

  /// So many turns without a match in a row are still shown.
  private static let mostBetween = 2

  /// The turns that matched, the first and the last, and what little stands between them.
  func pieces(of extract: Extract) -> [RunPiece] {
    var pieces: [RunPiece] = []
    var between: [ExtractPart] = []
    for (index, part) in extract.parts.enumerated() {
      guard !part.spans.isEmpty || index == 0 || index == extract.parts.count - 1 else {
        between.append(part)
        continue
      }
      pieces +=
        between.count > Self.mostBetween
        ? [.omitted(between.count)] : between.map(RunPiece.turn)
      between = []
      pieces.append(.turn(part))
    }
    return pieces
  }

  /// `[… 12 turns …]`
  static func omission(_ turns: Int) -> String { "[… \(turns.grouped) turns …]" }

  /// The pieces of a turn's quote in a document.
  func documentPieces(of part: ExtractPart) -> [QuotePiece] {
    let text = QuoteText(part.text, spans: part.spans.map(\.range))
    let events = showsEvents ? part.events : []
    // What only lies between is quoted whole.
    switch part.spans.isEmpty ? .turn : quote {
    case .turn: return text.pieces(windows: text.whole, events: events)
    case .match:
      return text.pieces(windows: text.matchWindows, events: events, marksEnds: false)
    }
  }
}
