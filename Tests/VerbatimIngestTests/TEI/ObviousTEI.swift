/// A slow reading of TEI that is easy to see through: a tree of the bytes, made without libxml2,
/// and a recursive function for the text. The oracle of the reader on files without entities,
/// choices and breaks within words.
struct ObviousTEI {
  final class Node {
    var name: String
    var attributes: [String: String] = [:]
    var children: [Node] = []
    /// Of a text node, whose name is empty.
    var text = ""
    var line = 1

    init(_ name: String) { self.name = name }
  }

  let root = Node("#document")

  init(_ bytes: [UInt8]) {
    let end = bytes.count
    var index = 0
    var stack = [root]
    var line = 1
    func find(_ literal: String, from start: Int) -> Int {
      let wanted = Array(literal.utf8)
      var at = start
      while at + wanted.count <= end {
        if bytes[at] == wanted[0], bytes[at..<(at + wanted.count)].elementsEqual(wanted) {
          return at
        }
        at += 1
      }
      return end
    }
    func add(_ text: String) {
      let node = Node("")
      node.text = text
      stack[stack.count - 1].children.append(node)
    }
    while index < end {
      if bytes[index] != UInt8(ascii: "<") {
        let next = find("<", from: index)
        add(Self.resolve(String(decoding: bytes[index..<next], as: UTF8.self)))
        line += bytes[index..<next].count { $0 == 0x0A }
        index = next
        continue
      }
      let rest = bytes[index...].prefix(9)
      let from = index
      if rest.starts(with: "<!--".utf8) {
        index = find("-->", from: index) + 3
      } else if rest.starts(with: "<?".utf8) {
        index = find("?>", from: index) + 2
      } else if rest.starts(with: "<![CDATA[".utf8) {
        let close = find("]]>", from: index)
        add(String(decoding: bytes[(index + 9)..<close], as: UTF8.self))
        index = close + 3
      } else {
        let close = find(">", from: index)
        var tag = String(decoding: bytes[(index + 1)..<close], as: UTF8.self)
        index = close + 1
        line += bytes[from..<index].count { $0 == 0x0A }
        if tag.hasPrefix("/") {
          stack.removeLast()
          continue
        }
        let isEmpty = tag.hasSuffix("/")
        if isEmpty { tag.removeLast() }
        let name = tag.prefix { !$0.isWhitespace }
        let node = Node(String(name.split(separator: ":").last ?? name))
        node.attributes = Self.attributes(tag.dropFirst(name.count))
        node.line = line
        stack[stack.count - 1].children.append(node)
        if !isEmpty { stack.append(node) }
        continue
      }
      line += bytes[from..<min(index, end)].count { $0 == 0x0A }
    }
  }

  private static func attributes(_ text: Substring) -> [String: String] {
    var found: [String: String] = [:]
    var rest = text
    while let equals = rest.firstIndex(of: "=") {
      let name = rest[..<equals].split(whereSeparator: \.isWhitespace).last ?? ""
      let value = rest[rest.index(after: equals)...].drop { $0.isWhitespace }
      guard let quote = value.first else { break }
      let body = value.dropFirst()
      let close = body.firstIndex(of: quote) ?? body.endIndex
      found[String(name)] = resolve(String(body[..<close]))
      rest = close == body.endIndex ? "" : body[body.index(after: close)...]
    }
    return found
  }

  private static func resolve(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var out = ""
    for (number, part) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated()
    {
      guard number > 0, let semicolon = part.firstIndex(of: ";") else {
        out += part
        continue
      }
      let name = part[..<semicolon]
      let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
      if let value = known[String(name)] {
        out += value
      } else if name.hasPrefix("#x"), let value = UInt32(name.dropFirst(2), radix: 16),
        let scalar = Unicode.Scalar(value)
      {
        out.unicodeScalars.append(scalar)
      } else if let value = UInt32(name.dropFirst(1)), let scalar = Unicode.Scalar(value) {
        out.unicodeScalars.append(scalar)
      }
      out += part[part.index(after: semicolon)...]
    }
    return out
  }

  // MARK: Text

  var turns: [Node] {
    var found: [Node] = []
    func visit(_ node: Node) {
      if node.name == "teiHeader" { return }
      if node.name == "u" || node.name == "sp" {
        found.append(node)
      } else {
        node.children.forEach(visit)
      }
    }
    visit(root)
    return found
  }

  static let silent: Set<String> = [
    "speaker", "stage", "note", "kinesic", "vocal", "incident", "gap", "desc", "pause", "writing",
    "head", "linkGrp", "figure", "shift",
  ]

  /// U+000B stands for a space, U+000C for a paragraph, until the end.
  static func text(of turn: Node) -> String {
    var stream = ""
    var tokens = 0
    var joins = false
    func visit(_ node: Node) {
      if node.name.isEmpty {
        stream += node.text
        return
      }
      if silent.contains(node.name) { return }
      if ["pb", "lb", "cb", "gb", "milestone"].contains(node.name) {
        stream += " "
        return
      }
      let isParagraph = turn.name == "sp" && ["p", "l", "ab", "lg"].contains(node.name)
      let isToken = node.name == "w" || node.name == "pc"
      if isToken {
        // Formatting between tokens is none; a space is put where none is forbidden.
        while let last = stream.last, last.isWhitespace { stream.removeLast() }
        if tokens > 0, !joins { stream += " " }
        tokens += 1
        joins = node.attributes["join"] == "right" || node.attributes["join"] == "both"
      }
      if isParagraph { stream += "\u{C}" }
      node.children.forEach(visit)
      if isParagraph { stream += "\u{C}" }
    }
    turn.children.forEach(visit)
    var out: [Unicode.Scalar] = []
    var pending: Unicode.Scalar?
    for scalar in stream.unicodeScalars {
      switch scalar {
      case "\u{C}": pending = "\n"
      case " ", "\t", "\r", "\n": if pending == nil { pending = " " }
      default:
        if let space = pending, !out.isEmpty { out.append(space) }
        pending = nil
        out.append(scalar)
      }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: out)
    return text
  }
}
