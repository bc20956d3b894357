import ArgumentParser
import VerbatimStudy

extension CodeCommand {
  /// A place such as `fg2:118:12-31`, `fg2:118` or `fg2:118-121`, as search prints it.
  struct Place: ExpressibleByArgument {
    var session: String
    var turn: Int
    /// The same as `turn` unless the place is a run of turns.
    var lastTurn: Int
    var span: Range<Int>?

    /// More turns than anybody means.
    private static let longestRun = 10_000

    init?(argument: String) {
      var parts = argument.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count > 2, let range = Self.range(parts[parts.count - 1]), range.0 < range.1,
        Int(parts[parts.count - 2]) != nil
      {
        span = range.0..<range.1
        parts.removeLast()
      }
      guard parts.count >= 2, let last = parts.last else { return nil }
      if let turn = Int(last) {
        (self.turn, lastTurn) = (turn, turn)
      } else if span == nil, let run = Self.range(last), run.0 <= run.1,
        run.1 - run.0 < Self.longestRun
      {
        (turn, lastTurn) = run
      } else {
        return nil
      }
      guard turn >= 1 else { return nil }
      session = parts.dropLast().joined(separator: ":")
    }

    /// `12-31`
    private static func range(_ text: Substring) -> (Int, Int)? {
      guard let dash = text.firstIndex(of: "-"), let start = Int(text[..<dash]),
        let end = Int(text[dash...].dropFirst()), start >= 0, end >= 0
      else { return nil }
      return (start, end)
    }
  }
}
