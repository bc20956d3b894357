import ArgumentParser
import VerbatimReport
import VerbatimStudy

struct CoreqCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coreq",
    abstract:
      "Fills the COREQ checklist as far as the data can prove it, and leaves room for the rest.",
    discussion: """
      COREQ is the list of 32 items that journals ask of studies with interviews and focus groups. Each \
      answer names the command that shows it; nothing is claimed that the study does not hold.

        verbatim coreq
        verbatim coreq --output coreq.docx
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var document: DocumentOptions
  @OptionGroup var counted: CountedCodings

  func run() throws {
    let coded = try CodedStudy(study)
    let writing = try ThemeWriting(coded, counted, quotes: 3, dissent: 3)
    let domains = try CoreqReport(writing, counted).fields()
    let all = domains.flatMap(\.fields)
    let answered = all.count { !$0.answers.isEmpty }
    let left = all.count { $0.open != nil }
    let summary =
      "\(answered) of \(all.count) items answered from the data; \(left) to be written or completed by "
      + "hand"
    switch document.chosen {
    case .json, .jsonl, .csv: try writeData(domains, title: writing.title, summary)
    case .text, .md, .html, .docx:
      var written = Document(title: "COREQ: \(writing.title)")
      written.add(.paragraph(summary, .note))
      for domain in domains {
        written.add(.heading(domain.domain, level: 1))
        for field in domain.fields { written.add(.field(field)) }
      }
      written.add(.heading("How this was counted", level: 1))
      written.add(.list(writing.scope))
      try document.write(written)
    }
    if let output = document.output { coded.study.note(written: [output]) }
  }

  private func writeData(
    _ domains: [(domain: String, fields: [Document.Field])], title: String, _ summary: String
  ) throws {
    try document.write(
      Table(
        title: "COREQ: \(title)",
        columns: [
          .init("item", "item", .number), .init("domain", "domain"), .init("label", "label"),
          .init("evidence", "evidence"), .init("commands", "shown by"), .init("open", "to write"),
        ],
        rows: domains.flatMap { domain in
          domain.fields.map { field in
            [
              .integer(field.number), .text(domain.domain), .text(field.label),
              .list(field.answers), .list(field.commands), field.open.map { .text($0) } ?? .none,
            ]
          }
        }, notes: [summary]))
  }
}
