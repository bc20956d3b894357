import VerbatimCorpus

/// How many people an attribution with attributes would point at: a combination that few share can tell
/// who somebody is (k-anonymity).
public struct AttributionRisk: Sendable, Equatable {
  /// People who share all of the values with fewer than so many, themselves included, are at risk.
  public static let threshold = 5

  /// People who count.
  public let people: Int
  /// People who are the only ones with their values.
  public let alone: Int
  /// People whose values fewer than ``threshold`` share.
  public let few: Int

  /// - Parameters:
  ///   - attributes: those that the attribution shows.
  ///   - showsGroup: the group is shown too.
  public init(_ attributes: [String], showsGroup: Bool, _ register: TurnRegister) {
    var classes: [[String]: Int] = [:]
    for person in register.people where person.counts {
      let values = attributes.map { person.attributes[$0] ?? "" }
      classes[(showsGroup ? [person.group] : []) + values, default: 0] += 1
    }
    people = classes.values.reduce(0, +)
    alone = classes.values.count { $0 == 1 }
    few = classes.values.filter { $0 < Self.threshold }.reduce(0, +)
  }
}
