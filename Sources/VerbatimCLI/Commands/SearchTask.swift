import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// A search as it was asked for.
struct SearchTask: Equatable {
  /// Where it was given.
  var study: String?
  var format = ReportFormat.text
  var extracts = ExtractChoice()
  var query = AskedQuery()

  func run() throws {
    let study = try StudyOptions.open(given: study)
    let (index, database) = try open(study)
    Console.keep(index, database)
    let node = try query.parse(index, database)
    let request = extracts.request(format)
    let themes = try database.map { try StudyThemes($0) }
    let regions: any RegionSource = themes ?? NoRegions()
    var list = try ExtractList(
      node, in: index, request, options: query.options, regions: regions,
      themes: themes ?? NoThemes())
    if Interrupted.isPartial {
      list.notes.append(Interrupted.note)
    } else {
      list.notes += try query.notes(onHits: list.hitCount, node, index, regions)
    }
    StudyOptions.sayIfEmpty(index)
    try extracts.write(
      list, noun: "hit", sessions: index.sessionCount, format: format)
  }

  /// The index, and the database where it may matter: counting opens none unless it
  /// asks for themes, nor does a search where nothing is coded.
  private func open(_ study: Study) throws -> (index: Index, database: StudyDatabase?) {
    if !query.asksDatabase(query.words) {
      if extracts.count { return (try study.index(), nil) }
      if let index = try study.indexIfUncoded() { return (index, nil) }
    }
    let database = try study.database()
    return (try study.index(of: database), database)
  }
}
