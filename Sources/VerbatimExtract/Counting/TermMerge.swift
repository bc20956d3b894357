import VerbatimIndex

/// Goes through the terms of several segments at once, fold key by fold key, ascending.
struct TermMerge {
  private var walks: [TermWalk]
  /// Whether each walk stands at a term.
  private var isOpen: [Bool]
  private var isStarted = false
  private var fold: [UInt8] = []
  /// The segment whose dictionary turned out to be damaged.
  private(set) var damaged: Int?

  init(_ segments: [Segment]) {
    walks = segments.map { TermWalk($0) }
    isOpen = segments.map { _ in true }
  }

  /// Goes on to the next fold key, behind all terms of the one before; false at the end.
  mutating func nextFold() -> Bool {
    if !isStarted {
      isStarted = true
      for number in walks.indices { advance(number) }
    }
    var least: Int?
    for number in walks.indices where isOpen[number] {
      guard let best = least else {
        least = number
        continue
      }
      let isLess = walks[number].withFoldKey { mine in
        walks[best].withFoldKey { mine.lexicographicallyPrecedes($0) }
      }
      if isLess { least = number }
    }
    guard let least else { return false }
    walks[least].withFoldKey {
      fold.removeAll(keepingCapacity: true)
      fold.append(contentsOf: $0)
    }
    return true
  }

  /// Gives every term of the fold key, segment by segment. To be called once a fold key.
  mutating func eachTerm(_ body: (_ segment: Int, _ walk: inout TermWalk) -> Void) {
    for number in walks.indices {
      while isOpen[number], walks[number].withFoldKey({ $0.elementsEqual(fold) }) {
        body(number, &walks[number])
        advance(number)
      }
    }
  }

  private mutating func advance(_ number: Int) {
    guard !walks[number].next() else { return }
    isOpen[number] = false
    if walks[number].failed, damaged == nil { damaged = number }
  }
}
