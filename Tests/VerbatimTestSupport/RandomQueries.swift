import VerbatimQuery

/// Random trees such as ``SimpleQueryParser`` makes, over the words and values of a corpus.
public struct RandomQueries {
  /// What the queries speak of. Words are words without wildcards; nothing may be empty but the
  /// placeholders.
  public struct Vocabulary: Sendable {
    public var words: [String]
    /// Without brackets.
    public var placeholders: [String]
    /// Names with values.
    public var fields: [(name: String, values: [String])]
    /// Names whose values are numbers, with the numbers.
    public var numbers: [(name: String, values: ClosedRange<Int>)]
    /// Themes and coders, with values: their places are compared.
    public var regions: [(name: String, values: [String])]

    public init(
      words: [String], placeholders: [String], fields: [(name: String, values: [String])],
      numbers: [(name: String, values: ClosedRange<Int>)],
      regions: [(name: String, values: [String])] = []
    ) {
      self.words = words
      self.placeholders = placeholders
      self.fields = fields
      self.numbers = numbers
      self.regions = regions
    }

    /// Of ``RandomCorpus``, with words that it does not have.
    public static let ofRandomCorpus = Vocabulary(
      words: RandomCorpus.words + [
        "CAFÉ", "hmm", "mm", "never", "NHS", "Yes,", "?", "peer-support",
      ],
      placeholders: [
        "peer support worker A", "Hospital", "name of town", "peer * b", "*", "nobody",
      ],
      fields: [
        ("speaker", ["MOD", "P1", "p2", "fg2/P1", "fg1/*", "P*"]),
        ("role", ["moderator", "participant", "PARTICIPANT", "p*"]),
        ("group", ["FG1", "fg2"]), ("session", ["fg1", "fg2", "fg*", "fg10"]),
        ("event", ["vocal", "laughs", "all laugh", "laugh", "pause"]),
        ("sex", ["F", "m"]), ("attr.city", ["leeds north", "Leeds*"]), ("language", ["română"]),
      ],
      numbers: [("turn", 1...20), ("born", 1930...1999)])
  }

  let vocabulary: Vocabulary

