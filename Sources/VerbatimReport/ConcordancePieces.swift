import VerbatimExtract

/// A stretch of a concordance's line that is shown in one way.
struct ConcordancePiece: Equatable {
  enum Kind {
    case plain
    case match
    /// What happened and was not said.
    case event
    /// Who speaks from here on, where it is another turn.
    case speaker
  }

  var kind: Kind
  var text: String
}

extension ConcordanceLine {
  /// The pieces of a column: the words, the events that were asked for, and a mark where the turn
  /// changes. Without events and marks the pieces joined are the text, scalar for scalar.
  func pieces(_ column: WritableKeyPath<ConcordanceLine, [ConcordancePart]>) -> [ConcordancePiece] {
    let parts = self[keyPath: column]
    // Where what stands before the column ends.
    var turn: Int? =
      switch column {
      // The left column ends with the mark of the node's turn, where it has another.
      case \.left, \.node: node.first?.turn
      default: node.last?.turn
      }
    var pieces: [ConcordancePiece] = []
    for (number, part) in parts.enumerated() {
      if part.turn != turn {
        let mark = column == \.left && number == 0 ? "" : " ‖ "
        pieces.append(
          ConcordancePiece(
            kind: .speaker, text: mark + (part.speakers.joinedLabels ?? "?") + ": "))
      }
      turn = part.turn
      pieces += part.pieces
    }
    // The node's own turn is another than the last one before it.
    if column == \.left, let last = parts.last, let next = node.first, last.turn != next.turn {
      pieces.append(
        ConcordancePiece(kind: .speaker, text: " ‖ " + (next.speakers.joinedLabels ?? "?") + ": "))
    }
    // What happened beside the node is set off from it.
    if column == \.left, pieces.last?.kind == .event {
      pieces.append(ConcordancePiece(kind: .plain, text: " "))
    }
    if column == \.right, pieces.first?.kind == .event {
      pieces.insert(ConcordancePiece(kind: .plain, text: " "), at: 0)
    }
    return pieces
  }

  /// A column as one text, with the marks where the turn changes.
  func text(_ column: WritableKeyPath<ConcordanceLine, [ConcordancePart]>) -> String {
    pieces(column).map(\.text).joined()
  }
}

extension ConcordancePart {
  /// The words, and the events that were asked for where they happened.
  var pieces: [ConcordancePiece] {
    let quote = QuoteText(text, spans: matches)
    return quote.pieces(windows: quote.whole, events: events).map { piece in
      switch piece.kind {
      case .match: ConcordancePiece(kind: .match, text: piece.text)
      case .event: ConcordancePiece(kind: .event, text: piece.text)
      case .plain, .omission: ConcordancePiece(kind: .plain, text: piece.text)
      }
    }
  }
}
