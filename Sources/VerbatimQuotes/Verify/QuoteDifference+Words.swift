import VerbatimAnalysis

extension QuoteDifference {
  /// Cost: that of a `WordDiff` between the two.
  init(quoted: String, said: String) {
    let diff = WordDiff(from: Self.plain(said), to: Self.plain(quoted))
    var isKept = [Bool](repeating: false, count: diff.new.count)
    var isSaidKept = [Bool](repeating: false, count: diff.old.count)
    for (old, new) in diff.places.enumerated() {
      guard let new else { continue }
      isSaidKept[old] = true
      isKept[new] = true
    }
    let saidMarks = diff.old.indices.filter { !isSaidKept[$0] }
    let newMarks = diff.new.indices.filter { !isKept[$0] }
    let saidLost = saidMarks.map { diff.old[$0] }
    let newLost = newMarks.map { diff.new[$0] }
    let spoken = (saidLost + newLost).filter(\.isSpoken)
    if spoken.isEmpty {
      alteration = .punctuation
    } else if Self.lower(saidLost) == Self.lower(newLost) {
      alteration = .letterCase
    } else {
      alteration = .words
    }
    count = max(saidLost.count(where: \.isSpoken), newLost.count(where: \.isSpoken))
    if count == 0 { count = max(saidLost.count, newLost.count) }
    self.quoted = Self.runs(quoted, diff.new, isKept)
    self.said = Self.runs(said, diff.old, isSaidKept)
  }

  /// One sign for all quotation marks, one for all dashes: scalar for scalar, so that offsets stay.
  private static func plain(_ text: String) -> String {
    var plain = ""
    for scalar in text.unicodeScalars {
      switch CanonicalText([scalar]).units.first {
      case CanonicalText.mark: plain.unicodeScalars.append("'")
      case CanonicalText.dash: plain.unicodeScalars.append("-")
      default: plain.unicodeScalars.append(scalar)
      }
    }
    return plain
  }

  private static func lower(_ words: [WordDiff.Word]) -> [String] {
    words.filter(\.isSpoken).map { String(decoding: Keys.lc(Array($0.bytes)), as: UTF8.self) }
  }

  /// What stands between two words that differ belongs to the run.
  private static func runs(
    _ text: String, _ words: [WordDiff.Word], _ isKept: [Bool]
  ) -> [Run] {
    let scalars = Array(text.unicodeScalars)
    var runs: [Run] = []
    func append(_ range: Range<Int>, _ differs: Bool) {
      guard !range.isEmpty else { return }
      var piece = ""
      piece.unicodeScalars.append(contentsOf: scalars[range])
      if let last = runs.last, last.differs == differs {
        runs[runs.count - 1].text += piece
      } else {
        runs.append(Run(text: piece, differs: differs))
      }
    }
    var reached = 0
    for (index, word) in words.enumerated() {
      let isBetween = index > 0 && !isKept[index] && !isKept[index - 1]
      append(reached..<word.range.lowerBound, isBetween)
      append(word.range, !isKept[index])
      reached = word.range.upperBound
    }
    append(reached..<scalars.count, false)
    return runs
  }
}
