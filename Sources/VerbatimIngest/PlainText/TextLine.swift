/// One line of a decoded text; offsets count its UTF-8 bytes.
struct TextLine: Equatable {
  /// What the reader does with a line.
  enum Use: Equatable {
    case text
    /// Markdown heading: an event, with the text behind the signs.
    case heading(Range<Int>)
    case header
    case dropped(DropReason)
  }

  /// Where the line begins in the text, in front of any column.
  let rawStart: Int
  /// Where its content begins: behind a column of line numbers.
  var start: Int
  /// Behind the last byte that is not a trailing space.
  let end: Int
  /// Where the next line begins.
  let next: Int
  /// True where a form feed stands before the line.
  let startsPage: Bool
  var use: Use = .text

  var content: Range<Int> { start..<max(start, end) }
  var isBlank: Bool { start >= end }

  /// The lines of `bytes`: LF, CR, CRLF, VT, FF, U+0085, U+2028 and U+2029 end one. A line end at
  /// the end of the file opens no further line. Cost: a scan.
  static func split(_ bytes: [UInt8]) -> ([TextLine], LineEnds) {
    var lines: [TextLine] = []
    var ends = LineEnds()
    var start = 0
    var startsPage = false
    bytes.withUnsafeBufferPointer { bytes in
      var at = 0
      while at < bytes.count {
        guard let (end, length) = lineEnd(bytes, at) else {
          at += 1
          continue
        }
        lines.append(line(bytes, start, at, at + length, startsPage))
        ends.count(end)
        startsPage = end == .formFeed
        at += length
        start = at
      }
      if start < bytes.count {
        lines.append(line(bytes, start, bytes.count, bytes.count, startsPage))
      }
    }
    return (lines, ends)
  }

  private static func line(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int, _ next: Int, _ page: Bool
  ) -> TextLine {
    var end = limit
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    return TextLine(rawStart: start, start: start, end: end, next: next, startsPage: page)
  }

  private static func lineEnd(
    _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int
  ) -> (LineEnds.Kind, Int)? {
    switch bytes[at] {
    case 0x0A: (.lf, 1)
    case 0x0D: at + 1 < bytes.count && bytes[at + 1] == 0x0A ? (.crlf, 2) : (.cr, 1)
    case 0x0B: (.verticalTab, 1)
    case 0x0C: (.formFeed, 1)
    case 0xC2 where at + 1 < bytes.count && bytes[at + 1] == 0x85: (.nextLine, 2)
    case 0xE2 where at + 2 < bytes.count && bytes[at + 1] == 0x80 && bytes[at + 2] | 1 == 0xA9:
      (.separator, 3)
    default: nil
    }
  }
}

/// Why a line is not part of the transcript.
public enum DropReason: String, Sendable {
  case furniture, override, comment, rule, endMark = "end-mark"
}

/// How the lines of a file end, with counts.
public struct LineEnds: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case lf, crlf, cr
    case formFeed = "ff"
    case verticalTab = "vt"
    case nextLine = "nel"
    case separator = "u2028"
  }

  public private(set) var counts: [Kind: Int] = [:]

  mutating func count(_ kind: Kind) {
    counts[kind, default: 0] += 1
  }

  /// `lf`, `crlf`, `cr`, `mixed` where more than one of these occurs, or `none`.
  public var style: String {
    let used = [Kind.lf, .crlf, .cr].filter { counts[$0] != nil }
    return used.count > 1 ? "mixed" : used.first?.rawValue ?? "none"
  }
}
