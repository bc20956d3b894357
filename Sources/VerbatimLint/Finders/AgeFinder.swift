/// Ages over 89, in digits or in English words.
enum AgeFinder {
  private static let ages = 90...125

  static func findings(in text: LintText) -> [LintFinding] {
    var findings: [LintFinding] = []
    for word in text.words.indices {
      guard let last = ageEnd(text, word) else { continue }
      let start = text.words[word].range.lowerBound
      if let unit = unitEnd(text, behind: last) {
        findings.append(
          LintFinding(.age, .likely, start..<text.words[unit].range.upperBound))
      } else if let certainty = cue(text, before: word, last) {
        findings.append(LintFinding(.age, certainty, start..<text.words[last].range.upperBound))
      }
    }
    return findings
  }

  /// The last word of an age that begins at `word`: `92`, `ninety`, `ninety-two`.
  private static func ageEnd(_ text: LintText, _ word: Int) -> Int? {
    let key = text.words[word].key
    if text.words[word].style == .number {
      guard key.utf8.count <= 3, let age = Int(key), ages.contains(age) else { return nil }
      return word
    }
    guard key == "ninety" else { return nil }
    let isTwo = text.isNext(word) && ones.contains(text.words[word + 1].key)
    return isTwo ? word + 1 : word
  }

  /// The last word of `years old`, `-year-old`, `years of age`, `år`, `Jahre alt`.
  private static func unitEnd(_ text: LintText, behind word: Int) -> Int? {
    guard text.isNext(word) else { return nil }
    switch text.words[word + 1].key {
    case "year", "years", "yr", "yrs", "jahre", "ar":
      guard text.isNext(word + 1) else { return nil }
      let next = text.words[word + 2].key
      if ["old", "gammel", "gamle", "alt"].contains(next) { return word + 2 }
      if next == "of", text.isNext(word + 2), text.words[word + 3].key == "age" { return word + 3 }
      return nil
    default: return nil
    }
  }

  private static func cue(_ text: LintText, before word: Int, _ last: Int) -> LintCertainty? {
    guard word > 0, text.isNext(word - 1) else { return nil }
    let before = text.words[word - 1].key
    let further = word > 1 && text.isNext(word - 2) ? text.words[word - 2].key : ""
    if before == "aged" || before == "age" || before == "of" && further == "age" { return .likely }
    guard isAlone(text, last) else { return nil }
    if ["turned", "turning"].contains(before) || contractions.contains(before) { return .look }
    return ["is", "was", "am", "be"].contains(before) && people.contains(further) ? .look : nil
  }

  /// Nothing is counted behind the number: the sentence ends or goes on with another part.
  private static func isAlone(_ text: LintText, _ word: Int) -> Bool {
    let end = text.words[word].range.upperBound
    guard end < text.scalars.count else { return true }
    if [0x2E, 0x2C, 0x21, 0x3F, 0x3B].contains(text.scalars[end]) {
      return !Scalars.isDigit(text.scalar(end + 1))
    }
    return text.isNext(word) && ["and", "now", "but", "then"].contains(text.words[word + 1].key)
  }

  private static let ones: Set<String> = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
  ]
  private static let contractions: Set<String> = ["i'm", "he's", "she's"]
  private static let people: Set<String> = ["i", "he", "she", "mother", "father", "mum", "dad"]
}
