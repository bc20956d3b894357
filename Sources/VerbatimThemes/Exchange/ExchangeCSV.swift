/// Tables for other programs.
public enum ExchangeCSV {
  /// CSV with CRLF line ends; cells that a spreadsheet would take for a formula are guarded.
  public static func table(_ columns: [String], _ rows: [[String]]) -> String {
    ([columns] + rows).map { row in
      row.map { CSVRecords.written(FormulaGuard.guarded($0)) }.joined(separator: ",")
    }.joined(separator: "\r\n") + "\r\n"
  }
}
