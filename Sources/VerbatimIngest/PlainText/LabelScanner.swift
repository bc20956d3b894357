/// Step 1 of `plaintext.md` §5: tests a line against the families, with scanners anchored at its
/// start. A label is 1–40 scalars of letters, digits, spaces and a few marks, in at most 5 words;
/// no line is read further than its label may reach.
struct LabelScanner {
  let text: DecodedText
  let bytes: [UInt8]
  let separator: [UInt8]?
  /// Whether an own line of a family without time is listed or all capitals.
  let isListed: (_ label: Range<Int>) -> Bool

  init(_ text: DecodedText, separator: String?, isListed: @escaping (Range<Int>) -> Bool) {
    self.text = text
    self.bytes = text.bytes
    self.separator = separator.map { Array($0.utf8) }
    self.isListed = isListed
  }

  /// Adds what line `index` is a candidate for.
  func scan(_ index: Int, into found: inout [LabelFamily: [LabelCandidate]]) {
    let line = text.lines[index]
    var start = line.start
    skipSpace(&start, line.end)
    guard start < line.end else { return }
    let leading = leadingTime(start, line.end)
    let labelStart = leading?.next ?? start
    func add(_ family: LabelFamily, _ candidate: LabelCandidate) {
      found[family, default: []].append(candidate)
    }
    if let leading, leading.last != nil, labelStart == line.end {
      if let candidate = threeLines(index, leading) { add(.threeLines, candidate) }
      return
    }
    if var candidate = inline(index, labelStart, line.end) {
      if let leading {
        (candidate.time, candidate.endTime) = (leading.time, leading.last)
        add(.timeFirst, candidate)
      } else if candidate.time != nil {
        add(.timeInLabel, candidate)
      }
      add(.inline, candidate)
    }
    if var candidate = bracketed(index, labelStart, line.end) {
      if let leading { (candidate.time, candidate.endTime) = (leading.time, leading.last) }
      add(.bracketed, candidate)
    }
    if let leading {
      if let candidate = timeThenLabel(index, leading, line.end) {
        add(.ownLineTimeFirst, candidate)
      }
      return
    }
    if let (family, candidate) = labelThenTime(index, start, line.end) { add(family, candidate) }
    if let candidate = emphasised(index, start, line.end) { add(.emphasised, candidate) }
    if let candidate = columns(index, start, line.end) { add(.columns, candidate) }
    if let candidate = ownLine(index, start, line.end) { add(.ownLine, candidate) }
  }

  // MARK: A, A2, A3, A4

  private func inline(_ index: Int, _ start: Int, _ end: Int) -> LabelCandidate? {
    guard let (mark, length) = firstSeparator(start, end) else { return nil }
    guard let (label, suffix) = labelAndSuffix(start, mark) else { return nil }
    return candidate(index, label, suffix, content: mark + length)
  }

  /// The first separator that may end a label, and its length. A colon before a digit, `/` or `\`
  /// is none (`10:30`, `http://`), nor one inside of brackets.
  private func firstSeparator(_ start: Int, _ end: Int) -> (at: Int, length: Int)? {
    var at = start
    let limit = min(end, start + 320)
    while at < limit {
      if let separator {
        if bytes[at..<end].starts(with: separator), !separator.isEmpty, at > start {
          return (at, separator.count)
        }
      } else if bytes[at] == UInt8(ascii: ":") {
        var next = at + 1
        if next < end, bytes[next] == UInt8(ascii: ":") { next += 1 }
        if next == end || spaceLength(next, end) > 0 { return (at, next - at) }
      } else if at + 2 < end, bytes[at] == 0xEF, bytes[at + 1] == 0xBC, bytes[at + 2] == 0x9A {
        return (at, 3)
      }
      at += 1
    }
    return nil
  }

  private func bracketed(_ index: Int, _ start: Int, _ end: Int) -> LabelCandidate? {
    guard start < end, let close = Self.closing[bytes[start]] else { return nil }
    let limit = min(end, start + 180)
    guard let closed = bytes[start + 1..<limit].firstIndex(of: close) else { return nil }
    guard let (label, suffix) = labelAndSuffix(start + 1, closed) else { return nil }
    var at = closed + 1
    skipSpace(&at, end)
    let hasColon = at < end && bytes[at] == UInt8(ascii: ":")
    guard hasColon || close == UInt8(ascii: ">") else { return nil }
    return candidate(index, label, suffix, content: hasColon ? at + 1 : closed + 1)
  }

  private static let closing: [UInt8: UInt8] = [
    UInt8(ascii: "["): UInt8(ascii: "]"), UInt8(ascii: "<"): UInt8(ascii: ">"),
    UInt8(ascii: "("): UInt8(ascii: ")"),
  ]

  // MARK: B, B2, B3, B4, C

