import VerbatimCorpus

/// Small transcripts of few words that repeat, so that random queries have hits.
public enum RandomCorpus {
  public static let words = [
    "the", "the", "the", "I", "you", "and", "trust", "Trust", "trusts", "trusted", "listen",
    "listening", "Listened", "peer", "support", "support", "worker", "NHS-funded", "funded",
    "co-op",
    "café", "cafe", "naïve", "don't", "yes", "no", "erm", "10", "1999", "mm-hmm", "th-",
  ]
  public static let placeholders = [
    "[peer support worker A]", "[peer support worker B]", "[hospital]", "[name  of town]",
  ]
  static let separators = [" ", " ", " ", " ", " ", ", ", ". ", "? ", " – ", "… ", "\n"]
  static let sexes = ["F", "M"]
  static let events = [("vocal", "laughs"), ("vocal", "all laugh"), ("pause", nil)]

  /// As many sessions as asked for, `fg1`, `fg2` … in random order, two of them in each group.
  public static func transcripts(
    sessions: Int, turns: Int, using generator: inout SeededGenerator
  ) -> [Transcript] {
    (0..<sessions).map { transcript(number: $0 + 1, turns: turns, using: &generator) }
      .shuffled(using: &generator)
  }

  private static func transcript(
    number: Int, turns: Int, using generator: inout SeededGenerator
  ) -> Transcript {
    let id = "fg\(number)"
    var participants = [Participant(id: "MOD", role: .moderator)]
    for person in 1...4 {
      var attributes: Attributes = []
      attributes.append("sex", generator.pick(sexes))
      attributes.append("born", String(Int.random(in: 1930...1999, using: &generator)))
      if generator.chance(30) { attributes.append("language", "Română") }
      participants.append(
        Participant(
          id: "P\(person)", role: generator.chance(90) ? .participant : nil, attributes: attributes)
      )
    }
    let session = Session(
      id: id, group: "FG\((number + 1) / 2)",
      attributes: [.init(name: "city", value: "Leeds North")],
      participants: participants,
      source: Source(path: id + ".xml", digest: Digest(bytes: Array(repeating: 0, count: 32))))
    return Transcript(
      session: session,
      turns: (1...max(turns, 1)).map { turn(number: $0, of: participants, using: &generator) })
  }

  private static func turn(
    number: Int, of participants: [Participant], using generator: inout SeededGenerator
  ) -> Turn {
    var text = ""
    var marks: [Mark] = []
    for _ in 0..<Int.random(in: 0...25, using: &generator) {
      let start = text.unicodeScalars.count
      if generator.chance(6) {
        text += generator.pick(placeholders)
        marks.append(Mark(kind: .placeholder, range: start..<text.unicodeScalars.count))
      } else {
        text += generator.pick(words)
      }
      text += generator.pick(separators)
    }
    var events: [Event] = []
    if generator.chance(20) {
      let (kind, description) = generator.pick(Self.events)
      events.append(Event(kind: kind, description: description))
    }
    let speakers = participants.shuffled(using: &generator)
      .prefix(generator.pick([0, 1, 1, 1, 1, 1, 1, 2]))
      .map(\.id)
    return Turn(
      number: number, speakers: speakers, text: text, marks: marks, events: events,
      place: SourcePlace(line: number, bytes: nil))
  }
}
