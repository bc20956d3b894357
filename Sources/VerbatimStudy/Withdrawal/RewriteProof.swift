import VerbatimCorpus
import VerbatimDigest

/// Proves of a rewritten source that its reader finds what it has to find: every turn of the others as it
/// was, and of who withdraws nothing, or the mark that stands for it.
struct RewriteProof {
  /// A session of the old reading.
  enum Expected {
    /// All of it stays.
    case kept(id: String, print: Digest)
    case erased(Transcript, [ErasedPart])

    var id: String {
      switch self {
      case .kept(let id, _): id
      case .erased(let transcript, _): transcript.session.id
      }
    }
  }

  private let expected: [Expected]
  private let mode: WithdrawalRequest.Mode
  private let path: String
  private var next = 0
  private var count = 0
  /// For each old session its place in the new reading; `nil` for one that has no turn left.
  private(set) var ordinals: [Int?] = []

  init(_ expected: [Expected], _ mode: WithdrawalRequest.Mode, path: String) {
    self.expected = expected
    self.mode = mode
    self.path = path
  }

  /// Takes the sessions of the new reading in their order.
  ///
  /// - Returns: which of the old sessions it is.
  /// - Throws: ``WithdrawalProblem/notProven(path:session:turn:)``.
  mutating func take(_ new: Transcript) throws(WithdrawalProblem) -> Int {
    while next < expected.count, expected[next].id != new.session.id { try skip() }
    guard next < expected.count else {
      throw .notProven(path: path, session: new.session.id, turn: nil)
    }
    switch expected[next] {
    case .kept(let id, let print):
      guard Self.print(new) == print else { throw .notProven(path: path, session: id, turn: nil) }
    case .erased(let old, let parts):
      if let turn = Self.difference(old, new, parts, mode) {
        throw .notProven(path: path, session: old.session.id, turn: turn)
      }
    }
    ordinals.append(count)
    count += 1
    next += 1
    return next - 1
  }

  /// Takes the end of the new reading.
  mutating func finish() throws(WithdrawalProblem) {
    while next < expected.count { try skip() }
  }

  /// A session that is not there any more: only one of which nothing is left may not be.
  private mutating func skip() throws(WithdrawalProblem) {
    guard case .erased(let old, let parts) = expected[next], mode == .remove,
      old.turns.indices.allSatisfy({ turn in parts.contains { $0.turns.contains(turn) } })
    else { throw .notProven(path: path, session: expected[next].id, turn: nil) }
    ordinals.append(nil)
    next += 1
  }

  /// Whatever of a session must not change: what was said, by whom, when, and who was there.
  static func print(_ transcript: Transcript) -> Digest {
    var hash = SHA256()
    for turn in transcript.turns {
      for text in [turn.text] + turn.speakers {
        hash.update("\(text.utf8.count):")
        hash.update(text)
      }
      hash.update("|\(String(describing: turn.start)) \(String(describing: turn.end))\n")
    }
    for person in transcript.session.participants.sorted(by: { $0.id < $1.id }) {
      hash.update("\(person.id.utf8.count):\(person.id) \(person.role?.rawValue ?? "")\n")
    }
    return hash.finish()
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
