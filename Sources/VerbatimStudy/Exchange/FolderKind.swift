import VerbatimFiles

/// What a folder is that somebody names.
public enum FolderKind {
  /// The folder of a study.
  public static func isStudy(_ path: String) -> Bool {
    AtomicFile.isFolder(path) && (try? StudyFolder.open(at: path)) != nil
  }

  /// The folder of a QualCoder project.
  public static func isQualCoder(_ path: String) -> Bool {
    guard AtomicFile.isFolder(path) else { return false }
    return (try? AtomicFile.list(path))?.contains("data.qda") ?? false
  }
}
