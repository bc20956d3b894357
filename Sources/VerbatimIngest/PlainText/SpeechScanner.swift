import VerbatimCorpus

/// Reads what was said in one turn: takes events out, marks placeholders and inline speakers, and
/// leaves everything undecided as it stands (`plaintext.md` §3 and step 5 of §5).
struct SpeechScanner {
  let settings: PlainTextSettings
  let isMarkdown: Bool
  let decisions = BracketDecisions()
  /// Whether a text is the label of a speaker of this file.
  let isSpeaker: (String) -> Bool

  struct Result {
    var text = TurnText()
    /// Brackets that no rule decides, with where they stand in the decoded text.
    var undecided: [(content: String, source: Int)] = []
    var placeholders: [String] = []
  }

  /// Cost: the content's length; a bracket is looked at once for each of at most eight around it.
  func scan(_ source: TurnSource) -> Result {
    var result = Result()
    var cursor = TurnSource.Cursor(source)
    let pairs = BracketPairs(source.bytes)
    let bytes = source.bytes
    var between = source.events[...]
    var open: [(end: Int, kind: Mark.Kind, start: Int, detail: String?)] = []
    var linkTargets: Set<Int> = []
    var at = 0
    while at < bytes.count {
      while let next = between.first, next.at <= at {
        result.text.append(next.event)
        between.removeFirst()
      }
      while let mark = open.last, mark.end <= at {
        result.text.endMark(mark.kind, from: mark.start, detail: mark.detail)
        open.removeLast()
      }
      if let end = space(bytes, at) {
        appendSpace(bytes, at..<end, &cursor, &result.text)
        at = end
        continue
      }
      if let pair = pairs.byStart[at] {
        if linkTargets.contains(at) {
          append(bytes, pair.start..<pair.end, &cursor, &result.text)
          at = pair.end
          continue
        } else if isLink(pair, bytes) {
          linkTargets.insert(pair.end)
        } else if let end = take(pair, bytes, &cursor, &result, &open) {
          at = end
          continue
        }
      } else if isWordStart(bytes, at), let end = sign(bytes, at, &cursor, &result, &open) {
        at = end
        continue
      }
      let stop = open.last?.end ?? bytes.count
      let limit = min(stop, between.first?.at ?? bytes.count)
      let end = wordEnd(bytes, at, max(at + 1, limit), pairs)
      let joined = hyphenJoin(bytes, end)
      let content = bytes[at..<(joined == nil ? end : max(at, end - 1))]
      result.text.append(content, source: cursor.offset(at))
      at = joined ?? end
    }
    for mark in open.reversed() {
      result.text.endMark(mark.kind, from: mark.start, detail: mark.detail)
    }
    for rest in between { result.text.append(rest.event) }
    result.text.finish()
    return result
  }

  // MARK: White space and words

  /// Where the white space at `at` ends.
  private func space(_ bytes: [UInt8], _ at: Int) -> Int? {
    var end = at
    while case let length = WhiteSpace.length(bytes, end, bytes.count), length > 0 { end += length }
    return end > at ? end : nil
  }

  private func appendSpace(
    _ bytes: [UInt8], _ range: Range<Int>, _ cursor: inout TurnSource.Cursor, _ text: inout TurnText
  ) {
    let isParagraph = bytes[range].contains(TurnSource.paragraph)
    let keepsBreaks = settings.lineBreaks == .preserve && bytes[range].contains(TurnSource.wrap)
    let start = cursor.offset(range.lowerBound)
    let end = range.upperBound < bytes.count ? cursor.offset(range.upperBound) : start + range.count
    text.appendSpace(
      isParagraph || keepsBreaks ? 0x0A : 0x20, source: start..<max(start, end),
      isSame: range.count == 1 && end - start == 1 && bytes[range.lowerBound] == 0x20)
  }

  /// The next white space or bracket behind `at`, at most `limit`.
  private func wordEnd(_ bytes: [UInt8], _ at: Int, _ limit: Int, _ pairs: BracketPairs) -> Int {
    var end = at + 1
    while end < limit, WhiteSpace.length(bytes, end, bytes.count) == 0 {
      if Self.opening.contains(bytes[end]), pairs.byStart[end] != nil { break }
      end += 1
    }
    return end
  }

