import VerbatimAnalysis
import VerbatimCorpus

extension RandomQueries.Vocabulary {
  /// Words, people and facts of a corpus: common words often, since they are drawn from its tokens,
  /// and rare ones too.
  ///
  /// Names of attributes that turns have as well are left out: ``LinearScan`` does not know them.
  public init(of transcripts: [Transcript], using generator: inout SeededGenerator) {
    let turns = transcripts.flatMap { transcript in
      transcript.turns.map { (transcript, $0) }
    }
    var words: [String] = []
    var placeholders: Set<String> = []
    for _ in 0..<min(turns.count * 2, 400) {
      let turn = generator.pick(turns).1
      let text = Array(turn.text.utf8)
      let tokens = Analyzer.standard.tokens(of: turn.text).filter { $0.kind.hasPosition }
      guard !tokens.isEmpty else { continue }
      for _ in 0..<2 {
        let token = generator.pick(tokens)
        words.append(String(decoding: text[token.start..<token.end], as: UTF8.self))
      }
    }
    for (_, turn) in turns {
      for mark in turn.marks where mark.kind == .placeholder && placeholders.count < 20 {
        let inner = turn.text.scalars(mark.range)
        placeholders.insert(String(inner.drop { $0 == "[" }.prefix { $0 != "]" }))
      }
    }
    var values: [String: Set<String>] = [:]
    func offer(_ name: String, _ value: String?) {
      guard let value, !value.isEmpty, values[name, default: []].count < 30 else { return }
      values[name, default: []].insert(Self.escaped(value))
    }
    var onTurns: Set<String> = []
    for (transcript, turn) in turns {
      for entry in turn.attributes.entries { onTurns.insert(entry.name.lowercased()) }
      for speaker in turn.speakers { offer("speaker", speaker) }
      for event in turn.events {
        offer("event", event.kind)
        offer("event", event.description)
      }
      offer("session", transcript.session.id)
      offer("group", transcript.session.group)
    }
    for transcript in transcripts {
      offer(
        "role", transcript.session.participants.randomElement(using: &generator)?.role?.rawValue)
      for person in transcript.session.participants.prefix(30) {
        offer("role", person.role?.rawValue)
        offer("speaker", transcript.session.id + "/" + person.id)
        for entry in person.attributes.entries where !onTurns.contains(entry.name.lowercased()) {
          offer("attr." + entry.name, entry.value)
        }
      }
      for entry in transcript.session.attributes.entries
      where !onTurns.contains(entry.name.lowercased()) {
        offer("attr." + entry.name, entry.value)
      }
    }
    if let label = values["speaker"]?.min() { values["speaker"]?.insert(label.prefix(1) + "*") }
    let numbers = values.compactMap { name, values -> (name: String, values: ClosedRange<Int>)? in
      let all = values.compactMap { Int($0) }
      guard name != "speaker", name != "session", name != "group", let low = all.min(),
        let high = all.max(), low < high
      else { return nil }
      return (name, low...high)
    }
    let longest = transcripts.map(\.turns.count).max() ?? 1
    self.init(
      words: words.isEmpty ? ["word"] : words, placeholders: placeholders.sorted(),
      fields: values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) },
      numbers: [("turn", 1...max(longest, 2))] + numbers.sorted { $0.name < $1.name })
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars {
      if scalar == "*" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
