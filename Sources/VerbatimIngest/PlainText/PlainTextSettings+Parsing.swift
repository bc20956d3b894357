import VerbatimCorpus

extension PlainTextSettings {
  /// Every key there is, in the order of the note.
  public static let keys = [
    "encoding", "family", "separator", "labels.accept", "labels.reject", "labels.map",
    "labels.caseSensitive", "header.endLine", "header.fields", "lineNumbers", "dropLines",
    "time.pattern", "time.base", "preset", "brackets", "events.lexicon", "placeholders.patterns",
    "inlineSpeakers", "lineBreaks", "dehyphenate", "mergeAdjacent", "transcriptionLevel",
    "language", "participants", "layout",
  ]

  /// Keys whose own map groups others: `labels: {accept: …}` is `labels.accept`.
  private static let groups: Set = ["labels", "header", "time", "events", "placeholders"]

  /// Reads a map of the keys of `plaintext.md` §8, dotted or nested.
  /// - Throws: for an unknown key, a key twice, or a value of the wrong kind.
  public init(_ value: SettingsValue) throws(SettingsProblem) {
    self.init()
    if value == .null { return }
    guard case .map(let pairs) = value else {
      throw .badValue(key: "", expected: ["<map>"])
    }
    var flat: [(String, SettingsValue)] = []
    for (key, value) in pairs {
      if Self.groups.contains(key), case .map(let inner) = value {
        flat += inner.map { ("\(key).\($0.0)", $0.1) }
      } else {
        flat.append((key, value))
      }
    }
    var seen: Set<String> = []
    for (key, value) in flat {
      guard Self.keys.contains(key) else { throw .unknownKey(key, known: Self.keys) }
      guard seen.insert(key).inserted else { throw .duplicateKey(key) }
      try set(key, SettingsReader(key: key, value: value))
    }
  }

  private mutating func set(_ key: String, _ value: SettingsReader) throws(SettingsProblem) {
    switch key {
    case "encoding": encoding = try value.choice(SourceEncoding.self)
    case "family": family = try value.choice(LabelFamily.self)
    case "separator": separator = try value.text()
    case "labels.accept": acceptedLabels = try value.texts()
    case "labels.reject": rejectedLabels = try value.texts()
    case "labels.map": labelMap = try value.textMap()
    case "labels.caseSensitive": labelsAreCaseSensitive = try value.bool()
    case "header.endLine": headerEndLine = try value.count()
    case "header.fields": headerFields = try value.textMap()
    case "lineNumbers": lineNumbers = try value.choice(LineNumbers.self)
    case "dropLines": dropLines = try value.texts()
    case "time.pattern": timePattern = try value.choice(TimePattern.self)
    case "time.base": timeBase = try value.time()
    case "preset": preset = try value.choice(Preset.self)
    case "brackets": brackets = try value.brackets(into: brackets)
    case "events.lexicon": brackets.events = try value.texts()
    case "placeholders.patterns": brackets.placeholders = try value.texts()
    case "inlineSpeakers": inlineSpeakers = try value.choice(InlineSpeakers.self)
    case "lineBreaks": lineBreaks = try value.choice(LineBreaks.self)
    case "dehyphenate": dehyphenate = try value.bool()
    case "mergeAdjacent": mergeAdjacent = try value.bool()
    case "transcriptionLevel": transcriptionLevel = try value.text()
    case "language": language = try value.text()
    case "participants": participants = try value.participants()
    case "layout": layout = try value.choice(Layout.self)
    default: break
    }
  }
}

/// One value of the settings with its key, for the errors.
private struct SettingsReader {
  let key: String
  let value: SettingsValue

  func text() throws(SettingsProblem) -> String {
    switch value {
    case .string(let text): return text
    case .number(let number):
      return Int(exactly: number).map { "\($0)" } ?? "\(number)"
    default: throw .badValue(key: key, expected: ["<text>"])
    }
  }

  func bool() throws(SettingsProblem) -> Bool {
    guard case .bool(let bool) = value else {
      throw .badValue(key: key, expected: ["true", "false"])
    }
    return bool
  }

  func count() throws(SettingsProblem) -> Int {
    guard case .number(let number) = value, let count = Int(exactly: number), count >= 0 else {
      throw .badValue(key: key, expected: ["<line number>"])
    }
    return count
  }

  func choice<Choice: CaseIterable & RawRepresentable>(
    _: Choice.Type
  ) throws(SettingsProblem) -> Choice where Choice.RawValue == String {
    if case .string(let text) = value,
      let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
    {
      return choice
    }
    throw .badValue(key: key, expected: Choice.allCases.map(\.rawValue))
  }

  func time() throws(SettingsProblem) -> Milliseconds {
    if case .string(let text) = value, let time = TimeStamp.first(in: text) {
      return time.milliseconds
    }
    throw .badValue(key: key, expected: ["<HH:MM:SS>"])
  }

  func texts() throws(SettingsProblem) -> [String] {
    guard case .list(let list) = value else { return [try text()] }
    var texts: [String] = []
    for item in list { texts.append(try SettingsReader(key: key, value: item).text()) }
    return texts
  }

  func map() throws(SettingsProblem) -> [(String, SettingsReader)] {
    guard case .map(let pairs) = value else { throw .badValue(key: key, expected: ["<map>"]) }
    var seen: Set<String> = []
    for (name, _) in pairs where !seen.insert(name).inserted {
      throw .duplicateKey("\(key).\(name)")
    }
    return pairs.map { ($0.0, SettingsReader(key: "\(key).\($0.0)", value: $0.1)) }
  }

  func textMap() throws(SettingsProblem) -> [String: String] {
    var texts: [String: String] = [:]
    for (name, value) in try map() { texts[name] = try value.text() }
    return texts
  }

  func participants() throws(SettingsProblem) -> [String: Attributes] {
    var people: [String: Attributes] = [:]
    for (id, facts) in try map() {
      var attributes = Attributes()
      for (name, fact) in try facts.map() { attributes.append(name, try fact.text()) }
      people[id] = attributes
    }
    return people
  }

  /// A map of delimiters (`"[]"`) or whole contents (`"their"`) to a meaning.
  func brackets(into lists: Brackets.Lists) throws(SettingsProblem) -> Brackets.Lists {
    var lists = lists
    for (name, value) in try map() {
      let meaning = try value.meaning()
      if let delimiter = Brackets.Delimiter(rawValue: name) {
        lists.delimiters[delimiter] = meaning
      } else {
        lists.exact[WordPattern.fold(name)] = meaning
      }
    }
    return lists
  }

  private func meaning() throws(SettingsProblem) -> Brackets.Meaning {
    switch try text() {
    case "event": .event(kind: "incident", description: nil, duration: nil)
    case "comment": .event(kind: "comment", description: nil, duration: nil)
    case "pause": .event(kind: "pause", description: nil, duration: nil)
    case "gap": .gap(time: nil)
    case "placeholder": .placeholder
    case "annotation": .annotation
    case "guess": .guess
    case "overlap": .overlap
    case "text": .text
    default:
      throw .badValue(
        key: key,
        expected: [
          "event", "comment", "pause", "gap", "placeholder", "annotation", "guess", "overlap",
          "text",
        ])
    }
  }
}
