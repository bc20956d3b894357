import VerbatimIngest

/// How sources are to be read where they do not say it themselves.
public struct IngestOptions: Sendable {
  /// The focus group of all sessions, where neither the study's description nor the source names it.
  public var group: String?
  /// Accepts another source for a session that the study has.
  public var replaces = false
  /// The encoding of XML sources that name the wrong one.
  public var encoding: String?
  /// Takes XML with an unknown namespace as TEI.
  public var assumesTEI = false
  /// Settings for plain text, by the glob of the files that they are for.
  public var textSettings: [(glob: String, settings: SettingsValue)] = []
  /// How many threads analyse what is read and write the index; the result does not depend on it.
  public var threads = 1
  /// Applies all rules behind the commit; where a kill comes between, the next writer does
  /// (``StudyWriter/finishRules()``).
  public var appliesRules = false
  /// Names sessions, groups, people. `nil` for what the study remembers of the description that was
  /// imported last.
  public var description: StudyDescription?
  /// False where no description has to do with what is read.
  var remembers = true

  public init() {}
}

/// How far a long work has come.
public struct Progress: Sendable {
  public var filesDone: Int
  public var files: Int
  public var bytes: Int
}
