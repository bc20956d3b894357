import VerbatimTestSupport

/// A few lines of tokenising, enough to check the scan by hand.
enum ToyAnalyser {
  static var analyser: LinearScan.Analyser {
    LinearScan.Analyser(
      tokens: tokens, fold: fold, normalise: { $0 }, caseFold: { $0.lowercased() })
  }

  static func tokens(_ text: String, _ placeholders: [Range<Int>]) -> [ScanToken] {
    let scalars = Array(text.unicodeScalars)
    var tokens: [ScanToken] = []
    var position = 0
    while position < scalars.count {
      if let range = placeholders.first(where: { $0.lowerBound == position }) {
        let surface = string(scalars[range])
        let key = fold(surface.split(separator: " ").joined(separator: " "))
        tokens.append(ScanToken(range: range, kind: .placeholder, surface: surface, fold: key))
        position = range.upperBound
      } else if isLetter(scalars[position]) {
        let start = position
        while position < scalars.count,
          isLetter(scalars[position])
            || (isConnector(scalars[position])
              && position + 1 < scalars.count && isLetter(scalars[position + 1]))
        {
          position += 1
        }
        let surface = string(scalars[start..<position])
        let key = fold(surface)
        let parts = key.split(separator: "-").map(String.init)
        tokens.append(
          ScanToken(
            range: start..<position, kind: .word, surface: surface, fold: key, stem: stem(key),
            parts: parts.count > 1 ? parts : []))
      } else {
        if !scalars[position].properties.isWhitespace {
          let surface = string(scalars[position...position])
          tokens.append(
            ScanToken(
              range: position..<position + 1, kind: .punctuation, surface: surface, fold: surface))
        }
        position += 1
      }
    }
    return tokens
  }

  static func fold(_ text: String) -> String {
    String(
      text.lowercased().map { character in
        switch character {
        case "é": "e"
        case "ï": "i"
        case "’": "'"
        default: character
        }
      })
  }

  private static func stem(_ word: String) -> String {
    for ending in ["ing", "ed", "s"] where word.hasSuffix(ending) {
      return String(word.dropLast(ending.count))
    }
    return word
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }

  private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "'" || scalar == "’"
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
