/// Step 4 of `plaintext.md` §5: what stands before the first turn.
///
/// `Key: value` pairs become metadata, a value goes on over indented lines and `- item` lines. All
/// else before the first turn is neither speech nor metadata; it is counted.
struct Header {
  struct Pair: Equatable {
    var key: String
    var value: String
  }

  private(set) var pairs: [Pair] = []
  /// 1-based lines of pairs whose key is also a label.
  private(set) var labelLines: [(label: String, line: Int)] = []
  /// Filled lines before the first turn that are no pair.
  private(set) var unexplained = 0

  /// The first value of a key, in any case.
  subscript(key: String) -> String? {
    pairs.first { $0.key.lowercased() == key }?.value
  }

  // MARK: Before the labels are known

  /// Marks front matter and, where the settings give an end, the header they declare. Returns the
  /// number of lines marked.
  static func markDeclared(_ text: inout DecodedText, endLine: Int?) -> Int {
    let count = min(max(Markdown.frontMatter(text), endLine ?? 0), text.lines.count)
    for index in 0..<count { text.lines[index].use = .header }
    return count
  }

  private static let participantKeys: Set = [
    "participants", "participant list", "speakers", "present", "attendees", "interviewees",
    "respondents",
  ]

  /// The labels that the start of the file lists as its participants.
  static func listedLabels(_ text: DecodedText) -> [String] {
    var header = Header()
    header.collect(text, lines: 0..<min(text.lines.count, 100), all: true)
    return header.pairs.filter { participantKeys.contains($0.key.lowercased()) }.flatMap { pair in
      pair.value.split { ",;[]".contains($0) }.map { item in
        WordTrim.trim(String(item.filter { $0 != "'" && $0 != "\"" }))
      }
    }.filter { !$0.isEmpty }
  }

  /// Marks the pairs of the first paragraph: where it begins with a pair that is no label and a
  /// blank line ends it, a label that is followed by such a pair is a key too (`Moderator: Dr X`
  /// between `Venue:` and `Date:`). `Group:` with a short value needs only company.
  /// - Parameter isLabel: whether the key on a line is strong or occurs again.
  static func markFirstBlock(_ text: inout DecodedText, isLabel: (Int) -> Bool) {
    let lines = text.lines
    guard let first = lines.indices.first(where: { lines[$0].use == .text && !lines[$0].isBlank }),
      let last = lines[first...].firstIndex(where: { $0.isBlank }), last - first <= 100
    else { return }
    let pairs = (first..<last).filter { pair(text, $0) != nil }
    guard let start = pairs.first, !isLabel(start) else { return }
    guard let end = pairs.last(where: { !isLabel($0) }) else { return }
    for index in first...end { text.lines[index].use = .header }
    for index in pairs where index > end {
      guard let group = pair(text, index), isGroup(group) else { return }
      text.lines[index].use = .header
    }
  }

  private static func isGroup(_ pair: Pair) -> Bool {
    pair.key.lowercased() == "group" && pair.value.split(separator: " ").count <= 3
      && pair.value.unicodeScalars.contains { $0.properties.numericType != nil }
  }

  // MARK: Once they are

  /// Reads the header in front of line `firstTurn`.
  init(_ text: DecodedText, firstTurn: Int, isLabel: (_ key: String) -> Bool) {
    collect(text, lines: 0..<min(firstTurn, text.lines.count), all: false)
    for index in 0..<min(firstTurn, text.lines.count) where text.lines[index].use == .header {
      if let pair = Self.pair(text, index), isLabel(pair.key) {
        labelLines.append((pair.key, index + 1))
      }
    }
  }

  private init() {}

  /// Reads pairs and the lines that continue them.
  private mutating func collect(_ text: DecodedText, lines: Range<Int>, all: Bool) {
    var isOpen = false
    for index in lines {
      let line = text.lines[index]
      guard line.use == .header || line.use == .text, !line.isBlank else {
        isOpen = false
        continue
      }
      let bytes = text.bytes[line.content]
      let isIndented = bytes.first == 0x20 || bytes.first == 0x09
      let isItem = bytes.starts(with: "- ".utf8) || isIndented && bytes.contains(UInt8(ascii: "-"))
      if isOpen, isIndented || isItem, let last = pairs.indices.last {
        let item = Self.unquoted(text.string(line.content), isItem: isItem)
        pairs[last].value += (pairs[last].value.isEmpty ? "" : isItem ? ", " : " ") + item
      } else if let pair = Self.pair(text, index) {
        pairs.append(pair)
        isOpen = true
      } else {
        isOpen = false
        if line.use == .text { unexplained += 1 }
      }
    }
  }

  /// A key of 1–40 scalars, a colon with a space or the line's end behind it, a value; no line of
  /// more than 4 KiB, which is speech.
  static func pair(_ text: DecodedText, _ index: Int) -> Pair? {
    let line = text.lines[index]
    let bytes = text.bytes[line.content]
    guard bytes.count <= 4096, let colon = bytes.prefix(170).firstIndex(of: UInt8(ascii: ":")),
      colon > line.start
    else {
      return nil
    }
    guard colon + 1 == line.end || WhiteSpace.length(text.bytes, colon + 1, line.end) > 0 else {
      return nil
    }
    let key = WordTrim.trim(text.string(line.start..<colon).replacing("*", with: ""))
    guard !key.isEmpty, key.unicodeScalars.count <= 40, bytes.first != 0x20, bytes.first != 0x09,
      key.utf8.first != UInt8(ascii: "-"), key.utf8.first != UInt8(ascii: "#")
    else { return nil }
    return Pair(
      key: key, value: unquoted(text.string(min(colon + 1, line.end)..<line.end), isItem: false))
  }

  /// Trimmed, without the dash of an item and without quotation marks around all of it.
  private static func unquoted(_ raw: String, isItem: Bool) -> String {
    var value = WordTrim.trim(raw.replacing("**", with: ""))
    if isItem, value.hasPrefix("-") { value = WordTrim.trim(String(value.dropFirst())) }
    if let first = value.first, first == "\"" || first == "'", value.count > 1,
      value.last == first
    {
      value = String(value.dropFirst().dropLast())
    }
    return value
  }
}
