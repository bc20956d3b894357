extension LabelScanner {
  /// A time in front of a label, and where the label begins.
  struct LeadingTime {
    var time: TimeStamp
    var last: TimeStamp?
    var next: Int
  }

  func leadingTime(_ start: Int, _ end: Int) -> LeadingTime? {
    guard let (time, last, next) = TimeStamp.marked(bytes, start, end, dotted: true) else {
      return nil
    }
    guard next == end || spaceLength(next, end) > 0 || bytes[next] == UInt8(ascii: "-") else {
      return nil
    }
    var at = next
    skipSpace(&at, end)
    if at < end, bytes[at] == UInt8(ascii: "-") {
      at += 1
    } else if bytes[at..<end].starts(with: "–".utf8) || bytes[at..<end].starts(with: "—".utf8) {
      at += 3
    }
    skipSpace(&at, end)
    return LeadingTime(time: time, last: last, next: at)
  }

  /// A candidate whose text begins at byte `content` of its line.
  func candidate(
    _ index: Int, _ label: Range<Int>, _ suffix: Range<Int>?, content: Int
  ) -> LabelCandidate {
    var candidate = LabelCandidate(
      line: index, label: label, suffix: suffix, contentLine: index, content: content,
      firstLine: index)
    takeTime(&candidate)
    return candidate
  }

  /// A candidate whose text begins on the next line.
  func below(_ index: Int, _ label: Range<Int>, _ suffix: Range<Int>?) -> LabelCandidate {
    let next = index + 1 < text.lines.count ? text.lines[index + 1].start : bytes.count
    var candidate = LabelCandidate(
      line: index, label: label, suffix: suffix, contentLine: index + 1, content: next,
      firstLine: index)
    takeTime(&candidate)
    return candidate
  }

  /// A suffix that is a time is one.
  private func takeTime(_ candidate: inout LabelCandidate) {
    guard let suffix = candidate.suffix else { return }
    if let (time, _, next) = TimeStamp.marked(bytes, suffix.lowerBound, suffix.upperBound),
      next == suffix.upperBound
    {
      candidate.time = time
      candidate.suffix = nil
    }
  }

  /// The trimmed label of a range and a suffix in `()` or `[]`; `nil` where it is no label.
  func labelAndSuffix(_ start: Int, _ end: Int) -> (Range<Int>, Range<Int>?)? {
    var start = start
    var end = end
    skipSpace(&start, end)
    trimEnd(start, &end)
    guard start < end else { return nil }
    let whole = start..<end
    var suffix: Range<Int>?
    if bytes[end - 1] == UInt8(ascii: ")") || bytes[end - 1] == UInt8(ascii: "]") {
      let open = bytes[end - 1] == UInt8(ascii: ")") ? UInt8(ascii: "(") : UInt8(ascii: "[")
      guard let opened = bytes[whole].lastIndex(of: open), opened > start else { return nil }
      var content = opened + 1..<end - 1
      // Of `\[laughs\]` the escape is not part of it.
      if content.upperBound > content.lowerBound, bytes[content.upperBound - 1] == 0x5C {
        content = content.lowerBound..<content.upperBound - 1
      }
      suffix = content
      if let (_, _, next) = TimeStamp.marked(bytes, opened, end), next == end {
        suffix = opened..<end
      }
      end = bytes[opened - 1] == 0x5C ? opened - 1 : opened
      trimEnd(start, &end)
    } else if bytes[end - 1] >= 0x30, bytes[end - 1] <= 0x39 {
      // `S1 00:01:02:`, the time in the label without brackets.
      var at = end
      while at > start, bytes[at - 1] != 0x20, bytes[at - 1] != 0x09 { at -= 1 }
      if at > start, let (_, next) = TimeStamp.bare(bytes, at, end), next == end {
        suffix = at..<end
        end = at
        trimEnd(start, &end)
      }
    }
    guard start < end, isLabel(start..<end) else { return nil }
    return (start..<end, suffix)
  }

  /// 1–40 scalars that a label may have, in at most 5 words; `?`, `??` stand for nobody known.
  func isLabel(_ range: Range<Int>) -> Bool {
    guard range.count <= 160 else { return false }
    if bytes[range].allSatisfy({ $0 == UInt8(ascii: "?") }) { return range.count <= 3 }
    var scalars = 0
    var words = 0
    var inWord = false
    var isFirst = true
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      let length = Self.length(byte)
      let isSpace = spaceLength(at, range.upperBound) > 0
      let isWord: Bool
      if byte < 0x80 {
        isWord = Self.isLetterOrDigit(byte)
        guard isWord || isSpace || Self.marks.contains(byte) else { return false }
      } else {
        guard let scalar = scalar(at, range.upperBound) else { return false }
        let kind = Self.kind(scalar)
        isWord = kind == .letter
        guard kind != .other || isSpace else { return false }
        if kind == .ignored {
          at += length
          continue
        }
      }
      if isFirst, !isWord { return false }
      isFirst = false
      if isSpace {
        inWord = false
      } else if !inWord {
        inWord = true
        words += 1
      }
      scalars += 1
      at += length
    }
    return scalars >= 1 && scalars <= 40 && words <= 5
  }

  private static let marks = ByteSet(".,'-_/&+#()?")

  static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }

  enum Kind { case letter, mark, ignored, other }

  /// Letters with their marks, the curly apostrophe, and direction marks, which are passed over.
  static func kind(_ scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 0x2019, 0x2018, 0x02BC, 0x2010, 0x2011: return .mark
    case 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x061C, 0xFEFF: return .ignored
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber:
      return .letter
    default: return .other
    }
  }

  private func scalar(_ at: Int, _ end: Int) -> Unicode.Scalar? {
    String(decoding: bytes[at..<min(end, at + Self.length(bytes[at]))], as: UTF8.self)
      .unicodeScalars.first
  }

  static func length(_ lead: UInt8) -> Int {
    lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }

  /// Bytes of the white space at `at`: space, tab, no-break space, U+2000…U+200A, U+202F, U+3000;
  /// 0 where there is none.
  func spaceLength(_ at: Int, _ end: Int) -> Int { WhiteSpace.length(bytes, at, end) }

  func skipSpace(_ at: inout Int, _ end: Int) {
    while at < end, case let length = spaceLength(at, end), length > 0 { at += length }
  }

  /// Moves `end` in front of trailing white space and direction marks.
  func trimEnd(_ start: Int, _ end: inout Int) {
    while end > start {
      if bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 {
        end -= 1
      } else if end - 2 >= start, spaceLength(end - 2, end) == 2 {
        end -= 2
      } else if end - 3 >= start, bytes[end - 3] == 0xE2 || bytes[end - 3] == 0xE3,
        spaceLength(end - 3, end) == 3 || (bytes[end - 2] == 0x80 && bytes[end - 1] & 0xFE == 0x8E)
      {
        end -= 3
      } else {
        return
      }
    }
  }
}

