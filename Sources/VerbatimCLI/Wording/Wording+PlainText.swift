import VerbatimIngest

extension Wording {
  static func words(_ problem: PlainTextProblem) -> String {
    switch problem {
    // Errors: the file was not read.
    case .empty: "empty, where a transcript was expected"
    case .malformedText(let encoding, let offset):
      "byte \(offset) is no \(encoding.rawValue); give the right encoding under encoding in the "
        + "settings (--settings), or save it as UTF-8"
    case .encodingUnresolved(let offsets, let isMacRomanLikely):
      "neither UTF-8 nor Windows-1252 (\(byteList(offsets))); "
        + (isMacRomanLikely
          ? "an old Macintosh file, it seems: say encoding: macintosh in the settings (--settings)"
          : "save it as UTF-8, or say its encoding in the settings (--settings)")
    case .binary(let offset): "byte \(offset) is NUL, so this is no text; give it as text"
    case .noTurns:
      "no turns: no label such as \"P1:\" begins a line; list the labels under labels.accept in the "
        + "settings (--settings), or say family: G to read paragraphs"
    case .mixedFamilies(let chosen, let other, let line):
      "two forms of label, \(form(chosen)) and (line \(line)) \(form(other)); say which one with "
        + "family: \(chosen.rawValue) or family: \(other.rawValue) in the settings (--settings)"

    // Warnings of the sanity gates.
    case .assumedWindows1252(let offsets, let lines):
      "read as Windows-1252, as it is no UTF-8 (\(lines.isEmpty ? byteList(offsets) : lineList(lines))); "
        + "look at these letters, and say encoding in the settings if they are wrong"
    case .doubleEncoded:
      "it seems to have been encoded twice (letters such as é come out as two); save it as UTF-8 "
        + "from the program it comes from"
    case .manyLabels(let count):
      "\(count) speakers are many for a focus group; look at them with --dry-run, and list what is "
        + "none under labels.reject in the settings"
    case .dominantLabel(let label, let percent):
      "\(quoted(label)) has \(percent) % of the words; look with --dry-run whether other labels were "
        + "missed, and list those under labels.accept in the settings"
    case .longTurn(let words):
      "a turn of \(words) words; look with --dry-run whether a label was missed, and list it under "
        + "labels.accept in the settings"
    case .unexplainedStart(let lines, let percent):
      "\(count(lines, "line")) (\(percent) %) before the first turn are no header; they were left "
        + "out: list a missed label under labels.accept in the settings"
    case .timesNotMonotonic(let lines):
      "times go back (\(lineList(lines))); correct them, or say time.pattern in the settings"
    case .possibleRealName(let label):
      "the label \(quoted(label)) may be a real name; pseudonymise it, or give it an id under "
        + "labels.map in the settings"
    case .similarLabels(let label, let other):
      "the labels \(quoted(label)) and \(quoted(other)) are nearly alike and count as two people; "
        + "join them under labels.map in the settings if they are one"
    case .suspectSeparator(let label, _):
      "begins with the label \(quoted(label)) but another sign than elsewhere, and was read as "
        + "speech; correct the sign if a turn begins here"
    case .unknownLabels(let labels, let turns, _):
      "\(count(labels, "line")) begin like labels that occur once each, and were read as speech of "
        + "\(count(turns, "turn")); if they are speakers, list them under labels.accept in the settings "
        + "(--settings)"
    case .labelInHeader(let label, _):
      "\(quoted(label)) stands in the header and is a label elsewhere; say header.endLine in the "
        + "settings if a turn begins here"
    case .labelAsFurniture(let label, _):
      "\(quoted(label)) repeats like a page header but is a label; it was kept: list it under "
        + "labels.reject in the settings if it is none"
    }
  }

  static func words(_ problem: SettingsProblem) -> String {
    switch problem {
    case .unknownKey(let key, let known):
      "there is no setting \(quoted(key)); \(remedy(key, known: known))"
    case .badValue(let key, let expected):
      (key.isEmpty ? "the settings are" : "the setting \(quoted(key)) has") + " a value that does "
        + "not fit; expected \(expectation(expected))"
    case .duplicateKey(let key): "the setting \(quoted(key)) is given twice; remove one"
    case .ambiguous(let path, let globs):
      at(path) + "\(list(globs.map { "\"\($0)\"" })) fit it equally well; make one of them more "
        + "specific"
    }
  }

  /// Words as they are, kinds of value (`<text>`) without their brackets.
  static func expectation(_ expected: [String]) -> String {
    choice(
      expected.map { $0.hasPrefix("<") ? $0.filter { $0 != "<" && $0 != ">" } : $0 }, most: 16)
  }

  private static func byteList(_ offsets: [Int]) -> String {
    (offsets.count == 1 ? "byte " : "bytes ") + list(offsets.map(String.init))
  }

  private static func form(_ family: LabelFamily) -> String {
    switch family {
    case .timeFirst: "[00:01:02] P1: …"
    case .timeInLabel: "P1 (00:01:02): …"
    case .inline: "P1: …"
    case .bracketed: "[P1] …"
    case .ownLineTimeFirst: "[00:01] - P1 on a line of its own"
    case .ownLineTimeInParentheses: "P1 (00:01) on a line of its own"
    case .ownLineWithTime: "P1  0:01 on a line of its own"
    case .threeLines: "times, label and text on three lines"
    case .emphasised: "**P1:** …"
    case .columns: "P1, tab, text"
    case .ownLine: "P1 on a line of its own"
    case .none: "paragraphs without labels"
    }
  }
}
