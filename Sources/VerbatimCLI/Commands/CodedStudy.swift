import VerbatimIndex
import VerbatimStudy
import VerbatimThemes

/// A study opened for what people made of it: one state of the database, the index that belongs to it,
/// codebook and codings.
struct CodedStudy {
  let study: Study
  let database: StudyDatabase
  let index: Index
  let themes: StudyThemes

  init(_ options: StudyOptions) throws {
    study = try options.open()
    database = try study.database()
    index = try study.index(of: database)
    StudyOptions.sayIfEmpty(index)
    themes = try StudyThemes(database)
  }

  /// Ends a count of codings where there is none.
  static func sayNothingCoded() {
    Console.say("nothing is coded yet; next: verbatim code add")
  }
}
