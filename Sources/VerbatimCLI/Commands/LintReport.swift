import VerbatimLint
import VerbatimReport
import VerbatimStudy

/// What `lint` found, as a table: surest first, kinds together.
struct LintReport {
  private let lint: StudyLint
  private let filter: String?
  private let isShown: Bool
  private var people: (text: String, place: String)?

  init(_ lint: StudyLint, filter: String?, isShown: Bool) {
    self.lint = lint
    self.filter = filter
    self.isShown = isShown
  }

  /// One row for all people: `lint people` shows who.
  mutating func addPeople(_ register: TurnRegister, k: Int) {
    let names = AttributeClasses.names(register)
    guard !names.isEmpty, let classes = try? AttributeClasses(register, names: names) else {
      return
    }
    let exposed = classes.exposed(k)
    guard exposed > 0 else { return }
    let unique = classes.small(2).count
    people = (
      "\(exposed) of \(classes.peopleCount) share their \(Count.of(names.count, "attribute")) with "
        + "fewer than \(k - 1) others, \(unique) with nobody",
      "participants"
    )
  }

  /// - Parameter most: rows of one kind and certainty; all where `nil`.
  func table(most: Int?) -> Table {
    var rows: [[Table.Cell]] = []
    var counts: [String: Int] = [:]
    var hidden = 0
    for entry in lint.entries {
      let group = "\(entry.certainty) \(entry.kind)"
      counts[group, default: 0] += 1
      if let most, counts[group, default: 0] > most {
        hidden += 1
        continue
      }
      rows.append(row(entry))
    }
    if let people {
      rows.append([
        .text(Wording.word(LintCertainty.look)), .text(LintKind.people.rawValue),
        .text(people.text), .none, .text(people.place), .none, .none,
      ])
    }
    var table = Table(
      columns: [
        .init("certainty", "how sure"), .init("kind", "kind"),
        .init("text", isShown ? "found" : "found (masked)"), .init("count", "times", .number),
        .init("place", "where, first"), .init("source", "source"),
        .init("places", "places", isDataOnly: true),
      ], rows: rows, notes: notes(hidden))
    caption(&table.caption)
    return table
  }

  private func row(_ entry: LintEntry) -> [Table.Cell] {
    let place = entry.places.first
    var text = shown(entry.text, entry.kind)
    switch entry.slip {
    case .near(let other): text += " (like \(other))"
    case .spelledAs(let other): text += " (elsewhere \(other))"
    case .onlyIn: text += " (in this session only)"
    case nil: break
    }
    // A path may hold the very name that is masked.
    let source = place.map { place in
      entry.kind == .file && !isShown
        ? "" : place.path + (place.line.map { ":\($0)" } ?? "")
    }
    return [
      .text(Wording.word(entry.certainty)), .text(entry.kind.rawValue), .text(text),
      .integer(entry.count), place.map { .text($0.id) } ?? .none,
      source.map { .text($0) } ?? .none, .list(entry.places.map(\.id)),
    ]
  }

  /// Placeholders are there to be shown.
  private func shown(_ text: String, _ kind: LintKind) -> String {
    isShown || kind == .placeholder ? text : LintMask.mask(text)
  }

  // MARK: Below the rows

  private func notes(_ hidden: Int) -> [String] {
    var notes: [String] = []
    if hidden > 0 {
      notes.append("\(Count.of(hidden, "more finding")) of the same kinds: --all, or --format csv")
    }
    var kinds: [LintKind] = []
    for entry in lint.entries where !kinds.contains(entry.kind) { kinds.append(entry.kind) }
    if people != nil { kinds.append(.people) }
    notes += kinds.sorted { (Self.order[$0] ?? 0) < (Self.order[$1] ?? 0) }
      .map { "\($0.rawValue): \(Wording.meaning($0))" }
    if !isShown, !lint.entries.isEmpty {
      notes.append(
        "next: --show for the words; words that are no names go into lint-allow.txt "
          + "in the study's folder, one a line")
    }
    if people != nil { notes.append("next: verbatim lint people shows whom") }
    if lint.withoutCapitals > 0 {
      notes.append(
        "capitals say nothing in German: not looked at in "
          + Count.of(lint.withoutCapitals, "session"))
    }
    if lint.hasManyPlaceholders {
      notes.append(
        "more than \(Count.grouped(PlaceholderUse.mostCompared)) placeholders: not compared with "
          + "each other")
    }
    if filter != nil { notes.append("only turns were looked at: no labels, facts and file names") }
    for path in lint.unreadDocuments { notes.append("could not be opened: \(Wording.name(path))") }
    guard lint.sessions > 0 else { return notes }
    notes.append(
      "\(Count.of(lint.turns, "turn")) of \(Count.of(lint.sessions, "session")) looked at: "
        + (lint.entries.isEmpty && people == nil ? "nothing found" : found)
        + "; lint cannot prove that a text is anonymous")
    return notes
  }

  private var found: String {
    LintCertainty.allCases.compactMap { certainty in
      let entries = lint.entries.filter { $0.certainty == certainty }
      let count = entries.count + (certainty == .look && people != nil ? 1 : 0)
      return count > 0 ? "\(Count.grouped(count)) \(Wording.word(certainty))" : nil
    }.joined(separator: ", ")
  }

  private static let order = Dictionary(
    LintKind.allCases.enumerated().map { ($0.element, $0.offset) },
    uniquingKeysWith: { first, _ in first })

  private func caption(_ caption: inout TableCaption) {
    if let filter { caption.add("filter", "turns of", filter) }
    caption.addVersion()
  }
}

/// Classes of people who share their attributes, smallest first.
struct LintPeopleReport {
  private let classes: AttributeClasses
  private let k: Int
  private let sensitive: String?

  init(_ classes: AttributeClasses, k: Int, sensitive: String?) {
    self.classes = classes
    self.k = k
    self.sensitive = sensitive
  }

  func table(isAll: Bool) -> Table {
    let shown = classes.classes.filter { isAll || $0.people.count < k || $0.shared != nil }
    var columns: [Table.Column] = [.init("people", "people", .number)]
    columns += classes.names.map { .init($0, $0) }
    if let sensitive { columns.append(.init("all_share", "all share \(sensitive)")) }
    columns.append(.init("ids", "who"))
    var table = Table(
      columns: columns,
      rows: shown.map { group in
        var row: [Table.Cell] = [.integer(group.people.count)]
        row += group.values.map { $0.map { .text($0) } ?? .text("(not known)") }
        if sensitive != nil { row.append(group.shared.map { .text($0) } ?? .none) }
        row.append(.list(group.people))
        return row
      }, notes: notes)
    table.caption.addVersion()
    return table
  }

  private var notes: [String] {
    let count = classes.peopleCount
    var notes = [
      "\(classes.exposed(k)) of \(Count.of(count, "participant")) are in "
        + "\(Count.of(classes.small(k).count, "class", "classes")) of fewer than \(k); "
        + "\(classes.exposed(2)) unique; \(Count.of(classes.classes.count, "class", "classes")) in all"
    ]
    let shared = classes.classes.filter { $0.shared != nil }
    if let sensitive {
      notes.append(
        "\(Count.of(shared.count, "class", "classes")) of two or more who all share their "
          + "\(sensitive): who knows that somebody is among them knows it")
    }
    if classes.exposed(k) > 0 {
      notes.append("next: show fewer attributes, or wider values (an age band for a year)")
    }
    return notes
  }
}
