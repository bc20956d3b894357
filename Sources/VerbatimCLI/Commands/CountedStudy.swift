import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStudy

/// What a counting command works on: the index, and the regions that queries may name.
struct CountedStudy {
  let index: Index
  let regions: any RegionSource

  /// Opens the database only where a query may ask for what is in it.
  init(_ options: StudyOptions, queries: [String]) throws {
    let study = try options.open()
    if queries.contains(where: { $0.contains(":") || $0.contains("@") }) {
      let database = try study.database()
      index = try study.index(of: database)
      regions = try StudyThemes(database)
      Console.keep(index, database)
    } else {
      index = try study.index()
      regions = NoRegions()
      Console.keep(index)
    }
    StudyOptions.sayIfEmpty(index)
  }

  /// The turns that a query matches; all where nothing is asked.
  func subCorpus(_ asked: AskedQuery) throws -> SubCorpus {
    guard asked.words.contains(where: { !$0.isEmpty && $0 != "--" }) else { return .whole }
    return try SubCorpus(
      try asked.parse(index), in: index, options: asked.options, regions: regions)
  }
}
