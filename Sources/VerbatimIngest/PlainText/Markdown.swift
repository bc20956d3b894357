/// The few things of Markdown that are no speech: front matter, headings, comments and rules.
///
/// Front matter is looked for in every file; the rest only in files named `.md` or `.markdown`,
/// since `#` or `***` may be a transcriber's own sign elsewhere. Emphasis, links and escapes in
/// speech stay as they are typed: a quotation is what stands in the file.
enum Markdown {
  static func isMarkdown(path: String) -> Bool {
    let lowered = path.lowercased()
    return lowered.hasSuffix(".md") || lowered.hasSuffix(".markdown")
  }

  /// Number of lines of a front matter: `---`, keys, `---` or `...`; 0 where there is none.
  static func frontMatter(_ text: DecodedText) -> Int {
    guard let first = text.lines.first, text.bytes[first.content].elementsEqual("---".utf8) else {
      return 0
    }
    for index in text.lines.indices.dropFirst() {
      let content = text.bytes[text.lines[index].content]
      if content.elementsEqual("---".utf8) || content.elementsEqual("...".utf8) {
        return index + 1
      }
    }
    return 0
  }

  /// Marks headings, rules (`---`) and comments that fill whole lines, from line `start` on.
  static func markLines(_ text: inout DecodedText, from start: Int) {
    var index = start
    while index < text.lines.count {
      let line = text.lines[index]
      let content = text.bytes[line.content]
      if let heading = heading(content) {
        text.lines[index].use = .heading(heading)
      } else if isRule(content) {
        text.lines[index].use = .dropped(.rule)
      } else if content.starts(with: "<!--".utf8), let last = commentEnd(text, from: index) {
        for inside in index...last { text.lines[inside].use = .dropped(.comment) }
        index = last
      }
      index += 1
    }
  }

  /// `#` to `######`, a space, the heading; its text without the signs.
  private static func heading(_ content: ArraySlice<UInt8>) -> Range<Int>? {
    let signs = content.prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(signs) else { return nil }
    var text = content.dropFirst(signs)
    guard text.first == 0x20 else { return nil }
    text = text.drop { $0 == 0x20 }
    return text.startIndex..<text.endIndex
  }

  /// Three or more of one of `-`, `*`, `_`, and nothing else.
  private static func isRule(_ content: ArraySlice<UInt8>) -> Bool {
    guard let first = content.first, content.count >= 3, "-*_".utf8.contains(first) else {
      return false
    }
    return content.allSatisfy { $0 == first }
  }

  /// The line whose end is the comment's end, so that no speech is lost behind it. A comment is
  /// closed within a hundred lines or is none.
  private static func commentEnd(_ text: DecodedText, from start: Int) -> Int? {
    for index in start..<min(start + 100, text.lines.count) {
      let content = text.bytes[text.lines[index].content]
      if content.suffix(3).elementsEqual("-->".utf8) { return index }
    }
    return nil
  }
}
