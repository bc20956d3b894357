/// All candidates of a file by family, with their labels counted (steps 1 and 2).
struct FileLabels {
  private(set) var candidates: [LabelFamily: [LabelCandidate]] = [:]
  private(set) var tables: [LabelFamily: LabelTable] = [:]
  private let lexicon: LabelLexicon
  /// Candidate of the inline family by line.
  private var inlineByLine: [Int: Int] = [:]

  init(_ text: DecodedText, lexicon: LabelLexicon, settings: PlainTextSettings) {
    self.lexicon = lexicon
    let scanner = LabelScanner(text, separator: settings.separator) { label in
      let raw = text.string(label)
      return lexicon.judge(raw: raw, normalised: lexicon.normalise(raw)) == .strong
    }
    if settings.family != LabelFamily.none {
      for index in text.lines.indices where text.lines[index].use == .text {
        scanner.scan(index, into: &candidates)
      }
    }
    count(text)
  }

  private mutating func count(_ text: DecodedText) {
    for (family, list) in candidates {
      tables[family] = LabelTable(list, in: text, lexicon: lexicon)
    }
    inlineByLine = [:]
    for (place, candidate) in (candidates[.inline] ?? []).enumerated() {
      inlineByLine[candidate.line] = place
    }
  }

  /// Whether the key on a line is a label: strong, or one that occurs again.
  func isLabel(_ line: Int) -> Bool {
    guard let place = inlineByLine[line], let table = tables[.inline] else { return false }
    let entry = table.entries[table.entryOf[place]]
    return entry.judgement == .strong || entry.judgement == .weak && entry.places.count > 1
  }

  /// Takes out what turned out to be header.
  mutating func removeHeader(_ text: DecodedText) {
    for family in candidates.keys {
      candidates[family]?.removeAll { text.lines[$0.line].use != .text }
    }
    count(text)
  }

  /// The labels of a family, where the file is rejected before they are accepted.
  func describe(
    _ family: LabelFamily, in text: DecodedText, _ lexicon: LabelLexicon,
    _ report: inout PlainTextReport
  ) {
    ChosenLabels(family, self, text, lexicon, PlainTextSettings()).describe(text, &report)
  }
}
