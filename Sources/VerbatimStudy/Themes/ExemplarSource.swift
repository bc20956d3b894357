import VerbatimThemes

/// Which extracts a team marked as the ones that show a theme best.
///
/// An exemplar is the id of a hit (``TurnPlace/id``), never copied words: what is quoted is read from the
/// transcript each time.
public protocol ExemplarSource: Sendable {
  /// Ids of hits, in the order in which they are to be quoted; none where nothing is marked.
  func exemplars(ofTheme id: String) -> [String]
}

/// Nothing is marked.
public struct NoExemplars: ExemplarSource {
  public init() {}

  public func exemplars(ofTheme id: String) -> [String] { [] }
}

extension StudyThemes: ExemplarSource {
  public func exemplars(ofTheme id: String) -> [String] {
    codebook.themes.first { $0.id == id }?.exemplars ?? []
  }
}
