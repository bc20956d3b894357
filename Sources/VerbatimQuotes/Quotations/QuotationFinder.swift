/// Finds the quotations of a manuscript, each with the attribution that stands near it.
///
/// Cost: linear in the manuscript.
public struct QuotationFinder {
  private let manuscript: Manuscript
  private let reader: AttributionReader
  private var found = Quotations()
  /// Blocks that are the attribution of the block quotation before them.
  private var taken: Set<Int> = []

  /// How far behind a quotation its attribution may end.
  static let reach = 200

  public static func find(in manuscript: Manuscript, people: StudyPeople) -> Quotations {
    var finder = QuotationFinder(manuscript, AttributionReader(people: people))
    finder.run()
    return finder.found
  }

  private init(_ manuscript: Manuscript, _ reader: AttributionReader) {
    self.manuscript = manuscript
    self.reader = reader
  }

  private mutating func run() {
    var declared = manuscript.declared[...]
    for (number, block) in manuscript.blocks.enumerated() {
      var inside: [Range<Int>] = []
      while let next = declared.first, next.lowerBound < block.range.upperBound {
        inside.append(next)
        declared.removeFirst()
      }
      if taken.contains(number) { continue }
      if block.kind == .quote {
        addBlock(number, block)
      } else {
        addMarked(number, block, inside)
      }
    }
  }

  // MARK: Quotations in marks

  private mutating func addMarked(
    _ number: Int, _ block: Manuscript.Block, _ declared: [Range<Int>]
  ) {
    let marked = MarkedQuotations(manuscript.scalars, block: block.range, declared: declared)
    found.unclosed += marked.unclosed
    let first = found.all.count
    for (index, quote) in marked.found.enumerated() {
      let range = trimmed(quote.range)
      guard !range.isEmpty else { continue }
      let next = index + 1 < marked.found.count ? marked.found[index + 1].range.lowerBound - 1 : nil
      let before = index > 0 ? marked.found[index - 1].end : block.range.lowerBound
      var attribution = attached(
        behind: quote.end, limit: next ?? block.range.upperBound, block: block.range)
      if attribution == nil, next == nil, isEnd(quote.end, of: block) {
        attribution = attributionBlock(number + 1, isPartOfQuote: false)
      }
      attribution =
        attribution
        ?? nearby(
          before: before..<max(before, quote.range.lowerBound - 1),
          behind: quote.end..<max(quote.end, next ?? block.range.upperBound))
      found.all.append(
        Quotation(
          kind: .marks, range: range, otherEnds: quote.otherEnds.filter { $0 > range.lowerBound },
          attribution: attribution))
    }
    inherit(from: first)
  }

  /// “Yes,” she said, “I do” (P3): both are by who is named behind the last of a sentence.
  private mutating func inherit(from first: Int) {
    guard found.all.count > first + 1 else { return }
    for index in (first..<found.all.count - 1).reversed() where found.all[index].attribution == nil
    {
      let next = found.all[index + 1]
      let between = found.all[index].range.upperBound..<next.range.lowerBound
      guard between.lowerBound <= between.upperBound, between.count <= 60,
        let attribution = next.attribution, attribution.isAttached,
        !between.dropFirst().contains(where: { endsSentence($0) })
      else { continue }
      found.all[index].attribution = attribution
      found.all[index].attribution?.isAttached = false
    }
  }

  private func isEnd(_ offset: Int, of block: Manuscript.Block) -> Bool {
    (offset..<max(offset, block.range.upperBound)).allSatisfy {
      let scalar = manuscript.scalars[$0]
      return scalar.isBlank || ".,;:!?".unicodeScalars.contains(scalar)
    }
  }

  /// `(P3, FG2)`, `[P3]`, `— P3, FG2` directly behind a quotation.
  private func attached(behind end: Int, limit: Int, block: Range<Int>) -> Attribution? {
    var at = end
    while at < limit,
      manuscript.scalars[at].isBlank || ".,;:!?".unicodeScalars.contains(manuscript.scalars[at]),
      at - end < 4
    {
      at += 1
    }
    guard at < limit else { return nil }
    if let inside = bracketed(at, limit: limit) {
      let attribution = reader.read(inside, of: manuscript, isAttached: true)
      return attribution.namesStudy || attribution.isCitation ? attribution : nil
    }
    guard Self.isDash(manuscript.scalars[at]) else { return nil }
    return dashed(at, limit: limit)
  }

