import VerbatimXML

/// A subtree of a document, for the parts that hold facts: header, people, taxonomies. Elements, attributes and
/// children stand in one list each, and every name once.
struct TEITree {
  private struct Node {
    /// In ``names``.
    var name: Int
    /// 1-based line of the start tag.
    var line: Int
    var attributes: Range<Int>
    /// Its first and its last child; -1 for none.
    var first = -1
    var last = -1
    /// Index behind the last element within it.
    var end = Int.max
  }

  private struct Attribute {
    /// In ``names``.
    var name: Int
    /// In ``values``.
    var value: Range<Int>
  }

  private enum Content {
    case element(Int)
    /// Where it stands in the texts of the tree.
    case text(Range<Int>)
  }

  private struct Child {
    var content: Content
    /// The next child of the same element; -1 for none.
    var next = -1
  }

  /// In document order; every element's parent stands before it.
  private var nodes: [Node] = []
  private(set) var roots: [Int] = []
  private var open: [Int] = []
  private var attributes: [Attribute] = []
  private var children: [Child] = []
  /// Local names by twice the parser's number; behind each the same with `xml:`.
  private var names: [String] = []
  /// All values of attributes.
  private var values: [UInt8] = []
  /// All character data, in document order.
  private var texts: [UInt8] = []

  var isOpen: Bool { !open.isEmpty }

  mutating func start(_ element: XMLElement) {
    let start = attributes.count
    for attribute in element.attributes {
      let name = 2 * attribute.name + (attribute.isXML ? 1 : 0)
      if needsName(name) {
        names[name] = attribute.isXML ? "xml:" + attribute.localName : attribute.localName
      }
      let value = values.count
      values.append(contentsOf: attribute.bytes)
      attributes.append(Attribute(name: name, value: value..<values.count))
    }
    let name = 2 * element.name
    if needsName(name) { names[name] = element.localName }
    let index = nodes.count
    nodes.append(Node(name: name, line: element.line, attributes: start..<attributes.count))
    if let parent = open.last { add(.element(index), to: parent) } else { roots.append(index) }
    open.append(index)
  }

  private mutating func needsName(_ name: Int) -> Bool {
    while names.count <= name { names.append("") }
    return names[name].isEmpty
  }

  private mutating func add(_ content: Content, to parent: Int) {
    let index = children.count
    children.append(Child(content: content))
    if nodes[parent].last < 0 {
      nodes[parent].first = index
    } else {
      children[nodes[parent].last].next = index
    }
    nodes[parent].last = index
  }

  mutating func end() {
    if let element = open.popLast() { nodes[element].end = nodes.count }
  }

  mutating func text(_ text: XMLText) {
    guard let parent = open.last else { return }
    let start = texts.count
    texts.append(contentsOf: text.bytes)
    let last = nodes[parent].last
    if last >= 0, case .text(let before) = children[last].content, before.upperBound == start {
      children[last].content = .text(before.lowerBound..<texts.count)
    } else {
      add(.text(start..<texts.count), to: parent)
    }
  }

  func name(_ node: Int) -> String { names[nodes[node].name] }

  func line(_ node: Int) -> Int { nodes[node].line }

  /// The value of an attribute; `xml:` names keep their prefix.
  subscript(_ node: Int, _ name: String) -> String? {
    for index in nodes[node].attributes where names[attributes[index].name] == name {
      return values.withUnsafeBufferPointer {
        String(decoding: UnsafeBufferPointer(rebasing: $0[attributes[index].value]), as: UTF8.self)
      }
    }
    return nil
  }

  /// Child elements of that name, or all.
  func children(_ node: Int, _ name: String? = nil) -> [Int] {
    var found: [Int] = []
    var next = nodes[node].first
    while next >= 0 {
      if case .element(let child) = children[next].content,
        name == nil || names[nodes[child].name] == name
      {
        found.append(child)
      }
      next = children[next].next
    }
    return found
  }

  /// The elements of that name below `node`, in document order.
  func descendants(_ node: Int, _ name: String) -> [Int] {
    guard let number = names.firstIndex(of: name) else { return [] }
    return (node + 1..<end(of: node)).filter { nodes[$0].name == number }
  }

  /// Index behind the last element within `node`.
  func end(of node: Int) -> Int { max(min(nodes[node].end, nodes.count), node + 1) }

  /// The first element by that path of names.
  func first(_ node: Int, _ path: String...) -> Int? {
    var current = node
    for name in path {
      guard let next = children(current, name).first else { return nil }
      current = next
    }
    return current
  }

  /// All text below `node`, white space collapsed; `nil` where there is none.
  func text(_ node: Int) -> String? {
    let first = nodes[node].first
    if first < 0 { return nil }
    let text: String
    if first == nodes[node].last, case .text(let range) = children[first].content {
      text = texts.withUnsafeBufferPointer {
        collapsed(UnsafeBufferPointer(rebasing: $0[range]))
      }
    } else {
      var bytes: [UInt8] = []
      // What comes next, innermost last.
      var stack = [first]
      while let next = stack.popLast() {
        if children[next].next >= 0 { stack.append(children[next].next) }
        switch children[next].content {
        case .text(let range): bytes.append(contentsOf: texts[range])
        case .element(let index): if nodes[index].first >= 0 { stack.append(nodes[index].first) }
        }
      }
      text = collapsed(bytes)
    }
    return text.isEmpty ? nil : text
  }
}
