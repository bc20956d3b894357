import VerbatimCorpus
import VerbatimThemes

/// What became of codings that were to be added.
public struct CodingAddition: Sendable {
  public var added: [Coding]
  /// Those that were there already.
  public var known: Int
  /// Number of the operation, to take it back by; `nil` where nothing was added.
  public var operation: Int?
}

/// Why a coding is not taken.
public enum CodingRefusal: Error, Sendable, Equatable {
  case retired(path: String)
  /// The theme only groups others.
  case groups(path: String)
  /// The rule has no coding at the place.
  case notByRule(rule: String, place: String)
}

/// What a person saw when deciding: where it is other by now, nothing is done.
public struct CodingExpectation: Sendable, Equatable {
  /// Number of the codebook's version.
  public var codebook: Int
  public var session: String
  /// Digest of the session's source.
  public var source: String

  public init(codebook: Int, session: String, source: String) {
    self.codebook = codebook
    self.session = session
    self.source = source
  }

  /// - Throws: ``CodingConflict``.
  func prove(_ study: StudySnapshot) throws {
    guard try study.codebookVersion() == codebook else {
      let last = try study.codebookVersions().last
      throw CodingConflict.codebook(by: last?.actor, action: last?.action)
    }
    guard try study.session(session)?.session.source.digest.hex == source else {
      throw CodingConflict.transcript(session: session)
    }
  }
}

/// Something was changed by others since it was looked at.
public enum CodingConflict: Error, Sendable, Equatable {
  case codebook(by: String?, action: String?)
  case transcript(session: String)
}

/// An operation that was taken back.
public struct CodingUndo: Sendable, Equatable {
  public var operation: CodingOperation
  /// Codings that went, and that came again.
  public var removed: Int
  public var restored: Int
}

extension StudyWriter {
  /// Adds codings in one transaction with one log entry; what is there already stays as it was.
  ///
  /// - Throws: ``CodingRefusal``, ``CodingConflict``, `StudyDatabaseError`; then nothing is added.
  public func code(
    _ codings: [Coding], _ kind: CodingOperation.Kind = .add,
    expecting expectation: CodingExpectation? = nil
  ) throws -> CodingAddition {
    try database.transaction { transaction in
      try expectation?.prove(transaction.reading)
      // A table that brings codings of a retired theme loses none of them; a person is told.
      if kind == .add || kind == .bulk {
        try Self.proveCodable(Set(codings.map(\.theme)), transaction.reading, orGroups: true)
      }
      let coders = Set(codings.compactMap(\.coder))
      var journal = CodingJournal(
        transaction, kind, coder: coders.count == 1 ? coders.first : nil)
      let added = try journal.add(codings)
      let operation = try journal.finish()
      try transaction.appendLog(
        actor: actor, action: kind == .import ? "codings" : kind == .bulk ? "code-bulk" : "code",
        details: LogDetails(["added": .number(added.count)]).json)
      return CodingAddition(
        added: added, known: codings.count - added.count, operation: operation)
    }
  }

  /// - Throws: ``CodingRefusal`` for a theme that takes no codings.
  public func proveCodable(_ themes: Set<String>) throws {
    try database.read { try Self.proveCodable(themes, $0) }
  }

  /// - Parameter orGroups: themes that only group others may be coded too.
  private static func proveCodable(
    _ themes: Set<String>, _ study: StudySnapshot, orGroups: Bool = false
  ) throws {
    let codebook = try study.codebook()
    for id in themes.sorted() {
      guard let theme = codebook.theme(id: id), !theme.takesCodings else { continue }
      if orGroups, !theme.isRetired { continue }
      let path = codebook.path(of: id) ?? theme.label
      throw theme.isRetired ? CodingRefusal.retired(path: path) : .groups(path: path)
    }
  }

  /// The words at a place; `nil` where there is no such place.
  public func words(session: String, turn: Int, span: Range<Int>?) -> String? {
    guard let text = TurnTexts(index).text(session: session, turn: turn) else { return nil }
    guard let span else { return text }
    return span.upperBound <= text.unicodeScalars.count ? text.scalars(span) : nil
  }

  /// Adds a coder, or names one.
  public func setCoder(_ coder: Coder, action: String) throws {
    try database.transaction { transaction in
      try transaction.setCoder(coder)
      try transaction.appendLog(
        actor: actor, action: action, details: LogDetails(["coder": .text(coder.id)]).json)
    }
  }

