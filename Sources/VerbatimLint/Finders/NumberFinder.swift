/// Numbers in digits: cards, national numbers, telephones, dates, addresses of the network.
///
/// Reads groups of digits that one or two marks part, each with those behind it up to 19 digits: at
/// most 19 looks a group, whatever the text.
struct NumberFinder {
  private let text: LintText
  private var findings: [LintFinding] = []

  /// Groups of digits that may be one number.
  private struct Candidate {
    var groups: Range<Int>
    var digits: [UInt8]
    var lengths: [Int]
    /// The marks between groups, each as a string of one or two.
    var marks: [[UInt32]]

    /// The mark that stands between all groups; `nil` where they differ.
    var mark: [UInt32]? {
      guard let first = marks.first, marks.allSatisfy({ $0 == first }) else { return nil }
      return first
    }

    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { 10 * $0 + Int($1) } }

    func isMark(_ scalars: Unicode.Scalar...) -> Bool {
      guard let mark, mark.count == 1 else { return false }
      return scalars.contains { $0.value == mark[0] }
    }
  }

  private static let mostDigits = 19

  static func findings(in text: LintText) -> [LintFinding] {
    var finder = NumberFinder(text: text)
    for first in text.groups.indices { finder.look(from: first) }
    return finder.findings
  }

  private init(text: LintText) {
    self.text = text
  }

  private mutating func look(from first: Int) {
    var candidate = Candidate(groups: first..<first, digits: [], lengths: [], marks: [])
    var next = first
    while next < text.groups.count {
      let group = text.groups[next]
      guard group.isBare, candidate.digits.count + group.range.count <= Self.mostDigits else {
        return
      }
      if next > first {
        guard let mark = mark(before: next) else { return }
        candidate.marks.append(mark)
      }
      candidate.digits += group.range.map { UInt8(truncatingIfNeeded: text.scalars[$0] - 0x30) }
      candidate.lengths.append(group.range.count)
      next += 1
      candidate.groups = first..<next
      judge(candidate)
    }
  }

  /// What stands before a group and behind the one before it, where that may be one number.
  private func mark(before group: Int) -> [UInt32]? {
    let gap = text.groups[group - 1].range.upperBound..<text.groups[group].range.lowerBound
    guard gap.count <= 2 else { return nil }
    let mark = text.scalars[gap].map { scalar -> UInt32 in
      Scalars.isHyphen(scalar) ? 0x2D : Scalars.isBlank(scalar) ? 0x20 : scalar
    }
    return mark.allSatisfy { [0x20, 0x2D, 0x2E, 0x2F, 0x28, 0x29].contains($0) } ? mark : nil
  }

  private func place(_ candidate: Candidate) -> Range<Int> {
    let last = candidate.groups.upperBound - 1
    return text.groups[candidate.groups.lowerBound].range
      .lowerBound..<text.groups[last].range
      .upperBound
  }

  private mutating func add(_ kind: LintKind, _ certainty: LintCertainty, _ range: Range<Int>) {
    findings.append(LintFinding(kind, certainty, range))
  }

  private mutating func judge(_ candidate: Candidate) {
    let range = place(candidate)
    let isOne = candidate.lengths.count == 1
    let isParted = candidate.isMark(" ", "-")
    if isOne || isParted && Self.cardGroups.contains(candidate.lengths),
      CheckDigits.card(candidate.digits)
    {
      add(.card, .certain, range)
    }
    if isOne || isParted && candidate.lengths == [3, 3, 4], CheckDigits.nhs(candidate.digits) {
      add(.nhsNumber, .certain, range)
    }
    if isOne || isParted && candidate.lengths == [6, 5],
      CheckDigits.birthNumber(candidate.digits)
    {
      add(.birthNumber, .certain, range)
    }
    if candidate.lengths == [5, 4], candidate.isMark("-") { add(.postcode, .likely, range) }
    if isAddress(candidate, range) { add(.ip, .likely, range) }
    if isDate(candidate, range) {
      add(DateFinder.isOfBirth(text, range) ? .birth : .date, .likely, range)
    } else {
      judgePhone(candidate, range)
    }
  }

  private static let cardGroups: Set<[Int]> = [
    [4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4],
  ]

  // MARK: Telephones

  private mutating func judgePhone(_ candidate: Candidate, _ range: Range<Int>) {
    let count = candidate.digits.count
    guard (7...17).contains(count) else { return }
    let start = range.lowerBound
    if text.scalar(start - 1) == 0x2B
      || text.scalar(start - 1) == 0x28 && text.scalar(start - 2) == 0x2B
    {
      let plus = text.scalar(start - 1) == 0x2B ? start - 1 : start - 2
      if count <= 15, candidate.digits[0] != 0, text.isEdge(plus) {
        add(.phone, .likely, plus..<range.upperBound)
      }
      return
    }
    let opens = text.scalar(start - 1) == 0x28
    let whole = (opens ? start - 1 : start)..<range.upperBound
    if candidate.digits.starts(with: [0, 0]) {
      if count >= 11, candidate.digits[2] != 0 { add(.phone, .likely, whole) }
      return
    }
    if let certainty = american(candidate, opens) ?? trunk(candidate) {
      add(.phone, certainty, whole)
    } else if isNorwegian(candidate) {
      add(.phone, .look, range)
    }
  }

  /// `(555) 234-5678`, `1-555-234-5678`.
  private func american(_ candidate: Candidate, _ opens: Bool) -> LintCertainty? {
    let hasOne = candidate.lengths == [1, 3, 3, 4] && candidate.digits[0] == 1
    guard hasOne || candidate.lengths == [3, 3, 4] else { return nil }
    let digits = hasOne ? candidate.digits.dropFirst() : candidate.digits[...]
    guard digits[digits.startIndex] >= 2, digits[digits.startIndex + 3] >= 2 else { return nil }
    return hasOne || opens || candidate.isMark("-", ".") ? .likely : .look
  }

  /// Countries that dial 0 first: `020 7946 0958`, `07700 900123`, `089/1234567`.
  private func trunk(_ candidate: Candidate) -> LintCertainty? {
    let (digits, lengths) = (candidate.digits, candidate.lengths)
    guard digits[0] == 0, digits[1] != 0, (8...12).contains(digits.count) else { return nil }
    // Behind a decimal point, or a date's month.
    guard candidate.marks.allSatisfy({ $0 != [0x2E] || candidate.isMark(".") }) else { return nil }
    if lengths.count == 1 { return digits.count >= 10 ? .likely : nil }
    guard lengths.count <= 5, lengths[0] >= 3, lengths.allSatisfy({ $0 >= 2 }) else { return nil }
    return .likely
  }

  /// `22 33 44 55`, `912 34 567`, `91234567`.
  private func isNorwegian(_ candidate: Candidate) -> Bool {
    guard candidate.digits.count == 8, candidate.digits[0] >= 2 else { return false }
    let isGrouped =
      [[2, 2, 2, 2], [3, 2, 3]].contains(candidate.lengths) && candidate.isMark(" ")
    // 20240305 is a day.
    let isDay = (1900...2099).contains(candidate.number(0..<4))
    return isGrouped || candidate.lengths == [8] && !isDay
  }

  // MARK: Dates and addresses

  private func isAddress(_ candidate: Candidate, _ range: Range<Int>) -> Bool {
    guard candidate.lengths.count == 4, candidate.isMark("."), !isPoint(range) else { return false }
    var at = 0
    for length in candidate.lengths {
      let value = candidate.number(at..<at + length)
      if length > 3 || value > 255 || length > 1 && candidate.digits[at] == 0 { return false }
      at += length
    }
    return true
  }

  /// True where a point joins the number to another one: `1.10.0.0.1`.
  private func isPoint(_ range: Range<Int>) -> Bool {
    text.scalar(range.lowerBound - 1) == 0x2E && Scalars.isDigit(text.scalar(range.lowerBound - 2))
      || text.scalar(range.upperBound) == 0x2E && Scalars.isDigit(text.scalar(range.upperBound + 1))
  }

  /// `12.03.1967`, `3/12/67`, `1967-03-12`.
  private func isDate(_ candidate: Candidate, _ range: Range<Int>) -> Bool {
    let lengths = candidate.lengths
    guard lengths.count == 3, candidate.isMark("/", ".", "-"), !isPoint(range) else { return false }
    let parts = [
      candidate.number(0..<lengths[0]), candidate.number(lengths[0]..<lengths[0] + lengths[1]),
      candidate.number(lengths[0] + lengths[1]..<candidate.digits.count),
    ]
    func isDay(_ one: Int, _ other: Int) -> Bool {
      let isDayMonth = (1...31).contains(one) && (1...12).contains(other)
      return isDayMonth || (1...12).contains(one) && (1...31).contains(other)
    }
    if lengths[0] == 4 {
      return lengths[1] <= 2 && lengths[2] <= 2 && DateFinder.years.contains(parts[0])
        && isDay(parts[1], parts[2])
    }
    guard lengths[0] <= 2, lengths[1] <= 2, isDay(parts[0], parts[1]) else { return false }
    if lengths[2] == 4 { return DateFinder.years.contains(parts[2]) }
    return lengths[2] == 2 && (candidate.isMark("/") || lengths == [2, 2, 2])
  }
}
