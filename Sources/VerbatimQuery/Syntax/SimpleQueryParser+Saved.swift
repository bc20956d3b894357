/// Saved queries, which a query takes in by name: `@regulations`.
extension SimpleQueryParser {
  /// The saved queries that may be named, and how far they have been taken in.
  struct Saved {
    /// Texts by name.
    var texts: [String: String]
    /// Those inside which the parser stands.
    var open: [String] = []
    /// Taken in so far, one inside another included.
    var count = 0

    /// Saved queries taken in by one query, all in all: two that name each other's neighbours twice could
    /// become a thousand times longer than what was typed.
    static let most = 256
  }

  /// A saved query at `@`: its tree stands where its name stood. `nil` where no name follows.
  mutating func savedQuery() throws(QueryError) -> Parsed? {
    var end = position + 1
    guard next == "@", end < scalars.count, SimpleSyntax.startsName(scalars[end]) else {
      return nil
    }
    while end < scalars.count, !SimpleSyntax.endsWord(scalars[end]) { end += 1 }
    let range = position..<end
    let name = String(String.UnicodeScalarView(scalars[(position + 1)..<end]))
    position = end
    guard let text = saved.texts[name] else {
      let known = saved.texts.keys.sorted()
      throw QueryError(
        range: range, kind: .unknownSavedQuery(name, known: known),
        suggestion: EditDistance.nearest(to: name, among: known).map { "@" + $0 })
    }
    saved.count += 1
    guard !saved.open.contains(name), saved.count <= Saved.most else {
      throw QueryError(range: range, kind: .endlessSavedQuery(name))
    }
    var inner = SimpleQueryParser(
      scalars: Array(text.unicodeScalars), fields: fields, schema: schema, saved: saved)
    inner.saved.open.append(name)
    var parsed: Parsed
    do {
      parsed = try inner.whole()
    } catch {
      if case .endlessSavedQuery = error.kind { throw QueryError(range: range, kind: error.kind) }
      throw QueryError(range: range, kind: .brokenSavedQuery(name))
    }
    saved.count = inner.saved.count
    parsed.range = range
    return parsed
  }
}
