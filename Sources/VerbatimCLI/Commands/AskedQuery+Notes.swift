import VerbatimIndex
import VerbatimQuery

extension AskedQuery {
  /// What a person should know of an answer: words inside placeholders are left aside, `?` is a
  /// wildcard, and which words of a query without hits nobody says.
  ///
  /// - Parameter hits: how many the answer has.
  func notes(
    onHits hits: Int, _ node: QueryNode, _ index: Index, _ regions: any RegionSource
  ) throws -> [String] {
    var notes: [String] = []
    if !inPlaceholders, try node.turnsInsidePlaceholders(in: index.segments) > 0 {
      var options = options
      options.findsInPlaceholders = true
      let all = try Search.count(node, in: index.segments, options: options, regions: regions)
      let more = all.hits - hits
      if more > 0 { notes.append("+\(more) inside placeholders: --in-placeholders") }
    }
    if hits == 0, index.sessionCount > 0 {
      let missing = try Explanation(
        node, in: index.segments, options: options, regions: regions
      ).expansions.filter { $0.formCount == 0 }
      if !missing.isEmpty {
        notes.append("in no turn: " + missing.map(\.pattern).joined(separator: ", "))
      }
    }
    notes += try node.inexactWords(in: index.segments, options: options).map(Wording.note(on:))
    if node.endsWithQuestionMark {
      notes.append("? stands for one character: write \\? for the mark itself")
    }
    return notes
  }
}
