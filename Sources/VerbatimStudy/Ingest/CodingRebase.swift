import VerbatimCorpus
import VerbatimThemes

/// Carries codings from one version of a session to the next: nothing is guessed, nothing lost.
///
/// A coding stays where its turn says the same by the same speakers, or where its words stand at the
/// same place of the turn. Else it moves to the one turn in which its words stand once; whole-turn
/// codings need the whole turn. What is left stays as it was and is reported.
struct CodingRebase {
  private let old: [Turn]
  private let new: [Turn]
  private var turnsByText: [String: [Int]] = [:]

  init(from old: Transcript, to new: Transcript) {
    self.old = old.turns
    self.new = new.turns
    for (index, turn) in new.turns.enumerated() {
      turnsByText[turn.text, default: []].append(index)
    }
  }

  enum Outcome: Equatable {
    case kept
    case moved(turn: Int, span: Range<Int>?)
    case doubtful
  }

  /// What becomes of all codings of the session. One that would come to lie upon another of its theme
  /// and coder stays where it is, doubtful: their number never changes.
  func outcomes(of codings: [Coding]) -> [Outcome] {
    var outcomes = codings.map(outcome)
    func place(_ index: Int) -> Coding {
      var place = codings[index]
      if case .moved(let turn, let span) = outcomes[index] {
        (place.turn, place.span) = (turn, span)
      }
      place.memo = nil
      place.createdAt = codings[0].createdAt
      return place
    }
    func isMoved(_ index: Int) -> Bool {
      if case .moved = outcomes[index] { return true }
      return false
    }
    while true {
      var taken = Set(codings.indices.filter { !isMoved($0) }.map(place))
      let before = outcomes
      for index in codings.indices where isMoved(index) {
        if !taken.insert(place(index)).inserted { outcomes[index] = .doubtful }
      }
      if outcomes == before { return outcomes }
    }
  }

  func outcome(of coding: Coding) -> Outcome {
    guard coding.turn >= 1, coding.turn <= old.count else { return .doubtful }
    let before = old[coding.turn - 1]
    if coding.turn <= new.count, isSame(before, new[coding.turn - 1]) { return .kept }
    // The whole turn stands elsewhere, once.
    let whole = (turnsByText[before.text] ?? []).filter { isSame(before, new[$0]) }
    if whole.count == 1 { return moved(whole[0] + 1, coding.span, from: coding) }
    guard let span = coding.span, whole.isEmpty else { return .doubtful }
    let words = before.text.scalars(span)
    guard !words.isEmpty else { return .doubtful }
    if coding.turn <= new.count, new[coding.turn - 1].speakers == before.speakers,
      new[coding.turn - 1].text.scalars(span).utf8.elementsEqual(words.utf8)
    {
      return .kept
    }
    var found: (turn: Int, span: Range<Int>)?
    for (index, turn) in new.enumerated() where turn.speakers == before.speakers {
      for place in turn.text.occurrences(of: words) {
        if found != nil { return .doubtful }
        found = (index + 1, place)
      }
    }
    guard let found else { return .doubtful }
    return moved(found.turn, found.span, from: coding)
  }

  private func moved(_ turn: Int, _ span: Range<Int>?, from coding: Coding) -> Outcome {
    turn == coding.turn && span == coding.span ? .kept : .moved(turn: turn, span: span)
  }

  private func isSame(_ left: Turn, _ right: Turn) -> Bool {
    left.speakers == right.speakers && left.text.utf8.elementsEqual(right.text.utf8)
  }
}

extension String {
  /// Scalar ranges at which `words` stand, by bytes, overlaps included. Cost: length × matches.
  func occurrences(of words: String) -> [Range<Int>] {
    let text = Array(utf8)
    let wanted = Array(words.utf8)
    guard !wanted.isEmpty, wanted.count <= text.count else { return [] }
    let length = words.unicodeScalars.count
    var found: [Range<Int>] = []
    var scalars = 0
    for start in 0...(text.count - wanted.count) {
      if text[start] & 0xC0 == 0x80 { continue }
      if text[start] == wanted[0], text[start..<start + wanted.count].elementsEqual(wanted) {
        found.append(scalars..<scalars + length)
      }
      scalars += 1
    }
    return found
  }
}
