/// The forms an answer can take. The raw value is the word of `--format`.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  /// For a person at a terminal: aligned, wrapped, highlighted.
  case text
  /// One object with the results and what was counted.
  case json
  /// One object a result and a line.
  case jsonl
  /// RFC 4180, with a header, safe to open in a spreadsheet.
  case csv
  /// CommonMark, for pasting into a paper.
  case md
  /// One page without scripts or outside resources.
  case html
}
