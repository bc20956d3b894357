import VerbatimXML

/// Which paragraph styles are for quotations: by their names, which Word keeps in English, or by the
/// style that they are based on.
struct DOCXStyles: XMLHandler {
  private var id: String?
  private var parents: [String: String] = [:]
  private var found: Set<String> = []

  mutating func startElement(_ element: XMLElement) throws(Never) {
    switch element.localName {
    case "style": id = element.attribute(prefixed: "styleId")
    case "name":
      if let id, let name = element.attribute(prefixed: "val")?.lowercased(),
        Self.isQuote(name)
      {
        found.insert(id)
      }
    case "basedOn":
      if let id { parents[id] = element.attribute(prefixed: "val") }
    default: break
    }
  }

  mutating func endElement(_ end: XMLElementEnd) throws(Never) {}
  mutating func characters(_ text: XMLText) throws(Never) {}

  static func isQuote(_ name: String) -> Bool {
    ["quote", "quotation", "block text", "zitat", "citat", "sitat", "citaat", "citation", "cita"]
      .contains { name.contains($0) } && !name.contains("bibliograph")
  }

  func quoteStyles() -> Set<String> {
    var all = found
    for start in parents.keys {
      var next: String? = start
      for _ in 0..<16 {
        guard let style = next else { break }
        if found.contains(style) {
          all.insert(start)
          break
        }
        next = parents[style]
      }
    }
    return all
  }
}

extension XMLElement {
  /// Word's attributes carry its namespace's prefix. Cost: a scan.
  func attribute(prefixed name: String) -> String? {
    for attribute in attributes where attribute.localName == name { return attribute.value }
    return nil
  }
}
