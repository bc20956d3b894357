import VerbatimCorpus
import VerbatimQuery

/// Filters.
///
/// A field gives a turn values. A condition on values holds when one of the turn's values matches
/// one that is wanted (or none is wanted) and none matches a negated one; so a negated value alone
/// holds for a turn without any value. Values are compared without case, as a whole, `*` being any
/// characters, `/` too. A range holds when one of the values, as a whole, is an integer inside it.
///
/// - `speaker`: each speaker's label, and `session/label`. `role`: each speaker's role.
/// - `group`, `session`: the session's. `turn`: the number in decimal digits.
/// - `event`: of each event in the turn its kind, its description, and each word of the description, as
///   blanks, commas, periods and semicolons part them.
///   Events between turns belong to nobody.
/// - `theme`, `coder`: what the codings say.
/// - Any other name, and `attr.NAME`: all values of that attribute of the session and of each
///   speaker.
extension LinearScan {
  func turnsThatMeet(_ filter: FieldFilter) -> [Bool] {
    let isMet = test(of: filter.condition)
    return turns.map { isMet(values(of: filter.name, in: $0)) }
  }

  /// Whether a turn with such values meets the condition.
  private func test(of condition: FieldFilter.Condition) -> ([String]) -> Bool {
    switch condition {
    case .range(let lower, let upper):
      return { values in
        values.contains { value in
          guard let number = Int(value) else { return false }
          return lower ?? .min <= number && number <= upper ?? .max
        }
      }
    case .values(let conditions):
      func patterns(negated: Bool) -> [ScanWildcard] {
        conditions.filter { $0.isNegated == negated }
          .map { ScanWildcard($0.text, one: false, key: analyser.caseFold) }
      }
      let wanted = patterns(negated: false)
      let refused = patterns(negated: true)
      return { values in
        func match(_ pattern: ScanWildcard) -> Bool {
          values.contains { pattern.matches(analyser.caseFold($0)) }
        }
        return (wanted.isEmpty || wanted.contains(where: match)) && !refused.contains(where: match)
      }
    }
  }

  private func values(of name: String, in scanned: ScannedTurn) -> [String] {
    let session = scanned.session
    let turn = scanned.turn
    let speakers = session.participants.filter { turn.speakers.contains($0.id) }
    switch name {
    case "speaker": return turn.speakers + turn.speakers.map { session.id + "/" + $0 }
    case "role": return speakers.compactMap { $0.role?.rawValue }
    case "group": return [session.group]
    case "session": return [session.id]
    case "turn": return [String(turn.number)]
    case "theme", "coder": return codings(name, session, turn)
    case "event":
      return turn.events.flatMap { event in
        let description = event.description ?? ""
        let words = description.split { " ,.;".contains($0) }.map(String.init)
        return [event.kind, description] + words
      }
    default:
      let attribute = name.hasPrefix("attr.") ? String(name.dropFirst(5)) : name
      return session.attributes.values(of: attribute)
        + speakers.flatMap { $0.attributes.values(of: attribute) }
    }
  }
}
