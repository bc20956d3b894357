import VerbatimCorpus

/// What stands across a matrix of themes.
public enum MatrixKey: Sendable, Equatable {
  case group, session, participant, role
  /// A fact about people, or else about sessions, by its name.
  case attribute(String)
}

/// The columns of a matrix, and which of them each turn falls into.
struct MatrixColumns {
  /// Ids as data gives them; the last may be "—" for turns without a value.
  private(set) var names: [String] = []
  /// By turn of the register: indices into ``names``; several where several people speak at once.
  private(set) var columns: [[Int]] = []

  /// Groups and sessions are all there, participants are those that count (and others who are coded);
  /// values of attributes are those that occur.
  ///
  /// - Parameter used: the turns that hold something.
  /// - Throws: ``RigourProblem/unknownAttribute(_:known:)``.
  init(_ key: MatrixKey, _ register: TurnRegister, used: Set<Int>) throws {
    var values: [[String]]
    var known: [String] = []
    switch key {
    case .group:
      values = register.turns.map { [register.sessions[$0.session].group] }
      known = register.groups
    case .session:
      values = register.turns.map { [register.sessions[$0.session].id] }
      known = register.sessions.map(\.id)
    case .participant:
      values = register.turns.map { $0.people.map { register.people[$0].id } }
      known = register.people.filter(\.counts).map(\.id)
    case .role:
      values = register.turns.map { Self.unique($0.people) { register.people[$0].role?.rawValue } }
    case .attribute(let name):
      values = try Self.values(of: name, register)
    }
    var names = Set(known)
    for turn in used { names.formUnion(values[turn]) }
    var sorted = known + names.subtracting(known).sorted(by: NaturalOrder.precedes)
    if key != .participant { sorted.sort(by: NaturalOrder.precedes) }
    if used.contains(where: { values[$0].isEmpty }) { sorted.append(Self.none) }
    let places = Dictionary(
      sorted.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.names = sorted
    columns = values.map { values in
      (values.isEmpty ? [Self.none] : values).compactMap { places[$0] }
    }
  }

  static let none = "—"

  private static func unique(_ people: [Int], _ value: (Int) -> String?) -> [String] {
    var found: [String] = []
    for case let value? in people.map(value) where !found.contains(value) { found.append(value) }
    return found
  }

  private static func values(of name: String, _ register: TurnRegister) throws -> [[String]] {
    let ofPeople = Set(register.people.flatMap { $0.attributes.entries.map(\.name) })
    let ofSessions = Set(register.sessions.flatMap { $0.attributes.entries.map(\.name) })
    if ofPeople.contains(name) {
      return register.turns.map { unique($0.people) { register.people[$0].attributes[name] } }
    }
    guard ofSessions.contains(name) else {
      throw RigourProblem.unknownAttribute(
        name, known: ofPeople.union(ofSessions).sorted(by: NaturalOrder.precedes))
    }
    return register.turns.map { turn in
      register.sessions[turn.session].attributes[name].map { [$0] } ?? []
    }
  }
}
