/// What may say who somebody is: one kind a rule.
public enum LintKind: String, Sendable, CaseIterable {
  /// A name of the user's list.
  case listedName = "listed-name"
  /// A place or an organisation of the user's list.
  case listedPlace = "listed-place"
  case card, iban
  case nhsNumber = "nhs-number"
  /// A Norwegian fødselsnummer, D-, H- or test number.
  case birthNumber = "birth-number"
  case nationalInsurance = "national-insurance"
  case email, url, handle, ip, phone, postcode, plate
  /// A date beside a word that says that somebody was born.
  case birth
  /// A full date.
  case date
  /// An age over 89.
  case age
  /// A capitalised word within a sentence that the corpus never writes small.
  case capital
  /// "The only midwife": somebody of whom there is one.
  case phrase
  /// A speaker label that looks like a name.
  case label
  /// A speaker label inside of a turn, or what looks like one: the turn's end was not found.
  case labelInside = "label-inside"
  /// A placeholder that looks like a slip beside others.
  case placeholder
  /// A file name with a word like a name.
  case file
  /// What a file says of who wrote it: author, company, the people of a header.
  case author
  /// A comment in a file.
  case comment
  /// A change that a document still tracks: what was deleted is there.
  case revision
  /// Text of a document that is not shown.
  case hidden
  /// People whom their attributes make (nearly) unique.
  case people
}

/// How sure a finding is.
public enum LintCertainty: Int, Sendable, CaseIterable, Comparable {
  /// Check digits hold, or the user's own list has it.
  case certain
  /// The form fits and little else has it.
  case likely
  /// A person must judge.
  case look

  public static func < (left: LintCertainty, right: LintCertainty) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A stretch of a text that may say who somebody is.
public struct LintFinding: Sendable, Equatable {
  public var kind: LintKind
  public var certainty: LintCertainty
  /// Unicode scalars of the text.
  public var range: Range<Int>

  public init(_ kind: LintKind, _ certainty: LintCertainty, _ range: Range<Int>) {
    self.kind = kind
    self.certainty = certainty
    self.range = range
  }
}

extension [LintFinding] {
  /// Without those that overlap a better one (surer, then longer, then earlier kind), in order of
  /// the text. Cost: a sort, and one pass over the stretches.
  public func withoutOverlaps(in text: LintText) -> [LintFinding] {
    let length = text.scalars.count
    let order = LintKind.order
    let ranked = sorted { left, right in
      if left.certainty != right.certainty { return left.certainty < right.certainty }
      if left.range.count != right.range.count { return left.range.count > right.range.count }
      if left.range.lowerBound != right.range.lowerBound {
        return left.range.lowerBound < right.range.lowerBound
      }
      return (order[left.kind] ?? 0) < (order[right.kind] ?? 0)
    }
    // Kept stretches are disjoint, so each place is marked once; a rejected one is only looked at
    // by its ends and, where it holds a smaller one, inside.
    var taken = [Bool](repeating: false, count: length)
    var kept: [LintFinding] = []
    for finding in ranked {
      let range = finding.range.clamped(to: 0..<length)
      guard !range.isEmpty, !range.contains(where: { taken[$0] }) else { continue }
      for place in range { taken[place] = true }
      kept.append(finding)
    }
    return kept.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }
}

extension LintKind {
  static let order = Dictionary(
    allCases.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
}
