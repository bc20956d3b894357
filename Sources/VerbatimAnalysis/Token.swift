/// One occurrence in a turn's text.
public struct Token: Sendable, Equatable {
  /// UTF-8 offset of its first byte in the text.
  public var start: Int
  /// UTF-8 offset behind its last byte.
  public var end: Int
  public var kind: TokenKind
  public var flags: TokenFlags

  public init(start: Int, end: Int, kind: TokenKind, flags: TokenFlags = []) {
    self.start = start
    self.end = end
    self.kind = kind
    self.flags = flags
  }
}

/// What a token is. All but punctuation have a position; punctuation stands between positions.
public enum TokenKind: UInt8, Sendable, CaseIterable {
  case word = 0
  case number = 1
  /// Speech that stands for a name: `[peer support worker A]`.
  case placeholder = 2
  /// An emoji, a currency sign: counted, but not a word.
  case symbol = 3
  case punctuation = 4

  public var hasPosition: Bool { self != .punctuation }
}

public struct TokenFlags: OptionSet, Sendable, Hashable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Broken off: `th-`.
  public static let truncated = TokenFlags(rawValue: 1)
  /// A hesitation: `erm`.
  public static let filler = TokenFlags(rawValue: 2)
}