  private static let opening = ByteSet("[({<*\\")

  /// Where the word goes on behind a hyphen at a wrap, if words are to be joined.
  private func hyphenJoin(_ bytes: [UInt8], _ end: Int) -> Int? {
    guard settings.dehyphenate, end >= 2, end < bytes.count, bytes[end] == TurnSource.wrap,
      bytes[end - 1] == UInt8(ascii: "-"), LabelScanner.isLetterOrDigit(bytes[end - 2])
    else { return nil }
    guard let next = space(bytes, end), next < bytes.count,
      !bytes[end..<next].contains(TurnSource.paragraph), (0x61...0x7A).contains(bytes[next])
    else { return nil }
    return next
  }

  private func isWordStart(_ bytes: [UInt8], _ at: Int) -> Bool {
    at == 0 || bytes[at - 1] < 0x80 && !LabelScanner.isLetterOrDigit(bytes[at - 1])
  }

  // MARK: Brackets

  /// `[text](target)` in Markdown: words and an address, not a bracket to decide on.
  private func isLink(_ pair: BracketPairs.Pair, _ bytes: [UInt8]) -> Bool {
    isMarkdown && pair.delimiter == .square && pair.end < bytes.count
      && bytes[pair.end] == UInt8(ascii: "(")
  }

  /// Takes a bracket as what it is. Returns where to go on, `nil` where it is text.
  private func take(
    _ pair: BracketPairs.Pair, _ bytes: [UInt8], _ cursor: inout TurnSource.Cursor,
    _ result: inout Result, _ open: inout [(end: Int, kind: Mark.Kind, start: Int, detail: String?)]
  ) -> Int? {
    guard open.count < 8 else { return nil }
    let content = Self.content(bytes[pair.content])
    if pair.delimiter == .angle, content.first == " " || content.contains("://") { return nil }
    if let label = inlineSpeaker(bytes, pair.content) {
      open.append((pair.end, .inlineSpeaker, result.text.startMark(), label))
      return nil
    }
    switch decisions.meaning(of: content, pair.delimiter, settings) {
    case .event(let kind, let description, let duration):
      result.text.append(
        Event(kind: kind, description: description.map(Self.collapsed), duration: duration))
      return pair.end
    case .gap:
      let description = Self.collapsed(content)
      result.text.append(Event(kind: "gap", description: description.isEmpty ? nil : description))
      return pair.end
    case .annotation where WordPattern.fold(content) == "sic":
      result.text.append(Event(kind: "note", description: content))
      return pair.end
    case .placeholder:
      let start = result.text.startMark()
      append(bytes, pair.start..<pair.end, &cursor, &result.text)
      result.text.endMark(.placeholder, from: start)
      result.placeholders.append(Self.collapsed(Self.content(bytes[pair.start..<pair.end])))
      return pair.end
    case .annotation: open.append((pair.end, .supplied, result.text.startMark(), nil))
    case .guess: open.append((pair.end, .unclear, result.text.startMark(), nil))
    case .overlap:
      open.append((pair.end, .overlap, result.text.startMark(), pair.delimiter.rawValue))
    case .text: break
    case .undecided:
      if pair.delimiter != .star {
        result.undecided.append((Self.collapsed(content), cursor.offset(pair.start)))
      }
    }
    return nil
  }

  /// Bytes as they stand, white space collapsed.
  private func append(
    _ bytes: [UInt8], _ range: Range<Int>, _ cursor: inout TurnSource.Cursor, _ text: inout TurnText
  ) {
    var at = range.lowerBound
    while at < range.upperBound {
      if let end = space(bytes, at) {
        appendSpace(bytes, at..<end, &cursor, &text)
        at = end
      } else {
        var end = at + 1
        while end < range.upperBound, WhiteSpace.length(bytes, end, bytes.count) == 0 { end += 1 }
        text.append(bytes[at..<end], source: cursor.offset(at))
        at = end
      }
    }
  }

  /// The label of `P2: mm` inside of a bracket.
  private func inlineSpeaker(_ bytes: [UInt8], _ content: Range<Int>) -> String? {
    guard let colon = bytes[content].prefix(60).firstIndex(of: UInt8(ascii: ":")),
      colon > content.lowerBound, WhiteSpace.length(bytes, colon + 1, content.upperBound) > 0
    else { return nil }
    let label = WordTrim.trim(String(decoding: bytes[content.lowerBound..<colon], as: UTF8.self))
    return isSpeaker(label) ? label : nil
  }

