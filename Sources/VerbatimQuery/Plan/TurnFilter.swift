import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

/// A filter made concrete for one segment: which of its turns pass.
///
/// Facts of sessions and people are small tables, looked up once a plan; events and attributes of
/// turns have lists of turns. The result is one bit a turn.
struct TurnFilter: Sendable {
  /// One bit a turn of the segment, from bit 0 of word 0.
  let bits: [UInt64]
  let turnCount: Int

  @inline(__always)
  func passes(_ turn: Int) -> Bool {
    bits[turn >> 6] & 1 << UInt64(turn & 63) != 0
  }

  init(bits: [UInt64], turnCount: Int) {
    self.bits = bits
    self.turnCount = turnCount
  }

  /// Some turns of a segment.
  init(_ turns: some Sequence<Int>, of segment: Segment) {
    turnCount = segment.turnCount
    var bits = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    for turn in turns { bits[turn >> 6] |= 1 << UInt64(turn & 63) }
    self.bits = bits
  }

  /// All turns of a segment.
  init(allOf segment: Segment) {
    self.init(0..<segment.turnCount, of: segment)
  }

  /// Turns that pass.
  var count: Int { bits.reduce(0) { $0 + $1.nonzeroBitCount } }

  init(_ filter: FieldFilter, _ segment: Segment, _ regions: any RegionSource) throws {
    turnCount = segment.turnCount
    var maker = FilterMaker(segment: segment, regions: regions)
    switch filter.condition {
    case .range(let low, let high):
      bits = try maker.turns(name: filter.name, .range(low, high))
    case .values(let values):
      let wanted = values.filter { !$0.isNegated }
      var result = [UInt64](repeating: wanted.isEmpty ? .max : 0, count: maker.wordCount)
      if wanted.isEmpty { maker.clearBeyondEnd(&result) }
      for value in wanted {
        let found = try maker.turns(name: filter.name, .value(value.text))
        for word in result.indices { result[word] |= found[word] }
      }
      for value in values where value.isNegated {
        let found = try maker.turns(name: filter.name, .value(value.text))
        for word in result.indices { result[word] &= ~found[word] }
      }
      bits = result
    }
  }
}

/// Finds the turns of a segment that have a fact.
private struct FilterMaker {
  let segment: Segment
  let regions: any RegionSource

  enum Test {
    case value(String)
    case range(Int?, Int?)
  }

  var wordCount: Int { (segment.turnCount + 63) / 64 }

  func clearBeyondEnd(_ bits: inout [UInt64]) {
    if segment.turnCount % 64 != 0, !bits.isEmpty {
      bits[bits.count - 1] &= 1 << UInt64(segment.turnCount % 64) - 1
    }
  }

  mutating func turns(name: String, _ test: Test) throws -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: wordCount)
    let attribute = name.hasPrefix("attr.") ? String(name.dropFirst(5)) : nil
    if attribute == nil, case .value(let value) = test,
      let found = try regions.turns(field: name, value: value)
    {
      for session in 0..<segment.sessionCount {
        guard let numbers = found[segment.sessionID(session)] else { continue }
        let range = segment.turns(ofSession: session)
        for number in numbers where number >= 1 && number <= range.count {
          set(range.lowerBound + number - 1, &bits)
        }
      }
      return bits
    }
    let matches = Self.matcher(test)
    if attribute == nil, name == "event" {
      switch test {
      case .value(let value):
        let wildcard = Wildcard(value, hasOne: false, key: Keys.lc)
        add(segment.eventPostings(prefix: wildcard.prefix) { wildcard.matches($0) }, to: &bits)
      case .range:
        add(
          segment.eventPostings(prefix: []) { matches(String(decoding: $0, as: UTF8.self)) },
          to: &bits)
      }
      return bits
    }
    for session in 0..<segment.sessionCount {
      try addSession(session, name, attribute, matches, &bits)
    }
    if !QueryFields.builtIn.contains(name) {
      add(
        segment.attributePostings(name: attribute ?? name, prefix: []) {
          matches(String(decoding: $0, as: UTF8.self))
        }, to: &bits)
    }
    return bits
  }

  private func set(_ turn: Int, _ bits: inout [UInt64]) {
    bits[turn >> 6] |= 1 << UInt64(turn & 63)
  }

  private func add(_ postings: [TurnPostings], to bits: inout [UInt64]) {
    bits.withUnsafeMutableBufferPointer { words in
      for list in postings {
        var cursor = list.cursor()
        cursor.fill(words, window: 0..<segment.turnCount)
      }
    }
  }

  /// Adds the turns of a session that pass by a fact of the session, of its turns' numbers, or of
  /// the people who speak.
  private func addSession(
    _ index: Int, _ name: String, _ attribute: String?, _ matches: (String) -> Bool,
    _ bits: inout [UInt64]
  ) throws {
    let range = segment.turns(ofSession: index)
    let entry = try segment.session(index)
    let session = entry.session
    func addAll() {
      for turn in range { set(turn, &bits) }
    }
    switch attribute == nil ? name : "" {
    case "session":
      if matches(session.id) { addAll() }
    case "group":
      if matches(session.group) { addAll() }
    case "turn":
      for turn in range where matches(String(turn - range.lowerBound + 1)) { set(turn, &bits) }
    case "speaker":
      addSpeakers(entry, range, &bits) { matches($0.id) || matches(session.id + "/" + $0.id) }
    case "role":
      addSpeakers(entry, range, &bits) { $0.role.map { matches($0.rawValue) } ?? false }
    default:
      let key = attribute ?? name
      let isName: (Attributes.Entry) -> Bool = { $0.name.lowercased() == key.lowercased() }
      if session.attributes.entries.contains(where: { isName($0) && matches($0.value) }) {
        addAll()
      } else {
        addSpeakers(entry, range, &bits) { person in
          person.attributes.entries.contains { isName($0) && matches($0.value) }
        }
      }
    }
  }

  private func addSpeakers(
    _ entry: SessionEntry, _ range: Range<Int>, _ bits: inout [UInt64],
    _ matches: (Participant) -> Bool
  ) {
    let people = entry.session.participants.map(matches)
    guard people.contains(true) else { return }
    let sets = entry.speakerSets.map { set in set.contains { people[$0] } }
    for turn in range {
      let number = segment.speakerSet(ofTurn: turn)
      if number < sets.count, sets[number] { set(turn, &bits) }
    }
  }

  /// Comparison without case, with `*`; or a number in a range.
  private static func matcher(_ test: Test) -> (String) -> Bool {
    switch test {
    case .value(let value):
      let wildcard = Wildcard(value, hasOne: false, key: Keys.lc)
      return { wildcard.matches(Keys.lc(Array($0.utf8))) }
    case .range(let low, let high):
      return { text in
        guard let number = Int(text) else { return false }
        return number >= low ?? .min && number <= high ?? .max
      }
    }
  }
}

/// The names that a filter may have.
public enum QueryFields {
  /// Known without looking at a corpus.
  public static let builtIn: Set<String> = [
    "speaker", "role", "group", "session", "turn", "theme", "coder", "event",
  ]

  /// Built-in names and every attribute of people, sessions and turns. Cost: reads all session
  /// records.
  public static func known(in segments: [Segment]) throws(IndexProblem) -> Set<String> {
    var names = builtIn
    for segment in segments {
      names.formUnion(segment.turnAttributeNames())
      for index in 0..<segment.sessionCount {
        let session = try segment.session(index).session
        for entry in session.attributes.entries { names.insert(entry.name) }
        for person in session.participants {
          for entry in person.attributes.entries { names.insert(entry.name) }
        }
      }
    }
    return names
  }
}
