import VerbatimThemes

/// Where words stand that are coded or quoted: what a hit's id says.
public struct TurnPlace: Sendable, Hashable {
  public var session: String
  /// From 1 in its session.
  public var turn: Int
  /// Scalars; `nil` is the whole turn.
  public var span: Range<Int>?

  public init(session: String, turn: Int, span: Range<Int>? = nil) {
    self.session = session
    self.turn = turn
    self.span = span
  }

  /// `fg2:118:12-31`, or `fg2:118` for a whole turn; `nil` for anything else.
  public init?(id: String) {
    var parts = id.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count > 2, let last = parts.last, let dash = last.firstIndex(of: "-"),
      let start = Int(last[..<dash]), let end = Int(last[dash...].dropFirst()), start >= 0,
      start < end
    {
      span = start..<end
      parts.removeLast()
    }
    guard parts.count >= 2, let last = parts.last, let turn = Int(last), turn >= 1 else {
      return nil
    }
    self.turn = turn
    session = parts.dropLast().joined(separator: ":")
  }

  public var id: String {
    "\(session):\(turn)" + (span.map { ":\($0.lowerBound)-\($0.upperBound)" } ?? "")
  }

  public init(_ coding: Coding) {
    self.init(session: coding.session, turn: coding.turn, span: coding.span)
  }

  /// Whether a coding shares words with the place.
  public func touches(_ coding: Coding) -> Bool {
    guard session == coding.session, turn == coding.turn else { return false }
    guard let span, let other = coding.span else { return true }
    return span.overlaps(other)
  }

  /// Whether a coding holds all of the place.
  public func isInside(_ coding: Coding) -> Bool {
    guard session == coding.session, turn == coding.turn else { return false }
    guard let other = coding.span else { return true }
    guard let span else { return false }
    return other.lowerBound <= span.lowerBound && span.upperBound <= other.upperBound
  }
}
