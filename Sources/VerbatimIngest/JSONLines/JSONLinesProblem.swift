/// What is wrong with a file of JSON Lines. Names of keys, sessions and speakers may be told; the
/// text of a turn never is.
public enum JSONLinesProblem: Sendable, Hashable {
  /// The grammar of RFC 8259 asks for something else at this byte.
  case expected(JSONExpectation)
  /// A character below U+0020 inside a string; it must be escaped.
  case controlCharacter(UInt8)
  case invalidEscape
  /// `\ud800` without its other half.
  case loneSurrogate
  case invalidUTF8
  /// The object has this key twice; names that are canonically equivalent are one name.
  case duplicateKey(String)
  case missingKey(String)
  /// The key's value is an array or object, or not of the type that it must have.
  case wrongType(key: String, expected: JSONExpectation)
  case emptyValue(key: String)
  case outOfRange(key: String)
  /// A name of more bytes than this.
  case tooLong(key: String, limit: Int)
  /// The key describes a speaker and the line names none.
  case needsSpeaker(key: String)
  /// Lines of the session stand before another session's; `lastLine` was its last.
  case sessionReturns(session: String, lastLine: Int)
  /// The session was given another group on `firstLine`.
  case groupChanges(session: String, firstLine: Int)
  /// The file has no turn at all.
  case noTurns

  // Warnings are told once a session, with the first line and the number of lines they hold for.

  /// The lines' `turn` does not count 1, 2, 3 …: the turns were numbered in their order and keep
  /// the given number as the attribute `turn`.
  case turnNumbers(session: String, lines: Int)
  /// `end` is before `start`; both are kept.
  case endsBeforeStart(session: String, lines: Int)
  /// The person was given another value for `key` (`role`, an attribute): the first one stands.
  case personChanges(session: String, speaker: String, key: String, lines: Int)
}

extension JSONLinesProblem: ReaderProblem {
  public var code: String {
    switch self {
    case .expected: "json-syntax"
    case .controlCharacter: "json-control-character"
    case .invalidEscape: "json-escape"
    case .loneSurrogate: "json-lone-surrogate"
    case .invalidUTF8: "json-encoding"
    case .duplicateKey: "json-duplicate-key"
    case .missingKey: "json-missing-key"
    case .wrongType: "json-type"
    case .emptyValue: "json-empty-value"
    case .outOfRange: "json-out-of-range"
    case .tooLong: "json-too-long"
    case .needsSpeaker: "json-needs-speaker"
    case .sessionReturns: "json-session-returns"
    case .groupChanges: "json-group-changes"
    case .noTurns: "json-no-turns"
    case .turnNumbers: "json-turn-numbers"
    case .endsBeforeStart: "json-ends-before-start"
    case .personChanges: "json-person-changes"
    }
  }

  public var isError: Bool {
    switch self {
    case .turnNumbers, .endsBeforeStart, .personChanges: false
    default: true
    }
  }
}

/// What should have stood there.
public enum JSONExpectation: Sendable, Hashable {
  case object, key, colon, commaOrClosingBrace, value, string, number, closingQuote, digit
  case endOfLine
  /// A string, a number, `true`, `false` or `null`: no array, no object.
  case scalar
}

/// A problem at a byte of the line that is scanned.
struct JSONLineFault: Error {
  var problem: JSONLinesProblem
  /// Byte offset in the line, from 0.
  var offset: Int
}
