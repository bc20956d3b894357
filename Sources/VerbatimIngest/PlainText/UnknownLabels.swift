/// Lines that begin like the label of somebody who speaks in no turn: `Jane: I think so.` A label that occurs
/// once is taken for speech, so that a text of nothing but such lines is one turn of all of them.
enum UnknownLabels {
  /// Scalars of a label, at most.
  private static let longest = 40
  private static let mostWords = 3

  /// A line for each such label, the first that has it, in order.
  ///
  /// Cost: the beginning of every line.
  static func lines(
    _ text: DecodedText, from first: Int, isSpeaker: (String) -> Bool
  ) -> [Int] {
    var seen: Set<String> = []
    var lines: [Int] = []
    for index in text.lines.indices where index >= first && text.lines[index].use == .text {
      let content = text.lines[index].content
      let head = text.string(content.prefix(4 * longest))
      guard let label = label(head), !isSpeaker(label), seen.insert(label).inserted else {
        continue
      }
      lines.append(index)
    }
    return lines
  }

  /// What stands before the colon, if these are one to three words with a capital each.
  private static func label(_ line: String) -> String? {
    let scalars = line.unicodeScalars
    guard let colon = scalars.prefix(longest).firstIndex(of: ":") else { return nil }
    let behind = scalars.index(after: colon)
    guard behind == scalars.endIndex || scalars[behind].properties.isWhitespace else { return nil }
    let label = String(line[..<colon])
    let words = label.split(separator: " ", omittingEmptySubsequences: false)
    let isLabel =
      words.count <= mostWords
      && words.allSatisfy { word in
        guard let first = word.unicodeScalars.first, first.properties.isUppercase else {
          return false
        }
        return word.unicodeScalars.allSatisfy {
          $0.properties.isAlphabetic || $0.properties.numericType != nil
            || ["-", "'", "’", ".", "_"].contains($0)
        }
      }
    return isLabel ? label : nil
  }
}
