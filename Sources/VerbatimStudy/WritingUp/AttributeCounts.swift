import VerbatimCorpus

/// A fact about people, counted so that nobody can be told by it: values that few share are put together.
public struct AttributeCounts: Sendable, Equatable {
  /// Fewer people than this are never a count of their own.
  public static let threshold = 5
  /// The value of who has none.
  public static let unstated = "not stated"

  public var name: String
  /// Many first; years and other numbers in bands of ten, the lowest first.
  public var values: [(value: String, people: Int)]
  /// How many values were put together, and the people who have one of them.
  public var pooled: (values: Int, people: Int)?

  public static func == (left: AttributeCounts, right: AttributeCounts) -> Bool {
    left.name == right.name && left.values.elementsEqual(right.values, by: ==)
      && left.pooled?.values == right.pooled?.values && left.pooled?.people == right.pooled?.people
  }

  /// - Parameter given: a value for each person, or none.
  init(_ name: String, _ given: [String?]) {
    self.name = name
    let numbers = given.compactMap { $0.flatMap { Int($0) } }
    let isBanded =
      numbers.count == given.count { $0 != nil } && Set(numbers).count > 8
      && numbers.allSatisfy { (0...9999).contains($0) }
    var counts: [String: Int] = [:]
    for value in given {
      let shown = value.map { isBanded ? Self.band($0) : $0 } ?? Self.unstated
      counts[shown, default: 0] += 1
    }
    var kept = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var pooled: [(key: String, value: Int)] = []
    // With one more value where those that are left alone would be told by what is missing.
    while let last = kept.last,
      last.value < Self.threshold
        || (!pooled.isEmpty && pooled.reduce(0, { $0 + $1.value }) < Self.threshold)
    {
      pooled.append(kept.removeLast())
    }
    if isBanded { kept.sort { NaturalOrder.precedes($0.key, $1.key) } }
    values = kept.map { ($0.key, $0.value) }
    self.pooled =
      pooled.isEmpty ? nil : (pooled.count, pooled.reduce(0) { $0 + $1.value })
  }

  /// `1950–1959`.
  private static func band(_ value: String) -> String {
    guard let number = Int(value) else { return value }
    return "\(number / 10 * 10)–\(number / 10 * 10 + 9)"
  }

  /// The facts about the people who count, in the order in which they are first met.
  public static func all(_ register: TurnRegister) -> [AttributeCounts] {
    let people = register.people.filter(\.counts)
    var names: [String] = []
    for person in people {
      for entry in person.attributes.entries where !names.contains(entry.name) {
        names.append(entry.name)
      }
    }
    return names.map { name in AttributeCounts(name, people.map { $0.attributes[name] }) }
  }
}
