import VerbatimIndex
import VerbatimQuery

/// The query of a command line, and how it is understood.
struct AskedQuery: Equatable {
  /// Joined with blanks.
  var words: [String] = []
  var inPlaceholders = false
  var noParts = false
  var language = "english"

  var options: QueryOptions {
    QueryOptions(
      findsParts: !noParts, findsInPlaceholders: inPlaceholders, language: language)
  }

  func parse(_ index: Index) throws -> QueryNode {
    let text = words.filter { $0 != "--" }.joined(separator: " ")
    // Names of attributes matter only where there is a colon.
    let known =
      text.contains(":") ? try QueryFields.known(in: index.segments) : QueryFields.builtIn
    do {
      return try SimpleQueryParser.parse(text, knownFields: known)
    } catch {
      throw QueryFailure(query: text, error: error)
    }
  }
}

/// A query error with the query, so that its place can be shown.
struct QueryFailure: Error, Equatable {
  var query: String
  var error: QueryError
}
