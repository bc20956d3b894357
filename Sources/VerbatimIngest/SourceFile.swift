import VerbatimCorpus
import VerbatimDigest

/// A file as it is on disk, with its digest: what every reader starts from.
public struct SourceFile: Sendable {
  /// Bytes of the name of a session or speaker. Names are compared by what they look like, and Swift takes
  /// the square of the length for that where the marks on a letter have no end.
  public static let longestName = 1000

  /// As it was given, with `/`; it names the file in problems and in ``VerbatimCorpus/Source``.
  public var path: String
  public var bytes: [UInt8]
  /// SHA-256 of ``bytes``.
  public var digest: Digest

  /// Cost: one pass over the bytes, for the digest.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    self.digest = Digest(sha256Of: bytes)
  }

  /// The file's name without folders and without its last extension: `a/fg2.xml` → `fg2`,
  /// `a/.x` → `.x`. The session's id where nothing else names it.
  public var stem: String {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? Substring(path).utf8
    if let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex {
      return String(decoding: name[..<dot], as: UTF8.self)
    }
    return String(decoding: name, as: UTF8.self)
  }
}
