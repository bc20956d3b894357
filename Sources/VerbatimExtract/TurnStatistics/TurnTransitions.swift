import VerbatimCorpus
import VerbatimIndex

/// Who follows whom: how often a turn of one speaker or role comes directly behind one of another, in
/// the same session.
///
/// A turn of several people is one of all of them together (`P1 + P2`); a role is named once. Both
/// turns must be counted turns and stand next to each other in the transcript.
public struct TurnTransitions: Sendable {
  public enum Key: String, Sendable, CaseIterable {
    case speaker, role
  }

  public struct Row: Sendable, Equatable {
    public var from: String
    public var to: String
    public var count: Int
    /// Counted turns of `from` that a counted turn follows: the whole of the row's share.
    public var followed: Int

    public var share: Double { Double(count) / Double(followed) }
  }

  public let key: Key
  /// By the name followed, then by the one that follows, in natural order.
  public let rows: [Row]
  /// All transitions.
  public let count: Int

  /// All names, in natural order.
  public var names: [String] {
    Set(rows.flatMap { [$0.from, $0.to] }).sorted(by: NaturalOrder.precedes)
  }

  /// Cost: a few ns a turn.
  public init(
    _ index: Index, by key: Key, in corpus: SubCorpus = .whole, roster: Roster? = nil
  ) throws {
    let roster = try roster ?? Roster(index)
    var numbers: [String: Int] = [:]
    var names: [String] = []
    let nameOfSet = (0..<roster.setCount).map { set in
      let name = Self.name(ofSet: set, key, roster)
      if let number = numbers[name] { return number }
      numbers[name] = names.count
      names.append(name)
      return names.count - 1
    }
    var counts: [Pair: Int] = [:]
    var previous: CountedTurn?
    corpus.forEachTurn(in: index, roster) { turn in
      defer { previous = turn }
      guard let before = previous, before.place == turn.place, before.turn + 1 == turn.turn
      else { return }
      counts[Pair(from: nameOfSet[before.set], to: nameOfSet[turn.set]), default: 0] += 1
    }
    var followed = [Int](repeating: 0, count: names.count)
    for (pair, count) in counts { followed[pair.from] += count }
    self.key = key
    count = followed.reduce(0, +)
    rows = counts.map { pair, count in
      Row(from: names[pair.from], to: names[pair.to], count: count, followed: followed[pair.from])
    }.sorted {
      $0.from == $1.from
        ? NaturalOrder.precedes($0.to, $1.to) : NaturalOrder.precedes($0.from, $1.from)
    }
  }

  private struct Pair: Hashable {
    var from: Int
    var to: Int
  }

  private static func name(ofSet set: Int, _ key: Key, _ roster: Roster) -> String {
    let people = roster.people(ofSet: set).map { roster.people[Int($0)] }
    guard !people.isEmpty else { return "—" }
    let names = people.map { key == .speaker ? $0.id : $0.role?.rawValue ?? "—" }
    return Set(names).sorted(by: NaturalOrder.precedes).joined(separator: " + ")
  }
}