/// White space inside a line, over UTF-8 bytes.
enum WhiteSpace {
  /// Bytes of the white space at `at`; 0 where there is none.
  static func length(_ bytes: [UInt8], _ at: Int, _ end: Int) -> Int {
    guard at < end else { return 0 }
    switch bytes[at] {
    case 0x20, 0x09...0x0D: return 1
    case 0xC2: return at + 1 < end && (bytes[at + 1] == 0xA0 || bytes[at + 1] == 0x85) ? 2 : 0
    case 0xE1: return is3(bytes, at, end, 0x9A, 0x80...0x80) ? 3 : 0
    case 0xE2:
      let isThin = is3(bytes, at, end, 0x80, 0x80...0x8A) || is3(bytes, at, end, 0x80, 0xA8...0xAF)
      return isThin && bytes[at + 2] != 0xAA && !(0xAB...0xAE).contains(bytes[at + 2])
        || is3(bytes, at, end, 0x81, 0x9F...0x9F) ? 3 : 0
    case 0xE3: return is3(bytes, at, end, 0x80, 0x80...0x80) ? 3 : 0
    default: return 0
    }
  }

  private static func is3(
    _ bytes: [UInt8], _ at: Int, _ end: Int, _ second: UInt8, _ third: ClosedRange<UInt8>
  ) -> Bool {
    at + 2 < end && bytes[at + 1] == second && third.contains(bytes[at + 2])
  }
}
