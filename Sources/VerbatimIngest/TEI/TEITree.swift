import VerbatimXML

/// A subtree of a document, for the parts that hold facts: header, people, taxonomies.
struct TEITree {
  struct Node {
    var name: String
    /// 1-based line of the start tag.
    var line: Int
    /// Local names; `xml:` names keep their prefix.
    var attributes: [(name: String, value: String)] = []
    var children: [Child] = []

    subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  enum Child {
    case element(Int)
    case text([UInt8])
  }

  /// In document order; every element's parent stands before it.
  private(set) var nodes: [Node] = []
  private(set) var roots: [Int] = []
  private var open: [Int] = []

  var isOpen: Bool { !open.isEmpty }

  mutating func start(_ element: XMLElement) {
    var node = Node(name: element.localName, line: element.line)
    for attribute in element.attributes {
      let name = attribute.isXML ? "xml:" + attribute.localName : attribute.localName
      node.attributes.append((name, attribute.value))
    }
    let index = nodes.count
    nodes.append(node)
    if let parent = open.last {
      nodes[parent].children.append(.element(index))
    } else {
      roots.append(index)
    }
    open.append(index)
  }

  mutating func end() {
    _ = open.popLast()
  }

  mutating func text(_ text: XMLText) {
    guard let parent = open.last else { return }
    var bytes: [UInt8] = []
    text.append(to: &bytes)
    nodes[parent].children.append(.text(bytes))
  }

  /// Child elements of that name, or all.
  func children(_ node: Int, _ name: String? = nil) -> [Int] {
    nodes[node].children.compactMap {
      if case .element(let child) = $0, name == nil || nodes[child].name == name {
        child
      } else {
        nil
      }
    }
  }

  /// The elements of that name below `node`, in document order.
  func descendants(_ node: Int, _ name: String) -> [Int] {
    var found: [Int] = []
    var stack = children(node).reversed() as [Int]
    while let next = stack.popLast() {
      if nodes[next].name == name { found.append(next) }
      stack.append(contentsOf: children(next).reversed())
    }
    return found
  }

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
    var bytes: [UInt8] = []
    var stack: [Child] = [.element(node)]
    while let next = stack.popLast() {
      switch next {
      case .text(let text): bytes.append(contentsOf: text)
      case .element(let index): stack.append(contentsOf: nodes[index].children.reversed())
      }
    }
    let text = collapsed(bytes)
    return text.isEmpty ? nil : text
  }
}
