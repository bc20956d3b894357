/// Finds the ways in which a pattern stands in one text.
///
/// Cost: linear in the text for each piece, and at most ``mostStates`` × ``mostNext`` steps a piece.
struct PatternMatcher {
  let pattern: QuotePattern
  /// Descriptions of the events of the text, folded: what may stand in round brackets.
  let text: CanonicalText
  let isEvent: (String) -> Bool
  let stateLimit: Int
  /// Words that begin before each unit.
  let wordsBefore: [Int32]

  static let mostStates = 512
  /// States of all pieces together: a quotation of very many pieces keeps fewer for each.
  static let mostStatesInAll = 8192
  static let mostNext = 8
  /// Words of the transcript that a bracket may stand for.
  static let mostReplaced = 6

  private struct Occurrence {
    var range: Range<Int>
    var isFlipped: Bool
    var lacksStop: Bool
  }

  private struct State {
    var occurrence: Occurrence
    var cost: Int
    var previous: Int
    /// What the joint before it was.
    var joint: JointReading
  }

  struct JointReading {
    var edits: [QuoteEdit] = []
    var cost = 0
    /// What stands in the joint was said: the stretches on its two sides are one.
    var isSaid = true
  }

  init(
    _ pattern: QuotePattern, in text: CanonicalText, isEvent: @escaping (String) -> Bool
  ) {
    self.pattern = pattern
    self.text = text
    self.isEvent = isEvent
    wordsBefore = pattern.hasJoints ? text.wordsBefore() : []
    stateLimit = min(Self.mostStates, max(16, Self.mostStatesInAll / max(1, pattern.pieces.count)))
  }

  /// The best match; `nil` where there is none.
  func best() -> PatternMatch? {
    guard !pattern.pieces.isEmpty else { return nil }
    var levels: [[State]] = []
    for (number, piece) in pattern.pieces.enumerated() {
      let occurrences = self.occurrences(of: piece, number: number)
      if occurrences.isEmpty { return nil }
      var states: [State] = []
      if number == 0 {
        for occurrence in occurrences.prefix(stateLimit) {
          guard let joint = read(0, 0..<occurrence.range.lowerBound) else { continue }
          states.append(
            State(
              occurrence: occurrence, cost: joint.cost + cost(occurrence, piece), previous: -1,
              joint: joint))
        }
      } else {
        states = next(levels[number - 1], occurrences, number, piece)
      }
      if states.isEmpty { return nil }
      levels.append(states)
    }
    return assemble(levels)
  }

  private func next(
    _ states: [State], _ occurrences: [Occurrence], _ number: Int, _ piece: QuotePattern.Piece
  ) -> [State] {
    var best: [Int: State] = [:]
    for (index, state) in states.enumerated() {
      let end = state.occurrence.range.upperBound
      var low = 0
      var high = occurrences.count
      while low < high {
        let middle = (low + high) / 2
        if occurrences[middle].range.lowerBound < end { low = middle + 1 } else { high = middle }
      }
      for place in low..<min(low + Self.mostNext, occurrences.count) {
        let occurrence = occurrences[place]
        guard let joint = read(number, end..<occurrence.range.lowerBound) else { continue }
        let total = state.cost + joint.cost + cost(occurrence, piece)
        if let known = best[place], known.cost <= total { continue }
        best[place] = State(occurrence: occurrence, cost: total, previous: index, joint: joint)
      }
    }
    return best.sorted { ($0.value.cost, $0.key) < ($1.value.cost, $1.key) }
      .prefix(stateLimit).map(\.value)
  }

  private func cost(_ occurrence: Occurrence, _ piece: QuotePattern.Piece) -> Int {
    var cost = 0
    if occurrence.isFlipped { cost += piece.hasDeclaredCase ? 100 : 10_000 }
    if occurrence.lacksStop { cost += 50 }
    // What is not declared at all weighs less than what is.
    let difference = surface(occurrence, piece)
    if difference.isTypographic { cost += 1 }
    if difference.isWhiteSpace { cost += 2 }
    return cost
  }

  private func surface(_ occurrence: Occurrence, _ piece: QuotePattern.Piece) -> SurfaceDifference {
    let said = text.scalarRange(occurrence.range)
    var quoted = 0..<piece.text.units.count
    if occurrence.lacksStop { quoted = 0..<piece.text.units.count - 1 }
    let mine = piece.text.scalarRange(quoted)
    var left = Array(piece.text.scalars[mine])
    // The first letter's case is an edit of its own.
    if occurrence.isFlipped, let first = left.indices.first(where: { left[$0].isLetterOrDigit }),
      let other = Self.flipped(left[first])
    {
      left[first] = other
    }
    return SurfaceDifference(left[...], text.scalars[said])
  }

  // MARK: Pieces

