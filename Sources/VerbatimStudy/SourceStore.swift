import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles

/// The original bytes of a study's sources, each a file named by the 64 digits of its digest.
///
/// No extension and no original name: the same bytes are one file whatever they were called, so the
/// folder depends on what was said alone. The names stand in the database.
public struct SourceStore: Sendable {
  public let folder: String

  public init(_ study: StudyFolder) {
    folder = study.sources
  }

  public func path(of digest: Digest) -> String {
    folder + "/" + digest.hex
  }

  /// Keeps `bytes` under their digest; bytes that are there and whole are left as they are.
  ///
  /// - Parameter known: their digest, where somebody has just computed it.
  @discardableResult
  public func add(_ bytes: [UInt8], digest known: Digest? = nil) throws(SourceStoreProblem)
    -> Digest
  {
    let digest = known ?? Digest(sha256Of: bytes)
    if let stored = try? read(digest), stored.count == bytes.count { return digest }
    do {
      try AtomicFile.createFolder(folder)
      try AtomicFile.write(bytes, to: path(of: digest))
    } catch {
      throw .file(error)
    }
    return digest
  }

  /// The bytes, proven to be those that were added. Cost: one pass for the digest.
  public func read(_ digest: Digest) throws(SourceStoreProblem) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(path(of: digest))
    } catch {
      throw error.cause == .notFound ? .missing(digest) : .file(error)
    }
    guard Digest(sha256Of: bytes) == digest else { throw .damaged(digest) }
    return bytes
  }

  /// Removes the bytes; those that are not there are no error.
  public func remove(_ digest: Digest) throws(SourceStoreProblem) {
    do {
      try AtomicFile.remove(path(of: digest))
    } catch {
      throw .file(error)
    }
  }

  /// The digests of all that is kept, in their order; files of other names are passed over.
  public func list() throws(SourceStoreProblem) -> [Digest] {
    do {
      return try AtomicFile.list(folder).compactMap { name in
        Digest(hex: name).flatMap { $0.hex == name ? $0 : nil }
      }
    } catch {
      if error.cause == .notFound { return [] }
      throw .file(error)
    }
  }
}

public enum SourceStoreProblem: Error, Sendable, Equatable {
  case missing(Digest)
  /// The file's bytes are not those that its name says.
  case damaged(Digest)
  case file(FileProblem)
}
