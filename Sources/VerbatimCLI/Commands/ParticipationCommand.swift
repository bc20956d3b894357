import ArgumentParser
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct ParticipationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "participation",
    abstract: "Shows who spoke how much, whose words are coded, and who was never heard.",
    discussion: """
      Names themes of which one person says more than half.

        verbatim participation
        verbatim participation --theme A --below --format csv
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var codings: CodingOptions

  func run() throws {
    let coded = try CodedStudy(study)
    let found = try Participation(codings.choice, of: coded.themes, in: coded.index)
    if !found.rows.isEmpty || format.chosen != .text { format.write(table(found, coded.index)) }
    if found.rows.isEmpty { throw Outcome.noResults }
  }

  private func table(_ found: Participation, _ index: Index) -> Table {
    func share(_ part: Int, _ whole: Int) -> Table.Cell {
      whole > 0 ? .decimal(100 * Double(part) / Double(whole), places: 1) : .none
    }
    return Table(
      title: "Participation" + (codings.theme.map { " in \($0)" } ?? ""),
      columns: [
        .init("participant", "participant"), .init("group", "group"), .init("role", "role"),
        .init("counts", "counts", isDataOnly: true), .init("turns", "turns", .number),
        .init("words", "words", .number), .init("words_percent", "% of words", .number),
        .init("extracts", "extracts", .number),
        .init("extracts_percent", "% of extracts", .number), .init("themes", "themes", .number),
      ],
      rows: found.rows.map { row in
        [
          .text(row.person.id), .text(row.person.group),
          row.person.role.map { .text($0.rawValue) } ?? .none, .flag(row.person.counts),
          .integer(row.turns), .integer(row.words), share(row.words, found.words),
          .integer(row.extracts), share(row.extracts, found.extracts), .integer(row.themes),
        ]
      }, notes: notes(found, index))
  }

  private func notes(_ found: Participation, _ index: Index) -> [String] {
    let people = found.rows.filter(\.person.counts)
    func names(_ rows: [Participation.Row]) -> String {
      rows.isEmpty ? "" : ": " + Wording.list(rows.map(\.person.id), most: 30)
    }
    let silent = people.filter { $0.turns == 0 }
    let uncoded = people.filter { $0.turns > 0 && $0.extracts == 0 }
    var notes = [
      "\(people.count - silent.count) of \(Count.of(people.count, "participant")) speak"
        + (silent.isEmpty ? "" : "; never\(names(silent))"),
      "\(people.count - silent.count - uncoded.count) of \(people.count) have coded words"
        + (uncoded.isEmpty ? "" : "; speak and are never coded\(names(uncoded))"),
      "\(Count.of(found.turns, "turn")), \(Count.of(found.words, "word")), "
        + "\(Count.of(found.extracts, "extract")) in \(Count.of(index.sessionCount, "session"))",
    ]
    if found.unattributed > 0 {
      notes.append("\(Count.of(found.unattributed, "turn")) without a speaker")
    }
    for theme in found.dominated {
      notes.append(
        "one speaker above half: \(theme.person.id) says \(theme.extracts) of "
          + "\(Count.of(theme.total, "extract")) of \(theme.theme.path) \(theme.theme.name)")
    }
    return notes
      + codings.scope(
        coders: found.coders, rulesLeftOut: found.rulesLeftOut, lost: found.lost)
      + [VerbatimCommand.version]
  }
}
