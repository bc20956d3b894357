import VerbatimAnalysis
import VerbatimCorpus

extension LinearScan.Analyser {
  /// The analyser `letters`, in the form in which the scan wants it: only case is folded, a scalar
  /// at a time.
  public static func letters(language: String = "english") -> LinearScan.Analyser {
    func text(_ key: [UInt8]) -> String { String(decoding: key, as: UTF8.self) }
    func lower(_ string: String) -> String {
      var lower: [UInt8] = []
      _ = Array(string.utf8).withUnsafeBufferPointer {
        CaseForm.split(surface: $0, lower: &lower)
      }
      return text(lower)
    }
    let stemmer = Stemmer(language: language)
    let standard = LinearScan.Analyser.standard(language: language)
    return LinearScan.Analyser(
      tokens: { string, placeholders in
        let ranges = placeholders.map {
          (string.utf8Offset(ofScalar: $0.lowerBound) ?? 0)..<(string.utf8Offset(
            ofScalar: $0.upperBound) ?? string.utf8.count)
        }
        let bytes = Array(string.utf8)
        return Analyzer.letters.tokens(of: string, placeholders: ranges).map { token in
          let surface = Array(bytes[token.start..<token.end])
          let isPlaceholder = token.kind == .placeholder
          return ScanToken(
            range: string.scalarOffset(
              ofUTF8: token.start)..<string.scalarOffset(
                ofUTF8: token.end),
            kind: isPlaceholder ? .placeholder : token.kind.hasPosition ? .word : .punctuation,
            surface: text(Keys.nfc(surface)),
            fold: isPlaceholder
              ? text(Keys.placeholder(surface)) : lower(String(decoding: surface, as: UTF8.self)),
            stem: token.kind == .word ? stemmer.map { text($0.stem(Keys.lc(surface))) } : nil)
        }
      },
      // Placeholders are folded by every analyser, and no word has a bracket.
      fold: { $0.contains("[") || $0.contains("]") ? standard.fold($0) : lower($0) },
      normalise: standard.normalise, caseFold: standard.caseFold, looseFold: standard.fold)
  }
}
