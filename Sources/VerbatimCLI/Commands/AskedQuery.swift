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
  var syntax = QuerySyntax.simple
  var strategy = MatchStrategy.standard
  /// Matches may cross turns, as the Corpus Query Processor's do.
  var isUnbounded = false
  /// Strings of CQL match without case and diacritics.
  var ignoresCase = false
  /// Seconds after which the answer is what was found.
  var timeout: Double?

  /// Listens to Ctrl-C from now on.
  var options: QueryOptions {
    QueryOptions(
      findsParts: !noParts, findsInPlaceholders: inPlaceholders, language: language,
      interruption: Interrupted.listen(timeout: timeout))
  }

  /// Whether the answer may depend on what stands in the database: saved queries, themes, coders.
  /// True for some that do not, never false for one that does.
  func asksDatabase(_ texts: [String]) -> Bool {
    texts.contains { text in
      let fields = isCQL || Self.isCQL(text) ? ["theme"] : ["theme:", "coder:", "<theme"]
      let lowered = text.lowercased()
      return text.contains("@") || fields.contains { lowered.contains($0) }
    }
  }

  /// - Parameter database: where saved queries are; may be `nil` where none are named.
  func parse(_ index: Index, _ database: StudyDatabase?) throws -> QueryNode {
    var saved: [String: String] = [:]
    if let database, words.contains(where: { $0.contains("@") }) {
      for query in try database.read({ try $0.savedQueries() }) { saved[query.name] = query.query }
    }
    return try parse(index, saved: saved)
  }

  /// - Parameter saved: texts of saved queries by name.
  func parse(_ index: Index, saved: [String: String]) throws -> QueryNode {
    let text = words.filter { $0 != "--" }.joined(separator: " ")
    if let query = try parseCQL(text, index) { return .pattern(query) }
    // Names of attributes matter only where there is a colon.
    let known =
      text.contains(":") || text.contains("@")
      ? try QueryFields.known(in: index.segments) : QueryFields.builtIn
    let hasPattern = text.contains("@") || text.contains("cql:")
    let schema = hasPattern ? try CQLSchema.known(in: index.segments) : nil
    do {
      return try SimpleQueryParser.parse(text, knownFields: known, saved: saved, schema: schema)
    } catch {
      throw QueryFailure(query: text, error: error)
    }
  }
}

extension AskedQuery {
  private static let prefix = "cql:"

  /// True where the query is one of the corpus query language, by an option or by its beginning.
  var isCQL: Bool { syntax != .simple || words.first.map(Self.isCQL) == true }

  /// Not so with braces, which make a pattern one operand of a simple query.
  static func isCQL(_ text: String) -> Bool {
    text.hasPrefix(prefix) && !text.hasPrefix(prefix + "{")
  }

  /// `nil` for a simple query.
  private func parseCQL(_ text: String, _ index: Index) throws -> CQLQuery? {
    guard isCQL else { return nil }
    let query = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : text
    // Facts of people and sessions are named only with a region.
    let namesFacts = query.contains { "<_.".contains($0) }
    let schema =
      namesFacts ? try CQLSchema.known(in: index.segments) : CQLSchema.plain(index.segments)
    let scope = isUnbounded ? CQLScope.traditional : .turn
    do {
      if syntax == .fcs {
        return try FCSParser.parse(
          query, schema: schema, strategy: strategy, defaultScope: scope)
      }
      return try CQLParser.parse(
        query, schema: schema, strategy: strategy, defaultScope: scope, ignoringCase: ignoresCase)
    } catch {
      throw QueryFailure(query: query, error: error)
    }
  }
}

/// In which language a query is asked.
enum QuerySyntax: String, Equatable {
  case simple
  case cql = "CQL"
  case fcs = "FCS-QL"
}

/// A query error with the query, so that its place can be shown.
struct QueryFailure: Error, Equatable {
  var query: String
  var error: QueryError
}