  /// Remembers who codes from an account.
  public func setDefaultCoder(_ id: String, setting: String) throws {
    try database.transaction { transaction in
      try transaction.setSetting(setting, to: id)
      try transaction.appendLog(
        actor: actor, action: "coder-default", details: LogDetails(["coder": .text(id)]).json)
    }
  }

  /// Adds one coding by a person.
  ///
  /// - Returns: false where it was there already.
  @discardableResult
  public func addCoding(_ coding: Coding) throws -> Bool {
    try !code([coding]).added.isEmpty
  }

  /// Takes codings back, all in one operation.
  ///
  /// - Returns: how many were there.
  public func removeCodings(_ codings: [Coding]) throws -> Int {
    try database.transaction { transaction in
      let coders = Set(codings.compactMap(\.coder))
      var journal = CodingJournal(
        transaction, .remove, coder: coders.count == 1 ? coders.first : nil)
      var removed = 0
      for coding in codings where try journal.remove(coding) { removed += 1 }
      try journal.finish()
      if removed > 0 {
        try transaction.appendLog(
          actor: actor, action: "uncode", details: LogDetails(["removed": .number(removed)]).json)
      }
      return removed
    }
  }

  /// Takes one coding back.
  ///
  /// - Returns: false where it was not there.
  public func removeCoding(_ coding: Coding) throws -> Bool {
    try removeCodings([coding]) > 0
  }

  /// Takes back the last operations of a person that were not taken back yet, the newest first: all of
  /// them, or where one cannot be, none.
  ///
  /// - Returns: what was taken back; fewer than `steps` where there are no more.
  /// - Throws: ``CodingUndoProblem``.
  public func undoCoding(by coder: String, steps: Int = 1) throws -> [CodingUndo] {
    try database.transaction { transaction in
      var done: [CodingUndo] = []
      for operation in try transaction.reading.codingOperations(by: coder).reversed() {
        guard done.count < steps else { break }
        guard operation.undoneBy == nil, operation.kind.isUndoable else { continue }
        let (removed, restored) = try transaction.undo(operation)
        done.append(CodingUndo(operation: operation, removed: removed, restored: restored))
      }
      guard !done.isEmpty else { return [] }
      try transaction.appendLog(
        actor: actor, action: "code-undo",
        details: LogDetails([
          "operations": .list(done.map { String($0.operation.number) }),
          "removed": .number(done.reduce(0) { $0 + $1.removed }),
          "restored": .number(done.reduce(0) { $0 + $1.restored }),
        ]).json)
      return done
    }
  }
}

/// What coding a query's hits would come to.
public struct BulkPreview: Sendable {
  public var hits: Int
  /// Places that the hits make.
  public var places: Int
  public var turns: Int
  public var sessions: Int
  /// Places that the coder has with this theme already, as a whole or within a longer stretch.
  public var known: Int
  /// Places that share words with codings of this theme, by who made them: a coder, `rule …`, `source`.
  public var others: [(who: String, places: Int)]
  /// What would be added.
  public var codings: [Coding]

  public init(
    _ places: CodingPlaces, theme: String, coder: String, memo: String?, existing: [Coding],
    at time: Timestamp
  ) {
    hits = places.hits
    self.places = places.places.count
    turns = Set(places.places.map { TurnPlace(session: $0.session, turn: $0.turn) }).count
    sessions = Set(places.places.map(\.session)).count
    var byTurn: [TurnPlace: [Coding]] = [:]
    for coding in existing where coding.theme == theme {
      byTurn[TurnPlace(session: coding.session, turn: coding.turn), default: []].append(coding)
    }
    var counts: [String: Int] = [:]
    known = 0
    codings = []
    for place in places.places {
      let near = byTurn[TurnPlace(session: place.session, turn: place.turn)] ?? []
      for who in Set(near.filter(place.touches).map(Self.who)) { counts[who, default: 0] += 1 }
      let isKnown = near.contains {
        $0.origin == .person && $0.coder == coder && place.isInside($0)
      }
      if isKnown {
        known += 1
        continue
      }
      codings.append(
        Coding(
          theme: theme, coder: coder, session: place.session, turn: place.turn, span: place.span,
          memo: memo, createdAt: time))
    }
    others = counts.map { ($0.key, $0.value) }.sorted { NaturalOrder.precedes($0.0, $1.0) }
  }

  private static func who(_ coding: Coding) -> String {
    switch coding.origin {
    case .person: coding.coder ?? "nobody named"
    case .source: "a source"
    case .rule(let id): "rule \(id)"
    }
  }
}
