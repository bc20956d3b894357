extension PatternMatcher {
  /// What a joint means where the transcript has the units `said` in its place; `nil` where it cannot
  /// mean that. Before the first piece `said` is all that stands before, behind the last all behind.
  func read(_ number: Int, _ said: Range<Int>) -> JointReading? {
    let joints = pattern.joints[number]
    let isFirst = number == 0
    let isLast = number == pattern.pieces.count
    if joints.isEmpty {
      if isFirst || isLast { return JointReading() }
      // A comma between two edits that were both said.
      return said.count <= 4 && !text.units[said].contains(where: CanonicalText.isWord)
        ? JointReading() : nil
    }
    let typed = Self.bare(pattern.jointTexts[number][...])
    // Only so much of it can be what is typed.
    let near = 2 * typed.count + 16
    if isFirst {
      if Self.bare(text.units[said].suffix(near)).hasSuffix(typed) { return JointReading() }
    } else if isLast {
      if Self.bare(text.units[said].prefix(near)).hasPrefix(typed) { return JointReading() }
    } else if said.count <= near, Self.bare(text.units[said]) == typed {
      return JointReading()
    }
    var reading = JointReading(isSaid: false)
    let words = isFirst || isLast ? 0 : wordCount(said)
    let omits = joints.contains(.omission)
    // What crosses from one turn to the next is declared.
    if !omits, !isFirst, !isLast, text.units[said].contains(CanonicalText.turnEnd) { return nil }
    let here = joints.count > 1 && omits ? Self.bare(text.units[said].prefix(2000)) : []
    if omits {
      reading.edits.append(.omission(words: words))
      reading.cost += 100 + min(words, 50)
    }
    var inserted = 0
    for joint in joints {
      switch joint {
      case .omission: continue
      case .brackets(let text):
        let units = Self.bare(CanonicalText("[" + text + "]").units[...])
        if omits, here.contains(units) { continue }
        inserted += 1
        reading.edits.append(
          .insertion(text, replaced: omits || words == 0 ? nil : withoutBlanks(said)))
      case .event(let text):
        let units = Self.bare(CanonicalText("(" + text + ")").units[...])
        if omits, here.contains(units) { continue }
        guard isEvent(text) else { return nil }
        reading.edits.append(.event(text))
      }
      reading.cost += 100
    }
    if !omits, words > 0 {
      guard inserted > 0, words <= Self.mostReplaced * inserted else { return nil }
      reading.cost += 20 * words
    }
    return reading
  }

  /// The scalars of some units, without blanks at the ends.
  private func withoutBlanks(_ units: Range<Int>) -> Range<Int> {
    var (start, end) = (units.lowerBound, units.upperBound)
    while start < end, text.units[start] == CanonicalText.blank { start += 1 }
    while end > start, text.units[end - 1] == CanonicalText.blank { end -= 1 }
    return text.scalarRange(start..<end)
  }

  private func wordCount(_ range: Range<Int>) -> Int {
    Int(wordsBefore[range.upperBound] - wordsBefore[range.lowerBound])
  }

  /// Without blanks, and without the stops that a joint's neighbours leave.
  private static func bare(_ units: ArraySlice<UInt32>) -> [UInt32] {
    var units = units.filter { $0 != CanonicalText.blank }[...]
    while let last = units.last, last == 0x2C { units.removeLast() }
    while let first = units.first, first == 0x2C { units.removeFirst() }
    return Array(units)
  }
}

extension Array where Element == UInt32 {
  fileprivate func hasSuffix(_ other: [UInt32]) -> Bool { suffix(other.count).elementsEqual(other) }
  fileprivate func hasPrefix(_ other: [UInt32]) -> Bool { starts(with: other) }

  /// Whether the other stands in it. Cost: bounded by the shortness of what stands in brackets.
  fileprivate func contains(_ other: [UInt32]) -> Bool {
    guard !other.isEmpty, other.count <= count else { return other.isEmpty }
    return (0...count - other.count).contains { self[$0..<$0 + other.count].elementsEqual(other) }
  }
}