  /// Line ends inside of a bracket read as spaces.
  private static func content(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { (0x0A...0x0D).contains($0) ? 0x20 : $0 }, as: UTF8.self)
  }

  private static func collapsed(_ text: String) -> String {
    text.unicodeScalars.split { $0.properties.isWhitespace }
      .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
  }

  // MARK: Signs without brackets

  /// `xxx`, `+++`, `???` (a gap), `XXXX`, `***`, `_____`, `@@NAME@@`, `##place##` (a placeholder),
  /// `//S01: mm//` (an inline speaker); a breath under a preset. Each stands between white space and
  /// punctuation.
  private func sign(
    _ bytes: [UInt8], _ at: Int, _ cursor: inout TurnSource.Cursor, _ result: inout Result,
    _ open: inout [(end: Int, kind: Mark.Kind, start: Int, detail: String?)]
  ) -> Int? {
    let byte = bytes[at]
    guard Self.signs.contains(byte) else {
      guard let end = settings.preset.breath(bytes, at) else { return nil }
      result.text.append(
        Event(kind: "vocal", description: String(decoding: bytes[at..<end], as: UTF8.self)))
      return end
    }
    var run = at
    while run < bytes.count, bytes[run] == byte { run += 1 }
    let isAlone =
      run == bytes.count || bytes[run] < 0x80 && !LabelScanner.isLetterOrDigit(bytes[run])
    switch byte {
    case UInt8(ascii: "x") where run - at >= 3 && isAlone,
      UInt8(ascii: "+") where run - at == 3 && isAlone,
      UInt8(ascii: "?") where run - at >= 3 && isAlone && isAfterSpace(bytes, at):
      result.text.append(
        Event(kind: "gap", description: String(decoding: bytes[at..<run], as: UTF8.self)))
      return run
    case UInt8(ascii: "X") where run - at >= 3 && isAlone,
      UInt8(ascii: "_") where run - at >= 3 && isAlone,
      UInt8(ascii: "*") where run - at == 3 && isAlone:
      return placeholder(bytes, at..<run, &cursor, &result)
    case UInt8(ascii: "@") where run - at == 2, UInt8(ascii: "#") where run - at == 2:
      let limit = min(bytes.count, run + 60)
      guard let close = bytes[run..<limit].firstIndex(of: byte), close > run,
        close + 1 < bytes.count, bytes[close + 1] == byte
      else { return nil }
      return placeholder(bytes, at..<close + 2, &cursor, &result)
    case UInt8(ascii: "-") where settings.preset == .bnc2014 && run - at == 2:
      let rest = bytes[at..<min(bytes.count, at + 40)]
      guard rest.dropFirst(2).starts(with: "ANON".utf8),
        let close = rest.dropFirst(6).firstIndex(of: byte), close + 1 < bytes.count,
        bytes[close + 1] == byte
      else { return nil }
      return placeholder(bytes, at..<close + 2, &cursor, &result)
    case UInt8(ascii: "/") where run - at == 2 && open.count < 8:
      let limit = min(bytes.count, run + 400)
      guard let close = bytes[run..<limit].firstIndex(of: byte), close + 1 < bytes.count,
        bytes[close + 1] == byte, let label = inlineSpeaker(bytes, run..<close)
      else { return nil }
      open.append((close + 2, .inlineSpeaker, result.text.startMark(), label))
      return nil
    default: return nil
    }
  }

  private static let signs = ByteSet("x+?X_*@#-/")

  private func isAfterSpace(_ bytes: [UInt8], _ at: Int) -> Bool {
    at == 0 || (0x09...0x20).contains(bytes[at - 1])
  }

  private func placeholder(
    _ bytes: [UInt8], _ range: Range<Int>, _ cursor: inout TurnSource.Cursor, _ result: inout Result
  ) -> Int {
    let start = result.text.startMark()
    append(bytes, range, &cursor, &result.text)
    result.text.endMark(.placeholder, from: start)
    result.placeholders.append(Self.content(bytes[range]))
    return range.upperBound
  }
}
