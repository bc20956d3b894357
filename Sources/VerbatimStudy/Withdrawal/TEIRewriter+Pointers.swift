/// What points at something that went: spans, links, attributes that name turns and people.
extension TEIRewriter {
  /// Attributes whose values are pointers.
  private static let pointers: Set<String> = [
    "from", "to", "target", "targets", "synch", "prev", "next", "corresp", "toWhom", "active",
    "passive", "mutual", "sameAs", "copyOf", "start", "end", "who",
  ]

  /// All edits, with those of what pointed at things that went.
  mutating func finish(_ mode: WithdrawalRequest.Mode) -> SourceEdits {
    var skipped = Set<Int>()
    for range in gone { skipped.formUnion(tags.elements(from: range)) }
    // Where two documents of a file use one id, the other's element is still there.
    for (index, element) in tags.elements.enumerated()
    where !skipped.contains(index) && !unwrapped.contains(index) {
      if let id = element.id { goneIDs.remove(id) }
    }
    let spanless = goneIDs.union(emptiedIDs)
    for (index, element) in tags.elements.enumerated() where !skipped.contains(index) {
      let isSpan = element.name == "span"
      let lost = isSpan ? spanless : goneIDs
      if isSpan, let from = element["from"] {
        shorten(element, from: from, to: element["to"] ?? from, lost)
        continue
      }
      for attribute in element.attributes where Self.pointers.contains(attribute.name) {
        let tokens = Self.tokens(attribute.value)
        let kept = tokens.filter { !($0.contains("#") && lost.contains(Self.target($0))) }
        if kept.count == tokens.count { continue }
        let needsTwo = ["link", "alt", "join", "relation"].contains(element.name)
        if isSpan && kept.isEmpty || needsTwo && kept.count < 2 {
          edits.replace(element.range)
        } else {
          keep(kept, of: attribute)
        }
      }
    }
    return edits
  }

  /// A span over several turns ends at the last that is left, or goes with its last.
  private mutating func shorten(
    _ element: XMLTags.Element, from: String, to: String, _ lost: Set<String>
  ) {
    let (first, last) = (Self.target(from), Self.target(to))
    guard lost.contains(first) || lost.contains(last) else { return }
    guard let lower = turnIDs.firstIndex(where: { $0.id == first }),
      let upper = turnIDs.firstIndex(where: { $0.id == last }), lower <= upper
    else {
      return edits.replace(element.range)
    }
    let left = turnIDs[lower...upper].filter { $0.stays && !lost.contains($0.id) }
    guard let start = left.first, let end = left.last else { return edits.replace(element.range) }
    for attribute in element.attributes {
      if attribute.name == "from" { keep(["#" + start.id], of: attribute) }
      if attribute.name == "to" { keep(["#" + end.id], of: attribute) }
    }
  }
}
