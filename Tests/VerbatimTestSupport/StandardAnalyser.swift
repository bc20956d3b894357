import VerbatimAnalysis
import VerbatimCorpus

extension LinearScan.Analyser {
  /// The standard analyser, in the form in which the scan wants it.
  public static func standard(language: String = "english") -> LinearScan.Analyser {
    func text(_ key: [UInt8]) -> String { String(decoding: key, as: UTF8.self) }
    func folded(_ string: String) -> String { text(Keys.fold(Array(string.utf8))) }
    let stemmer = Stemmer(language: language)
    return LinearScan.Analyser(
      tokens: { string, placeholders in
        let ranges = placeholders.map {
          (string.utf8Offset(ofScalar: $0.lowerBound) ?? 0)..<(string.utf8Offset(
            ofScalar: $0.upperBound) ?? string.utf8.count)
        }
        let bytes = Array(string.utf8)
        return Analyzer.standard.tokens(of: string, placeholders: ranges).map { token in
          let surface = Array(bytes[token.start..<token.end])
          let isPlaceholder = token.kind == .placeholder
          return ScanToken(
            range: string.scalarOffset(
              ofUTF8: token.start)..<string.scalarOffset(
                ofUTF8: token.end),
            kind: isPlaceholder ? .placeholder : token.kind.hasPosition ? .word : .punctuation,
            surface: text(Keys.nfc(surface)),
            fold: text(isPlaceholder ? Keys.placeholder(surface) : Keys.fold(surface)),
            stem: token.kind == .word ? stemmer.map { text($0.stem(Keys.lc(surface))) } : nil,
            parts: isPlaceholder ? [] : Relations.parts(of: surface).map(text))
        }
      },
      fold: folded,
      normalise: { text(Keys.nfc(Array($0.utf8))) },
      caseFold: { text(Keys.lc(Array($0.utf8))) })
  }
}
