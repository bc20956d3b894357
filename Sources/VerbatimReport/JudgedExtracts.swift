import VerbatimCorpus
import VerbatimExtract

/// Extracts with a judgement on each: who coded it and who did not, or what a rule says of it.
///
/// Text, Markdown and HTML are those of ``ExtractReport``, under a heading for each theme and judgement;
/// JSON and CSV give the judgement beside the extract.
public struct JudgedExtracts {
  public struct Item: Sendable {
    public var extract: Extract
    public var theme: ExtractTheme
    /// For people: `EO, not MB`.
    public var judgement: String
    /// For programs: names of people, by key.
    public var facts: [Fact]

    public init(_ extract: Extract, _ theme: ExtractTheme, _ judgement: String, _ facts: [Fact]) {
      self.extract = extract
      self.theme = theme
      self.judgement = judgement
      self.facts = facts
    }
  }

  public struct Fact: Sendable, Equatable {
    public var key: String
    public var values: [String]

    public init(_ key: String, _ values: [String]) {
      self.key = key
      self.values = values
    }
  }

  /// In the order in which they are shown; all of them, shown or not, are counted.
  public var items: [Item]
  public var title: String
  public var notes: [String]
  /// At most so many are shown.
  public var limit: Int?
  public var sessionTotal: Int
  /// What is counted, in the singular.
  public var noun: String
  /// Different people, counted by who knows them.
  public var speakerCount: Int
  public var hint: String?
  public var showsContext = false
  public var showsEvents = false
  public var isFull = false
  public var terminal = TerminalStyle()

  public init(
    _ items: [Item], title: String, notes: [String], limit: Int?, sessionTotal: Int,
    speakerCount: Int, noun: String
  ) {
    self.items = items
    self.title = title
    self.notes = notes
    self.limit = limit
    self.sessionTotal = sessionTotal
    self.speakerCount = speakerCount
    self.noun = noun
  }

  private var shown: [Item] { Array(items.prefix(max(limit ?? .max, 0))) }

  public func write(to output: inout some TextOutputStream, as format: ReportFormat) {
    switch format {
    case .json: writeJSON(to: &output)
    case .jsonl:
      var json = JSONWriter()
      for item in shown {
        write(item, to: &json)
        json.lineBreak()
        output.write(json.take())
      }
    case .csv: table.write(to: &output, as: .csv)
    case .text, .md, .html:
      var report = ExtractReport(
        list, grouping: .byTheme(under: nil), sessionTotal: sessionTotal, hint: hint,
        terminal: terminal)
      report.noun = noun
      report.quote = .match
      report.showsContext = showsContext
      report.showsEvents = showsEvents
      if isFull { report.around = nil }
      report.write(to: &output, as: format)
    }
  }

  private func writeJSON(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    json.beginObject()
    json.member("title", title)
    json.member(noun + "s", items.count)
    json.member("shown", shown.count)
    json.member("notes", notes)
    json.key("results")
    json.beginArray(onLines: true)
    for item in shown {
      write(item, to: &json)
      output.write(json.take())
    }
    json.endArray()
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }

  private func write(_ item: Item, to json: inout JSONWriter) {
    json.beginObject()
    json.member("theme", item.theme.path)
    json.member("theme_id", item.theme.id)
    json.member("judgement", item.judgement)
    for fact in item.facts { json.member(fact.key, fact.values) }
    json.key("extract")
    json.value(item.extract, showsContext: showsContext)
    json.endObject()
  }

  private var table: Table {
    let keys = items.first?.facts.map(\.key) ?? []
    return Table(
      columns: ["theme", "judgement"].map { .init($0, $0) } + keys.map { .init($0, $0) }
        + ["id", "session", "group"].map { .init($0, $0) } + [.init("turn", "turn", .number)]
        + ["speaker", "role", "match", "text"].map { .init($0, $0) },
      rows: shown.map { item in
        let extract = item.extract
        let facts = keys.map { key in
          Table.Cell.list(item.facts.first { $0.key == key }?.values ?? [])
        }
        return [.text(item.theme.path), .text(item.judgement)] + facts
          + [
            .text(extract.id), .text(extract.session), .text(extract.group),
            .integer(extract.turn), .list(extract.speakers), .text(extract.role ?? ""),
            .text(extract.match), .text(extract.text),
          ]
      })
  }

  /// The items as a list of extracts whose themes name the judgement.
  private var list: ExtractList {
    let extracts = shown.map { item in
      var extract = item.extract
      extract.themes = [
        ExtractTheme(
          id: "\(item.theme.id)\u{0}\(item.judgement)", path: item.theme.path,
          name: "\(item.theme.name): \(item.judgement)")
      ]
      return extract
    }
    let turns = Set(items.map { "\($0.extract.session)\u{0}\($0.extract.turn)" })
    return ExtractList(
      extracts: extracts, hitCount: items.count, turnCount: turns.count,
      sessionCount: Set(items.map(\.extract.session)).count, speakerCount: speakerCount,
      title: title, notes: notes)
  }
}
