/// Step 3 of `plaintext.md` §5: which labels of the chosen family name speakers.
struct LabelAcceptance {
  enum Status: String, Sendable {
    case strong, weak, mapped
  }

  /// Status by entry of the table; `nil` is rejected.
  private(set) var accepted: [Status?]
  private(set) var rejections: [Int: LabelRejection] = [:]
  /// Pairs of entries that may be one label.
  private(set) var similar: [(label: Int, other: Int)] = []
  /// Entries whose suffix names an accepted label: `Michael Folkson (MF)` → `MF`.
  private(set) var aliases: [Int: Int] = [:]

  init(
    _ table: LabelTable, _ candidates: [LabelCandidate], in text: DecodedText,
    lexicon: LabelLexicon
  ) {
    accepted = table.entries.map { entry in
      guard entry.judgement == .strong else { return nil }
      return lexicon.mapping(entry.normalised) == nil ? .strong : .mapped
    }
    let isPaired = acceptQuestionsAndAnswers(table)
    let distinct = table.entries.count { entry in
      if case .rejected = entry.judgement { return false }
      return true
    }
    for (index, entry) in table.entries.enumerated() where entry.judgement == .weak {
      guard accepted[index] == nil else { continue }
      if !isPaired, entry.normalised == "a", table.index(of: "q") != nil {
        rejections[index] = .unpaired
      } else if entry.places.count < 2, startsLower(entry.raw) {
        rejections[index] = .lowerCase
      } else if entry.places.count >= 3, distinct >= 2, isAnswered(index, table) {
        accepted[index] = .weak
      }
    }
    acceptCompounds(table, lexicon)
    acceptAliases(table, candidates, text, lexicon)
    acceptNearMisses(table)
    for (index, entry) in table.entries.enumerated() where accepted[index] == nil {
      switch entry.judgement {
      case .rejected(let reason): rejections[index] = rejections[index] ?? reason
      case .event: rejections[index] = .event
      case .weak, .strong: rejections[index] = rejections[index] ?? .rare
      }
    }
  }

  /// `Q` and `A` come as a pair: three of each, alternating (seven of ten neighbours differ).
  private mutating func acceptQuestionsAndAnswers(_ table: LabelTable) -> Bool {
    guard let q = table.index(of: "q"), let a = table.index(of: "a") else { return false }
    // The study's own word about either label stands.
    if accepted[q] != nil { return true }
    let (questions, answers) = (table.entries[q].places, table.entries[a].places)
    guard questions.count >= 3, answers.count >= 3,
      table.entries[q].judgement != .rejected(.override)
    else { return false }
    let order = (questions.map { ($0, true) } + answers.map { ($0, false) }).sorted { $0.0 < $1.0 }
    let changes = zip(order, order.dropFirst()).count { $0.1 != $1.1 }
    guard changes * 10 >= (order.count - 1) * 7 else { return false }
    (accepted[q], accepted[a]) = (.weak, .weak)
    return true
  }

  /// At least half of a label's lines are followed by a line with another label.
  private func isAnswered(_ index: Int, _ table: LabelTable) -> Bool {
    let places = table.entries[index].places
    let answered = places.count { $0 + 1 < table.entryOf.count && table.entryOf[$0 + 1] != index }
    return answered * 2 >= places.count
  }

  private func startsLower(_ raw: String) -> Bool {
    raw.unicodeScalars.first?.properties.isLowercase ?? false
  }

  /// `Anna & Ben`, where both are accepted.
  private mutating func acceptCompounds(_ table: LabelTable, _ lexicon: LabelLexicon) {
    let single = accepted
    for (index, entry) in table.entries.enumerated() where accepted[index] == nil {
      guard entry.judgement == .weak else { continue }
      let parts = LabelLexicon.parts(entry.raw)
      let known = parts.allSatisfy { part in
        table.index(of: lexicon.normalise(part)).map { single[$0] != nil } ?? false
      }
      if parts.count > 1, known { accepted[index] = .weak }
    }
  }

  /// A full name that introduces its own initials; `P1 (M)` is no such name.
  private mutating func acceptAliases(
    _ table: LabelTable, _ candidates: [LabelCandidate], _ text: DecodedText,
    _ lexicon: LabelLexicon
  ) {
    for (index, entry) in table.entries.enumerated() where accepted[index] != .mapped {
      guard entry.judgement == .weak || entry.judgement == .strong,
        let place = entry.places.first, let suffix = candidates[place].suffix
      else { continue }
      let name = lexicon.normalise(text.string(suffix))
      if let other = table.index(of: name), other != index, accepted[other] != nil,
        Self.initials(entry.normalised) == Self.letters(name)
      {
        aliases[index] = other
        accepted[index] = .weak
        rejections[index] = nil
      }
    }
  }

  /// A weak label said once or twice is accepted where only case, spacing, punctuation or a letter of
  /// one word tells it from an accepted one; which of them is wrong is for people to say. Short labels
  /// differ by a letter because they are different people.
  private mutating func acceptNearMisses(_ table: LabelTable) {
    let known = table.entries.indices.filter { accepted[$0] != nil && aliases[$0] == nil }
    let forms = known.map { Self.letters(table.entries[$0].normalised) }
    var firstWith: [[Unicode.Scalar]: Int] = [:]
    for (index, form) in zip(known, forms) {
      if let other = firstWith[form] {
        similar.append((index, other))
      } else {
        firstWith[form] = index
      }
    }
    // Hundreds of labels are no transcript; the comparison of each with each stays small.
    guard known.count <= 200 else { return }
    for (index, entry) in table.entries.enumerated() where accepted[index] == nil {
      guard entry.judgement == .weak, entry.places.count < 3, rejections[index] != .unpaired else {
        continue
      }
      let form = Self.letters(entry.normalised)
      let words = entry.normalised.split(separator: " ").count
      let near = zip(known, forms).first { index, other in
        form == other
          || form.count >= 4 && other.count >= 4 && Self.isOneEdit(form, other)
            && table.entries[index].normalised.split(separator: " ").count == words
      }
      if let near {
        accepted[index] = .weak
        rejections[index] = nil
        similar.append((index, near.0))
      }
    }
  }

  private static func initials(_ normalised: String) -> [Unicode.Scalar] {
    guard !normalised.unicodeScalars.contains(where: { ("0"..."9").contains($0) }) else {
      return []
    }
    return letters(
      String(
        normalised.split(separator: " ").compactMap { $0.unicodeScalars.first.map(Character.init) })
    )
  }

  private static func letters(_ normalised: String) -> [Unicode.Scalar] {
    normalised.lowercased().unicodeScalars.filter {
      $0.properties.isAlphabetic || ("0"..."9").contains($0)
    }
  }

  /// Whether one letter was put in, left out or replaced, or two were swapped; a digit is never a
  /// slip.
  private static func isOneEdit(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
    let (short, long) = left.count <= right.count ? (left, right) : (right, left)
    guard long.count - short.count <= 1 else { return false }
    var prefix = 0
    while prefix < short.count, short[prefix] == long[prefix] { prefix += 1 }
    guard prefix < long.count, !("0"..."9").contains(long[prefix]) else { return false }
    if short.count == long.count, prefix + 1 < long.count, short[prefix] == long[prefix + 1],
      short[prefix + 1] == long[prefix], short[(prefix + 2)...] == long[(prefix + 2)...]
    {
      return true
    }
    let rest = short.count == long.count ? prefix + 1 : prefix
    return short[rest...].elementsEqual(long[(prefix + 1)...])
  }
}
