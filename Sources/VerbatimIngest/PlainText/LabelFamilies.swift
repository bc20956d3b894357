/// The forms in which a transcript names its speakers (`plaintext.md` §2), most telling first: of
/// two families that explain a file equally well, the earlier one wins.
public enum LabelFamily: String, Sendable, CaseIterable, Hashable {
  /// `[00:01:02] P1: text`
  case timeFirst = "A3"
  /// `Speaker 1 (00:01:02): text`
  case timeInLabel = "A2"
  /// `P1: text`, with or without either time.
  case inline = "A"
  /// `[P1]: text`, `<P1> text`
  case bracketed = "A4"
  /// `[00:00:01.23] - Speaker 1`, text below
  case ownLineTimeFirst = "B3"
  /// `Speaker 1 (00:02)`, text below
  case ownLineTimeInParentheses = "B2"
  /// `Anna Smith  0:03`, text below
  case ownLineWithTime = "B"
  /// `0:0:0.0 --> 0:0:5.120`, `Anna`, text on three lines
  case threeLines = "B4"
  /// `**P1:** text`, `__P1__`, `*P1 (00:05)*`
  case emphasised = "E"
  /// `P1<TAB>text`
  case columns = "D"
  /// `MODERATOR` alone, text below
  case ownLine = "C"
  /// No labels: a turn a paragraph, nobody's. Only on request.
  case none = "G"

  /// The families that are looked for.
  static let detected = allCases.filter { $0 != .none }
}

/// A line that has the form of a label of some family.
struct LabelCandidate {
  /// Index of the line on which the label stands.
  var line: Int
  /// Bytes of the label without suffix and decoration.
  var label: Range<Int>
  /// Bytes of what follows the label in parentheses: `F, 40s`.
  var suffix: Range<Int>?
  var time: TimeStamp?
  var endTime: TimeStamp?
  /// Where what was said begins: a line, and a byte on it.
  var contentLine: Int
  var content: Int
  /// Index of the first line that belongs to the turn: that of the time, where it stands above.
  var firstLine: Int
}
