import VerbatimIndex
import VerbatimQuery

/// Makes the keys of hits, as numbers of their columns' values.
///
/// Cost of a hit: the words of its window (see ``WordWindow``) where a key is words, and a look-up a
/// key.
struct KeyMaker {
  private(set) var columns: [KeyColumn]
  private let left: Int
  private let right: Int
  private let hasWords: Bool
  private var window: WordWindow
  private var forms: WordForms
  private var facts: TurnFacts
  /// Numbers of columns whose value is one term in one form, by term: by column and segment.
  private var byTerm: [[Int: UInt32]]
  private let segmentCount: Int
  /// Numbers of columns whose value is a fact, by speaker set, of the session that was last looked at.
  private var byPeople: [[Int: UInt32]]
  private var session: Index.SessionPlace?
  private let index: Index

  init(_ keys: [ConcordanceKey], in index: Index, isAcross: Bool, language: String) {
    columns = keys.map(KeyColumn.init)
    left = keys.map(\.wordsBefore).max() ?? 0
    right = keys.map(\.wordsBehind).max() ?? 0
    hasWords = keys.contains { $0.subject.isWords }
    window = WordWindow(index, isAcross: isAcross)
    forms = WordForms(index, language: language)
    facts = TurnFacts(index)
    self.index = index
    segmentCount = index.segments.count
    byPeople = [[Int: UInt32]](repeating: [:], count: keys.count)
    byTerm = [[Int: UInt32]](repeating: [:], count: keys.count * segmentCount)
  }

  /// The numbers of a hit's values, a column each.
  ///
  /// Throws ``IndexProblem``, and ``ConcordanceProblem`` where there are too many values.
  mutating func numbers(of hit: Hit) throws -> [UInt32] {
    if hasWords { try window.load(hit, left: left, right: right) }
    var numbers: [UInt32] = []
    numbers.reserveCapacity(columns.count)
    for column in columns.indices {
      numbers.append(try number(column, hit))
    }
    return numbers
  }

  private mutating func number(_ column: Int, _ hit: Hit) throws -> UInt32 {
    let key = columns[column].key
    switch key.subject {
    case .neighbour(let offset):
      return try number(column, window.neighbour(offset), hit.segment)
    case .matchWord(let place):
      let words = window.matched
      return try number(column, place <= words.count ? words[place - 1] : nil, hit.segment)
    case .match:
      return try number(
        column, Array(window.matched.prefix(ConcordanceKey.longestMatch)), hit.segment)
    case .left:
      let words = (1...ConcordanceKey.sideWords).compactMap { window.neighbour(-$0) }
      return try number(column, words, hit.segment)
    case .right:
      let words = (1...ConcordanceKey.sideWords).compactMap { window.neighbour($0) }
      return try number(column, words, hit.segment)
    case .session, .group, .turn, .speaker, .role, .attribute:
      return try factNumber(column, hit)
    }
  }

  private mutating func factNumber(_ column: Int, _ hit: Hit) throws -> UInt32 {
    let subject = columns[column].key.subject
    guard facts.belongsToPeople(subject, hit.segment) else {
      return try columns[column].number(try facts.value(subject, hit.segment, hit.turn))
    }
    let place = try facts.session(hit.segment, hit.turn).place
    if place != session {
      session = place
      for column in byPeople.indices { byPeople[column].removeAll(keepingCapacity: true) }
    }
    let set = index.segments[hit.segment].speakerSet(ofTurn: hit.turn)
    if let known = byPeople[column][set] { return known }
    let number = try columns[column].number(try facts.value(subject, hit.segment, hit.turn))
    byPeople[column][set] = number
    return number
  }

  private mutating func number(
    _ column: Int, _ word: WordWindow.Word?, _ segment: Int
  ) throws -> UInt32 {
    guard let word else { return 0 }
    let key = columns[column].key
    guard key.form != .word else {
      return try columns[column].number(compared(word, key, segment))
    }
    let place = column * segmentCount + segment
    if let known = byTerm[place][word.term] { return known }
    let number = try columns[column].number(compared(word, key, segment))
    byTerm[place][word.term] = number
    return number
  }

  private mutating func number(
    _ column: Int, _ words: [WordWindow.Word], _ segment: Int
  ) throws -> UInt32 {
    if words.count < 2 { return try number(column, words.first, segment) }
    let key = columns[column].key
    var value = ""
    for (index, word) in words.enumerated() {
      if index > 0 { value.append(KeyColumn.separator) }
      value += compared(word, key, segment)
    }
    return try columns[column].number(value)
  }

  /// A word as its column compares it.
  private mutating func compared(
    _ word: WordWindow.Word, _ key: ConcordanceKey, _ segment: Int
  ) -> String {
    func turned(_ text: String) -> String { key.isFromEnds ? KeyColumn.reversed(text) : text }
    let form = forms.form(key.form, of: word, in: window, segment: segment)
    guard key.form == .word else { return turned(form) }
    let fold = forms.form(.fold, term: word.term, segment: segment)
    return turned(fold) + String(KeyColumn.formEnd) + turned(form)
  }
}

extension ConcordanceKey {
  /// How many words before the node it looks at.
  var wordsBefore: Int {
    switch subject {
    case .neighbour(let offset): max(0, -offset)
    case .left: Self.sideWords
    default: 0
    }
  }

  /// How many words behind the node it looks at.
  var wordsBehind: Int {
    switch subject {
    case .neighbour(let offset): max(0, offset)
    case .right: Self.sideWords
    default: 0
    }
  }
}
