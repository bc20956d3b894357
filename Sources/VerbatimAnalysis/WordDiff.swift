/// Which words of one version of a turn are which words of the other: a longest common subsequence of
/// words, equal by bytes.
///
/// Cost: common beginnings and ends are free; between them the numbers of words multiplied, at most
/// ``mostCells``, above which nothing between them is taken as equal.
package struct WordDiff {
  /// A run of letters and digits, or one other scalar that is no white space; scalar offsets.
  package struct Word {
    package var range: Range<Int>
    package var bytes: ArraySlice<UInt8>
    /// Made of letters or digits.
    package var isSpoken: Bool
  }

  package let old: [Word]
  package let new: [Word]
  /// For each old word, the new one that it is.
  package private(set) var places: [Int?]

  package static let mostCells = 4_000_000

  package init(from old: String, to new: String) {
    self.old = Self.words(of: old)
    self.new = Self.words(of: new)
    places = [Int?](repeating: nil, count: self.old.count)
    align()
  }

  package static func words(of text: String) -> [Word] {
    var words: [Word] = []
    let bytes = Array(text.utf8)
    var byte = 0
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      let length = UTF8.width(scalar)
      defer { byte += length }
      if scalar.properties.isWhitespace { continue }
      let properties = scalar.properties
      let isSpoken =
        properties.isAlphabetic || properties.numericType != nil
        || properties.generalCategory == .nonspacingMark
      if isSpoken, let last = words.last, last.isSpoken, last.range.upperBound == offset {
        words[words.count - 1].range = last.range.lowerBound..<offset + 1
        words[words.count - 1].bytes = bytes[last.bytes.startIndex..<byte + length]
      } else {
        words.append(
          Word(range: offset..<offset + 1, bytes: bytes[byte..<byte + length], isSpoken: isSpoken))
      }
    }
    return words
  }

  private mutating func align() {
    var start = 0
    let most = min(old.count, new.count)
    while start < most, old[start].bytes == new[start].bytes {
      places[start] = start
      start += 1
    }
    var end = 0
    while end < most - start,
      old[old.count - 1 - end].bytes == new[new.count - 1 - end].bytes
    {
      places[old.count - 1 - end] = new.count - 1 - end
      end += 1
    }
    let rows = old.count - start - end
    let columns = new.count - start - end
    guard rows > 0, columns > 0, rows * columns <= Self.mostCells else { return }
    alignMiddle(start, rows, columns)
  }

  private mutating func alignMiddle(_ start: Int, _ rows: Int, _ columns: Int) {
    let width = columns + 1
    var lengths = [Int32](repeating: 0, count: (rows + 1) * width)
    for row in stride(from: rows - 1, through: 0, by: -1) {
      for column in stride(from: columns - 1, through: 0, by: -1) {
        let cell = row * width + column
        lengths[cell] =
          old[start + row].bytes == new[start + column].bytes
          ? lengths[cell + width + 1] + 1 : max(lengths[cell + width], lengths[cell + 1])
      }
    }
    var row = 0
    var column = 0
    while row < rows, column < columns {
      if old[start + row].bytes == new[start + column].bytes {
        places[start + row] = start + column
        row += 1
        column += 1
      } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
        row += 1
      } else {
        column += 1
      }
    }
  }

  /// How much alike the versions are: twice the spoken words in common over those of both; 1 where
  /// neither has any.
  package var likeness: Double {
    let kept = old.indices.count { old[$0].isSpoken && places[$0] != nil }
    let all = old.count(where: \.isSpoken) + new.count(where: \.isSpoken)
    return all == 0 ? 1 : Double(2 * kept) / Double(all)
  }

  /// Where a stretch of the old text (scalars) went, and which share of its spoken words is still there;
  /// `nil` where nothing of it is left.
  package func place(of span: Range<Int>) -> (span: Range<Int>, kept: Double)? {
    let touched = old.indices.filter { old[$0].range.overlaps(span) }
    let kept = touched.filter { places[$0] != nil }
    guard let first = kept.first, let last = kept.last, let from = places[first],
      let to = places[last], let begin = touched.first, let end = touched.last
    else { return nil }
    // What came in at the edges of the stretch in place of what went belongs to it.
    let before = old[..<begin].indices.last { places[$0] != nil }.flatMap { places[$0] }
    let after = old[(end + 1)...].indices.first { places[$0] != nil }.flatMap { places[$0] }
    var lower = new[first == begin ? from : (before ?? -1) + 1].range.lowerBound
    var upper = new[last == end ? to : (after ?? new.count) - 1].range.upperBound
    // A stretch may begin or end inside a word.
    if first == begin { lower += max(0, span.lowerBound - old[begin].range.lowerBound) }
    if last == end { upper -= max(0, old[end].range.upperBound - span.upperBound) }
    let spoken = touched.count { old[$0].isSpoken }
    let share =
      spoken == 0
      ? Double(kept.count) / Double(touched.count)
      : Double(kept.count { old[$0].isSpoken }) / Double(spoken)
    return lower < upper ? (lower..<upper, share) : nil
  }
}
