/// Dates with the name of a month (English, Norwegian, German), and years of birth.
enum DateFinder {
  /// Years in which somebody alive may be born or met.
  static let years = 1900...2099

  static func findings(in text: LintText) -> [LintFinding] {
    var findings: [LintFinding] = []
    for word in text.words.indices {
      if months.contains(text.words[word].key), let range = date(text, month: word) {
        findings.append(LintFinding(isOfBirth(text, range) ? .birth : .date, .likely, range))
      } else if born.contains(text.words[word].key), let year = year(text, behind: word) {
        findings.append(
          LintFinding(
            .birth, .look, text.words[word].range.lowerBound..<text.words[year].range.upperBound))
      }
    }
    return findings
  }

  /// A word within the five before the place says that somebody was born then.
  static func isOfBirth(_ text: LintText, _ range: Range<Int>) -> Bool {
    let end = text.wordsBefore(range.lowerBound)
    return text.words[max(end - 5, 0)..<end].contains { birthWords.contains($0.key) }
  }

  /// `12th of March, 1967`, `March 12, 1967`; without a year only beside a word of birth.
  private static func date(_ text: LintText, month: Int) -> Range<Int>? {
    var first = month
    var last = month
    var before = month - 1
    if before >= 0, text.isNext(before), ["of", "de"].contains(text.words[before].key) {
      before -= 1
    }
    if before >= 0, text.isNext(before), day(text, before) != nil {
      first = before
    } else if text.isNext(month), day(text, month + 1) != nil {
      last = month + 1
    } else {
      return nil
    }
    let hasYear = text.isNext(last) && number(text, last + 1).map(years.contains) == true
    if hasYear { last += 1 }
    let range = text.words[first].range.lowerBound..<text.words[last].range.upperBound
    return hasYear || isOfBirth(text, range) ? range : nil
  }

  /// The year behind `born`, with at most two words between.
  private static func year(_ text: LintText, behind word: Int) -> Int? {
    var next = word + 1
    while next < text.words.count, next <= word + 3, text.isNext(next - 1) {
      if let value = number(text, next) { return years.contains(value) ? next : nil }
      guard between.contains(text.words[next].key) else { return nil }
      next += 1
    }
    return nil
  }

  /// `12`, `12th`; 1 to 31.
  private static func day(_ text: LintText, _ word: Int) -> Int? {
    var key = Substring(text.words[word].key)
    if let ending = ["st", "nd", "rd", "th"].first(where: key.hasSuffix) {
      key = key.dropLast(ending.count)
    }
    guard key.utf8.count <= 2, let day = Int(key), (1...31).contains(day) else { return nil }
    return day
  }

  private static func number(_ text: LintText, _ word: Int) -> Int? {
    let key = text.words[word].key
    return key.utf8.count == 4 ? Int(key) : nil
  }

  static let months: Set<String> = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "januar", "februar", "mars", "mai", "juni", "juli", "oktober",
    "desember", "marz", "dezember", "okt", "des", "dez",
  ]

  private static let born: Set<String> = ["born", "fodt", "geboren"]
  private static let between: Set<String> = [
    "in", "i", "on", "year", "the", "im", "jahr", "jahre", "ar", "aret",
  ]
  private static let birthWords: Set<String> = [
    "born", "birth", "birthday", "birthdate", "dob", "fodt", "fodselsdato", "fodselsdag",
    "bursdag", "geboren", "geb", "geburtsdatum", "geburtstag",
  ]
}
