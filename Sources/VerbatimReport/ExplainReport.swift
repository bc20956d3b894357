/// What a query means and what it will cost, for a person or a methods section.
///
/// ```
/// trust* "peer support"
///
/// AND
///   word trust*
///   phrase peer support
///
/// pattern  forms  for example
/// ───────  ─────  ──────────────────────
/// trust*       4  trust, trusted, trusts
///
/// postings: 1204 turns to read
/// ```
public struct ExplainReport: Sendable, Equatable {
  /// A node of the tree, with its depth from 0.
  public struct Line: Sendable, Equatable {
    public var depth: Int
    public var label: String

    public init(depth: Int, label: String) {
      self.depth = depth
      self.label = label
    }
  }

  /// What a pattern became on the term dictionary.
  public struct Expansion: Sendable, Equatable {
    public var pattern: String
    public var formCount: Int
    /// The first of the forms.
    public var sample: [String]

    public init(pattern: String, formCount: Int, sample: [String]) {
      self.pattern = pattern
      self.formCount = formCount
      self.sample = sample
    }
  }

  /// A named fact: the CQL equivalent, the scope, the strategy, an estimate.
  public struct Fact: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The query in the form that parses back to itself.
  public var normalForm: String
  public var outline: [Line]
  public var expansions: [Expansion]
  public var facts: [Fact]

  public init(
    normalForm: String, outline: [Line], expansions: [Expansion] = [], facts: [Fact] = []
  ) {
    self.normalForm = normalForm
    self.outline = outline
    self.expansions = expansions
    self.facts = facts
  }

  public func writeText(
    to output: inout some TextOutputStream, terminal: TerminalStyle = TerminalStyle()
  ) {
    output.write(terminal.styled(VisibleText.escape(normalForm), .strong) + "\n\n")
    for line in outline {
      let indent = String(repeating: "  ", count: min(max(line.depth, 0), 64))
      output.write(indent + VisibleText.escape(line.label) + "\n")
    }
    if !expansions.isEmpty {
      output.write("\n")
      let table = Table(
        columns: [
          .init("pattern", "pattern"), .init("forms", "forms", .number),
          .init("sample", "for example"),
        ],
        rows: expansions.map { [.text($0.pattern), .integer($0.formCount), .list($0.sample)] })
      table.write(to: &output, as: .text, terminal: terminal)
    }
    if !facts.isEmpty { output.write("\n") }
    for fact in facts {
      output.write(
        terminal.styled(VisibleText.escape(fact.name) + ":", .faint) + " "
          + VisibleText.escape(fact.value) + "\n")
    }
  }

  /// `{"query": …, "tree": [{"depth", "label"}], "expansions": [{"pattern", "forms", "sample"}],
  /// "facts": [{"name", "value"}]}` on one line.
  public func writeJSON(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    json.beginObject()
    json.member("query", normalForm)
    json.objects("tree", outline) { line, json in
      json.member("depth", line.depth)
      json.member("label", line.label)
    }
    json.objects("expansions", expansions) { expansion, json in
      json.member("pattern", expansion.pattern)
      json.member("forms", expansion.formCount)
      json.member("sample", expansion.sample)
    }
    json.objects("facts", facts) { fact, json in
      json.member("name", fact.name)
      json.member("value", fact.value)
    }
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }
}
