import Glibc
import VerbatimCorpus

/// Reads turns from JSON Lines: one object a line,
/// `{"session", "group"?, "turn"?, "speaker"?, "role"?, "text", "start"?, "end"?, …}`.
///
/// The text is taken as it is. The lines of a session stand together; its turns are numbered by
/// their order. `start` and `end` are seconds. `speaker_attributes` is an object that describes the
/// person; any other key is an attribute of the turn: a string, or a number, `true` or `false` as
/// it is written. `null` is an absent key. Blank lines and one byte order mark are allowed; all else
/// is RFC 8259 to the letter.
///
/// Cost: one pass over the bytes, about 0.3 GB a second; memory for one session.
public struct JSONLinesReader: Sendable {
  public init() {}

  /// Gives `body` the sessions of `file`, one at a time, each when its last line is read.
  ///
  /// - Throws: ``IngestProblem`` with a ``JSONLinesProblem`` at the first error; the file is then
  ///   rejected, and the sessions given before are to be dropped. What `body` throws.
  public func read(
    _ file: SourceFile, _ body: (Transcript) throws -> Void
  ) throws -> JSONLinesSummary {
    var assembly = SessionAssembly(source: Source(path: file.path, digest: file.digest))
    try file.bytes.withUnsafeBufferPointer { bytes in
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      var start = bytes.starts(with: mark) ? mark.count : 0
      while start < bytes.count {
        let end = Self.endOfLine(in: bytes, from: start)
        try assembly.add(UnsafeBufferPointer(rebasing: bytes[start..<end]), at: start, body)
        start = end + 1
      }
    }
    return try assembly.finish(body)
  }

  /// The offset of the first line feed at or after `start`, else the number of bytes.
  private static func endOfLine(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = bytes.baseAddress, start < bytes.count else { return bytes.count }
    // Safety: memchr reads at most the bytes that are left.
    guard let found = memchr(base + start, 0x0A, bytes.count - start) else { return bytes.count }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}

/// What a file of JSON Lines held.
public struct JSONLinesSummary: Sendable, Equatable {
  public var sessions: Int
  public var turns: Int
  /// In the order of the sessions.
  public var warnings: [IngestProblem]

  public init(sessions: Int = 0, turns: Int = 0, warnings: [IngestProblem] = []) {
    self.sessions = sessions
    self.turns = turns
    self.warnings = warnings
  }
}
