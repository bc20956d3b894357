import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimIngest
import VerbatimQuery
import VerbatimThemes

/// What became of the codings of a file.
public struct CodingsReport: Sendable {
  public var path: String
  public var added: Int
  /// Records that were already there.
  public var known: Int
  public var problems: [CodingProblem]
}

/// What a rule found.
public struct RuleReport: Sendable, Equatable {
  public var rule: ThemeRule
  public var codings: Int
}

/// A rule whose query cannot be understood.
public struct RuleProblem: Error, Sendable {
  public var rule: ThemeRule
  public var error: QueryError
}

extension StudyWriter {
  /// Puts a codebook in place of what was there, then reads the codings that sources carry again.
  ///
  /// - Throws: ``StudyDatabaseError/themesInUse(_:)`` where codings hold a theme that is left out.
  public func setCodebook(_ codebook: Codebook) throws {
    try database.transaction { transaction in
      try transaction.setCodebook(codebook)
      try transaction.appendLog(
        actor: actor, action: "codebook", details: "{\"themes\":\(codebook.themes.count)}")
    }
    try refreshSourceCodings()
  }

  /// Reads the TEI sources again for the codings they carry. Cost: all TEI sources.
  func refreshSourceCodings() throws {
    let (codebook, records) = try database.read { (try $0.codebook(), try $0.sessions()) }
    guard !codebook.themes.isEmpty else { return }
    var codings: [Coding] = []
    for record in records where record.format == "tei" {
      guard let transcript = try SourceReader(study).transcript(of: record) else { continue }
      codings += codebook.codings(carriedBy: transcript, at: Timestamp.now()).codings
    }
    try database.transaction { transaction in
      let before = try transaction.reading.codings(CodingFilter(origin: .source)).count
      try transaction.removeCodings(CodingFilter(origin: .source))
      let after = try transaction.addCodings(codings)
      guard before + after > 0 else { return }
      try transaction.appendLog(
        actor: actor, action: "source-codings", details: "{\"codings\":\(after)}")
    }
  }

  /// Reads codings from a table; what is wrong with one record never loses the others.
  public func addCodings(csv bytes: [UInt8], path: String, coder: String?) throws -> CodingsReport {
    let codebook = try database.read { try $0.codebook() }
    let texts = TurnTexts(index)
    return try add(
      CodingsCSV.read(bytes, codebook: codebook, coder: coder, at: Timestamp.now()) {
        texts.text(session: $0, turn: $1)
      }, path: path)
  }

  /// Reads codings from JSON Lines; what is wrong with one never loses the others.
  public func addCodings(
    jsonl bytes: [UInt8], path: String, coder: String?
  ) throws -> CodingsReport {
    let (codebook, rules) = try database.read { (try $0.codebook(), try $0.rules()) }
    let texts = TurnTexts(index)
    return try add(
      CodingsJSONL.read(
        bytes, codebook: codebook, coder: coder, rules: Set(rules.map(\.id)), at: Timestamp.now()
      ) { texts.text(session: $0, turn: $1) }, path: path)
  }

  private func add(_ result: CodingsCSV.Result, path: String) throws -> CodingsReport {
    var added = 0
    try database.transaction { transaction in
      added = try transaction.addCodings(result.codings)
      try transaction.appendLog(
        actor: actor, action: "codings", details: "{\"added\":\(added)}")
    }
    return CodingsReport(
      path: path, added: added, known: result.codings.count - added, problems: result.problems)
  }

  /// Adds one coding by a person.
  ///
  /// - Returns: false where it was there already.
  @discardableResult
  public func addCoding(_ coding: Coding) throws -> Bool {
    var added = 0
    try database.transaction { transaction in
      added = try transaction.addCodings([coding])
      try transaction.appendLog(actor: actor, action: "code", details: "{\"added\":\(added)}")
    }
    return added > 0
  }

  /// Takes one coding back.
  ///
  /// - Returns: false where it was not there.
  public func removeCoding(_ coding: Coding) throws -> Bool {
    var isRemoved = false
    try database.transaction { transaction in
      isRemoved = try transaction.removeCoding(coding)
      if isRemoved { try transaction.appendLog(actor: actor, action: "uncode") }
    }
    return isRemoved
  }

  /// What a person says to an open question.
  public enum Answer: Sendable, Equatable {
    /// The coding is right where it stands.
    case keep
    /// It belongs there, in the same session.
    case move(turn: Int, span: Range<Int>?)
    /// Its words are gone, and it goes with them.
    case remove

