import VerbatimCorpus

extension PlainTextSettings.Preset {
  /// What a bracket that no general rule decides means under a transcription convention (the
  /// summary at the end of `plaintext.md` §3). Prosody (`=`, `::`, capitals, `°soft°`) stays in the
  /// text: it is part of the verbatim form.
  func meaning(of content: String, delimiter: Brackets.Delimiter) -> Brackets.Meaning {
    switch self {
    case .plain: return .undecided
    case .bnc2014:
      guard delimiter == .angle, content.hasPrefix("anon") else { return .undecided }
      return .placeholder
    case .jeffersonLite, .gat2Min:
      switch delimiter {
      case .doubleRound:
        return .event(kind: "comment", description: content, duration: nil)
      case .round:
        if let seconds = Double(content) {
          return .event(
            kind: "pause", description: content, duration: Milliseconds(seconds: seconds))
        }
        return .guess
      case .square: return .overlap
      case .curly, .angle, .star: return .undecided
      }
    }
  }

  /// Where a breath at `at` ends: `.hh`, `hh`, `°h`, `h°`.
  func breath(_ bytes: [UInt8], _ at: Int) -> Int? {
    guard self == .jeffersonLite || self == .gat2Min else { return nil }
    let rest = bytes[at..<min(bytes.count, at + 12)]
    let isDegree = rest.starts(with: "°".utf8)
    var end = at + (isDegree ? 2 : rest.first == UInt8(ascii: ".") ? 1 : 0)
    let first = end
    while end < rest.endIndex, bytes[end] == UInt8(ascii: "h") { end += 1 }
    var isBreath = end - first >= (isDegree ? 1 : 2)
    if !isDegree, end > first, bytes[end..<rest.endIndex].starts(with: "°".utf8) {
      end += 2
      isBreath = true
    }
    guard isBreath else { return nil }
    return end == bytes.count || bytes[end] < 0x80 && !LabelScanner.isLetterOrDigit(bytes[end])
      ? end : nil
  }
}

/// What the brackets of one file mean: the same few contents come again and again.
final class BracketDecisions {
  private struct Bracket: Hashable {
    var content: String
    var delimiter: Brackets.Delimiter
  }

  private var known: [Bracket: Brackets.Meaning] = [:]

  /// The general rule, then the preset's.
  func meaning(
    of content: String, _ delimiter: Brackets.Delimiter, _ settings: PlainTextSettings
  ) -> Brackets.Meaning {
    let bracket = Bracket(content: content, delimiter: delimiter)
    if let meaning = known[bracket] { return meaning }
    var meaning = Brackets.classify(content, delimiter: delimiter, lists: settings.brackets)
    if meaning == .undecided {
      meaning = settings.preset.meaning(of: content, delimiter: delimiter)
    }
    known[bracket] = meaning
    return meaning
  }
}
