/// In what things must occur together.
public enum CooccurrenceUnit: String, Sendable, CaseIterable {
  case turn
  /// From a moderator's turn to the next one: see ``ExtractContext/exchange``.
  case exchange
  case session
  /// All that a person says; with shared speakers, in all sessions.
  case participant
}
