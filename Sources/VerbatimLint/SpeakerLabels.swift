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
