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
  /// - Parameters:
  ///   - known: their digest, where somebody has just computed it.
  ///   - isInBatch: a power cut may forget the file until ``synchronize(_:)``.
  @discardableResult
  public func add(
    _ bytes: [UInt8], digest known: Digest? = nil, isInBatch: Bool = false
  ) throws(SourceStoreProblem) -> Digest {
    let digest = known ?? Digest(sha256Of: bytes)
    if let stored = try? read(digest), stored.count == bytes.count { return digest }
    do {
      if !AtomicFile.isFolder(folder) { try AtomicFile.createFolder(folder) }
      if isInBatch {
        try AtomicFile.writeInBatch(bytes, to: path(of: digest))
      } else {
        try AtomicFile.write(bytes, to: path(of: digest))
      }
    } catch {
      throw .file(error)
    }
    return digest
  }

  /// Brings to the disk what was added in a batch.
  public func synchronize(_ added: some Sequence<Digest>) throws(SourceStoreProblem) {
    do {
      try AtomicFile.synchronize(added.map(\.hex), in: folder)
    } catch {
      throw .file(error)
    }
  }

  /// Keeps a copy of the file at `path` under its digest. Cost: one pass, in a buffer; memory does not
  /// grow with the file.
  ///
  /// Throws ``FileProblem`` where the file cannot be read, ``SourceStoreProblem`` where it cannot be
  /// kept.
  ///
  /// - Parameter threads: with two, the digest is computed beside the copy.
  public func add(fileAt path: String, threads: Int = 1) throws -> StoredSource {
    let source = try FileStream(path)
    let copy: AtomicFileStream
    do {
      try AtomicFile.createFolder(folder)
      copy = try AtomicFileStream(in: folder)
    } catch {
      throw SourceStoreProblem.file(error)
    }
    let (digest, size) = try SourceCopy(threads: threads).copy(source, to: copy)
    do {
      try copy.commit(as: digest.hex)
    } catch {
      throw SourceStoreProblem.file(error)
    }
    return StoredSource(digest: digest, size: size)
  }

  /// Keeps what the bytes of `old` are with edits. Cost: a pass, in a buffer; a power cut may forget its
  /// name until ``synchronize(_:)``.
  ///
  /// - Parameter digest: of the product; what has another is not kept.
  func add(
    rewriting old: Digest, _ edits: SourceEdits, as digest: Digest
  ) throws {
    if (try? verify(digest)) != nil { return }
    let stream = EditedStream(try stream(old), edits)
    let copy = try AtomicFileStream(in: folder)
    var hash = SHA256()
    while let piece = try stream.next() {
      hash.update(piece)
      try copy.write(piece)
    }
    guard hash.finish() == digest else { throw SourceStoreProblem.damaged(old) }
    try copy.commit(as: digest.hex)
  }

  /// The bytes piece by piece, which are not proven to be those that were added: see
  /// ``verify(_:)``.
  public func stream(_ digest: Digest) throws(SourceStoreProblem) -> FileStream {
    do {
      return try FileStream(path(of: digest))
    } catch {
      throw error.cause == .notFound ? .missing(digest) : .file(error)
    }
  }

  /// Proves that the bytes are those that were added; returns how many there are. Cost: a pass, in a
  /// buffer.
  ///
  /// Throws ``SourceStoreProblem``.
  public func verify(_ digest: Digest) throws(SourceStoreProblem) -> Int {
    let stream = try stream(digest)
    var hash = SHA256()
    var size = 0
    do {
      while let piece = try stream.next() {
        hash.update(piece)
        size += piece.count
      }
    } catch {
      throw .file(error)
    }
    guard hash.finish() == digest else { throw .damaged(digest) }
    return size
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

/// A file that was added.
public struct StoredSource: Sendable, Equatable {
  public var digest: Digest
  /// Bytes.
  public var size: Int
}

public enum SourceStoreProblem: Error, Sendable, Equatable {
  case missing(Digest)
  /// The file's bytes are not those that its name says.
  case damaged(Digest)
  case file(FileProblem)
}
