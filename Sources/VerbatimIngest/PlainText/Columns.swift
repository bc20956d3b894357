/// Step 0 of `plaintext.md` §5: a column of line numbers, and page headers and footers.
enum Columns {
  // MARK: Line numbers

  /// Moves the start of each numbered line behind its number, where at least 80 % of the lines
  /// that are not blank carry a number one above the last (or restart at 1), or where numbers
  /// stand on every n-th line only and rise by n.
  static func stripLineNumbers(_ text: inout DecodedText, mode: PlainTextSettings.LineNumbers) {
    guard mode != .keep else { return }
    let numbered = text.lines.indices.compactMap { index in
      leadingNumber(text.bytes, text.lines[index]).map { Numbered(index, $0.value, $0.next) }
    }
    let filled = text.lines.lazy.filter { !$0.isBlank }.count
    guard mode == .strip || isColumn(numbered, filled: filled, lines: text.lines) else { return }
    // A line that begins with a number of its own ("2019 was hard") is out of the sequence.
    var last = 0
    for number in numbered {
      let restarts = number.value == 1
      guard restarts || last == 0 || (number.value > last && number.value - last <= 20) else {
        continue
      }
      last = number.value
      text.lines[number.line].start = number.next
    }
  }

  private struct Numbered {
    let line: Int
    let value: Int
    let next: Int

    init(_ line: Int, _ value: Int, _ next: Int) {
      (self.line, self.value, self.next) = (line, value, next)
    }
  }

  private static func isColumn(_ numbered: [Numbered], filled: Int, lines: [TextLine]) -> Bool {
    guard numbered.count >= 3 else { return false }
    var ordinals: [Int] = []
    var ordinal = 0
    for line in lines {
      if !line.isBlank { ordinal += 1 }
      ordinals.append(ordinal)
    }
    var rising = 1
    var stepped = 0
    for (previous, current) in zip(numbered, numbered.dropFirst()) {
      let difference = current.value - previous.value
      let byFilled = ordinals[current.line] - ordinals[previous.line]
      if current.value == 1 || difference == 1 { rising += 1 }
      if difference > 1, difference == byFilled || difference == current.line - previous.line {
        stepped += 1
      }
    }
    if numbered.count * 5 >= filled * 4, rising * 5 >= filled * 4 { return true }
    return stepped * 5 >= (numbered.count - 1) * 4 && stepped >= 2
  }

  /// An integer of up to six digits at the line's start, then a tab, a space or the line's end.
  private static func leadingNumber(
    _ bytes: [UInt8], _ line: TextLine
  ) -> (value: Int, next: Int)? {
    var at = line.start
    while at < line.end, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
    let digits = at
    var value = 0
    while at < line.end, (0x30...0x39).contains(bytes[at]), at - digits < 7 {
      value = value * 10 + Int(bytes[at] - 0x30)
      at += 1
    }
    guard at > digits, at - digits < 7 else { return nil }
    guard at < line.end else { return (value, at) }
    guard bytes[at] == 0x20 || bytes[at] == 0x09 else { return nil }
    while at < line.end, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
    return (value, at)
  }

  // MARK: Page furniture

  /// Indices of lines that look like running headers, footers or page numbers.
  ///
  /// A text that repeats (digits aside) three times is furniture where it stands next to form
  /// feeds, or evenly spaced over the file. Even spacing alone could also take a short answer
  /// ("Yeah."), so that it asks for pages of ten lines and more, for half of the file, and for no
  /// full stop at the end. Whether such a line is a turn's label is known only later.
  static func furniture(_ text: DecodedText) -> [Int] {
    let lines = text.lines
    let atPageEdge = pageEdges(lines)
    var places: [String: [Int]] = [:]
    for (index, line) in lines.enumerated() where !line.isBlank && line.use == .text {
      guard line.end - line.start <= 120 else { continue }
      places[shape(text.bytes[line.content]), default: []].append(index)
    }
    var found: Set<Int> = []
    for (shape, indices) in places {
      let atEdge = indices.filter { atPageEdge.contains($0) }
      if isPageNumber(shape) { found.formUnion(atEdge) }
      guard indices.count >= 3 else { continue }
      if atEdge.count >= 3, atEdge.count * 4 >= indices.count * 3 {
        found.formUnion(atEdge)
      } else if isEven(indices, of: lines.count), isPageNumber(shape) || !endsSentence(shape) {
        found.formUnion(indices)
      }
    }
    return found.sorted()
  }

  /// Lines with at most one other filled line between them and a form feed or the file's ends.
  private static func pageEdges(_ lines: [TextLine]) -> Set<Int> {
    let filled = lines.indices.filter { !lines[$0].isBlank }
    guard lines.contains(where: \.startsPage) else { return [] }
    // The page of each filled line; a blank line may be the one behind the form feed.
    var page = 0
    var pages: [Int] = []
    for line in lines {
      if line.startsPage { page += 1 }
      pages.append(page)
    }
    var edges: Set<Int> = []
    for (place, line) in filled.enumerated() {
      let before = place >= 2 ? pages[filled[place - 2]] : -1
      let after = place + 2 < filled.count ? pages[filled[place + 2]] : -1
      if before != pages[line] || after != pages[line] { edges.insert(line) }
    }
    return edges
  }

  /// The trimmed text with each run of digits as `#`.
  private static func shape(_ content: ArraySlice<UInt8>) -> String {
    var shape: [UInt8] = []
    for byte in content {
      if (0x30...0x39).contains(byte) {
        if shape.last != UInt8(ascii: "#") { shape.append(UInt8(ascii: "#")) }
      } else if byte != 0x20 && byte != 0x09 || !shape.isEmpty {
        shape.append(byte)
      }
    }
    return String(decoding: shape, as: UTF8.self)
  }

  private static func isPageNumber(_ shape: String) -> Bool {
    let folded = shape.lowercased()
    return ["page #", "page # of #", "page #/#", "- # -", "– # –", "#", "# of #", "p. #"]
      .contains(folded)
  }

  /// Ends as a sentence does, `# ` aside.
  private static func endsSentence(_ shape: String) -> Bool {
    shape.unicodeScalars.last.map { ".?!…,;)]\"”".unicodeScalars.contains($0) } ?? true
  }

  /// Gaps of ten lines and more, whose middle half differs by at most a fifth of the median.
  private static func isEven(_ indices: [Int], of count: Int) -> Bool {
    let gaps = zip(indices.dropFirst(), indices).map { $0.0 - $0.1 }.sorted()
    guard let first = indices.first, let last = indices.last, gaps.count >= 2 else { return false }
    let median = gaps[gaps.count / 2]
    let spread = gaps[gaps.count * 3 / 4] - gaps[gaps.count / 4]
    return median >= 10 && spread * 5 <= median && (last - first) * 2 >= count
  }
}
