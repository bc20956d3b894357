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
    try file.bytes.withUnsafeBytes { bytes in
      var rest: UnsafeRawBufferPointer? = bytes
      return try read(
        Source(path: file.path, digest: file.digest), nextPiece: { rest.take() }, body)
    }
  }

  /// As ``read(_:_:)``, of bytes that come piece by piece: memory is for a line and a session, however
  /// long the file.
  ///
  /// - Parameter nextPiece: gives the bytes of the file in their order, cut anywhere, and `nil` at the
  ///   end; a piece is valid until the next call.
  public func read(
    _ source: Source, nextPiece: () throws -> UnsafeRawBufferPointer?,
    _ body: (Transcript) throws -> Void
  ) throws -> JSONLinesSummary {
    var assembly = SessionAssembly(source: source)
    var lines = LinePieces()
    while let piece = try nextPiece() {
      try lines.take(piece) { line, offset in try assembly.add(line, at: offset, body) }
    }
    try lines.finish { line, offset in try assembly.add(line, at: offset, body) }
    return try assembly.finish(body)
  }
}

/// Cuts pieces of a file into lines; a line that lies in one piece is not copied.
private struct LinePieces: ~Copyable {
  /// A line whose end has not come.
  private var begun: [UInt8] = []
  /// Where it starts in the file.
  private var start = 0
  /// Bytes of all pieces so far.
  private var count = 0
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Gives `body` the lines that end in `piece`, without their line feeds, and where they start.
  mutating func take(
    _ piece: UnsafeRawBufferPointer, _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void
  ) throws {
    let bytes = piece.assumingMemoryBound(to: UInt8.self)
    let base = count
    count += bytes.count
    var at = 0
    while let end = Self.lineFeed(in: bytes, from: at) {
      let line = UnsafeBufferPointer(rebasing: bytes[at..<end])
      if begun.isEmpty {
        try give(line, body)
      } else {
        begun.append(contentsOf: line)
        let whole = begun
        begun.removeAll(keepingCapacity: true)
        try whole.withUnsafeBufferPointer { try give($0, body) }
      }
      at = end + 1
      start = base + at
    }
    begun.append(contentsOf: bytes[at...])
  }

  /// Gives `body` the last line, where no line feed ends it.
  mutating func finish(_ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void) throws {
    if start < count { try begun.withUnsafeBufferPointer { try give($0, body) } }
  }

  private func give(
    _ line: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void
  ) throws {
    let skipped = start == 0 && line.starts(with: Self.mark) ? Self.mark.count : 0
    try body(UnsafeBufferPointer(rebasing: line[skipped...]), start + skipped)
  }

  private static func lineFeed(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count,
      // Safety: memchr reads at most the bytes that are left.
      let found = memchr(base + start, 0x0A, bytes.count - start)
    else { return nil }
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
