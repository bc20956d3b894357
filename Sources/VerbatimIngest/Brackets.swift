import VerbatimCorpus

/// The bracket problem (`plaintext.md` §3): does `[…]` in speech stand for spoken words, or is it
/// an event, an overlap, an editor's insertion? One ordered rule, whose lists a study may extend.
public enum Brackets {
  /// The marks around the content.
  public enum Delimiter: String, Sendable, CaseIterable {
    case square = "[]"
    case round = "()"
    case doubleRound = "(())"
    case curly = "{}"
    case angle = "<>"
    case star = "**"
  }

  /// What a bracket is.
  public enum Meaning: Sendable, Equatable {
    case event(kind: String, description: String?, duration: Milliseconds?)
    /// Words that are missing; the time of the recording where one is given.
    case gap(time: Milliseconds?)
    /// Speech that stands for a name: one token.
    case placeholder
    /// The editor's words: text, but never the speaker's.
    case annotation
    /// A transcriber's guess at what was said: text.
    case guess
    /// Speech that overlaps another's: text.
    case overlap
    /// Declared by the study to be plain text.
    case text
    /// No rule decides: it stays text and is reported.
    case undecided
  }

  /// A study's own decisions; they win over the built-in lists.
  public struct Lists: Sendable, Equatable {
    /// Whole contents, case-folded, with what they mean.
    public var exact: [String: Meaning] = [:]
    /// What a delimiter always means.
    public var delimiters: [Delimiter: Meaning] = [:]
    /// Further event words, a trailing `*` for any ending.
    public var events: [String] = []
    /// Further placeholders, as anchored patterns (``WordPattern``).
    public var placeholders: [String] = []

    public init() {}
  }

  /// What the content of a bracket means: (1) an entry of the study, (2) a pause or an event word
  /// at either end, (3) a time, (4) a placeholder, else undecided. Round and curly brackets hold
  /// asides more often than names, so that (4) asks for square or angle ones. Cost: the content's
  /// length, with lists of their length for each word.
  public static func classify(
    _ content: String, delimiter: Delimiter = .square, lists: Lists = Lists()
  ) -> Meaning {
    // `write()` is code, `(   )` is a gap.
    if content.isEmpty { return .text }
    let folded = WordPattern.fold(content)
    if let known = lists.exact[folded] { return known }
    if let declared = lists.delimiters[delimiter] {
      return described(declared, content: content)
    }
    if lists.placeholders.contains(where: { WordPattern.matches($0, folded) }) {
      return .placeholder
    }
    if folded == "sic" { return .annotation }
    // What stands for the words of a person who withdrew.
    if folded == "withdrawn", delimiter == .square { return .placeholder }
    if let pause = pause(folded) {
      // `[...]` is the editor's omission.
      return delimiter == .square && folded.utf8.allSatisfy({ !(0x30...0x39).contains($0) })
        ? .gap(time: nil) : pause
    }
    let words = folded.split(separator: " ").map(trimmed)
    if let event = event(words, content: content, lists: lists) { return event }
    if delimiter == .star { return .undecided }
    if folded.isEmpty || isRun(folded, of: "x", atLeast: 2) { return .gap(time: nil) }
    if let time = TimeStamp.first(in: folded) { return .gap(time: time.milliseconds) }
    if delimiter == .square || delimiter == .angle, isPlaceholder(content, words) {
      return .placeholder
    }
    return .undecided
  }

  /// A declared event says what happened.
  private static func described(_ meaning: Meaning, content: String) -> Meaning {
    guard case .event(let kind, nil, let duration) = meaning else { return meaning }
    return .event(kind: kind, description: content, duration: duration)
  }

  // MARK: Pauses

  /// `(.)`, `(..)`, `(-)`, `(2.5)`, `(2s)`, `(5 seconds pause)`. A whole number alone is not one:
  /// `(2019)`, `(2)` are years and numbering more often.
  private static func pause(_ folded: String) -> Meaning? {
    func pause(_ seconds: Double?) -> Meaning {
      .event(
        kind: "pause", description: folded, duration: seconds.flatMap(Milliseconds.init(seconds:)))
    }
    if isRun(folded, of: ".", atLeast: 1) || isRun(folded, of: "-", atLeast: 1) || folded == "…" {
      return pause(nil)
    }
    var number = folded.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
    let rest = folded.dropFirst(number.count).drop { $0 == " " }
    if number.hasSuffix(".") || number.hasSuffix(",") { number.removeLast() }
    guard number.count <= 5, let seconds = Double(number.replacing(",", with: ".")) else {
      return nil
    }
    let isDecimal = number.contains { $0 == "." || $0 == "," }
    if rest.isEmpty { return isDecimal ? pause(seconds) : nil }
    let words = rest.split(separator: " ").map(String.init)
    let units: Set = ["s", "s.", "sec", "secs", "sec.", "second", "seconds", "sek", "sekunden"]
    guard let unit = words.first, units.contains(unit) else { return nil }
    return words.count == 1 || words.last.map { $0.hasPrefix("pause") || $0 == "silence" } == true
      ? pause(seconds) : nil
  }

