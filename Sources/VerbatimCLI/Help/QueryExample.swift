/// A query of `verbatim help query`, with the number of hits that it has on the shipped corpus.
struct QueryExample: Sendable {
  enum Language: Sendable {
    case simple, cql
  }

  var language: Language
  var query: String
  var hits: Int
  var meaning: String

  init(_ query: String, _ hits: Int, _ meaning: String) {
    language = .simple
    self.query = query
    self.hits = hits
    self.meaning = meaning
  }

  init(cql query: String, _ hits: Int, _ meaning: String) {
    language = .cql
    self.query = query
    self.hits = hits
    self.meaning = meaning
  }
}
