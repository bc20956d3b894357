import VerbatimCorpus

/// Step 6 of `plaintext.md` §5: what makes a reading suspicious. None of these rejects a file.
struct SanityGates {
  let path: String
  private(set) var warnings: [IngestProblem] = []

  init(path: String) {
    self.path = path
  }

  mutating func warn(_ problem: PlainTextProblem, line: Int? = nil) {
    warnings.append(IngestProblem(path: path, line: line, kind: problem))
  }

  mutating func checkTurns(_ turns: [Turn], words: [Int]) {
    var bySpeaker: [String: Int] = [:]
    for (turn, count) in zip(turns, words) {
      if count > 3000 { warn(.longTurn(words: count), line: turn.place.line) }
      for speaker in turn.speakers { bySpeaker[speaker, default: 0] += count }
    }
    if bySpeaker.count > 40 { warn(.manyLabels(count: bySpeaker.count)) }
    let total = words.reduce(0, +)
    for (speaker, count) in bySpeaker where bySpeaker.count > 1 && count * 10 > total * 9 {
      warn(.dominantLabel(label: speaker, percent: count * 100 / total))
    }
  }

  /// - Parameters:
  ///   - unexplained: filled lines before the first turn that are no header.
  ///   - lines: filled lines of the file.
  mutating func checkStart(unexplained: Int, lines: Int) {
    if unexplained * 5 > lines, lines > 0 {
      warn(.unexplainedStart(lines: unexplained, percent: unexplained * 100 / lines))
    }
  }

  mutating func checkTimes(_ times: Times) {
    if let first = times.descents.first {
      warn(.timesNotMonotonic(lines: times.descents), line: first)
    }
  }

  /// Two to four words with capitals that nobody declared: a name that was not taken out.
  mutating func checkNames(_ labels: [PlainTextReport.Label], known: Set<String>) {
    for label in labels where !known.contains(label.raw) {
      guard label.status == "weak" else { continue }
      let words = label.raw.split(separator: " ")
      let isName = words.allSatisfy { word in
        let scalars = word.unicodeScalars
        return scalars.first?.properties.isUppercase == true
          && scalars.dropFirst().contains { $0.properties.isLowercase }
      }
      if (2...4).contains(words.count), isName {
        warn(.possibleRealName(label: label.raw), line: label.firstLine)
      }
    }
  }

  /// Runs of anything but white space.
  static func words(_ text: String) -> Int {
    var copy = text
    return copy.withUTF8 { bytes in
      var count = 0
      var inWord = false
      for byte in bytes {
        let isSpace = byte == 0x20 || byte == 0x0A
        if !isSpace, !inWord { count += 1 }
        inWord = !isSpace
      }
      return count
    }
  }
}
