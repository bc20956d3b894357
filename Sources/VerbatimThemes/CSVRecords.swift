/// The records of a CSV file (RFC 4180), with the lines on which they start.
///
/// Accepts a BOM, CRLF, LF and CR as line ends, and line breaks inside of quotes. The separator is
/// the comma; where the first record holds none, a semicolon or tab that it holds (spreadsheets of
/// countries with a decimal comma). Blank lines are no records.
struct CSVRecords {
  struct Record: Equatable {
    /// 1-based.
    var line: Int
    var fields: [String]
  }

  private(set) var records: [Record] = []
  /// Line on which a quoted field starts that never ends.
  private(set) var unterminated: Int?

  /// - Parameter bytes: valid UTF-8. Cost: linear.
  init(_ bytes: [UInt8]) {
    var start = 0
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    let separator = Self.separator(bytes[start...])
    var field: [UInt8] = []
    var fields: [String] = []
    var line = 1
    var firstLine = 1
    var quotedSince: Int?
    var wasQuoted = false
    var index = start

    func endField() {
      fields.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
      wasQuoted = false
    }
    func endRecord() {
      let isBlank = fields.isEmpty && field.isEmpty && !wasQuoted
      if !isBlank {
        endField()
        records.append(Record(line: firstLine, fields: fields))
      }
      fields.removeAll()
    }

    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : nil
      index += 1
      if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && next != UInt8(ascii: "\n")) {
        line += 1
      }
      if quotedSince != nil {
        if byte != UInt8(ascii: "\"") {
          field.append(byte)
        } else if next == UInt8(ascii: "\"") {
          field.append(byte)
          index += 1
        } else {
          quotedSince = nil
        }
      } else if byte == UInt8(ascii: "\""), field.isEmpty, !wasQuoted {
        quotedSince = line
        wasQuoted = true
      } else if byte == separator {
        endField()
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if byte == UInt8(ascii: "\r"), next == UInt8(ascii: "\n") {
          index += 1
          line += 1
        }
        endRecord()
        firstLine = line
      } else {
        field.append(byte)
      }
    }
    unterminated = quotedSince
    if quotedSince == nil { endRecord() }
  }

  private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    let header = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return separators.first { header.contains($0) } ?? UInt8(ascii: ",")
  }

  /// A field as it is written: in quotes where it must be.
  static func written(_ field: String) -> String {
    let needsQuotes = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes || field.first == " " || field.last == " " else { return field }
    var result = "\""
    for scalar in field.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

/// What a spreadsheet would take for a formula gets an apostrophe in front, and loses it when read.
enum FormulaGuard {
  /// `text` with `'` in front where it starts, after any apostrophes, with `= + - @`, tab or CR.
  static func guarded(_ text: String) -> String {
    isFormula(text) ? "'" + text : text
  }

  /// The inverse of ``guarded(_:)``.
  static func unguarded(_ text: String) -> String {
    text.utf8.first == UInt8(ascii: "'") && isFormula(text) ? String(text.dropFirst()) : text
  }

  private static func isFormula(_ text: String) -> Bool {
    switch text.utf8.first(where: { $0 != UInt8(ascii: "'") }) {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
      return true
    default: return false
    }
  }
}
