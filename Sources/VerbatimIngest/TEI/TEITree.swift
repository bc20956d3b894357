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
    /// Index behind the last element within it.
    var end = Int.max

    subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  enum Child {
    case element(Int)
    /// Where it stands in the texts of the tree.
    case text(Range<Int>)
  }

  /// In document order; every element's parent stands before it.
  private(set) var nodes: [Node] = []
  private(set) var roots: [Int] = []
  private var open: [Int] = []
  /// All character data, in document order.
  private var texts: [UInt8] = []

  var isOpen: Bool { !open.isEmpty }

  mutating func start(_ element: XMLElement) {
    var node = Node(name: element.localName, line: element.line)
    node.attributes.reserveCapacity(element.attributes.count)
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
    if let element = open.popLast() { nodes[element].end = nodes.count }
  }

  mutating func text(_ text: XMLText) {
    guard let parent = open.last else { return }
    let start = texts.count
    text.append(to: &texts)
    if case .text(let before)? = nodes[parent].children.last, before.upperBound == start {
      nodes[parent].children.removeLast()
      nodes[parent].children.append(.text(before.lowerBound..<texts.count))
    } else {
      nodes[parent].children.append(.text(start..<texts.count))
    }
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
    (node + 1..<end(of: node)).filter { nodes[$0].name == name }
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
    let children = nodes[node].children
    if children.isEmpty { return nil }
    let text: String
    if children.count == 1, case .text(let range) = children[0] {
      text = texts.withUnsafeBufferPointer {
        collapsed(UnsafeBufferPointer(rebasing: $0[range]))
      }
    } else {
      var bytes: [UInt8] = []
      var stack: [Child] = [.element(node)]
      while let next = stack.popLast() {
        switch next {
        case .text(let range): bytes.append(contentsOf: texts[range])
        case .element(let index): stack.append(contentsOf: nodes[index].children.reversed())
        }
      }
      text = collapsed(bytes)
    }
    return text.isEmpty ? nil : text
  }
}
