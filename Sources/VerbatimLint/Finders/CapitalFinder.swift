/// Capitalised words that may be names.
///
/// A word is one where it stands within a sentence, or begins one and is met within others; the corpus
/// does not write it small (or rarely: "Hope" beside "hope"), and no allow-list has it. Neighbours are
/// one finding. German, which writes every noun so, gives nothing: who asks knows the language.
public struct CapitalFinder: Sendable {
  private let statistics: CaseStatistics
  private let allowed: Set<String>

  /// - Parameter allowed: keys (``LintText/keys(of:)``) beside those that are always allowed.
  public init(_ statistics: CaseStatistics, allowing allowed: Set<String> = []) {
    self.statistics = statistics
    self.allowed = allowed
  }

  func findings(in text: LintText) -> [LintFinding] {
    // Subtitles in capitals throughout: they say nothing.
    guard !text.isShouted else { return [] }
    var findings: [LintFinding] = []
    var word = 0
    while word < text.words.count {
      guard isName(text, word) else {
        word += 1
        continue
      }
      let first = word
      while isJoined(text, word), isName(text, word + 1) { word += 1 }
      let hasTitle =
        first > 0 && Self.titles.contains(text.words[first - 1].key) && text.isNext(first - 1)
      let isSeveral = (first...word).count { text.words[$0].style == .capitalised } > 1
      let start = text.words[hasTitle ? first - 1 : first].range.lowerBound
      findings.append(
        LintFinding(
          .capital, hasTitle || isSeveral ? .likely : .look,
          start..<text.words[word].range.upperBound))
      word += 1
    }
    return findings
  }

  /// A word that the corpus writes small, or that is allowed.
  func isOrdinary(_ key: String) -> Bool { statistics.isCommon(key) || allowed.contains(key) }

  /// One blank or hyphen parts a word from the next: `Jane Smith`, `Anne-Marie`.
  private func isJoined(_ text: LintText, _ word: Int) -> Bool {
    guard word + 1 < text.words.count else { return false }
    let end = text.words[word].range.upperBound
    return text.words[word + 1].range.lowerBound == end + 1
      && (text.scalars[end] == 0x20 || Scalars.isHyphen(text.scalars[end]))
  }

  private func isName(_ text: LintText, _ word: Int) -> Bool {
    let style = text.words[word].style
    guard style == .capitalised || style == .upper, text.words[word].range.count > 1 else {
      return false
    }
    let key = Self.base(text.words[word].key)
    // `P1`, `M25`: a code.
    guard key.utf8.count > 1, !key.contains(where: \.isNumber), !Self.always.contains(key),
      !DateFinder.months.contains(key),
      !Self.titles.contains(key), !allowed.contains(key), !key.hasPrefix("i'")
    else { return false }
    guard !statistics.isCommon(key) else { return false }
    return !Self.startsSentence(text, word) || statistics.counts(key).inside > 0
  }

  /// Without the ending of a genitive: `jane's` is `jane`.
  static func base(_ key: String) -> String {
    key.hasSuffix("'s") ? String(key.dropLast(2)) : key
  }

  /// True for the first word, and behind a full stop, a question, an opening quotation mark or bracket,
  /// a new line. A title's full stop ends nothing; a dash or a comma neither.
  static func startsSentence(_ text: LintText, _ word: Int) -> Bool {
    guard word > 0 else { return true }
    let before = text.words[word - 1]
    let gap = before.range.upperBound..<text.words[word].range.lowerBound
    let isTitle = titles.contains(before.key)
    for place in gap.prefix(16) {
      switch text.scalars[place] {
      case 0x2E: if !isTitle { return true }
      case 0x21, 0x3F, 0x2026, 0x3A, 0x22, 0x201C, 0x201D, 0x201E, 0x2018, 0xAB, 0xBB, 0x28, 0x0A,
        0x0D, 0x2028, 0x2029, 0x27, 0x5B, 0xBF, 0xA1, 0x2A:
        return true
      default: continue
      }
    }
    return gap.count > 16
  }

  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "herr", "frau", "fru",
  ]

  /// Keys of words that are written with a capital and name nobody of a study.
  private static let always: Set<String> = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays",
    "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "christmas",
    "easter", "ramadan", "god", "lord", "internet", "ok", "okay", "tv", "id", "pc", "it", "cv",
    "dvd", "cd", "uk", "usa", "us", "eu", "nhs", "gp", "gps", "ptsd", "adhd", "hiv", "covid",
    "english", "british", "scottish", "welsh", "irish", "american", "european", "african",
    "asian", "norwegian", "swedish", "danish", "finnish", "german", "french", "spanish",
    "italian", "dutch", "polish", "russian", "arabic", "chinese", "indian", "latin", "christian",
    "muslim", "jewish", "catholic", "am", "pm", "ah", "oh", "mm", "mhm", "mum", "dad", "mom",
  ]
}
