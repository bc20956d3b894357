import VerbatimIngest

extension Wording {
  static func words(_ problem: JSONLinesProblem) -> String {
    switch problem {
    // Errors: the file was not read.
    case .expected(let expectation): "no JSON: expected \(words(expectation)) here"
    case .controlCharacter(let byte):
      "a control character (\(byte)) within a string; write it as an escape such as \\n or \\t"
    case .invalidEscape: "an escape that JSON does not have; write \\\\ for a backslash"
    case .loneSurrogate: "half of a surrogate pair; write the character itself"
    case .invalidUTF8: "bytes that are no UTF-8; save the file as UTF-8"
    case .duplicateKey(let key): "the key \(quoted(key)) occurs twice; remove one"
    case .missingKey(let key): "the key \(quoted(key)) is missing; every line needs it"
    case .wrongType(let key, let expected):
      "the value of \(quoted(key)) does not fit; expected \(words(expected))"
    case .emptyValue(let key): "the value of \(quoted(key)) is empty; give one or leave the key out"
    case .outOfRange(let key):
      "the number of \(quoted(key)) is out of bounds; give one that is neither negative nor huge"
    case .tooLong(let key, let limit):
      "the value of \(quoted(key)) has more than \(count(limit, "byte")); give a short name"
    case .needsSpeaker(let key):
      "\(quoted(key)) describes a speaker and the line names none; add \"speaker\""
    case .sessionReturns(let session, let line):
      "the session \(quoted(session)) ended on line \(line) and goes on here; keep the lines of a "
        + "session together"
    case .groupChanges(let session, let line):
      "the session \(quoted(session)) has another group than on line \(line); give all of its lines "
        + "the same"
    case .noTurns: "no turn; expected one JSON object a line"

    // Warnings, told once a session.
    case .turnNumbers(let session, let lines):
      "the turns of \(quoted(session)) do not count 1, 2, 3 … (\(count(lines, "line"))); they were "
        + "numbered in their order, the given numbers kept as an attribute"
    case .endsBeforeStart(let session, let lines):
      "a turn of \(quoted(session)) ends before it starts (\(count(lines, "line"))); times were kept "
        + "as given"
    case .personChanges(let session, let speaker, let key, let lines):
      "\(quoted(key)) of \(quoted(speaker)) in \(quoted(session)) changes (\(count(lines, "line"))); "
        + "the first value was kept"
    }
  }

  private static func words(_ expectation: JSONExpectation) -> String {
    switch expectation {
    case .object: "an object in {}"
    case .key: "a key in quotation marks"
    case .colon: "a colon"
    case .commaOrClosingBrace: "a comma or }"
    case .value: "a value"
    case .string: "text in quotation marks"
    case .number: "a number"
    case .closingQuote: "a closing quotation mark"
    case .digit: "a digit"
    case .endOfLine: "the end of the line"
    case .scalar: "text, a number, true, false or null"
    }
  }
}
