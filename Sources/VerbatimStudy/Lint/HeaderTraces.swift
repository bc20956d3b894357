import VerbatimLint

/// What an XML source says beside its turns, for whoever reads the file: comments, and the people and places
/// of its header.
enum HeaderTraces {
  struct Trace {
    var kind: LintKind
    var field: String
    var text: String
    var line: Int
  }

  /// Elements of a header that are about people. What a `person` record says is looked at as facts of the
  /// participant, but for where they live and when they were born in words.
  private static let telling: Set<String> = [
    "author", "editor", "principal", "name", "persName", "residence", "birth", "address", "email",
  ]

  static func found(in bytes: [UInt8]) -> [Trace] {
    let tags = XMLTags(bytes)
    var lines = LineNumbers(bytes)
    var found: [(offset: Int, kind: LintKind, field: String, text: String)] = []
    for comment in tags.comments {
      let text = tags.string(comment).dropFirst(4).dropLast(3)
      found.append((comment.lowerBound, .comment, "comment", plain(String(text))))
    }
    for (index, element) in tags.elements.enumerated()
    where telling.contains(element.name) && tags.isInHeader(index) {
      if ["name", "persName"].contains(element.name), tags.isInside(index, "person") { continue }
      // What stands in another of them is told with it.
      if telling.contains(where: { tags.isInside(index, $0) }) { continue }
      found.append(
        (
          element.startTag.lowerBound, .author, element.name,
          plain(withoutTags(tags.string(element.content)))
        ))
    }
    return found.filter { !$0.text.isEmpty }.sorted { $0.offset < $1.offset }.map {
      Trace(kind: $0.kind, field: $0.field, text: $0.text, line: lines.number(at: $0.offset))
    }
  }

  private static func plain(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func withoutTags(_ text: String) -> String {
    var plain = ""
    var isTag = false
    for character in text {
      if character == "<" { isTag = true }
      if !isTag { plain.append(character) }
      if character == ">" {
        isTag = false
        plain.append(" ")
      }
    }
    return plain
  }
}
