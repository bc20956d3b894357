import VerbatimCorpus

/// Where a turn's placeholders stand in its UTF-8.
enum PlaceholderRanges {
  /// Ascending and disjoint; a mark that overlaps an earlier one, or lies outside of the text, is
  /// left aside. Cost: one pass over the text, however many there are.
  static func ranges(of marks: [Mark], _ text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    let marks = marks.filter { $0.kind == .placeholder && !$0.range.isEmpty }
    if marks.isEmpty { return [] }
    let scalarCount = text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    var scalar = 0
    var offset = 0
    func advance(to target: Int) -> Int {
      while scalar < target, offset < text.count {
        offset += 1
        while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
        scalar += 1
      }
      return offset
    }
    var ranges: [Range<Int>] = []
    for mark in marks.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
    where mark.range.lowerBound >= scalar && mark.range.upperBound <= scalarCount {
      let lower = advance(to: mark.range.lowerBound)
      ranges.append(lower..<advance(to: mark.range.upperBound))
    }
    return ranges
  }
}
