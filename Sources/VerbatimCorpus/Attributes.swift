/// Named values in the order they were given; a name may repeat (TEI allows several states).
public struct Attributes: Sendable, Hashable, ExpressibleByArrayLiteral {
  public struct Entry: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public var entries: [Entry]

  public init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  public init(arrayLiteral elements: Entry...) {
    self.entries = elements
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The first value of `name`. Setting replaces it, appends it, or with `nil` removes all of that
  /// name. Cost: a scan.
  public subscript(name: String) -> String? {
    get { entries.first { $0.name == name }?.value }
    set {
      guard let newValue else {
        entries.removeAll { $0.name == name }
        return
      }
      if let index = entries.firstIndex(where: { $0.name == name }) {
        entries[index].value = newValue
      } else {
        entries.append(Entry(name: name, value: newValue))
      }
    }
  }

  /// All values of `name`, in order.
  public func values(of name: String) -> [String] {
    entries.filter { $0.name == name }.map(\.value)
  }

  public mutating func append(_ name: String, _ value: String) {
    entries.append(Entry(name: name, value: value))
  }

  /// These entries, with those of `other` winning by name.
  public func overridden(by other: Attributes) -> Attributes {
    let names = Set(other.entries.map(\.name))
    return Attributes(entries.filter { !names.contains($0.name) } + other.entries)
  }
}
