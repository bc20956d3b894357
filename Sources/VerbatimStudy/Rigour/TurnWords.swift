import VerbatimIndex

/// The words of a turn as stretches of its text, for saying which of them a coding covers.
struct TurnWords {
  /// Unicode scalar offsets of each word, in order.
  let scalars: [Range<Int>]
  /// The turn's sentences as ranges of words; every word is in one.
  let sentences: [Range<Int>]

  init(_ decoded: DecodedTurn) {
    var scalars: [Range<Int>] = []
    scalars.reserveCapacity(decoded.starts.count)
    var reached = 0
    var count = 0
    func advance(to byte: Int) -> Int {
      while reached < min(byte, decoded.text.count) {
        if decoded.text[reached] & 0xC0 != 0x80 { count += 1 }
        reached += 1
      }
      return count
    }
    for (start, end) in zip(decoded.starts, decoded.ends) {
      let first = advance(to: start)
      scalars.append(first..<max(first, advance(to: end)))
    }
    self.scalars = scalars
    sentences = Sentences.ranges(decoded)
  }

  /// The words that share a scalar with a stretch; `nil` is the whole turn.
  func covered(by span: Range<Int>?) -> Range<Int> {
    guard let span else { return 0..<scalars.count }
    let first = scalars.firstIndex { $0.upperBound > span.lowerBound } ?? scalars.count
    let end = scalars[first...].firstIndex { $0.lowerBound >= span.upperBound } ?? scalars.count
    return first..<end
  }
}

/// Sentences of a turn, by its punctuation.
///
/// A sentence ends at `.`, `!`, `?` or `…` before a blank (closing quotation marks and brackets may
/// stand between), unless the next word begins with a small letter; at `。！？` always. An abbreviation
/// before a capital (`Mr. X`) ends one too: transcripts of speech have few.
enum Sentences {
  static func ranges(_ decoded: DecodedTurn) -> [Range<Int>] {
    let count = decoded.starts.count
    guard count > 0 else { return [] }
    var ranges: [Range<Int>] = []
    var start = 0
    for word in 1..<max(count, 1) {
      let gap = decoded.text[decoded.ends[word - 1]..<decoded.starts[word]]
      guard ends(String(decoding: gap, as: UTF8.self)) else { continue }
      let next = String(
        decoding: decoded.text[decoded.starts[word]..<decoded.ends[word]], as: UTF8.self)
      if let letter = next.unicodeScalars.first, letter.properties.isLowercase { continue }
      ranges.append(start..<word)
      start = word
    }
    ranges.append(start..<count)
    return ranges
  }

  /// Whether what stands between two words ends a sentence.
  private static func ends(_ gap: String) -> Bool {
    var isOver = false
    for scalar in gap.unicodeScalars {
      switch scalar {
      case "。", "！", "？": return true
      case ".", "!", "?", "…": isOver = true
      default: if isOver, scalar.properties.isWhitespace { return true }
      }
    }
    return false
  }
}