  /// `— P3, FG2`: to the sentence's end; the first words name somebody.
  private func dashed(_ start: Int, limit: Int) -> Attribution? {
    var from = start
    while from < limit, Self.isDash(manuscript.scalars[from]) || manuscript.scalars[from].isBlank {
      from += 1
    }
    var to = from
    while to < limit, to - from < 120, !endsSentence(to) { to += 1 }
    guard from < to else { return nil }
    let head = from..<min(to, from + 24)
    guard
      reader.read(head, of: manuscript, isAttached: true).namesStudy
        || to - from < 80 && reader.read(from..<to, of: manuscript, isAttached: true).isCitation
    else { return nil }
    return reader.read(from..<to, of: manuscript, isAttached: true)
  }

  /// What stands in the bracket that opens at `offset`.
  private func bracketed(_ offset: Int, limit: Int) -> Range<Int>? {
    let open = manuscript.scalars[offset]
    let close: Unicode.Scalar
    switch open {
    case "(": close = ")"
    case "[": close = "]"
    default: return nil
    }
    var depth = 0
    for at in offset..<min(limit, offset + Self.reach) {
      if manuscript.scalars[at] == open { depth += 1 }
      if manuscript.scalars[at] == close {
        depth -= 1
        if depth == 0 { return offset + 1..<at }
      }
    }
    return nil
  }

  static func isDash(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || ("\u{2010}"..."\u{2015}").contains(scalar) || scalar == "~"
  }

  private func endsSentence(_ offset: Int) -> Bool {
    guard ".!?;".unicodeScalars.contains(manuscript.scalars[offset]) else { return false }
    let next = offset + 1
    return next >= manuscript.scalars.count || manuscript.scalars[next].isBlank
  }

  /// A label in the sentence around a quotation: `P3 said: “…”`, `“…”, said P3`.
  private func nearby(before: Range<Int>, behind: Range<Int>) -> Attribution? {
    var start = before.upperBound
    while start > before.lowerBound, before.upperBound - start < Self.reach,
      !endsSentence(start - 1)
    {
      start -= 1
    }
    let left = reader.read(start..<before.upperBound, of: manuscript, isAttached: false)
    if !left.people.isEmpty || left.isCitation { return left }
    var end = behind.lowerBound
    while end < behind.upperBound, end - behind.lowerBound < 120, !endsSentence(end) { end += 1 }
    let right = reader.read(behind.lowerBound..<end, of: manuscript, isAttached: false)
    return !right.people.isEmpty || right.isCitation ? right : nil
  }

  // MARK: Block quotations

  private mutating func addBlock(_ number: Int, _ block: Manuscript.Block) {
    var range = trimmed(block.range)
    if isAttributionAlone(range), !found.all.isEmpty { return }
    let lines = speakerLines(block)
    if !lines.isEmpty {
      for (label, text) in lines {
        let words = unquoted(trimmed(text))
        if !words.isEmpty {
          found.all.append(Quotation(kind: .block, range: words, attribution: label))
        }
      }
      return
    }
    var attribution = ending(&range, block)
    if attribution == nil { attribution = attributionBlock(number + 1, isPartOfQuote: true) }
    if attribution == nil, number > 0 {
      let before = manuscript.blocks[number - 1]
      if before.kind == .paragraph {
        attribution = nearby(
          before: before.range, behind: range.upperBound..<range.upperBound)
      }
    }
    range = unquoted(trimmed(range))
    if range.isEmpty { return }
    found.all.append(Quotation(kind: .block, range: range, attribution: attribution))
  }

  /// Lines that begin with a speaker's label and a colon; none where the first line does not.
  private func speakerLines(
    _ block: Manuscript.Block
  ) -> [(Attribution, Range<Int>)] {
    var starts: [(line: Int, label: Attribution, text: Int)] = []
    let lines = [block.range.lowerBound] + block.lineStarts
    for (number, line) in lines.enumerated() {
      var colon = line
      let end = number + 1 < lines.count ? lines[number + 1] : block.range.upperBound
      let limit = min(end, line + 60)
      while colon < limit, manuscript.scalars[colon] != ":" { colon += 1 }
      guard colon < limit, colon + 1 < block.range.upperBound, manuscript.scalars[colon + 1].isBlank
      else { continue }
      let label = reader.read(line..<colon, of: manuscript, isAttached: true)
      let words = manuscript.text(line..<colon).split(separator: " ").count
      guard label.labelCount == 1, words <= 4 else { continue }
      starts.append((line, label, colon + 1))
    }
    guard starts.first?.line == block.range.lowerBound else { return [] }
    return starts.enumerated().map { index, start in
      let end = index + 1 < starts.count ? starts[index + 1].line : block.range.upperBound
      return (start.label, start.text..<max(start.text, end))
    }
  }

