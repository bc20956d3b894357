import VerbatimCorpus
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// What became of the codings of a file.
public struct CodingsReport: Sendable {
  public var path: String
  public var added: Int
  /// Records that were already there.
  public var known: Int
  public var problems: [CodingProblem]
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
    let added = try code(result.codings, .import).added.count
    return CodingsReport(
      path: path, added: added, known: result.codings.count - added, problems: result.problems)
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
      var journal = CodingJournal(transaction, .remove, coder: coding.coder)
      switch answer {
      case .keep: break
      case .move(let turn, let span):
        isDone = try transaction.move(coding, turn: turn, span: span)
        (coding.turn, coding.span) = (turn, span)
      case .remove: isDone = try journal.remove(coding)
      }
      try journal.finish()
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
