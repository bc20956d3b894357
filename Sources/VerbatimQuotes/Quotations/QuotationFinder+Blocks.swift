extension QuotationFinder {
  mutating func addBlock(_ number: Int, _ block: Manuscript.Block) {
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

  mutating func attributionBlock(_ number: Int, isPartOfQuote: Bool) -> Attribution? {
    guard manuscript.blocks.indices.contains(number) else { return nil }
    let block = manuscript.blocks[number]
    guard block.kind == .paragraph || block.kind == .quote, isAttributionAlone(block.range),
      let attribution = alone(block.range)
    else { return nil }
    taken.insert(number)
    return attribution
  }
}
