/// Finds the quotations of a manuscript, each with the attribution that stands near it.
///
/// Cost: linear in the manuscript.
public struct QuotationFinder {
  let manuscript: Manuscript
  let reader: AttributionReader
  var found = Quotations()
  /// Blocks that are the attribution of the block quotation before them.
  var taken: Set<Int> = []

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
  func attached(behind end: Int, limit: Int, block: Range<Int>) -> Attribution? {
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
  func dashed(_ start: Int, limit: Int) -> Attribution? {
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
  func bracketed(_ offset: Int, limit: Int) -> Range<Int>? {
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

  func endsSentence(_ offset: Int) -> Bool {
    guard ".!?;".unicodeScalars.contains(manuscript.scalars[offset]) else { return false }
    let next = offset + 1
    return next >= manuscript.scalars.count || manuscript.scalars[next].isBlank
  }

  /// A label in the sentence around a quotation: `P3 said: “…”`, `“…”, said P3`.
  func nearby(before: Range<Int>, behind: Range<Int>) -> Attribution? {
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

  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, manuscript.scalars[start].isBlank { start += 1 }
    while end > start, manuscript.scalars[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  /// A block quotation without the marks around the whole of it.
  func unquoted(_ range: Range<Int>) -> Range<Int> {
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
