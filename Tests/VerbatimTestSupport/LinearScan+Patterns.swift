import VerbatimCorpus
import VerbatimQuery

extension LinearScan {
  /// The matches of a pattern in each turn, turn by turn: of queries that stay in one.
  func patternMatches(_ query: CQLQuery) -> [[Match]] {
    turns.indices.map { index in
      brute(turn: index).matches(of: query).map { [$0.lowerBound...$0.upperBound - 1] }
    }
  }

  /// A turn as the oracle for patterns sees it; regions are the turn itself and its session.
  func brute(turn index: Int) -> BruteCQL {
    let scanned = turns[index]
    let tokens = scanned.tokens.map { number in
      let form = forms[Int(number)]
      return BruteCQL.Token(
        word: form.surface, lc: analyser.caseFold(form.surface),
        fold: analyser.fold(form.surface), stem: form.stem)
    }
    var facts: [(name: String, value: String)] = [("n", String(scanned.turn.number))]
    for id in scanned.turn.speakers {
      facts.append(("who", id))
      for person in scanned.session.participants where person.id == id {
        if let role = person.role { facts.append(("role", role.rawValue)) }
        for entry in person.attributes.entries {
          facts.append(("who_" + entry.name, entry.value))
        }
      }
    }
    let session = scanned.session
    // The session's own ends may lie outside of the turn.
    func tokenCount(_ indices: Range<Int>) -> Int {
      indices.filter { turns[$0].session.id == session.id }.reduce(0) {
        $0 + turns[$1].tokens.count
      }
    }
    let before = tokenCount(0..<index)
    let behind = tokenCount(index + 1..<turns.count)
    return BruteCQL(
      tokens,
      regions: [
        .init(name: "u", range: 0..<tokens.count, attributes: facts),
        .init(
          name: "text", range: -before..<tokens.count + behind,
          attributes: [("id", session.id), ("group", session.group)]),
      ],
      foldKey: analyser.fold, lowKey: analyser.caseFold)
  }
}
