/// What may be wrong with a plain-text transcript: cases that reject the file first, then the
/// warnings of the sanity gates (`plaintext.md` §5, step 6). Lines are 1-based, offsets count bytes
/// on disk; labels are the only words of the file.
public enum PlainTextProblem: ReaderProblem {
  case empty
  case malformedText(encoding: SourceEncoding, offset: Int)
  /// Neither UTF-8 nor Windows-1252; somebody must say which encoding it is.
  case encodingUnresolved(offsets: [Int], macRomanLikely: Bool)
  case binary(offset: Int)
  case noTurns
  /// Two families of labels explain different lines about equally well.
  case mixedFamilies(chosen: LabelFamily, other: LabelFamily, otherLine: Int)

  case assumedWindows1252(offsets: [Int], lines: [Int])
  case doubleEncoded
  case manyLabels(count: Int)
  case dominantLabel(label: String, percent: Int)
  case longTurn(words: Int)
  case unexplainedStart(lines: Int, percent: Int)
  case timesNotMonotonic(lines: [Int])
  /// A label of two capitalised words that the study does not know: perhaps a real name.
  case possibleRealName(label: String)
  /// Labels that differ by case, spacing, punctuation or one letter; they were not merged.
  case similarLabels(label: String, other: String)
  /// Lines that begin with an accepted label and another separator.
  case suspectSeparator(label: String, line: Int)
  /// Lines that begin with labels of which each occurs once, as many as turns or more: they were read as
  /// speech.
  case unknownLabels(count: Int, turns: Int, line: Int)
  /// Header pairs whose key is also a label.
  case labelInHeader(label: String, line: Int)
  /// A repeated line that looked like a page header but is a label; it was kept.
  case labelAsFurniture(label: String, line: Int)

  public var code: String {
    switch self {
    case .empty: "empty-text"
    case .malformedText: "malformed-text"
    case .encodingUnresolved: "encoding-unresolved"
    case .binary: "binary"
    case .noTurns: "no-turns-in-text"
    case .mixedFamilies: "mixed-labels"
    case .assumedWindows1252: "assumed-windows-1252"
    case .doubleEncoded: "double-encoded"
    case .manyLabels: "many-labels"
    case .dominantLabel: "dominant-label"
    case .longTurn: "long-turn"
    case .unexplainedStart: "unexplained-start"
    case .timesNotMonotonic: "times-not-monotonic"
    case .possibleRealName: "possible-real-name"
    case .similarLabels: "similar-labels"
    case .suspectSeparator: "suspect-separator"
    case .unknownLabels: "unknown-labels"
    case .labelInHeader: "label-in-header"
    case .labelAsFurniture: "label-as-furniture"
    }
  }

  public var isError: Bool {
    switch self {
    case .empty, .malformedText, .encodingUnresolved, .binary, .noTurns, .mixedFamilies: true
    default: false
    }
  }

  /// The labels that the problem names; the report leaves them out on request.
  var labels: [String] {
    switch self {
    case .dominantLabel(let label, _), .possibleRealName(let label),
      .suspectSeparator(let label, _), .labelInHeader(let label, _),
      .labelAsFurniture(let label, _):
      [label]
    case .similarLabels(let label, let other): [label, other]
    default: []
    }
  }

  /// The numbers that go with the problem, in a fixed order.
  var figures: [Int] {
    switch self {
    case .malformedText(_, let offset), .binary(let offset): [offset]
    case .encodingUnresolved(let offsets, _): offsets
    case .mixedFamilies(_, _, let line), .suspectSeparator(_, let line),
      .labelInHeader(_, let line), .labelAsFurniture(_, let line):
      [line]
    case .assumedWindows1252(let offsets, let lines): offsets + lines
    case .manyLabels(let count): [count]
    case .unknownLabels(let count, let turns, let line): [count, turns, line]
    case .dominantLabel(_, let percent): [percent]
    case .longTurn(let words): [words]
    case .unexplainedStart(let lines, let percent): [lines, percent]
    case .timesNotMonotonic(let lines): lines
    default: []
    }
  }
}
