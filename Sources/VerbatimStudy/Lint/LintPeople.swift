import VerbatimCorpus
import VerbatimIndex
import VerbatimLint

extension AttributeClasses {
  /// The names of facts that a study knows of those who count, in the order of their first use.
  public static func names(_ register: TurnRegister) -> [String] {
    var names: [String] = []
    for person in register.people where person.counts {
      for entry in person.attributes.entries where !names.contains(entry.name) {
        names.append(entry.name)
      }
    }
    return names
  }

  /// People who count, by some of their attributes; `group` and `session` are attributes here.
  ///
  /// - Throws: ``RigourProblem`` for a name that nobody has.
  public init(
    _ register: TurnRegister, names: [String], sensitive: String? = nil
  ) throws(RigourProblem) {
    let known = Self.names(register) + ["group", "session"]
    for name in names + [sensitive].compactMap({ $0 }) where !known.contains(name) {
      throw .unknownAttribute(name, known: known)
    }
    func value(_ person: TurnRegister.Person, _ name: String) -> String? {
      if let value = person.attributes[name] { return value }
      return name == "group" ? person.group : name == "session" ? person.session : nil
    }
    let people = register.people.filter(\.counts)
    self.init(
      people.map { person in (id: person.id, values: names.map { value(person, $0) }) },
      names: names, sensitive: sensitive.map { name in people.map { value($0, name) } } ?? [])
  }
}
