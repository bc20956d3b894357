import VerbatimCorpus

/// Proves of a rewritten source that its reader finds what it has to find: every turn of the others as it
/// was, and of the person nothing, or the mark that stands for it.
enum RewriteProof {
  /// The sessions of the new reading, in the order of the old; `nil` for one that has no turn left.
  ///
  /// - Parameter parts: what was erased of each old session, by its number.
  /// - Throws: ``WithdrawalProblem/notProven(path:session:turn:)``.
  static func matched(
    old: [Transcript], new: [Transcript], parts: [Int: [ErasedPart]],
    mode: WithdrawalRequest.Mode, path: String
  ) throws(WithdrawalProblem) -> [Transcript?] {
    var rest = new[...]
    var found: [Transcript?] = []
    for (number, transcript) in old.enumerated() {
      let id = transcript.session.id
      let erased = parts[number] ?? []
      let isEmptied =
        mode == .remove
        && transcript.turns.indices.allSatisfy { turn in
          erased.contains { $0.turns.contains(turn) }
        }
      guard let next = rest.first, next.session.id == id else {
        guard isEmptied else { throw .notProven(path: path, session: id, turn: nil) }
        found.append(nil)
        continue
      }
      rest.removeFirst()
      if let turn = difference(transcript, next, erased, mode) {
        throw .notProven(path: path, session: id, turn: turn)
      }
      found.append(next)
    }
    if let surplus = rest.first {
      throw .notProven(path: path, session: surplus.session.id, turn: nil)
    }
    return found
  }

  /// The number of the first turn that is not as it has to be, in the old numbering; 0 for something
  /// else of the session.
  private static func difference(
    _ old: Transcript, _ new: Transcript, _ parts: [ErasedPart], _ mode: WithdrawalRequest.Mode
  ) -> Int? {
    let labels = Set(parts.map(\.label))
    let theirs = parts.reduce(into: Set<Int>()) { $0.formUnion($1.turns) }
    var at = 0
    for (index, turn) in old.turns.enumerated() {
      if mode == .remove, theirs.contains(index) { continue }
      guard at < new.turns.count else { return turn.number }
      let other = new.turns[at]
      at += 1
      guard turn.speakers == other.speakers, turn.start == other.start, turn.end == other.end else {
        return turn.number
      }
      if theirs.contains(index) {
        // A turn without words may have had nothing to put the mark in the place of.
        let isMarked =
          other.text == WithdrawalRequest.marker || other.text.isEmpty && turn.text.isEmpty
        guard isMarked, other.events.allSatisfy({ $0.description == nil }) else {
          return turn.number
        }
        continue
      }
      var text = turn.text
      for part in parts {
        for stretch in part.stretches.reversed() where stretch.turn == index {
          text.replaceScalars(stretch.range, with: WithdrawalRequest.marker)
        }
      }
      guard text.utf8.elementsEqual(other.text.utf8) else { return turn.number }
      let isClean =
        !other.events.contains { labels.contains($0.speaker ?? "") }
        && !other.marks.contains { $0.kind == .inlineSpeaker && labels.contains($0.detail ?? "") }
      guard isClean else { return turn.number }
    }
    guard at == new.turns.count else { return 0 }
    if new.events.contains(where: { labels.contains($0.event.speaker ?? "") }) { return 0 }
    if mode == .remove, new.session.participants.contains(where: { labels.contains($0.id) }) {
      return 0
    }
    // Everybody else is who they were.
    let others = { (people: [Participant]) in
      people.filter { !labels.contains($0.id) }.map { [$0.id, $0.role?.rawValue ?? ""] }
    }
    return others(old.session.participants).sorted { $0[0] < $1[0] }
      == others(new.session.participants).sorted { $0[0] < $1[0] } ? nil : 0
  }
}

extension String {
  mutating func replaceScalars(_ range: Range<Int>, with text: String) {
    let scalars = unicodeScalars
    guard range.upperBound <= scalars.count else { return }
    let lower = scalars.index(scalars.startIndex, offsetBy: range.lowerBound)
    let upper = scalars.index(lower, offsetBy: range.count)
    unicodeScalars.replaceSubrange(lower..<upper, with: text.unicodeScalars)
  }
}
