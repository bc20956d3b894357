import VerbatimCorpus

@testable import VerbatimIngest

/// What the reader makes of `text`, the sessions in order.
func readLines(_ text: String) throws -> (sessions: [Transcript], summary: JSONLinesSummary) {
  try readLines(Array(text.utf8))
}

func readLines(_ bytes: [UInt8]) throws -> (sessions: [Transcript], summary: JSONLinesSummary) {
  var sessions: [Transcript] = []
  let file = SourceFile(path: "turns.jsonl", bytes: bytes)
  let summary = try JSONLinesReader().read(file) { sessions.append($0) }
  return (sessions, summary)
}

/// The problem that rejects `bytes`, with its place; `nil` where they are accepted.
func rejection(
  of bytes: [UInt8]
) -> (problem: JSONLinesProblem, line: Int?, column: Int?)? {
  do {
    _ = try readLines(bytes)
    return nil
  } catch let error as IngestProblem {
    guard let problem = error.kind as? JSONLinesProblem else { return nil }
    return (problem, error.line, error.column)
  } catch {
    return nil
  }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
