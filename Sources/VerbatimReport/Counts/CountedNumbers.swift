import VerbatimExtract

/// Parts of tables of counts that are written alike in all of them.
extension Table.Cell {
  /// Occurrences per so many tokens; a sign where there are no tokens.
  static func rate(_ count: Int, of tokens: Int, per base: Int) -> Table.Cell {
    guard tokens > 0 else { return .undefined("–") }
    return .decimal(Double(count) / Double(tokens) * Double(base), places: 2)
  }

  /// A share of a whole in per cent.
  static func percent(_ part: Int, of whole: Int) -> Table.Cell {
    guard whole > 0 else { return .undefined("–") }
    return .decimal(100 * Double(part) / Double(whole), places: 1)
  }
}

extension Table.Column {
  static func rate(per base: Int) -> Table.Column {
    Table.Column("rate", "per \(base.grouped)", .number)
  }

  /// Turns, sessions and people, in this order.
  static let spread: [Table.Column] = [
    .init("turns", "turns", .number), .init("sessions", "sessions", .share),
    .init("participants", "participants", .share),
  ]
}

extension Spread {
  /// The cells under ``Table/Column/spread``.
  func cells(sessions: Int, participants: Int) -> [Table.Cell] {
    [
      .integer(turns), .share(self.sessions, of: sessions),
      .share(self.participants, of: participants),
    ]
  }
}

/// What every table of counts says of itself.
public struct CountedBy: Sendable {
  /// What tokens are counted by, and which are left out.
  public var forms: TableCaption
  /// The filter in normal form; `nil` for everything.
  public var filter: String?
  public var order: String
  /// `at least 5 times, in at least 2 sessions`; `nil` where nothing is asked.
  public var minima: String?
  /// Frequencies are relative to so many tokens.
  public var per: Int
  public var version: String
  /// What to do to see more; for people.
  public var hint: String?

  public init(
    forms: TableCaption, filter: String?, order: String, minima: String?, per: Int,
    version: String, hint: String? = nil
  ) {
    self.forms = forms
    self.filter = filter
    self.order = order
    self.minima = minima
    self.per = per
    self.version = version
    self.hint = hint
  }

  func addForms(to caption: inout TableCaption) {
    for line in forms.lines { caption.add(line.id, line.label, line.value) }
    caption.add(
      "tokens_are", "tokens", "words, numbers, placeholders, symbols, but what is left out")
  }

  func addRest(to caption: inout TableCaption) {
    caption.add("filter", "counted in", filter ?? "all turns")
    if let minima { caption.add("minima", "only what is", minima) }
    caption.add("order", "order", order)
    caption.add("per", "rates per", per)
    caption.add("version", "version", version)
  }
}
