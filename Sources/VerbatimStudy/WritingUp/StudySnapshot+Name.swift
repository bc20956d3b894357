import VerbatimThemes

extension StudySnapshot {
  /// What the study calls itself, where it does.
  public func studyName() throws -> String? {
    try setting(Study.nameSetting)
  }
}