    /// As the log calls it.
    fileprivate var name: String {
      switch self {
      case .keep: "keep"
      case .move: "move"
      case .remove: "remove"
      }
    }
  }

  /// Settles a question.
  ///
  /// - Returns: false where the coding is gone, or another of its theme and coder stands where it was to
  ///   go: then nothing changed.
  public func settle(_ question: CodingQuestion, _ answer: Answer) throws -> Bool {
    var isDone = true
    try database.transaction { transaction in
      var coding = question.coding
      switch answer {
      case .keep: break
      case .move(let turn, let span):
        isDone = try transaction.move(coding, turn: turn, span: span)
        (coding.turn, coding.span) = (turn, span)
      case .remove: isDone = try transaction.removeCoding(coding)
      }
      guard isDone else { return }
      try transaction.settle(coding)
      try transaction.appendLog(
        actor: actor, action: "settle",
        facts: ["theme": coding.theme, "answer": answer.name])
    }
    return isDone
  }

  /// Unicode scalars of a turn; `nil` where there is no such session or turn.
  public func turnLength(session: String, turn: Int) -> Int? {
    TurnTexts(index).text(session: session, turn: turn)?.unicodeScalars.count
  }

  /// Keeps a rule and codes what it finds, in place of what it found before.
  @discardableResult
  public func setRule(_ rule: ThemeRule) throws -> RuleReport {
    try database.transaction { try $0.setRule(rule) }
    return try apply(rule)
  }

  /// Applies all rules again: after every change of the sources.
  @discardableResult
  public func applyRules() throws -> [RuleReport] {
    try database.read { try $0.rules() }.map(apply)
  }

  private func apply(_ rule: ThemeRule) throws -> RuleReport {
    let fields = try QueryFields.known(in: index.segments)
    let saved = Dictionary(
      uniqueKeysWithValues: try database.read { try $0.savedQueries() }.map { ($0.name, $0.query) })
    let query: QueryNode
    do {
      query = try SimpleQueryParser.parse(rule.query, knownFields: fields, saved: saved)
    } catch {
      throw RuleProblem(rule: rule, error: error)
    }
    let themes = try StudyThemes(database)
    let list = try ExtractList(
      query, in: index, ExtractRequest(), regions: themes, themes: NoThemes())
    var codings: [Coding] = []
    // Runs of turns may have a turn in common.
    var seen: Set<String> = []
    for extract in list.extracts {
      for (turn, spans) in extract.spansByTurn {
        var span: Range<Int>?
        if let first = spans.first, let end = spans.map(\.range.upperBound).max() {
          span = first.range.lowerBound..<end
        }
        let place = "\(extract.session)\u{0}\(turn)\u{0}\(span.map { "\($0)" } ?? "")"
        guard seen.insert(place).inserted else { continue }
        codings.append(
          Coding(
            theme: rule.theme, coder: nil, session: extract.session, turn: turn, span: span,
            origin: .rule(rule.id), createdAt: Timestamp.now()))
      }
    }
    try database.transaction { transaction in
      try transaction.removeCodings(CodingFilter(origin: .rule(rule.id)))
      try transaction.addCodings(codings)
      try transaction.appendLog(
        actor: actor, action: "rule", details: "{\"codings\":\(codings.count)}")
    }
    return RuleReport(rule: rule, codings: codings.count)
  }
}

extension Extract {
  /// The turns that hold a span, with theirs; all turns where none does.
  fileprivate var spansByTurn: [(turn: Int, spans: [ExtractSpan])] {
    if parts.isEmpty { return [(turn, spans)] }
    return parts.filter { spans.isEmpty || !$0.spans.isEmpty }.map { ($0.turn, $0.spans) }
  }
}

/// The texts of turns, a session's last one kept.
final class TurnTexts {
  private let index: Index
  private var decoded = DecodedTurn()

  init(_ index: Index) {
    self.index = index
  }

  /// `nil` where there is no such session or turn.
  func text(session: String, turn: Int) -> String? {
    guard let place = index.find(session) else { return nil }
    let segment = index.segments[place.segment]
    let turns = segment.turns(ofSession: place.session)
    guard turn >= 1, turn <= turns.count,
      segment.decode(turns.lowerBound + turn - 1, into: &decoded)
    else { return nil }
    return decoded.string
  }
}
