/// Step 2 of `plaintext.md` §5: one family for the whole file.
struct FamilyChoice {
  var family: LabelFamily
  /// Scores of all families that have any, in the families' order.
  var scores: [(family: LabelFamily, score: Int)]
  /// A family that explains other lines and scores at least 60 % of the winner's.
  var rival: (family: LabelFamily, line: Int)?

  /// The best-scoring family; the earlier one of equals. `nil` where no label counts.
  /// - Parameter furniture: lines that look like page headers; they speak for no rival.
  init?(
    _ tables: [LabelFamily: LabelTable], _ candidates: [LabelFamily: [LabelCandidate]],
    furniture: Set<Int>, override: LabelFamily?
  ) {
    scores = LabelFamily.detected.compactMap { family in
      tables[family].map { (family, $0.score) }
    }.filter { $0.score > 0 }
    if let override {
      family = override
      return
    }
    guard let best = scores.max(by: { $0.score < $1.score }) else { return nil }
    // `max` gives the last of equals, the note wants the first.
    let winner = scores.first { $0.score == best.score } ?? best
    family = winner.family
    let explained = Set(Self.lines(winner.family, tables, candidates))
    for other in scores where other.family != family && other.score * 5 >= winner.score * 3 {
      let lines = Self.lines(other.family, tables, candidates)
      if let line = lines.first(where: { !explained.contains($0) && !furniture.contains($0) }) {
        rival = (other.family, line)
        return
      }
    }
  }

  /// The lines whose labels count for a family.
  private static func lines(
    _ family: LabelFamily, _ tables: [LabelFamily: LabelTable],
    _ candidates: [LabelFamily: [LabelCandidate]]
  ) -> [Int] {
    guard let table = tables[family], let candidates = candidates[family] else { return [] }
    return candidates.indices.filter { table.counts(table.entryOf[$0]) }
      .map { candidates[$0].line }
  }
}
