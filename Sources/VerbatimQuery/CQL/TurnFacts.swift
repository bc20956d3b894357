import VerbatimCorpus
import VerbatimIndex

/// Values of attributes of sessions and of those who speak.
enum CQLFacts {
  static func values(of session: Session, _ attribute: String) -> [String] {
    switch attribute {
    case "id": [session.id]
    case "group": [session.group]
    case "title": session.title.map { [$0] } ?? session.attributes.values(of: attribute)
    case "lang": session.language.map { [$0] } ?? session.attributes.values(of: attribute)
    default: session.attributes.values(of: attribute)
    }
  }

  /// Of those who speak a turn together: `who`, `role`, `who_…`.
  static func values(ofSpeakers speakers: Int, _ entry: SessionEntry, _ attribute: String)
    -> [String]
  {
    guard speakers < entry.speakerSets.count else { return [] }
    let people = entry.speakerSets[speakers].map { entry.session.participants[$0] }
    return switch attribute {
    case "who": people.flatMap { [$0.id, entry.session.id + "/" + $0.id] }
    case "role": people.compactMap { $0.role?.rawValue }
    default: people.flatMap { $0.attributes.values(of: String(attribute.dropFirst(4))) }
    }
  }

  static func isOfSpeakers(_ attribute: String) -> Bool {
    attribute == "who" || attribute == "role" || attribute.hasPrefix("who_")
  }
}

/// Decides conditions on turns that sessions and speakers fulfil, without reading a turn.
struct TurnFacts {
  private let compiled: CompiledCQL
  private let segment: Segment

  init(_ compiled: CompiledCQL, _ segment: Segment) {
    self.compiled = compiled
    self.segment = segment
  }

  /// True for conditions on sessions and speakers alone.
  static func decides(_ condition: CQLCondition) -> Bool {
    switch condition {
    case .matches(.region(_, _), _): true
    case .not(let operand): decides(operand)
    case .and(let operands), .or(let operands): operands.allSatisfy(decides)
    default: false
    }
  }

  /// The turns that may fulfil all of some conditions. Cost: each is asked once for those who speak
  /// together in a session.
  func filter(_ conditions: [CQLCondition]) throws(IndexProblem) -> TurnFilter {
    var bits = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    for session in 0..<segment.sessionCount {
      let entry = try segment.session(session)
      let passes = entry.speakerSets.indices.map { speakers in
        conditions.allSatisfy { holds($0, entry, speakers) ?? true }
      }
      guard passes.contains(true) else { continue }
      for turn in segment.turns(ofSession: session) {
        let speakers = segment.speakerSet(ofTurn: turn)
        if speakers < passes.count, passes[speakers] { bits[turn >> 6] |= 1 << UInt64(turn & 63) }
      }
    }
    return TurnFilter(bits: bits, turnCount: segment.turnCount)
  }

  /// `nil` where the turn has to be asked itself.
  private func holds(_ condition: CQLCondition, _ entry: SessionEntry, _ speakers: Int) -> Bool? {
    switch condition {
    case .matches(.region(let region, let attribute), let expression):
      let values: [String]
      switch compiled.regions.names[region] {
      case "text": values = CQLFacts.values(of: entry.session, attribute)
      case "u" where CQLFacts.isOfSpeakers(attribute):
        values = CQLFacts.values(ofSpeakers: speakers, entry, attribute)
      default: return nil
      }
      let matcher = expression.expression.matcher()
      return values.contains { matcher.matches(expression.expression.key(Array($0.utf8))) }
    case .not(let operand): return holds(operand, entry, speakers).map { !$0 }
    case .and(let operands):
      let all = operands.map { holds($0, entry, speakers) }
      return all.contains(false) ? false : all.contains(nil) ? nil : true
    case .or(let operands):
      let all = operands.map { holds($0, entry, speakers) }
      return all.contains(true) ? true : all.contains(nil) ? nil : false
    default: return nil
    }
  }
}
