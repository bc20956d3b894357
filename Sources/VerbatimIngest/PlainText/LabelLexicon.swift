import VerbatimCorpus

/// What a label's own letters say about it, before anything is counted (step 3 of `plaintext.md`
/// §5): the study's lists first, then the words of the trade, then what no label ever is.
struct LabelLexicon {
  enum Judgement: Equatable {
    case strong
    case weak
    case rejected(LabelRejection)
    /// `Break`, `Jingle`: a line with such a label and no words is an event.
    case event
  }

  private let accepted: Set<String>
  private let rejected: Set<String>
  private let mapped: [String: String]
  private let isCaseSensitive: Bool

  /// - Parameter listed: labels of the header's list of participants, as they stand there.
  init(_ settings: PlainTextSettings, listed: [String]) {
    isCaseSensitive = settings.labelsAreCaseSensitive
    let normalise = { Self.normalise($0, caseSensitive: settings.labelsAreCaseSensitive) }
    accepted = Set((settings.acceptedLabels + settings.participants.keys + listed).map(normalise))
    rejected = Set(settings.rejectedLabels.map(normalise))
    mapped = Dictionary(
      settings.labelMap.map { (normalise($0.key), $0.value) }, uniquingKeysWith: { min($0, $1) })
  }

  func normalise(_ raw: String) -> String {
    Self.normalise(raw, caseSensitive: isCaseSensitive)
  }

  /// The speaker to which the study maps a label.
  func mapping(_ normalised: String) -> String? { mapped[normalised] }

  func isListed(_ normalised: String) -> Bool {
    accepted.contains(normalised) || mapped[normalised] != nil
  }

