import VerbatimCorpus

/// Makes sessions of lines, whole lines in and whole sessions out, wherever the lines come from.
struct SessionAssembly: ~Copyable {
  private let source: Source
  private var summary = JSONLinesSummary()
  private var current: SessionBuilder?
  /// The last line of every session that is complete.
  private var lastLines: [String: Int] = [:]
  private var lineNumber = 0

  init(source: Source) {
    self.source = source
  }

  /// Adds the next line of the file, without its line feed; it starts at byte `base`.
  mutating func add(
    _ bytes: UnsafeBufferPointer<UInt8>, at base: Int, _ body: (Transcript) throws -> Void
  ) throws {
    lineNumber += 1
    let complete: SessionBuilder?
    do throws(JSONLineFault) {
      complete = try scan(bytes, at: base)
    } catch {
      // The byte order mark in front of the first line is part of the line.
      let column = (lineNumber == 1 ? base : 0) + error.offset + 1
      throw IngestProblem(
        path: source.path, line: lineNumber, column: column, kind: error.problem)
    }
    if let complete { try deliver(complete, body) }
  }

  /// Delivers the last session.
  mutating func finish(_ body: (Transcript) throws -> Void) throws -> JSONLinesSummary {
    if let last = current.take() { try deliver(last, body) }
    guard summary.turns > 0 else {
      throw IngestProblem(path: source.path, kind: JSONLinesProblem.noTurns)
    }
    return summary
  }

  /// Adds a line to its session; gives the one before it where another begins.
  private mutating func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, at base: Int
  ) throws(JSONLineFault) -> SessionBuilder? {
    if let current, try current.appendAlike(bytes, number: lineNumber, base: base) {
      summary.turns += 1
      return nil
    }
    var scanner = JSONScanner(bytes)
    scanner.skipSpace()
    guard !scanner.isAtEnd else { return nil }
    let line = try TurnLine(&scanner)
    var complete: SessionBuilder?
    if try current?.isNamed(line.session, in: scanner) != true {
      complete = current.take()
      if let complete { lastLines[complete.id] = complete.lastLine }
      current = try session(of: line, in: scanner, after: complete)
    }
    try current?.append(line, in: scanner, number: lineNumber, base: base)
    summary.turns += 1
    return complete
  }

  private func session(
    of line: borrowing TurnLine, in scanner: JSONScanner, after before: SessionBuilder?
  ) throws(JSONLineFault) -> SessionBuilder {
    let id = try scanner.name(line.session, of: "session")
    if let lastLine = lastLines[id] {
      throw JSONLineFault(
        problem: .sessionReturns(session: id, lastLine: lastLine),
        offset: line.session.range.lowerBound)
    }
    return SessionBuilder(
      id: id, spelling: scanner.slice(line.session.range), line: lineNumber, after: before)
  }

  private mutating func deliver(
    _ session: SessionBuilder, _ body: (Transcript) throws -> Void
  ) throws {
    summary.sessions += 1
    summary.warnings += session.warnings.problems(session: session.id, path: source.path)
    try body(session.transcript(from: source))
  }
}
