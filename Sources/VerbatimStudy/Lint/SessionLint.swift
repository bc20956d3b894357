import VerbatimCorpus
import VerbatimLint

/// What in a session may say who somebody is.
struct SessionLint {
  typealias Add = (LintKind, LintCertainty, String, LintPlace) -> Void

  private let session: Session
  private let kinds: Set<LintKind>
  private let labels: Set<String>
  /// False for German, which writes every noun with a capital.
  let hasCapitals: Bool

  init(_ session: Session, kinds: Set<LintKind>) {
    self.session = session
    self.kinds = kinds
    labels = Set(session.participants.map(\.id))
    hasCapitals = !["de", "lb", "nds"].contains(
      session.language?.split(separator: "-").first?.lowercased())
  }

  // MARK: Turns

  func find(
    in turn: Turn, _ lints: inout [TextLint], _ placeholders: inout PlaceholderUse, _ add: Add
  ) {
    let hidden = turn.placeholders
    for range in hidden {
      placeholders.add(
        turn.text.scalars(range), session: session.id, turn: turn.number, range: range)
    }
    // `(P2: mm)` was understood: it is no slip.
    let inline = turn.marks.filter { $0.kind == .inlineSpeaker }.map(\.range)
    let text = LintText(turn.text, hiding: hidden)
    let scalars = Array(turn.text.unicodeScalars)
    for finding in findings(text, &lints) {
      if finding.kind == .labelInside, inline.contains(where: { $0.overlaps(finding.range) }) {
        continue
      }
      add(
        finding.kind, finding.certainty, Self.text(scalars, finding.range),
        LintPlace(
          session: session.id, turn: turn.number, range: finding.range,
          path: session.source.path, line: turn.place.line))
    }
    for event in turn.events {
      guard let description = event.description else { continue }
      look(
        description, &lints,
        LintPlace(
          session: session.id, turn: turn.number, path: session.source.path,
          line: turn.place.line, field: "event"), add)
    }
  }

  private static func text(_ scalars: [Unicode.Scalar], _ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range.clamped(to: 0..<scalars.count)]))
  }

  /// Of all lists and rules; where two of them find the same stretch, the surer one.
  private func findings(_ text: LintText, _ lints: inout [TextLint]) -> [LintFinding] {
    var findings: [LintFinding] = []
    for number in lints.indices {
      // Rules are the same in every list: the first one has them.
      if number > 0 { lints[number].kinds = kinds.intersection(StudyLint.listed) }
      findings += lints[number].findings(in: text, labels: labels, hasCapitals: hasCapitals)
    }
    return lints.count == 1 ? findings : findings.withoutOverlaps(in: text)
  }

  // MARK: Beside the turns

  /// Title, facts of the meeting and its people, labels, and the name of the file.
  func findBeside(
    _ lints: inout [TextLint], _ statistics: CaseStatistics, _ allowed: Set<String>, _ add: Add
  ) {
    func place(_ field: String) -> LintPlace {
      LintPlace(session: session.id, path: session.source.path, field: field)
    }
    if let title = session.title { look(title, &lints, place("title"), add) }
    for entry in session.attributes.entries {
      // The day of the meeting is a fact of the study, not of a person.
      look(entry.value, &lints, place(entry.name), add, without: [.date])
    }
    for person in session.participants {
      look(person, &lints, place, add)
    }
    if kinds.contains(.file) { lookAtFile(&lints, statistics, allowed, place("file name"), add) }
  }

  private func look(
    _ text: String, _ lints: inout [TextLint], _ place: LintPlace, _ add: Add,
    without: Set<LintKind> = []
  ) {
    let scalars = Array(text.unicodeScalars)
    for finding in findings(LintText(text), &lints)
    where !without.contains(finding.kind) && finding.kind != .labelInside {
      add(finding.kind, finding.certainty, Self.text(scalars, finding.range), place)
    }
  }

  private func look(
    _ person: Participant, _ lints: inout [TextLint], _ place: (String) -> LintPlace, _ add: Add
  ) {
    for label in [person.id, person.name].compactMap({ $0 }) {
      if kinds.contains(.label), let certainty = SpeakerLabels.certainty(of: label) {
        add(.label, certainty, label, place("label"))
      }
      look(label, &lints, place("label"), add, without: [.capital])
    }
    for entry in person.attributes.entries {
      // A place is shown when findings are masked, too.
      let isName = SpeakerLabels.certainty(of: person.id) != nil
      let field = place("\(isName ? LintMask.mask(person.id) : person.id) \(entry.name)")
      look(entry.value, &lints, field, add)
      if kinds.contains(.age), isOld(entry) { add(.age, .likely, entry.value, field) }
    }
  }

  /// An age over 89, or a year of birth that makes one on the day of the meeting.
  private func isOld(_ entry: Attributes.Entry) -> Bool {
    switch entry.name.lowercased() {
    case "age", "alder", "alter": return Int(entry.value).map { (90...130).contains($0) } ?? false
    case "born", "birth", "birthyear", "year of birth":
      guard let date = session.attributes["date"], let met = Int(date.prefix(4)),
        let born = Int(entry.value.prefix(4)), (1800...2100).contains(born),
        (1800...2100).contains(met)
      else { return false }
      return met - born > 89
    default: return false
    }
  }

  private func lookAtFile(
    _ lints: inout [TextLint], _ statistics: CaseStatistics, _ allowed: Set<String>,
    _ place: LintPlace, _ add: Add
  ) {
    let name = session.source.path.split(separator: "/").last.map(String.init) ?? ""
    // `Interview_JaneSmith-2.txt`: marks and inner capitals part words.
    var spaced = ""
    var wasLower = false
    for scalar in name.unicodeScalars {
      if ["_", ".", "-", "+"].contains(scalar) {
        spaced += " "
      } else {
        if wasLower, scalar.properties.isUppercase { spaced += " " }
        spaced.unicodeScalars.append(scalar)
      }
      wasLower = scalar.properties.isLowercase
    }
    let words = spaced.split(separator: " ").map(String.init)
    let suspects = words.filter { word in
      guard word.first?.isUppercase == true, SpeakerLabels.certainty(of: word) != nil else {
        return false
      }
      return LintText.keys(of: word).contains { key in
        !allowed.contains(key) && !statistics.isCommon(key)
      }
    }
    if !suspects.isEmpty { add(.file, .look, suspects.joined(separator: " "), place) }
    if !kinds.isDisjoint(with: StudyLint.listed) {
      let others = Set(LintKind.allCases).subtracting(StudyLint.listed)
      look(words.joined(separator: " "), &lints, place, add, without: others)
    }
  }
}
