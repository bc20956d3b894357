/// Who cannot be told apart by some attributes (k-anonymity).
public struct AttributeClasses: Sendable {
  public struct Class: Sendable, Equatable {
    /// One a name of ``AttributeClasses/names``; `nil` where nothing is known.
    public var values: [String?]
    /// Ids, in the order given.
    public var people: [String]
    /// The one value of the sensitive attribute that all of two people or more share: who knows
    /// that somebody is among them knows it of them.
    public var shared: String?
  }

  public let names: [String]
  /// Smallest first, then by the order of the people.
  public let classes: [Class]
  public let peopleCount: Int

  /// - Parameters:
  ///   - people: ids with the value of each name.
  ///   - sensitive: a value for each person, in their order; empty where none is looked at.
  public init(
    _ people: [(id: String, values: [String?])], names: [String], sensitive: [String?] = []
  ) {
    var numbers: [[String?]: Int] = [:]
    var members: [[Int]] = []
    for (place, person) in people.enumerated() {
      let values = names.indices.map { $0 < person.values.count ? person.values[$0] : nil }
      let number = numbers[values] ?? members.count
      if number == members.count {
        numbers[values] = number
        members.append([])
      }
      members[number].append(place)
    }
    self.names = names
    peopleCount = people.count
    classes = members.sorted { ($0.count, $0[0]) < ($1.count, $1[0]) }.map { places in
      let first = people[places[0]]
      let known = places.compactMap { $0 < sensitive.count ? sensitive[$0] : nil }
      let isShared = places.count > 1 && known.count == places.count && Set(known).count == 1
      return Class(
        values: names.indices.map { $0 < first.values.count ? first.values[$0] : nil },
        people: places.map { people[$0].id }, shared: isShared ? known[0] : nil)
    }
  }

  /// Classes of fewer than `k`.
  public func small(_ k: Int) -> [Class] { classes.filter { $0.people.count < k } }

  /// People in classes of fewer than `k`.
  public func exposed(_ k: Int) -> Int { small(k).reduce(0) { $0 + $1.people.count } }
}
