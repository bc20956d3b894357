import VerbatimAnalysis
import VerbatimCorpus
import VerbatimThemes

/// Carries codings from one version of a session to the next: nothing is guessed in silence, nothing
/// lost.
///
/// Turns are matched first (``TurnAlignment``). A coding whose words are the same goes where its turn
/// went. Where some of its words changed, at least half of them being there, it goes to what they became
/// (``WordDiff``) and a person is asked (`adjusted`); so too where the words are now another speaker's, or
/// where a whole turn was coded and changed. A stretch whose turn has no match moves to the one place
/// where the same speakers say its very words. What is left stays as it was and a person is asked
/// (`doubtful`).
struct CodingRebase {
  private let old: [Turn]
  private let new: [Turn]
  private let alignment: TurnAlignment

  init(from old: Transcript, to new: Transcript) {
    self.old = old.turns
    self.new = new.turns
    alignment = TurnAlignment(from: old.turns, to: new.turns)
  }

  enum Outcome: Equatable {
    case kept
    case moved(turn: Int, span: Range<Int>?)
    /// Where it is now; the place may be the old one.
    case adjusted(turn: Int, span: Range<Int>?)
    case doubtful
  }

  /// Of a stretch with fewer of its words left, nobody could say that it is the same.
  static let leastKept = 0.5

  /// What becomes of all codings of the session. One that would come to lie upon another of its theme
  /// and coder stays where it is, doubtful: their number never changes.
  func outcomes(of codings: [Coding]) -> [Outcome] {
    var outcomes = codings.map(outcome)
    func place(_ index: Int) -> Coding {
      var place = codings[index]
      if let found = outcomes[index].place { (place.turn, place.span) = found }
      place.memo = nil
      place.createdAt = codings[0].createdAt
      return place
    }
    while true {
      var taken = Set(codings.indices.filter { outcomes[$0].place == nil }.map(place))
      let before = outcomes
      for index in codings.indices where outcomes[index].place != nil {
        if !taken.insert(place(index)).inserted { outcomes[index] = .doubtful }
      }
      if outcomes == before { return outcomes }
    }
  }

  /// The words of a coding in the old version; `nil` where its place does not exist there.
  func words(of coding: Coding) -> String? { Self.words(of: coding, in: old) }

  /// The words that stand at a coding's place in the new version.
  func newWords(of coding: Coding) -> String? { Self.words(of: coding, in: new) }

  private static func words(of coding: Coding, in turns: [Turn]) -> String? {
    guard coding.turn >= 1, coding.turn <= turns.count else { return nil }
    let text = turns[coding.turn - 1].text
    guard let span = coding.span else { return text }
    return span.upperBound <= text.unicodeScalars.count ? text.scalars(span) : nil
  }

  func outcome(of coding: Coding) -> Outcome {
    guard let words = words(of: coding), !words.isEmpty || coding.span == nil else {
      return .doubtful
    }
    let before = old[coding.turn - 1]
    guard let place = alignment.places[coding.turn - 1] else { return elsewhere(coding, words) }
    let after = new[place]
    let isSameSpeaker = before.speakers == after.speakers
    let isSameText = before.text.utf8.elementsEqual(after.text.utf8)
    guard let span = coding.span else {
      return isSameSpeaker && isSameText
        ? moved(place + 1, nil, from: coding) : .adjusted(turn: place + 1, span: nil)
    }
    if isSameText {
      return isSameSpeaker
        ? moved(place + 1, span, from: coding) : .adjusted(turn: place + 1, span: span)
    }
    guard let found = WordDiff(from: before.text, to: after.text).place(of: span) else {
      return elsewhere(coding, words)
    }
    if isSameSpeaker, after.text.scalars(found.span).utf8.elementsEqual(words.utf8) {
      return moved(place + 1, found.span, from: coding)
    }
    return found.kept >= Self.leastKept
      ? .adjusted(turn: place + 1, span: found.span) : elsewhere(coding, words)
  }

  /// The one place where the same speakers say a stretch's very words.
  private func elsewhere(_ coding: Coding, _ words: String) -> Outcome {
    guard coding.span != nil else { return .doubtful }
    let speakers = old[coding.turn - 1].speakers
    var found: (turn: Int, span: Range<Int>)?
    for (index, turn) in new.enumerated() where turn.speakers == speakers {
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
}

extension CodingRebase.Outcome {
  /// Where the coding goes; `nil` where it stays without a doubt, or with one.
  var place: (turn: Int, span: Range<Int>?)? {
    switch self {
    case .moved(let turn, let span), .adjusted(let turn, let span): (turn, span)
    case .kept, .doubtful: nil
    }
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