  private func occurrences(of piece: QuotePattern.Piece, number: Int) -> [Occurrence] {
    var found = places(of: piece.text.units, isFlipped: false, lacksStop: false)
    let isFirst = number == 0 || pattern.joints[number].contains(.omission) || piece.hasDeclaredCase
    let isLast = number == pattern.pieces.count - 1
    var flipped: [UInt32]?
    if isFirst, let first = piece.text.units.firstIndex(where: CanonicalText.isWord),
      let scalar = Unicode.Scalar(piece.text.units[first]), let other = Self.flipped(scalar)
    {
      flipped = piece.text.units
      flipped?[first] = other.value
    }
    if let flipped { found += places(of: flipped, isFlipped: true, lacksStop: false) }
    if isLast || pattern.joints[number + 1].contains(.omission), found.isEmpty,
      let last = piece.text.units.last, last == CanonicalText.stop || last == 0x2C,
      piece.text.units.count > 1
    {
      found = places(of: piece.text.units.dropLast(), isFlipped: false, lacksStop: true)
      if let flipped { found += places(of: flipped.dropLast(), isFlipped: true, lacksStop: true) }
    }
    return found.sorted {
      ($0.range.lowerBound, $0.isFlipped ? 1 : 0) < ($1.range.lowerBound, $1.isFlipped ? 1 : 0)
    }
  }

  static func flipped(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    let properties = scalar.properties
    let other =
      properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping
    guard other.unicodeScalars.count == 1, let flipped = other.unicodeScalars.first,
      flipped != scalar
    else { return nil }
    return flipped
  }

  /// Knuth, Morris and Pratt: hostile texts must not make the search quadratic.
  private func places(
    of units: some Collection<UInt32>, isFlipped: Bool, lacksStop: Bool
  ) -> [Occurrence] {
    let wanted = Array(units)
    guard !wanted.isEmpty, wanted.count <= text.units.count else { return [] }
    var borders = [Int](repeating: 0, count: wanted.count)
    var length = 0
    for index in 1..<max(1, wanted.count) {
      while length > 0, wanted[index] != wanted[length] { length = borders[length - 1] }
      if wanted[index] == wanted[length] { length += 1 }
      borders[index] = length
    }
    var found: [Occurrence] = []
    length = 0
    for (index, unit) in text.units.enumerated() {
      while length > 0, unit != wanted[length] { length = borders[length - 1] }
      if unit == wanted[length] { length += 1 }
      guard length == wanted.count else { continue }
      length = borders[length - 1]
      let range = index + 1 - wanted.count..<index + 1
      guard text.isBounded(range) else { continue }
      found.append(Occurrence(range: range, isFlipped: isFlipped, lacksStop: lacksStop))
      if found.count == 8 * Self.mostStates { break }
    }
    return found
  }

  private func assemble(_ levels: [[State]]) -> PatternMatch? {
    guard let last = levels.last else { return nil }
    var best: (index: Int, cost: Int, joint: JointReading)?
    for (index, state) in last.enumerated() {
      let rest = state.occurrence.range.upperBound..<text.units.count
      guard let joint = read(pattern.pieces.count, rest) else { continue }
      let cost = state.cost + joint.cost
      if let best, best.cost <= cost { continue }
      best = (index, cost, joint)
    }
    guard let best else { return nil }
    var chain: [State] = []
    var index = best.index
    for level in levels.reversed() {
      chain.append(level[index])
      index = level[index].previous
    }
    chain.reverse()
    var match = PatternMatch(stretches: [], edits: [], cost: best.cost)
    for (number, state) in chain.enumerated() {
      let range = text.scalarRange(state.occurrence.range)
      let piece = pattern.pieces[number]
      match.edits += state.joint.edits
      if state.joint.isSaid, let before = match.stretches.popLast() {
        let between = before.upperBound..<max(before.upperBound, range.lowerBound)
        if !pattern.joints[number].isEmpty, isSpelledOtherwise(number, between) {
          match.edits.append(.typographic)
        }
        match.stretches.append(before.lowerBound..<max(before.upperBound, range.upperBound))
      } else {
        match.stretches.append(range)
      }
      let difference = surface(state.occurrence, piece)
      if difference.isTypographic { match.edits.append(.typographic) }
      if difference.isWhiteSpace { match.edits.append(.whiteSpace) }
      if state.occurrence.lacksStop { match.edits.append(.finalPunctuation) }
      if state.occurrence.isFlipped {
        match.edits.append(piece.hasDeclaredCase ? .declaredCase : .firstLetter)
      }
    }
    match.edits += best.joint.edits
    return match
  }

  /// An ellipsis that was said stands as three full stops in one of the two.
  private func isSpelledOtherwise(_ number: Int, _ said: Range<Int>) -> Bool {
    let hasSign = text.scalars[said].contains("…")
    return pattern.jointTexts[number].contains(CanonicalText.stop) && hasSign != pattern.usesSign
  }
}
