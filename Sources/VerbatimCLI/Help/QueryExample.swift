/// A query of `verbatim help query`, with the number of hits that it has on the shipped corpus.
struct QueryExample: Sendable {
  enum Language: Sendable {
    case simple, cql
  }

  /// A construct without which the query is refused: the example waits for it.
  enum Need: Sendable {
    case cql
  }

  var language: Language
  var query: String
  var hits: Int
  var meaning: String
  var needs: Need?

  init(_ query: String, _ hits: Int, _ meaning: String) {
    language = .simple
    self.query = query
    self.hits = hits
    self.meaning = meaning
    needs = nil
  }

  init(cql query: String, _ hits: Int, _ meaning: String, needs: Need? = .cql) {
    language = .cql
    self.query = query
    self.hits = hits
    self.meaning = meaning
    self.needs = needs
  }
}
