/// Whose words a manuscript says a quotation is.
public struct Attribution: Sendable, Equatable {
  /// As it stands.
  public var text: String
  /// In the manuscript's scalars.
  public var range: Range<Int>
  /// The people of the study that it can mean: those of the label, in the sessions that it names.
  public var people: Set<StudyPeople.Person>
  /// The sessions that it names, by themselves or by their group; empty where it names none.
  public var sessions: Set<String>
  /// What looks like a label of a person or group and is none of the study.
  public var unknown: [String]
  /// It names a publication: a year, `et al.`, a citation key.
  public var isCitation: Bool
  /// It stands at the quotation itself, not in the sentence around it.
  public var isAttached: Bool
  /// How many labels it names.
  public var labelCount: Int

  /// Whether it names somebody, or some session, of the study or not.
  public var namesStudy: Bool { !people.isEmpty || !sessions.isEmpty || !unknown.isEmpty }

  /// Whether somebody with this label, in this session, can be meant.
  func admits(session: String, labels: [String]) -> Bool {
    if !unknown.isEmpty { return false }
    if !sessions.isEmpty, !sessions.contains(session) { return false }
    if labelCount == 0 { return true }
    return labels.contains { people.contains(StudyPeople.Person(session: session, label: $0)) }
  }
}

/// Reads attributions: `P3, FG2`, `FG2/P3`, `fg2:118`, `Participant 3, focus group 2`, `Smith, 2019`.
struct AttributionReader {
  let people: StudyPeople

  private struct Word {
    var text: String
    var range: Range<Int>
  }

  /// What a stretch of a manuscript names.
  ///
  /// - Parameter isAttached: false for running text, where a word is a label only if it looks like one.
  func read(_ range: Range<Int>, of manuscript: Manuscript, isAttached: Bool) -> Attribution {
    let words = words(range, manuscript)
    var found = Attribution(
      text: manuscript.text(range), range: range, people: [], sessions: [], unknown: [],
      isCitation: isCitation(words, manuscript.text(range)), isAttached: isAttached, labelCount: 0)
    var labels: [(people: Set<StudyPeople.Person>, text: String)] = []
    var at = 0
    while at < words.count {
      at += max(1, take(words[at...], &found, &labels))
    }
    // A letter alone may be a sex, or the moderator: it is a label where there is no other.
    let isLong = labels.contains { $0.text.unicodeScalars.count > 1 }
    for label in labels where !isLong || label.text.unicodeScalars.count > 1 {
      found.labelCount += 1
      found.people.formUnion(label.people)
    }
    if !found.sessions.isEmpty {
      let inside = found.people.filter { found.sessions.contains($0.session) }
      // The label exists, but not in the session that is named.
      if inside.isEmpty, found.labelCount > 0, isAttached, let label = labels.first {
        found.unknown.append(label.text)
      }
      found.people = inside
    }
    if !isAttached { found.unknown = [] }
    return found
  }