  /// The attribution at a block's end, which is taken off `range`.
  private func ending(_ range: inout Range<Int>, _ block: Manuscript.Block) -> Attribution? {
    if let line = block.lineStarts.last(where: { range.contains($0) }), line > range.lowerBound,
      let attribution = alone(trimmed(line..<range.upperBound))
    {
      range = range.lowerBound..<line
      return attribution
    }
    // A bracket at the end.
    var end = range.upperBound
    while end > range.lowerBound, ".".unicodeScalars.contains(manuscript.scalars[end - 1]) {
      end -= 1
    }
    if end > range.lowerBound, ")]".unicodeScalars.contains(manuscript.scalars[end - 1]) {
      var at = end - 1
      while at > range.lowerBound, end - at < Self.reach {
        at -= 1
        guard "([".unicodeScalars.contains(manuscript.scalars[at]),
          bracketed(at, limit: end)?.upperBound == end - 1
        else { continue }
        let attribution = reader.read(at + 1..<end - 1, of: manuscript, isAttached: true)
        guard attribution.namesStudy || attribution.isCitation else { return nil }
        range = range.lowerBound..<at
        return attribution
      }
      return nil
    }
    // A dash near the end.
    var at = end
    while at > range.lowerBound + 1, end - at < 100 {
      at -= 1
      guard Self.isDash(manuscript.scalars[at]), manuscript.scalars[at - 1].isBlank,
        let attribution = dashed(at, limit: range.upperBound),
        attribution.range.upperBound >= end - 1
      else { continue }
      range = range.lowerBound..<at
      return attribution
    }
    return nil
  }

  /// A line or block that is nothing but an attribution.
  private func alone(_ range: Range<Int>) -> Attribution? {
    guard !range.isEmpty, range.count <= Self.reach else { return nil }
    let first = manuscript.scalars[range.lowerBound]
    if Self.isDash(first) { return dashed(range.lowerBound, limit: range.upperBound) }
    if let inside = bracketed(range.lowerBound, limit: range.upperBound),
      range.upperBound - inside.upperBound <= 2
    {
      let attribution = reader.read(inside, of: manuscript, isAttached: true)
      return attribution.namesStudy || attribution.isCitation ? attribution : nil
    }
    guard range.count <= 60 else { return nil }
    let attribution = reader.read(range, of: manuscript, isAttached: true)
    let words = manuscript.text(range).split(whereSeparator: { $0 == " " || $0 == "," }).count
    return (attribution.labelCount > 0 || !attribution.sessions.isEmpty) && words <= 6
      ? attribution : nil
  }

  private func isAttributionAlone(_ range: Range<Int>) -> Bool {
    guard let first = range.first.map({ manuscript.scalars[$0] }),
      Self.isDash(first) || first == "(" || first == "["
    else { return false }
    return alone(range) != nil
  }

  private mutating func attributionBlock(_ number: Int, isPartOfQuote: Bool) -> Attribution? {
    guard manuscript.blocks.indices.contains(number) else { return nil }
    let block = manuscript.blocks[number]
    guard block.kind == .paragraph || block.kind == .quote, isAttributionAlone(block.range),
      let attribution = alone(block.range)
    else { return nil }
    taken.insert(number)
    return attribution
  }

  // MARK: Ranges

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, manuscript.scalars[start].isBlank { start += 1 }
    while end > start, manuscript.scalars[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  /// A block quotation without the marks around the whole of it.
  private func unquoted(_ range: Range<Int>) -> Range<Int> {
    guard range.count > 2,
      let closers = QuotationMarks.closers(of: manuscript.scalars[range.lowerBound])
    else { return range }
    var end = range.upperBound
    let last = manuscript.scalars[end - 1]
    if ".,".unicodeScalars.contains(last) { end -= 1 }
    guard closers.contains(manuscript.scalars[end - 1]) else { return range }
    let inside = MarkedQuotations(manuscript.scalars, block: range, declared: [])
    guard inside.found.count == 1, inside.found[0].end == end else { return range }
    return trimmed(range.lowerBound + 1..<end - 1)
  }
}
