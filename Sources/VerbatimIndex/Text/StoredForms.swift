/// The terms of an open segment, for putting text together.
struct StoredForms: TermForms {
  private let store: TermStore
  private let rare: RareTerms

  init(_ store: TermStore, _ rare: RareTerms) {
    self.store = store
    self.rare = rare
  }

  @inline(__always)
  func form(_ id: Int) -> TermForm? {
    if let form = store.hotForm(id) { return form }
    return rare.form(id, in: store)
  }

  /// Looks up where the terms of a turn are kept, so that their memory comes while the next ones are
  /// looked up. Until a token's place is written, it holds the range of a common term's form; 0 for the
  /// others. Cost: about 1 ns a token.
  @inline(__always)
  func prepare(_ scratch: TurnScratch) {
    let places = scratch.places
    let count = scratch.count
    let hotCount = store.hotCount
    for slot in 0..<count {
      let id = Int(places[slot].id)
      places[slot].start = 0
      places[slot].end = 0
      if id >= hotCount { continue }
      let range = store.hotRange(id)
      places[slot].start = range.lower
      places[slot].end = range.upper
    }
    rare.prepare(places, count, in: store)
  }

  @inline(__always)
  func form(of token: TurnScratch.Place) -> TermForm? {
    if token.end > 0 { return store.hotForm(lower: token.start, upper: token.end) }
    return rare.form(Int(token.id), in: store)
  }
}