  public init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
  }

  /// A query that says what must be there, at most `depth` operators deep.
  public func query(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    guard depth > 0, generator.chance(80) else { return leaf(using: &generator) }
    switch generator.pick([0, 0, 0, 1, 1, 2, 2]) {
    case 0: return conjunction(depth: depth, using: &generator)
    case 1:
      return .or(
        operands(using: &generator) { generator in
          query(depth: depth - 1, using: &generator)
        }.flatMap { node in
          if case .or(let inner) = node { inner } else { [node] }
        })
    default: return near(depth: depth, using: &generator)
    }
  }

  private func conjunction(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    var parts = [query(depth: depth - 1, using: &generator)]
    parts += operands(using: &generator) { generator in
      if generator.chance(25) { return .not(query(depth: depth - 1, using: &generator)) }
      if generator.chance(30) { return filter(using: &generator) }
      return query(depth: depth - 1, using: &generator)
    }
    return .and(
      parts.shuffled(using: &generator).flatMap { node in
        if case .and(let inner) = node { inner } else { [node] }
      })
  }

  func operands(
    using generator: inout SeededGenerator, _ make: (inout SeededGenerator) -> QueryNode
  ) -> [QueryNode] {
    (0..<generator.pick([2, 2, 2, 3])).map { _ in make(&generator) }
  }

  private func near(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    .near(
      placed(depth: depth - 1, using: &generator), placed(depth: depth - 1, using: &generator),
      distance: generator.pick([1, 2, 3, 5, 10]), order: generator.pick([.any, .before, .after]))
  }

  /// What NEAR can measure from.
  private func placed(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    guard depth > 0, generator.chance(40) else { return occurrence(using: &generator) }
    if generator.chance(50) { return near(depth: depth, using: &generator) }
    return .or(
      operands(using: &generator) { generator in occurrence(using: &generator) })
  }

  private func leaf(using generator: inout SeededGenerator) -> QueryNode {
    if generator.chance(12) { return filter(using: &generator) }
    if generator.chance(3) { return .everything }
    return occurrence(using: &generator)
  }

  private func occurrence(using generator: inout SeededGenerator) -> QueryNode {
    if generator.chance(10), !vocabulary.placeholders.isEmpty {
      return .placeholder(generator.pick(vocabulary.placeholders))
    }
    return generator.chance(70) ? .word(word(using: &generator)) : phrase(using: &generator)
  }

  private func phrase(using generator: inout SeededGenerator) -> QueryNode {
    var items = [item(using: &generator)]
    for _ in 0..<generator.pick([1, 1, 2, 3]) {
      if generator.chance(25) {
        let least = Int.random(in: 0...2, using: &generator)
        items.append(.gap(least...least + Int.random(in: 0...2, using: &generator)))
      }
      items.append(item(using: &generator))
    }
    return .phrase(items, slack: generator.pick([0, 0, 0, 0, 1, 2, 4]))
  }

  private func item(using generator: inout SeededGenerator) -> PhraseItem {
    if generator.chance(8), !vocabulary.placeholders.isEmpty {
      return .placeholder(generator.pick(vocabulary.placeholders))
    }
    return .word(word(using: &generator))
  }

  private func word(using generator: inout SeededGenerator) -> WordPattern {
    let form = generator.pick([WordPattern.Form.folded, .folded, .folded, .folded, .exact, .stem])
    // Escaped, since a corpus has words such as `***`.
    let typed = generator.pick(vocabulary.words)
    if let word = loose(typed, using: &generator) { return word }
    guard form != .stem, generator.chance(25) else {
      return WordPattern(form: form, text: Self.escaped(typed.unicodeScalars))
    }
    let scalars = typed.unicodeScalars
    let place = scalars.index(
      scalars.startIndex, offsetBy: Int.random(in: 0..<scalars.count, using: &generator))
    let head = Self.escaped(scalars[..<place])
    let tail = Self.escaped(scalars[place...].dropFirst())
    let text =
      switch generator.pick([0, 0, 0, 1, 2]) {
      // A letter is left, since a bare `*` is no word.
      case 0: head.isEmpty ? "?*" : head + "*"
      case 1: "*" + (tail.isEmpty ? "?" : tail)
      default: head + "?" + tail
      }
    return WordPattern(form: form, text: text)
  }

  private static func escaped(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    for scalar in scalars {
      if scalar == "*" || scalar == "?" || scalar == "\\" { text.unicodeScalars.append("\\") }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  /// Now and then a regular expression or a word that is nearly so, of letters and digits alone.
  private func loose(
    _ typed: String, using generator: inout SeededGenerator
  ) -> WordPattern? {
    guard generator.chance(20),
      typed.utf8.allSatisfy({ $0 < 0x80 && ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }),
      !typed.isEmpty
    else { return nil }
    let letters = Array(typed.lowercased())
    let place = Int.random(in: 0..<letters.count, using: &generator)
    let head = String(letters[..<place])
    let letter = String(letters[place])
    let tail = String(letters[(place + 1)...])
    switch generator.pick([0, 1, 2, 3, 4, 5, 6, 6, 6]) {
    case 0: return WordPattern(form: .expression, text: head + "." + tail)
    case 1: return WordPattern(form: .expression, text: head + letter + ".*")
    case 2: return WordPattern(form: .expression, text: head + "(" + letter + "|xy|)" + tail)
    case 3: return WordPattern(form: .expression, text: head + "[a-m]+" + tail)
    case 4: return WordPattern(form: .expression, text: ".+" + letter + tail)
    case 5: return WordPattern(form: .expression, text: String(letters) + "(s|ed|ing)?")
    default:
      let distance = generator.pick([1, 1, 2])
      let changed =
        switch generator.pick([0, 1, 2, 3]) {
        case 0: head + tail
        case 1: head + "x" + tail
        case 2: head + letter + letter + tail
        default: head + String(tail.prefix(1)) + letter + tail.dropFirst()
        }
      return WordPattern(form: .fuzzy(distance), text: changed.isEmpty ? typed : changed)
    }
  }

  func filter(using generator: inout SeededGenerator) -> QueryNode {
    if generator.chance(25), !vocabulary.numbers.isEmpty {
      let (name, bounds) = generator.pick(vocabulary.numbers)
      let ends = [
        Int.random(in: bounds, using: &generator), Int.random(in: bounds, using: &generator),
      ].sorted()
      let range: (Int?, Int?) = generator.pick([
        (ends[0], ends[1]), (ends[0], nil), (nil, ends[1]),
      ])
      return .field(FieldFilter(name: name, condition: .range(range.0, range.1)))
    }
    let (name, values) = generator.pick(vocabulary.fields)
    return .field(
      FieldFilter(
        name: name,
        condition: .values(
          (0..<generator.pick([1, 1, 1, 2, 3])).map { _ in
            FieldFilter.Value(text: generator.pick(values), isNegated: generator.chance(20))
          })))
  }
}
