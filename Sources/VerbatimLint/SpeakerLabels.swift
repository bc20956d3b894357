/// Labels by which transcripts name speakers, and which of them look like names.
public enum SpeakerLabels {
  /// `nil` for `P1`, `FG2-P3`, `Moderator 2`; else how sure it is that the label is a name.
  public static func certainty(of label: String) -> LintCertainty? {
    let text = LintText(label)
    var certainty: LintCertainty?
    for word in text.words {
      let letters = word.key.filter { !($0.isNumber) }
      // A code: at most three letters, with a number or in capitals.
      let hasNumber = letters.utf8.count < word.key.utf8.count
      if letters.isEmpty || roles.contains(letters) || letters.utf8.count == 1 { continue }
      if letters.utf8.count <= 3, hasNumber || word.style == .upper { continue }
      let found: LintCertainty = word.style == .capitalised ? .likely : .look
      certainty = min(certainty ?? found, found)
    }
    return certainty
  }

  /// Places of `P3:` in a turn: a label of the session, or what looks like one of its kind, that no
  /// letter touches and a colon follows.
  ///
  /// - Parameter labels: those of the session.
  public static func inside(_ text: LintText, labels: Set<String>) -> [LintFinding] {
    var findings: [LintFinding] = []
    let keys = Set(labels.flatMap { LintText.keys(of: $0).suffix(1) })
    for word in text.words where text.scalar(word.range.upperBound) == 0x3A {
      // A time, an address.
      if Scalars.isDigit(text.scalar(word.range.upperBound + 1)) { continue }
      let isCode =
        word.key.first.map { "pmri".contains($0) } == true && word.range.count <= 3
        && word.range.count > 1 && word.key.dropFirst().allSatisfy(\.isNumber)
        && word.style != .lower
      guard isCode || word.style != .lower && word.style != .number && keys.contains(word.key)
      else { continue }
      findings.append(
        LintFinding(
          .labelInside, .likely, word.range.lowerBound..<word.range.upperBound + 1))
    }
    return findings
  }

  /// Places of `Jane:` or `Jane Smith:` where a sentence begins: what looks like the label of somebody whom
  /// the session does not know. A text of labels that occur once each is read as one turn of all of them.
  ///
  /// - Parameter isOrdinary: whether the corpus writes the word small.
  static func unknown(_ text: LintText, isOrdinary: (String) -> Bool) -> [LintFinding] {
    var findings: [LintFinding] = []
    for first in text.words.indices where CapitalFinder.startsSentence(text, first) {
      var last = first
      while isCapital(text, last), last + 1 < text.words.count, last - first < 2,
        text.words[last + 1].range.lowerBound == text.words[last].range.upperBound + 1,
        text.scalar(text.words[last].range.upperBound) == 0x20
      {
        last += 1
      }
      let end = text.words[last].range.upperBound
      let next = text.scalar(end + 1)
      guard isCapital(text, last), text.scalar(end) == 0x3A,
        end + 1 >= text.scalars.count || [0x20, 0x09, 0x0A, 0x0D, 0xA0].contains(next)
      else { continue }
      let keys = text.words[first...last].map(\.key)
      let isRole = keys.contains { speaking.contains($0) }
      if !isRole, keys.contains(where: { notLabels.contains($0) || isOrdinary($0) }) { continue }
      findings.append(
        LintFinding(.labelInside, .look, text.words[first].range.lowerBound..<end + 1))
    }
    return findings
  }

  private static func isCapital(_ text: LintText, _ word: Int) -> Bool {
    let style = text.words[word].style
    return (style == .capitalised || style == .upper) && text.words[word].range.count > 1
  }

  /// What stands before a colon and speaks.
  private static let speaking: Set<String> = [
    "moderator", "interviewer", "interviewee", "facilitator", "participant", "speaker",
    "respondent",
    "observer",
  ]

  /// What stands before a colon with a capital and does not.
  private static let notLabels: Set<String> = [
    "note", "example", "question", "answer", "ps", "nb", "re", "so", "yes", "no", "ok", "okay",
    "well",
    "and", "but", "then", "point", "quote", "source", "summary", "title", "date", "time", "place",
    "location", "recording", "duration", "group", "topic", "section", "part",
  ]

  /// Words of labels that name nobody.
  static let roles: Set<String> = [
    "participant", "participants", "part", "moderator", "mod", "interviewer", "interviewee", "int",
    "facilitator", "fac", "speaker", "spk", "respondent", "resp", "observer", "obs", "researcher",
    "assistant", "co", "comoderator", "group", "focus", "fg", "several", "all", "many", "unknown",
    "unidentified", "inaudible", "male", "female", "man", "woman", "men", "women", "voice",
    "voices", "multiple", "note", "taker", "notetaker", "host", "guest", "chair", "person",
    "client", "patient", "worker", "nurse", "doctor", "therapist", "student", "teacher", "parent",
    "interpreter", "audience", "member", "first", "second", "third", "new", "the", "a", "and",
    "other", "others", "everyone", "everybody", "deltaker", "intervjuer", "ordstyrer", "befragte",
    "befragter", "interviewerin", "teilnehmer", "teilnehmerin", "moderatorin", "psw", "peer",
    "support", "session", "interview", "transcript", "transkript", "en", "de", "no", "txt",
    "docx", "doc", "xml", "md", "vtt", "srt", "tei", "json", "jsonl", "final", "draft", "anon",
    "anonymised", "anonymized", "version", "copy", "clean", "edited", "rec", "recording", "audio",
  ]
}
