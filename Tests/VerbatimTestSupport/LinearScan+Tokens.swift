import VerbatimCorpus

/// A turn of the scan, with all that counting asks for.
public struct ScannedTurnFacts {
  public var session: Session
  public var turn: Turn
  /// Its tokens that have a position, in order.
  public var tokens: [ScanToken]
}

extension LinearScan {
  /// Every turn with its tokens, sessions in natural order.
  public var scannedTurns: [ScannedTurnFacts] {
    turns.map { turn in
      ScannedTurnFacts(
        session: turn.session, turn: turn.turn,
        tokens: zip(turn.tokens, turn.ranges).map { number, range in
          let form = forms[Int(number)]
          return ScanToken(
            range: Int(range.lowerBound)..<Int(range.upperBound), kind: form.kind,
            surface: form.surface, fold: form.fold, stem: form.stem, parts: form.parts)
        })
    }
  }
}