  /// Takes what the first words name; returns how many words that is.
  private func take(
    _ words: ArraySlice<Word>, _ found: inout Attribution,
    _ labels: inout [(people: Set<StudyPeople.Person>, text: String)]
  ) -> Int {
    for count in stride(from: min(people.longestLabel, words.count), through: 1, by: -1) {
      let text = words.prefix(count).map(\.text).joined(separator: " ")
      let key = StudyPeople.key(text)
      if let sessions = people.sessions(named: key), found.isAttached || hasDigit(key) {
        found.sessions.formUnion(sessions)
        return count
      }
      if let people = people.people(named: key), found.isAttached || isLabel(text, people) {
        labels.append((people, text))
        return count
      }
    }
    guard let first = words.first else { return 1 }
    if words.count > 1, let second = words.dropFirst().first, UInt(second.text) != nil {
      let number = second.text
      let word = StudyPeople.key(first.text)
      if Self.persons.contains(word),
        let people = people.people(named: StudyPeople.key("P" + number))
      {
        labels.append((people, "P" + number))
        return 2
      }
      if Self.groups.contains(word) {
        for prefix in ["FG", "G", "Group "] {
          if let sessions = people.sessions(named: StudyPeople.key(prefix + number)) {
            found.sessions.formUnion(sessions)
            return 2
          }
        }
        if found.isAttached { found.unknown.append(first.text + " " + number) }
        return 2
      }
    }
    // `FG2-P3` where the labels are `P3`.
    let parts = first.text.split { "-_:/.".contains($0) }.map(String.init)
    if parts.count > 1 {
      var inside = 0
      for part in parts {
        let key = StudyPeople.key(part)
        if let sessions = people.sessions(named: key), found.isAttached || hasDigit(key) {
          found.sessions.formUnion(sessions)
          inside += 1
        } else if let people = people.people(named: key), found.isAttached || isLabel(part, people)
        {
          labels.append((people, part))
          inside += 1
        }
      }
      if inside > 0 { return 1 }
    }
    if looksLikeLabel(first.text) { found.unknown.append(first.text) }
    return 1
  }

  private static let persons: Set<String> = [
    "participant", "informant", "respondent", "interviewee", "speaker", "teilnehmer",
    "teilnehmerin", "deltaker", "deltager", "participante", "person",
  ]
  private static let groups: Set<String> = [
    "group", "session", "interview", "gruppe", "fokusgruppe", "groupe", "grupo", "fgd",
  ]

  private func hasDigit(_ text: String) -> Bool {
    text.unicodeScalars.contains(where: \.isASCIIDigit)
  }

  /// In running text: written as in the study, and no everyday word.
  private func isLabel(_ text: String, _ people: Set<StudyPeople.Person>) -> Bool {
    if hasDigit(text) { return true }
    return text.unicodeScalars.count > 2 && people.contains { $0.label == text }
      && text.unicodeScalars.first?.properties.isUppercase == true
  }

  /// `P99`, `FG12`: one to four capitals, then digits.
  private func looksLikeLabel(_ text: String) -> Bool {
    let letters = text.unicodeScalars.prefix(while: \.isASCIILetter)
    let digits = text.unicodeScalars.dropFirst(letters.count)
    return (1...4).contains(letters.count) && (1...4).contains(digits.count)
      && digits.allSatisfy(\.isASCIIDigit) && letters.first?.properties.isUppercase == true
      && text.lowercased().prefix(1) != "q"
  }

  private func isCitation(_ words: [Word], _ text: String) -> Bool {
    if text.contains("[@") || text.contains("@") && text.contains(";") { return true }
    for (index, word) in words.enumerated() {
      var digits = word.text
      if let last = digits.unicodeScalars.last, last.isASCIILetter { digits.removeLast() }
      if digits.utf8.count == 4, let year = Int(digits), (1500...2100).contains(year) {
        return true
      }
      if word.text == "al", index > 0, words[index - 1].text == "et" { return true }
      if word.text == "ibid" || word.text == "cit" { return true }
    }
    return false
  }

  private func words(_ range: Range<Int>, _ manuscript: Manuscript) -> [Word] {
    var words: [Word] = []
    var start: Int?
    func end(_ offset: Int) {
      guard let from = start else { return }
      start = nil
      var upper = offset
      while upper > from, ".'’".unicodeScalars.contains(manuscript.scalars[upper - 1]) {
        upper -= 1
      }
      var text = manuscript.text(from..<upper)
      for ending in ["'s", "’s"] where text.hasSuffix(ending) { text.removeLast(2) }
      if !text.isEmpty { words.append(Word(text: text, range: from..<upper)) }
    }
    for offset in range {
      let scalar = manuscript.scalars[offset]
      if scalar.isLetterOrDigit || "-_.:'’".unicodeScalars.contains(scalar) {
        if start == nil, scalar.isLetterOrDigit { start = offset }
      } else {
        end(offset)
      }
    }
    end(range.upperBound)
    return words
  }
}
