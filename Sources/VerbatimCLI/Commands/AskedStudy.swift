import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// A study opened for counting: the database only where a query may ask for what stands there.
struct AskedStudy {
  let index: Index
  let regions: any RegionSource
  private let database: StudyDatabase?
  let asked: AskedQuery

  /// - Parameter queries: the texts of all queries that will be parsed.
  init(_ study: StudyOptions, _ asked: AskedQuery, queries: [String]) throws {
    let study = try study.open()
    self.asked = asked
    _ = Interrupted.listen(timeout: asked.timeout)
    if asked.asksDatabase(queries) {
      let database = try study.database()
      self.database = database
      index = try study.index(of: database)
      let themes = try StudyThemes(database)
      regions = themes
      Console.keep(index, database)
    } else {
      database = nil
      index = try study.index()
      regions = NoRegions()
      Console.keep(index)
    }
    StudyOptions.sayIfEmpty(index)
  }

  /// Parses one of several queries of a command line.
  func parse(_ text: String) throws -> QueryNode {
    var asked = asked
    asked.words = [text]
    return try parse(asked)
  }

  func parse(_ asked: AskedQuery) throws -> QueryNode {
    try asked.parse(index, database)
  }
}
