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

  @inline(__always)
  func prepare(_ scratch: TurnScratch) {
    store.hotForms(scratch)
    rare.prepare(scratch, in: store)
  }
}
