import VerbatimIndex

/// The sentences of a turn, told by the punctuation between its tokens.
///
/// After UAX #29 (sentence boundaries), as far as it can be told from what stands between two tokens:
///
/// - `?`, `!` and their like in other scripts end a sentence.
/// - `.` and `…` end one unless the next token begins with a small letter (SB8): "erm... yes" is one
///   sentence, "Yes. No" are two.
/// - No sentence ends where a comma, a colon, a dash or a hyphen follows the mark (SB8a).
/// - Of several marks in a row the last one decides.
/// - A line break ends none, though UAX #29 says so: transcripts break lines inside sentences.
///
/// Full stops inside a token ("3.4", "e.g") are no boundaries; one behind an abbreviation is, if a
/// capital letter follows, which UAX #29 cannot tell either.
struct Sentences {
  /// Positions of each sentence; one empty range for a turn without words.
  let ranges: [Range<Int>]

  init(of turn: DecodedTurn) {
    var ranges: [Range<Int>] = []
    var start = 0
    for position in turn.starts.indices.dropFirst() {
      let gap = turn.ends[position - 1]..<max(turn.ends[position - 1], turn.starts[position])
      guard gap.upperBound <= turn.text.count, let mark = Self.lastMark(turn.text[gap]) else {
        continue
      }
      if mark == .weak,
        Self.beginsSmall(turn.text[turn.starts[position]..<turn.ends[position]])
      {
        continue
      }
      ranges.append(start..<position)
      start = position
    }
    ranges.append(start..<turn.starts.count)
    self.ranges = ranges
  }

  private enum Mark {
    /// `?` and `!`
    case strong
    /// `.` and `…`
    case weak
  }

  /// The mark that may end a sentence in what stands between two tokens.
  private static func lastMark(_ gap: ArraySlice<UInt8>) -> Mark? {
    // Most gaps are a blank.
    if gap.count == 1, gap.first == 0x20 { return nil }
    var mark: Mark?
    for scalar in String(decoding: gap, as: UTF8.self).unicodeScalars {
      switch scalar {
      case ".", "…", "\u{2024}", "\u{FE52}", "\u{FF0E}": mark = .weak
      case "!", "?", "\u{203C}", "\u{203D}", "\u{2047}", "\u{2048}", "\u{2049}", "\u{3002}",
        "\u{FF01}", "\u{FF1F}", "\u{FF61}", "\u{0589}", "\u{061F}", "\u{06D4}", "\u{0964}",
        "\u{0965}":
        mark = .strong
      case ",", ":", ";", "-", "\u{2013}", "\u{2014}", "\u{055D}", "\u{060C}", "\u{061B}",
        "\u{3001}", "\u{FF0C}", "\u{FF1A}":
        mark = nil
      default: break
      }
    }
    return mark
  }

  private static func beginsSmall(_ token: ArraySlice<UInt8>) -> Bool {
    String(decoding: token.prefix(4), as: UTF8.self).unicodeScalars.first?.properties.isLowercase
      ?? false
  }
}
