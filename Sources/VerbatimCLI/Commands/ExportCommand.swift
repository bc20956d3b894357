import ArgumentParser
import VerbatimFiles
import VerbatimLint
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the study, its codebook or its codings for other programs.",
    discussion: """
      A .qdpx is a REFI-QDA project, which NVivo, ATLAS.ti, MAXQDA and QualCoder read: texts, people, \
      codebook, codings and memos. The same study gives the same bytes. What it does not carry is said.

        verbatim export --qdpx peer-support.qdpx
        verbatim export --qdc codebook.qdc --codings codings.csv
        verbatim export --csv tables
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Option(help: "The study as a REFI-QDA project.", completion: .file())
  var qdpx: String?

  @Option(help: "The codebook as REFI-QDA.", completion: .file())
  var qdc: String?

  @Option(help: "The codebook as YAML.", completion: .file())
  var codebook: String?

  @Option(help: "The codings as CSV.", completion: .file())
  var codings: String?

  @Option(help: "The codings as JSON Lines.", completion: .file())
  var jsonl: String?

  @Option(help: "A folder for tables: codings, themes, sessions, people.", completion: .directory)
  var csv: String?

  @Option(
    name: .customLong("qdpx-unit"), help: "How positions are counted: scalars, utf16 or bytes.")
  var unit: PositionRule.Unit = .scalars

  @Flag(
    name: .customLong("no-turn-selections"),
    help: "No selection for each turn: cases then do not say who speaks where.")
  var noTurns = false

  @Flag(help: "A mark of byte order in front of the project's texts.")
  var bom = false

  func validate() throws {
    if [qdpx, qdc, codebook, codings, jsonl, csv].allSatisfy({ $0 == nil }) {
      throw ValidationError(
        "say what to write: --qdpx, --qdc, --codebook, --codings, --jsonl FILE or --csv DIR")
    }
  }

  func run() throws {
    let study = try study.open()
    defer { study.note(written: [qdpx, qdc, codebook, codings, jsonl, csv].compactMap(\.self)) }
    try warn(study)
    if let qdpx { try writeProject(study, to: qdpx) }
    guard [qdc, codebook, codings, jsonl, csv].contains(where: { $0 != nil }) else { return }
    let database = try study.database()
    let themes = try StudyThemes(database)
    let themeCount = Count.of(themes.codebook.themes.count, "theme")
    let codingCount = Count.of(themes.codings.count, "coding")
    if let qdc {
      let text = themes.codebook.qdc(origin: VerbatimCommand.configuration.version).text
      try AtomicFile.write(Array(text.utf8), to: qdc)
      Console.say("\(qdc): \(themeCount)")
    }
    if let codebook {
      try AtomicFile.write(Array(themes.codebook.yaml().utf8), to: codebook)
      Console.say("\(codebook): \(themeCount)")
    }
    if let codings {
      let csv = themes.codingsCSV(try study.index(of: database))
      try AtomicFile.write(Array(csv.utf8), to: codings)
      Console.say("\(codings): \(codingCount)")
    }
    if let jsonl {
      let lines = themes.codingsJSONL(try study.index(of: database))
      try AtomicFile.write(Array(lines.utf8), to: jsonl)
      Console.say("\(jsonl): \(codingCount)")
    }
    if let csv {
      for (name, table) in try StudyTables(study).files {
        try AtomicFile.createFolder(csv)
        try AtomicFile.write(Array(table.utf8), to: csv + "/" + name)
        Console.say("\(csv)/\(name)")
      }
    }
  }

  /// People and their attributes go along: what these say together is said before they do.
  private func warn(_ study: Study) throws {
    guard let path = csv.map({ $0 + "/people.csv" }) ?? qdpx else { return }
    let register = try TurnRegister(try study.index(of: try study.database()))
    let names = AttributeClasses.names(register)
    guard !names.isEmpty,
      let warning = AttributionOptions.warning(
        Wording.name(path), names, showsGroup: true, register)
    else { return }
    Console.say(warning)
  }

  private func writeProject(_ study: Study, to path: String) throws {
    var options = QDAExport.Options(origin: VerbatimCommand.configuration.version)
    options.unit = unit
    options.hasTurns = !noTurns
    options.hasMark = bom
    var export = try QDAExport(study, options)
    try AtomicFile.write(try export.archive(), to: path)
    if format.chosen == .json || format.chosen == .jsonl {
      var writer = JSONWriter()
      writer.beginObject()
      writer.member("path", path)
      writer.member("sessions", export.project.sources.count)
      writer.member("turns", export.turns)
      writer.member("cases", export.project.cases.count)
      writer.member("themes", export.project.codebook.themes.count)
      writer.member("codings", export.codings)
      writer.member("memos", export.memos)
      writer.member("users", export.project.users.count)
      ExchangeView.write(export.findings, to: &writer)
      writer.endObject()
      Console.write(writer.take() + "\n")
      return
    }
    Console.say(
      "\(path): \(Count.of(export.project.sources.count, "session")), "
        + "\(Count.of(export.turns, "turn")), \(Count.of(export.project.cases.count, "case")), "
        + "\(Count.of(export.project.codebook.themes.count, "theme")), "
        + "\(Count.of(export.codings, "coding")) by \(Count.of(export.project.users.count, "user")), "
        + Count.of(export.memos, "memo"))
    let losses = export.findings.losses
    if !losses.isEmpty { Console.say("not carried:") }
    for loss in losses { Console.say("  " + Wording.line(for: loss)) }
    for remark in export.findings.all where !remark.kind.isLoss {
      Console.say(Wording.line(for: remark))
    }
  }
}

extension Study {
  /// The log tells where words went, so that a withdrawal can say which files still have them.
  func note(written paths: [String]) {
    do {
      try noteExport(paths, actor: Console.actor)
    } catch {
      Console.say("not in the log, since the study could not be written to just now")
    }
  }
}
