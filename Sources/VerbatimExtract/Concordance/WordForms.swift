import VerbatimAnalysis
import VerbatimIndex

/// The forms of words under which they are compared, each found once.
struct WordForms {
  private let index: Index
  private let stemmer: Stemmer?
  /// By segment and form, then by term.
  private var known: [[Int: String]]

  init(_ index: Index, language: String) {
    self.index = index
    stemmer = Stemmer(language: language)
    known = [[Int: String]](
      repeating: [:], count: index.segments.count * ConcordanceKey.Form.allCases.count)
  }

  /// What a word is compared by, and shown by: two texts that are the same but for ``Form/word``.
  mutating func form(
    _ form: ConcordanceKey.Form, of word: WordWindow.Word, in window: WordWindow, segment: Int
  ) -> String {
    form == .word
      ? String(decoding: Keys.nfc(Array(window.text[word.bytes])), as: UTF8.self)
      : self.form(form, term: word.term, segment: segment)
  }

  /// The form of a term; for ``ConcordanceKey/Form/word`` the folded one.
  mutating func form(_ form: ConcordanceKey.Form, term: Int, segment: Int) -> String {
    let place = segment * ConcordanceKey.Form.allCases.count + form.number
    if let found = known[place][term] { return found }
    let made = make(form, term, index.segments[segment])
    known[place][term] = made
    return made
  }

  private func make(
    _ form: ConcordanceKey.Form, _ id: Int, _ segment: Segment
  ) -> String {
    guard let term = segment.term(id) else { return "" }
    return switch form {
    case .lc: String(decoding: Keys.lc(term.bytes), as: UTF8.self)
    case .word, .fold: String(decoding: Self.fold(term, segment.analyzer), as: UTF8.self)
    case .stem:
      if term.kind == .word, let stemmer {
        String(decoding: stemmer.stem(Keys.lc(term.bytes)), as: UTF8.self)
      } else {
        String(decoding: Self.fold(term, segment.analyzer), as: UTF8.self)
      }
    case .type: Self.type(term, segment.analyzer)
    }
  }

  private static func fold(_ term: Term, _ analyzer: Analyzer) -> [UInt8] {
    term.kind == .placeholder ? Keys.placeholder(term.bytes) : analyzer.foldKey(term.bytes)
  }

  private static func type(_ term: Term, _ analyzer: Analyzer) -> String {
    switch term.kind {
    case .number: return "number"
    case .placeholder: return "placeholder"
    case .symbol: return "symbol"
    case .punctuation: return "punctuation"
    case .word:
      var fold = analyzer.foldKey(term.bytes)[...]
      // Only what is broken off ends with a dash, which folding may have made a hyphen.
      let dashes: [[UInt8]] = [[0x2D], Array("–".utf8), Array("‐".utf8), Array("‑".utf8)]
      var isTruncated = false
      for dash in dashes
      where fold.count > dash.count && fold.suffix(dash.count).elementsEqual(dash) {
        fold = fold.dropLast(dash.count)
        isTruncated = true
      }
      if isTruncated { return "truncated" }
      return Fillers.contains(foldKey: Array(fold)) ? "filler" : "word"
    }
  }
}

extension ConcordanceKey.Form {
  fileprivate var number: Int {
    switch self {
    case .word: 0
    case .lc: 1
    case .fold: 2
    case .stem: 3
    case .type: 4
    }
  }
}
