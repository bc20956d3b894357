import VerbatimCorpus
import VerbatimThemes

/// What becomes of the codings of a session from which a person's words go.
///
/// A coding of erased words has nothing left that it could say something of: it is dropped, and counted by
/// theme, under `redact` as under `remove`. All others stay on the very words that they are on.
struct CodingMoves {
  private(set) var dropped: [Coding] = []
  private(set) var moved: [(coding: Coding, turn: Int, span: Range<Int>?)] = []

  init(_ codings: [Coding], in session: RewrittenSession, _ mode: WithdrawalRequest.Mode) {
    let numbers = session.numbers(mode)
    for coding in codings where coding.origin != .source {
      guard numbers.indices.contains(coding.turn - 1) else { continue }
      let index = coding.turn - 1
      guard !session.erased.contains(index), let number = numbers[index] else {
        dropped.append(coding)
        continue
      }
      guard let span = Self.span(coding.span, behind: session.stretches, turn: index) else {
        dropped.append(coding)
        continue
      }
      if number != coding.turn || span.now != coding.span {
        moved.append((coding, number, span.now))
      }
    }
  }

  private struct Moved {
    var now: Range<Int>?
  }

  /// Where a stretch of a turn is when shorter ones of it were replaced; `nil` for one that lies upon
  /// what went.
  private static func span(
    _ span: Range<Int>?, behind stretches: [(turn: Int, range: Range<Int>)], turn: Int
  ) -> Moved? {
    guard let span else { return Moved(now: nil) }
    for stretch in stretches where stretch.turn == turn {
      if stretch.range.overlaps(span) {
        // One that holds all of it keeps its ends.
        guard span.lowerBound <= stretch.range.lowerBound,
          stretch.range.upperBound <= span.upperBound, stretch.range != span
        else { return nil }
      }
    }
    func moved(_ offset: Int) -> Int {
      var shift = 0
      for stretch in stretches where stretch.turn == turn && stretch.range.upperBound <= offset {
        shift += WithdrawalRequest.marker.unicodeScalars.count - stretch.range.count
      }
      return offset + shift
    }
    return Moved(now: moved(span.lowerBound)..<moved(span.upperBound))
  }

  func apply(_ transaction: StudyTransaction) throws {
    for coding in dropped { try transaction.removeCoding(coding) }
    // By way of places that no transcript has, so that none meets another on its way.
    for (number, move) in moved.enumerated() {
      _ = try transaction.move(move.coding, turn: Int(Int32.max) - number, span: move.coding.span)
    }
    for (number, move) in moved.enumerated() {
      var aside = move.coding
      aside.turn = Int(Int32.max) - number
      _ = try transaction.move(aside, turn: move.turn, span: move.span)
    }
  }
}
