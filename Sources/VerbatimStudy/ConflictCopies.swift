import VerbatimFiles

/// Copies that programs which share folders make where two people changed one file: the work in them is
/// in no study until somebody brings it in.
public enum ConflictCopies {
  /// Marks in names, in small letters: Dropbox and Nextcloud, Syncthing, Google Drive, OneDrive, Box.
  private static let marks = [
    "conflicted copy", ".sync-conflict-", "[conflict]", "(conflict", "case conflict", "-conflict-",
    "_conf(",
  ]

  /// Paths inside of the study's folder, sorted. Cost: lists three folders.
  public static func find(in folder: StudyFolder) -> [String] {
    var found: [String] = []
    for (path, prefix) in [
      (folder.path, ""), (folder.sources, "sources/"), (folder.index, "index/"),
    ] {
      for name in (try? AtomicFile.list(path)) ?? [] where isConflictCopy(name) {
        found.append(prefix + name)
      }
    }
    return found.sorted()
  }

  public static func isConflictCopy(_ name: String) -> Bool {
    let name = name.lowercased()
    return marks.contains { name.contains($0) }
  }
}