  func judge(raw: String, normalised: String) -> Judgement {
    if rejected.contains(normalised) { return .rejected(.override) }
    if isListed(normalised) { return .strong }
    let folded = normalised.lowercased()
    if isStrong(raw: raw, folded: folded) { return .strong }
    let parts = Self.parts(raw)
    if parts.count > 1,
      parts.allSatisfy({ judge(raw: $0, normalised: normalise($0)) == .strong })
    {
      return .strong
    }
    let words = folded.split(separator: " ").map(String.init)
    if Self.eventLabels.contains(folded) { return .event }
    if Self.stopList.contains(Self.base(words)) { return .rejected(.stopList) }
    if words.contains(where: { Self.verbs.contains($0) }) { return .rejected(.verb) }
    // Initials and degrees ("Mireille B. Reece, Psy.D") do not make a sentence of a name.
    let whole = words.filter { !$0.contains(".") }
    if whole.count > 3, !whole.contains(where: { $0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } }) {
      return .rejected(.tooManyWords)
    }
    return .weak
  }

  /// The labels of `P1 & P2`, `Anna/Ben`, `P1, P2`; one where the label names one speaker.
  static func parts(_ raw: String) -> [String] {
    raw.replacing(" and ", with: "&").split { "&/,+".contains($0) }
      .map { WordTrim.trim(String($0)) }.filter { !$0.isEmpty }
  }

  /// Trimmed, without direction marks and a trailing `?`, spaces as one, numerals without leading
  /// zeros, and folded in case.
  static func normalise(_ raw: String, caseSensitive: Bool) -> String {
    var scalars = String.UnicodeScalarView()
    var pendingSpace = false
    let kept = raw.unicodeScalars.filter { LabelScanner.kind($0) != .ignored }
    for (index, scalar) in kept.enumerated() {
      if scalar.properties.isWhitespace {
        pendingSpace = !scalars.isEmpty
        continue
      }
      if scalar == "?", kept.contains(where: { $0 != "?" }), index == kept.count - 1 { continue }
      if pendingSpace { scalars.append(" ") }
      pendingSpace = false
      let next = kept.index(kept.startIndex, offsetBy: index + 1, limitedBy: kept.endIndex)
      let followedByDigit = next.flatMap { $0 < kept.endIndex ? isDigit(kept[$0]) : nil } ?? false
      if scalar == "0", followedByDigit, !(scalars.last.map(isDigit) ?? false) { continue }
      scalars.append(scalar == "\u{2019}" ? "'" : scalar)
    }
    return caseSensitive ? String(scalars) : String(scalars).lowercased()
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

  // MARK: Strong

  /// A word of the lexicon with an optional number or letter, or one of the coded forms.
  private func isStrong(raw: String, folded: String) -> Bool {
    let words = folded.split(separator: " ").map(String.init)
    guard let first = words.first else { return false }
    if folded.utf8.allSatisfy({ $0 == UInt8(ascii: "?") }) { return true }
    if words.count == 1, Self.roles.contains(first) || Self.isCoded(raw: raw, folded: first) {
      return true
    }
    if words.count == 2, Self.roles.contains(first) {
      return Self.isNumberOrLetter(words[1])
    }
    // `moderator1`, `speaker_2`.
    let stem = first.prefix { !("0"..."9").contains($0) && $0 != "_" && $0 != "#" }
    return words.count == 1 && stem.count < first.count && Self.roles.contains(String(stem))
      && Self.isNumberOrLetter(String(first.dropFirst(stem.count)))
  }

  private static func isNumberOrLetter(_ word: String) -> Bool {
    let bare = word.utf8.drop { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "_") }
    guard !bare.isEmpty else { return false }
    return bare.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      || bare.count == 1 && bare.allSatisfy { LabelScanner.isLetterOrDigit($0) }
  }

  /// `P1`, `FG2-P3`, `AB12`, `SPEAKER_00`.
  private static func isCoded(raw: String, folded: String) -> Bool {
    let bytes = Array(folded.utf8)
    func digits(from start: Int) -> Bool {
      start < bytes.count && bytes[start...].allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
    if "prsmfi".utf8.contains(bytes[0]), digits(from: 1) { return true }
    if folded.hasPrefix("speaker_"), digits(from: 8) { return true }
    if folded.hasPrefix("fg"), bytes.count > 2, digits(from: 2) || hasGroupForm(bytes) {
      return true
    }
    let capitals = raw.utf8.prefix { (0x41...0x5A).contains($0) }.count
    return (2...4).contains(capitals) && raw.utf8.count == bytes.count
      && bytes.count - capitals <= 3 && digits(from: capitals)
  }

  /// `FG2`, one of `-_ ` or nothing, letters, digits.
  private static func hasGroupForm(_ bytes: [UInt8]) -> Bool {
    var at = 2
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    while at < bytes.count, isDigit(bytes[at]) { at += 1 }
    guard at > 2 else { return false }
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "_") {
      at += 1
    }
    while at < bytes.count, (0x61...0x7A).contains(bytes[at]) { at += 1 }
    while at < bytes.count, isDigit(bytes[at]) { at += 1 }
    return at == bytes.count
  }

  static let moderators: Set = [
    "moderator", "mod", "facilitator", "co-facilitator", "interviewer", "researcher", "int", "i",
    "host", "chair",
  ]
  static let observers: Set = ["observer", "note-taker", "interpreter"]
  static let groups: Set = ["group", "all", "several", "multiple", "everyone"]
  static let participants: Set = ["respondent", "resp", "r", "participant", "part", "p"]
  private static let roles: Set<String> = moderators.union(observers).union(groups)
    .union(participants).union([
      "m", "f", "speaker", "spk", "s", "male", "female", "voice", "unknown", "unidentified", "uf",
      "um",
    ])

  // MARK: Rejected

  /// A label's words without a trailing number: `question 3` → `question`.
  private static func base(_ words: [String]) -> String {
    let isNumbered = words.count > 1 && words.last.map(isNumberOrLetter) == true
    return (isNumbered ? words.dropLast() : words[...]).joined(separator: " ")
  }

  private static let stopList: Set = [
    "note", "notes", "nb", "example", "eg", "e.g.", "ie", "i.e.", "question", "answer", "q",
    "topic", "section", "date", "time", "location", "venue", "duration", "title", "file",
    "transcript", "transcriber", "subject", "re", "http", "https", "mailto", "warning", "summary",
    "agenda",
  ]
  private static let verbs: Set = [
    "said", "says", "say", "told", "tell", "asked", "thought", "think", "goes", "went", "like",
    "replied", "answered", "wrote", "means", "is", "was", "are", "were",
  ]
  private static let eventLabels: Set = [
    "break", "jingle", "intro", "outro", "music", "applause", "silence", "pause", "recording",
  ]
}

/// Why a label was not taken for a speaker's.
public enum LabelRejection: String, Sendable {
  case override
  case stopList = "stop-list"
  case verb
  case tooManyWords = "too-many-words"
  case lowerCase = "lower-case"
  /// `Q` without a matching `A`, or the other way round.
  case unpaired
  /// Weak, and too rare to be accepted or never answered by another.
  case rare
  case event
}

/// Trimming without Foundation.
enum WordTrim {
  static func trim(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(String.UnicodeScalarView(scalars))
  }
}
