/// Phrases that make somebody the only one: "the only midwife", "the first woman to", "the one who".
enum PhraseFinder {
  static func findings(in text: LintText) -> [LintFinding] {
    var findings: [LintFinding] = []
    let words = text.words
    for word in words.indices.dropFirst() where text.isNext(word - 1) {
      let article = words[word - 1].key
      let last: Int? =
        switch words[word].key {
        case "only" where ["the", "their", "our"].contains(article): only(text, word)
        case "first" where article == "the": first(text, word)
        case "one" where article == "the":
          text.isNext(word) && words[word + 1].key == "who" ? word + 1 : nil
        case "eneste" where ["den", "de", "eneste"].contains(article): only(text, word)
        case "einzige", "einzigen":
          ["der", "die", "den"].contains(article) ? only(text, word) : nil
        default: nil
        }
      guard let last else { continue }
      findings.append(
        LintFinding(
          .phrase, .look, words[word - 1].range.lowerBound..<words[last].range.upperBound))
    }
    return findings
  }

  private static func only(_ text: LintText, _ word: Int) -> Int? {
    guard text.isNext(word) else { return nil }
    let next = text.words[word + 1].key
    if next == "one" || next == "ones" {
      guard text.isNext(word + 1) else { return nil }
      return links.contains(text.words[word + 2].key) ? word + 2 : nil
    }
    return things.contains(next) ? nil : word + 1
  }

  /// `the first woman to`: a noun, with a word before it at most, and what sets it apart.
  private static func first(_ text: LintText, _ word: Int) -> Int? {
    var next = word + 1
    while next <= word + 2, next + 1 < text.words.count, text.isNext(next - 1) {
      if things.contains(text.words[next].key) { return nil }
      if text.isNext(next), links.contains(text.words[next + 1].key) { return next + 1 }
      next += 1
    }
    return nil
  }

  private static let links: Set<String> = ["who", "to", "ever", "whose", "from", "in"]

  /// What there may be only one of without saying who somebody is.
  private static let things: Set<String> = [
    "thing", "things", "time", "times", "way", "ways", "reason", "reasons", "problem", "problems",
    "place", "day", "days", "week", "weeks", "month", "months", "year", "years", "meeting",
    "meetings", "step", "steps", "question", "point", "part", "answer", "option", "choice",
    "difference", "chance", "half", "hour", "minute", "minutes", "moment", "night", "morning",
    "session", "place", "people", "one", "two", "three", "few", "couple", "in", "to", "who",
    "because", "when", "if", "that", "is", "was", "and", "or", "but", "for", "with", "at", "on",
    "gang", "gangen", "ting", "mate", "maten", "grunn", "grunnen", "mal", "sache", "grund", "weg",
  ]
}
