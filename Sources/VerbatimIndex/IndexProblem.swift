/// What is wrong with an index file.
public struct IndexProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Shorter than its own table says, or than any segment can be.
    case truncated(expected: Int, found: Int)
    /// Not a file of this format at all.
    case foreign
    /// Written by a newer version of Verbatim.
    case newer(version: Int, supported: Int)
    /// A part is missing that every segment has.
    case missingSection(String)
    /// A part's bytes are not those that were written.
    case checksum(section: String)
    /// A part does not decode, or breaks the numbered invariant of the format.
    case invalid(section: String, invariant: Int)
    /// The turn that comes out is not the one that went in.
    case roundTrip(session: String, turn: Int)
    /// Made with another analyser than the rest of the index.
    case analyzer(found: String)
    /// The manifest names it, and it is not there.
    case missingFile
    /// Beyond a limit of the format.
    case limit(String, Int)
    /// More matches, or readings of a pattern, in one turn or session than are kept.
    case tooManyMatches(limit: Int)
  }

  /// The file's name inside the index folder.
  public var file: String
  public var kind: Kind

  public init(file: String, kind: Kind) {
    self.file = file
    self.kind = kind
  }
}
