import VerbatimCorpus

/// Codings as a table: `session,turn,quote,theme,coder,memo`, or with `start,end` (Unicode scalar
/// offsets, end exclusive) instead of the quote or beside it; columns in any order.
public enum CodingsCSV {
  public static let columns = [
    "session", "turn", "start", "end", "quote", "theme", "coder", "memo",
  ]
  public static let requiredColumns = ["session", "turn", "theme"]

  /// What was read: the codings that are right, and a problem for each record that is not.
  public struct Result: Sendable, Equatable {
    public var codings: [Coding]
    public var problems: [CodingProblem]
  }

  /// Reads codings; what is wrong with one record never loses the others.
  ///
  /// A record without quote, start and end codes the whole turn. A quote is looked for exactly,
  /// then with white space collapsed, and must stand in the turn once. Empty coders become
  /// `coder`. A record that says what an earlier one said is a problem and kept once.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a BOM.
  ///   - text: the text of a turn; `nil` where there is no such session or turn.
  public static func read(
    _ bytes: [UInt8], codebook: Codebook, coder: String? = nil, origin: Coding.Origin = .person,
    at time: Timestamp, text: (_ session: String, _ turn: Int) -> String?
  ) -> Result {
    var result = Result(codings: [], problems: [])
    guard String(validating: bytes, as: UTF8.self) != nil else {
      let byte = UTF8Check.firstInvalid(bytes)
      let line = 1 + bytes[..<byte].count { $0 == UInt8(ascii: "\n") }
      result.problems.append(CodingProblem(line: line, kind: .notUTF8(byte: byte)))
      return result
    }
    let table = CSVRecords(bytes)
    if let header = table.records.first {
      var rows = CodingRows(header, result: result)
      if rows.isComplete {
        for record in table.records.dropFirst() {
          rows.read(
            record, codebook: codebook, coder: coder, origin: origin, at: time, text: text)
        }
      }
      result = rows.result
    } else if table.unterminated == nil {
      result.problems.append(
        CodingProblem(line: 1, kind: .missingColumns(requiredColumns, known: columns)))
    }
    if let line = table.unterminated {
      result.problems.append(CodingProblem(line: line, kind: .unterminatedQuote))
    }
    return result
  }

  /// The codings in the order given, with all columns, themes by id, CRLF line ends. Cells that a
  /// spreadsheet would take for a formula are guarded; ``read(_:codebook:coder:origin:at:text:)``
  /// takes the guard away.
  ///
  /// - Parameter text: the text of a turn, for the quote; without it the quote is empty.
  public static func write(
    _ codings: some Sequence<Coding>,
    text: (_ session: String, _ turn: Int) -> String? = { _, _ in nil }
  ) -> String {
    var lines = [columns.joined(separator: ",")]
    for coding in codings {
      var quote = ""
      if let span = coding.span, let turn = text(coding.session, coding.turn) {
        quote = turn.scalars(span)
      }
      let fields = [
        coding.session, String(coding.turn), coding.span.map { String($0.lowerBound) } ?? "",
        coding.span.map { String($0.upperBound) } ?? "", quote, coding.theme, coding.coder ?? "",
        coding.memo ?? "",
      ]
      lines.append(
        fields.map { CSVRecords.written(FormulaGuard.guarded($0)) }.joined(separator: ","))
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }
}

/// What is wrong with a record of a table of codings.
public struct CodingProblem: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case notUTF8(byte: Int)
    case unterminatedQuote
    case missingColumns([String], known: [String])
    /// The column is passed over.
    case unknownColumn(String, known: [String], suggestion: String?)
    case repeatedColumn(String)
    case fieldCount(found: Int, expected: Int)
    case emptyField(column: String)
    case notANumber(column: String)
    case unknownTheme(String, suggestions: [String])
    case ambiguousTheme(String, paths: [String])
    /// The theme only groups others. The coding is kept.
    case themeNotCodable(String)
    /// The theme is retired. The coding is kept.
    case themeRetired(String)
    case unknownTurn(session: String, turn: Int)
    case quoteMissing(session: String, turn: Int)
    case quoteRepeated(session: String, turn: Int, times: Int)
    /// `start` and `end` of the record hold other words than its quote.
    case quoteDiffers(session: String, turn: Int)
    case spanOutOfRange(session: String, turn: Int, length: Int)
    /// The coding stands already on the line.
    case repeats(line: Int)
    /// Of JSON Lines: no object on the line.
    case notJSON
    case unknownOrigin
    /// The coding is a rule's, which this study does not have.
    case unknownRule(String)
  }

  /// 1-based line on which the record starts.
  public var line: Int
  public var kind: Kind

  public init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }

  /// False where the coding or the table is good and only something beside it is to be said.
  public var isError: Bool {
    switch kind {
    case .unknownColumn, .themeNotCodable, .themeRetired, .repeats: false
    default: true
    }
  }
}
