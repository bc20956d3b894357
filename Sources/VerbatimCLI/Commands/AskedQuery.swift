import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

/// The query of a command line, and how it is understood.
struct AskedQuery: Equatable {
  /// Joined with blanks.
  var words: [String] = []
  var inPlaceholders = false
  var noParts = false
  var language = "english"
  /// Seconds after which the answer is what was found.
  var timeout: Double?

  /// Listens to Ctrl-C from now on.
  var options: QueryOptions {
    QueryOptions(
      findsParts: !noParts, findsInPlaceholders: inPlaceholders, language: language,
      interruption: Interrupted.listen(timeout: timeout))
  }

  /// Whether saved queries may be named, for which the database has to be opened.
  var namesSavedQueries: Bool { words.contains { $0.contains("@") } }

  /// - Parameter database: where saved queries are; may be `nil` where none are named.
  func parse(_ index: Index, _ database: StudyDatabase?) throws -> QueryNode {
    var saved: [String: String] = [:]
    if namesSavedQueries, let database {
      for query in try database.read({ try $0.savedQueries() }) { saved[query.name] = query.query }
    }
    return try parse(index, saved: saved)
  }

  /// - Parameter saved: texts of saved queries by name.
  func parse(_ index: Index, saved: [String: String]) throws -> QueryNode {
    let text = words.filter { $0 != "--" }.joined(separator: " ")
    // Names of attributes matter only where there is a colon.
    let known =
      text.contains(":") || text.contains("@")
      ? try QueryFields.known(in: index.segments) : QueryFields.builtIn
    do {
      return try SimpleQueryParser.parse(text, knownFields: known, saved: saved)
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