  /// `Anna Smith  0:03`, `Anna Smith: 0:03`, `Speaker 1 (00:02)`.
  private func labelThenTime(
    _ index: Int, _ start: Int, _ end: Int
  ) -> (LabelFamily, LabelCandidate)? {
    guard end - start <= 220, let last = bytes[..<end].last else { return nil }
    let isParenthesised = last == UInt8(ascii: ")") || last == UInt8(ascii: "]")
    guard isParenthesised || (0x30...0x39).contains(last) else { return nil }
    // Backwards to the space or the bracket in front of the time.
    var at = end
    while at > start, bytes[at - 1] != 0x20, bytes[at - 1] != 0x09 { at -= 1 }
    guard let (time, _, next) = TimeStamp.marked(bytes, at, end), next == end else { return nil }
    var labelEnd = at
    trimEnd(start, &labelEnd)
    if labelEnd > start, bytes[labelEnd - 1] == UInt8(ascii: ":") { labelEnd -= 1 }
    guard let (label, suffix) = labelAndSuffix(start, labelEnd) else { return nil }
    var candidate = below(index, label, suffix)
    candidate.time = time
    return (isParenthesised ? .ownLineTimeInParentheses : .ownLineWithTime, candidate)
  }

  private func timeThenLabel(
    _ index: Int, _ leading: LeadingTime, _ end: Int
  ) -> LabelCandidate? {
    guard end - leading.next <= 220, let (label, suffix) = labelAndSuffix(leading.next, end) else {
      return nil
    }
    var candidate = below(index, label, suffix)
    (candidate.time, candidate.endTime) = (leading.time, leading.last)
    return candidate
  }

  private func threeLines(_ index: Int, _ leading: LeadingTime) -> LabelCandidate? {
    guard index + 2 < text.lines.count else { return nil }
    let line = text.lines[index + 1]
    guard !line.isBlank, !text.lines[index + 2].isBlank else { return nil }
    guard let (label, suffix) = labelAndSuffix(line.start, line.end) else { return nil }
    var candidate = below(index + 1, label, suffix)
    (candidate.time, candidate.endTime) = (leading.time, leading.last)
    candidate.firstLine = index
    return candidate
  }

  /// All capitals or listed, with text on the next line.
  private func ownLine(_ index: Int, _ start: Int, _ end: Int) -> LabelCandidate? {
    guard end - start <= 220, index + 1 < text.lines.count, !text.lines[index + 1].isBlank,
      let (label, suffix) = labelAndSuffix(start, end)
    else { return nil }
    guard isCapitals(label) || isListed(label) else { return nil }
    return below(index, label, suffix)
  }

  private func isCapitals(_ range: Range<Int>) -> Bool {
    var letters = 0
    for scalar in text.string(range).unicodeScalars where scalar.properties.isAlphabetic {
      guard scalar.properties.isUppercase else { return false }
      letters += 1
    }
    return letters > 0
  }

  // MARK: D, E

  /// The label, then a tab or two and more spaces, then text.
  private func columns(_ index: Int, _ start: Int, _ end: Int) -> LabelCandidate? {
    let limit = min(end, start + 180)
    var at = start
    while at < limit {
      let isGap = bytes[at] == 0x20 && at + 1 < end && bytes[at + 1] == 0x20
      if bytes[at] == 0x09 || isGap {
        guard let (label, suffix) = labelAndSuffix(start, at) else { return nil }
        return candidate(index, label, suffix, content: at)
      }
      at += 1
    }
    return nil
  }

  /// `**P1:** text`, `**P1**: text`, and without a colon alone on the line.
  private func emphasised(_ index: Int, _ start: Int, _ end: Int) -> LabelCandidate? {
    let sign = bytes[start]
    guard sign == UInt8(ascii: "*") || sign == UInt8(ascii: "_") else { return nil }
    var inner = start
    while inner < end, bytes[inner] == sign, inner - start < 3 { inner += 1 }
    let limit = min(end, inner + 240)
    guard let close = bytes[inner..<max(inner, limit)].firstIndex(of: sign) else { return nil }
    var after = close
    while after < end, bytes[after] == sign, after - close < inner - start { after += 1 }
    guard after - close == inner - start else { return nil }
    var labelEnd = close
    trimEnd(inner, &labelEnd)
    var hasColon = false
    if labelEnd > inner, bytes[labelEnd - 1] == UInt8(ascii: ":") {
      labelEnd -= 1
      hasColon = true
    } else if after < end, bytes[after] == UInt8(ascii: ":") {
      after += 1
      hasColon = true
    }
    guard after == end || spaceLength(after, end) > 0 else { return nil }
    guard hasColon || after == end else { return nil }
    guard let (label, suffix) = labelAndSuffix(inner, labelEnd) else { return nil }
    return candidate(index, label, suffix, content: after)
  }
}