  // MARK: Events

  /// Event words and the kind of event each names, in the vocabulary of ``Event/kind``. Stems with
  /// false friends (`node`, `crypto`, `sight`, `single`) are spelled out.
  static let eventKinds: [(pattern: String, kind: String)] = [
    ("laugh*", "vocal"), ("cough*", "vocal"), ("whisper*", "vocal"), ("sniff*", "vocal"),
    ("chuckl*", "vocal"), ("giggl*", "vocal"), ("lacht", "vocal"), ("lachen", "vocal"),
    ("sigh", "vocal"), ("sighs", "vocal"), ("sighing", "vocal"), ("sighed", "vocal"),
    ("cry", "vocal"), ("cries", "vocal"), ("crying", "vocal"), ("cried", "vocal"),
    ("sings", "vocal"), ("singing", "vocal"), ("pause*", "pause"), ("silence", "pause"),
    ("inaudible", "gap"), ("unclear", "gap"), ("unintelligible", "gap"), ("indistinct", "gap"),
    ("nod", "kinesic"), ("nods", "kinesic"), ("nodding", "kinesic"), ("nodded", "kinesic"),
    ("gesture*", "kinesic"), ("applause", "kinesic"), ("crosstalk", "incident"),
    ("overlap*", "incident"), ("phone*", "incident"), ("door", "incident"),
    ("recording", "incident"), ("background", "incident"),
  ]

  /// The kind of event a word names.
  static func eventKind(_ word: String, lists: Lists) -> String? {
    if lists.events.contains(where: { WordPattern.matches($0, word) }) { return "incident" }
    return eventKinds.first { pattern, _ in
      pattern.last == "*" ? word.hasPrefix(pattern.dropLast()) : word == pattern
    }?.kind
  }

  private static func event(_ words: [String], content: String, lists: Lists) -> Meaning? {
    guard let first = words.first, let last = words.last else { return nil }
    guard let kind = eventKind(first, lists: lists) ?? eventKind(last, lists: lists) else {
      return nil
    }
    if kind == "gap" { return .gap(time: TimeStamp.first(in: content)?.milliseconds) }
    var seconds: Double?
    if kind == "pause" { seconds = words.lazy.compactMap { Double($0) }.first }
    return .event(
      kind: kind, description: content,
      duration: seconds.flatMap(Milliseconds.init(seconds:)))
  }

  // MARK: Placeholders

  private static let kindWords: Set<String> = [
    "name", "place", "organisation", "organization", "town", "city", "village", "school", "clinic",
    "hospital", "worker", "street", "date", "colleague", "manager", "redacted", "anonymised",
    "anonymized", "removed",
  ]

  /// All capitals, a last word `A`, `B` or `1`, or a word that names a kind of person or place.
  private static func isPlaceholder(_ content: String, _ words: [String]) -> Bool {
    guard !words.isEmpty, words.count <= 6 else { return false }
    let scalars = content.unicodeScalars
    let letters = scalars.lazy.filter { $0.properties.isAlphabetic }
    let marks = scalars.lazy.filter { !$0.properties.isAlphabetic }
    if letters.count >= 2, letters.allSatisfy({ $0.properties.isUppercase }),
      marks.allSatisfy({ " -_/0123456789".unicodeScalars.contains($0) })
    {
      return true
    }
    if words.count > 1, let last = content.split(separator: " ").last, last.utf8.count == 1,
      last.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) })
    {
      return true
    }
    return words.contains { kindWords.contains($0) }
  }

  static func isRun(_ text: String, of mark: Unicode.Scalar, atLeast count: Int) -> Bool {
    text.unicodeScalars.count >= count && text.unicodeScalars.allSatisfy { $0 == mark }
  }

  private static func trimmed(_ word: Substring) -> String {
    let isMark = { (mark: Unicode.Scalar) in ".,;:!?".unicodeScalars.contains(mark) }
    var scalars = word.unicodeScalars[...]
    while let last = scalars.last, isMark(last) { scalars.removeLast() }
    while let first = scalars.first, isMark(first) { scalars.removeFirst() }
    return String(String.UnicodeScalarView(scalars))
  }
}
