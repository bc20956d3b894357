/// Where a quotation stands in a text, and what was done to it.
struct PatternMatch {
  /// Scalars of the text, a stretch a piece; neighbours with nothing but said words between are one.
  var stretches: [Range<Int>]
  var edits: [QuoteEdit]
  /// The smaller, the less was done.
  var cost: Int
}
