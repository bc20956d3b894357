extension CQLParser {
  /// `<s>`, `</s>`, `<s/>`, with attributes: `<u who="P3">`, `<u_who="P3">`.
  mutating func tag() throws(QueryError) -> CQLNode {
    let start = at
    var side = CQLTag.Side.open
    if take("</") { side = .close } else { _ = take("<") }
    skipBlanks()
    let place = at
    var tag: CQLTag
    if let expression = try string() {
      tag = CQLTag(
        expression.text, isExpression: true)
    } else if at < text.count, text[at].properties.isAlphabetic || peek("`") || peek("_"),
      let name = try name()
    {
      tag = CQLTag(name)
      if let shorthand = try shorthand(name, place) { tag = shorthand }
    } else {
      throw unexpected([.name])
    }
    if !tag.isExpression {
      try require(region: tag.name, place..<place + tag.name.unicodeScalars.count)
    }
    while side != .close, let test = try test(of: tag) { tag.tests.append(test) }
    if take("/>") {
      guard side == .open else {
        at -= 2
        throw unexpected([.closing(">")])
      }
      return .tag(tag, .whole)
    }
    guard take(">") else {
      skipBlanks()
      if at == text.count {
        throw error(start..<start + 1, .unexpected("<", expected: [.tagEnd]))
      }
      throw unexpected([.tagEnd])
    }
    return .tag(tag, side)
  }

  /// `u_who="P3"`: region and attribute in one name.
  private mutating func shorthand(_ name: String, _ place: Int) throws(QueryError) -> CQLTag? {
    let end = at
    skipBlanks()
    guard peek("=") || peek("!=") else {
      at = end
      return nil
    }
    let isNegated = take("!=")
    if !isNegated { _ = take("=") }
    guard let (region, attribute) = split(regionAttribute: name) else {
      throw error(
        place..<end,
        .unknownRegionAttribute("", region: name, known: schema?.attributes(of: name) ?? []))
    }
    guard let value = try string() else { throw unexpected([.string]) }
    try require(attribute: attribute, of: region, place..<end)
    return CQLTag(
      region, tests: [.init(attribute: attribute, isNegated: isNegated, value: value)])
  }

  private mutating func test(of tag: CQLTag) throws(QueryError) -> CQLTag.Test? {
    skipBlanks()
    let start = at
    guard let name = try name() else { return nil }
    let end = at
    let isNegated = take("!=")
    guard isNegated || take("=") else { throw unexpected([.comparison]) }
    guard let value = try string() else { throw unexpected([.string]) }
    if !tag.isExpression { try require(attribute: name, of: tag.name, start..<end) }
    return CQLTag.Test(attribute: name, isNegated: isNegated, value: value)
  }

  /// The region and the attribute of `u_who`: parted at the first underscore behind a region's name.
  func split(regionAttribute name: String) -> (region: String, attribute: String)? {
    var parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let region = parts.removeFirst()
    if let schema, !schema.regions.contains(where: { $0.name == region }) { return nil }
    return (region, parts.joined(separator: "_"))
  }

  func require(region name: String, _ range: Range<Int>) throws(QueryError) {
    guard let schema, !schema.regions.contains(where: { $0.name == name }) else { return }
    let known = schema.regions.map(\.name)
    throw error(
      range, .unknownRegion(name, known: known),
      suggestion: EditDistance.nearest(to: name, among: known))
  }

  func require(
    attribute name: String, of region: String, _ range: Range<Int>
  ) throws(QueryError) {
    guard let schema, let known = schema.attributes(of: region), !known.contains(name) else {
      return
    }
    throw error(
      range, .unknownRegionAttribute(name, region: region, known: known),
      suggestion: EditDistance.nearest(to: name, among: known).map { nearest in
        // The whole name that stands there, region and all.
        Self.string(text[range]).hasPrefix(region + "_") ? "\(region)_\(nearest)" : nearest
      })
  }
}
