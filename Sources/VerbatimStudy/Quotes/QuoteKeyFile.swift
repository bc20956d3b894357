import Glibc
import VerbatimFiles
import VerbatimQuotes

extension StudyFolder {
  /// Secrets: apart from the transcripts, for the owner alone, in no export and no lock.
  public var keys: String { path + "/keys" }
  /// 64 hexadecimal digits and a line feed.
  public var quoteKey: String { keys + "/quotes.key" }
}

/// Why the key of quotation locks cannot be used.
public enum QuoteKeyProblem: Error, Sendable, Equatable {
  /// The file holds no key.
  case badFile(path: String)
  /// Others than its owner may read it.
  case readableByOthers(path: String)
  /// The environment's variable holds no key.
  case badVariable(name: String)
}

extension Study {
  /// The key of the study's locks; `nil` where no lock was made yet.
  ///
  /// - Throws: ``QuoteKeyProblem``, `FileProblem`.
  public func quoteKey() throws -> QuoteKey? {
    let path = folder.quoteKey
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw FileProblem(operation: .read, path: path, errno: errno)
    }
    guard status.st_mode & 0o077 == 0 else { throw QuoteKeyProblem.readableByOthers(path: path) }
    guard let key = QuoteKey(hex: String(decoding: try AtomicFile.read(path), as: UTF8.self)) else {
      throw QuoteKeyProblem.badFile(path: path)
    }
    return key
  }
}

extension StudyWriter {
  /// The key of the study's locks, made where there is none.
  public func quoteKey() throws -> (key: QuoteKey, isNew: Bool) {
    if let key = try study.quoteKey() { return (key, false) }
    let key = QuoteKey.random()
    try AtomicFile.createFolder(study.folder.keys)
    // The file is made for its owner alone (0600).
    try AtomicFile.write(Array((key.hex + "\n").utf8), to: study.folder.quoteKey)
    return (key, true)
  }
}
