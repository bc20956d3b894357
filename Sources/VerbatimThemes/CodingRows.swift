import VerbatimCorpus

/// Reads the records of a table of codings, one after another.
struct CodingRows {
  private(set) var result: CodingsCSV.Result
  /// False where a required column is missing: no record can be read then.
  private(set) var isComplete = true
  private var places: [String: Int] = [:]
  private let width: Int
  private var lines: [Key: Int] = [:]

  /// Suggestions cost a scan of the codebook, and a wrong table has a wrong theme in every record.
  private var suggestions: [String: [String]] = [:]
  private static let suggestedReferences = 100

  private struct Key: Hashable {
    var theme: String
    var coder: String?
    var session: String
    var turn: Int
    var span: Range<Int>?
  }

  init(_ header: CSVRecords.Record, result: CodingsCSV.Result) {
    self.result = result
    width = header.fields.count
    for (place, field) in header.fields.enumerated() {
      // No name of a column; comparing what has no end of marks on one letter takes its square.
      if field.utf8.count > Codebook.longestName {
        report(
          header, .unknownColumn(field, known: CodingsCSV.columns, suggestion: nil))
        continue
      }
      let name = Codebook.fold(field)
      if name.isEmpty { continue }
      if !CodingsCSV.columns.contains(name) {
        let near = Suggestions.nearest(to: name, among: CodingsCSV.columns)
        report(
          header, .unknownColumn(field, known: CodingsCSV.columns, suggestion: near.first))
      } else if places[name] != nil {
        report(header, .repeatedColumn(name))
        isComplete = false
      } else {
        places[name] = place
      }
    }
    let missing = CodingsCSV.requiredColumns.filter { places[$0] == nil }
    if !missing.isEmpty {
      report(header, .missingColumns(missing, known: CodingsCSV.columns))
      isComplete = false
    }
  }

  private mutating func report(_ record: CSVRecords.Record, _ kind: CodingProblem.Kind) {
    report(line: record.line, kind)
  }

  mutating func report(line: Int, _ kind: CodingProblem.Kind) {
    result.problems.append(CodingProblem(line: line, kind: kind))
  }

  /// The field of a column, without the guard against formulas; `nil` where it is empty or absent.
  private func field(_ column: String, _ record: CSVRecords.Record) -> String? {
    guard let place = places[column], place < record.fields.count else { return nil }
    let text = FormulaGuard.unguarded(record.fields[place])
    return text.isEmpty ? nil : text
  }

  private func trimmed(_ column: String, _ record: CSVRecords.Record) -> String? {
    guard let text = field(column, record) else { return nil }
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    return String(scalars[first...last])
  }

  mutating func read(
    _ record: CSVRecords.Record, codebook: Codebook, coder: String?, origin: Coding.Origin,
    at time: Timestamp, text: (String, Int) -> String?
  ) {
    guard record.fields.count == width else {
      return report(record, .fieldCount(found: record.fields.count, expected: width))
    }
    for column in CodingsCSV.requiredColumns where trimmed(column, record) == nil {
      return report(record, .emptyField(column: column))
    }
    let session = trimmed("session", record) ?? ""
    guard let turn = Int(trimmed("turn", record) ?? "") else {
      return report(record, .notANumber(column: "turn"))
    }
    guard let theme = theme(trimmed("theme", record) ?? "", record, codebook) else { return }
    guard let turnText = text(session, turn) else {
      return report(record, .unknownTurn(session: session, turn: turn))
    }
    var coding = Coding(
      theme: theme.id, coder: trimmed("coder", record) ?? coder, session: session, turn: turn,
      origin: origin, memo: field("memo", record), createdAt: time)
    if let kind = locate(record, in: turnText, &coding) { return report(record, kind) }
    let key = Key(
      theme: coding.theme, coder: coding.coder, session: session, turn: turn, span: coding.span)
    if let line = lines[key] { return report(record, .repeats(line: line)) }
    lines[key] = record.line
    if theme.isRetired {
      report(record, .themeRetired(theme.id))
    } else if !theme.isCodable {
      report(record, .themeNotCodable(theme.id))
    }
    result.codings.append(coding)
  }

  private mutating func theme(
    _ reference: String, _ record: CSVRecords.Record, _ codebook: Codebook
  ) -> Theme? {
    let found = codebook.candidates(for: reference)
    if found.count == 1 { return found[0] }
    if found.count > 1 {
      let paths = found.compactMap { codebook.path(of: $0.id) }
      report(record, .ambiguousTheme(reference, paths: paths))
      return nil
    }
    if suggestions[reference] == nil, suggestions.count < Self.suggestedReferences {
      suggestions[reference] = codebook.suggestions(for: reference)
    }
    // A table with shifted columns has speech here, which must not reach a message.
    let shown = reference.unicodeScalars.count <= 40 ? reference : ""
    report(record, .unknownTheme(shown, suggestions: suggestions[reference] ?? []))
    return nil
  }

  /// Sets the span of `coding` from offsets or quote; returns what is wrong with them.
  private func locate(
    _ record: CSVRecords.Record, in text: String, _ coding: inout Coding
  ) -> CodingProblem.Kind? {
    let session = coding.session
    let turn = coding.turn
    let start = trimmed("start", record)
    let end = trimmed("end", record)
    let quotes = quotes(record)
    if start != nil || end != nil {
      guard let start else { return .emptyField(column: "start") }
      guard let end else { return .emptyField(column: "end") }
      guard let lower = Int(start) else { return .notANumber(column: "start") }
      guard let upper = Int(end) else { return .notANumber(column: "end") }
      let length = text.unicodeScalars.count
      guard lower >= 0, lower < upper, upper <= length else {
        return .spanOutOfRange(session: session, turn: turn, length: length)
      }
      let words = text.scalars(lower..<upper)
      if !quotes.isEmpty, !quotes.contains(where: { QuoteFinder.isSame($0, words) }) {
        return .quoteDiffers(session: session, turn: turn)
      }
      coding.span = lower..<upper
      return nil
    }
    guard !quotes.isEmpty else { return nil }
    for quote in quotes {
      switch QuoteFinder.find(quote, in: text) {
      case .found(let span):
        coding.span = span
        return nil
      case .repeated(let times):
        return .quoteRepeated(session: session, turn: turn, times: times)
      case .missing: continue
      }
    }
    return .quoteMissing(session: session, turn: turn)
  }

  /// The quote as it stands and without a guard, since speech may start with `'-` by itself.
  private func quotes(_ record: CSVRecords.Record) -> [String] {
    guard let place = places["quote"], place < record.fields.count,
      record.fields[place].unicodeScalars.contains(where: { !$0.properties.isWhitespace })
    else { return [] }
    let raw = record.fields[place]
    let unguarded = FormulaGuard.unguarded(raw)
    return raw == unguarded ? [raw] : [raw, unguarded]
  }
}
