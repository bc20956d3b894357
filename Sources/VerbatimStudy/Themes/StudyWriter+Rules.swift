import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

/// What a rule found.
public struct RuleReport: Sendable, Equatable {
  public var rule: ThemeRule
  /// Codings of the rule that stand now.
  public var codings: Int
  /// Of these, new ones; and those that it does not find any more, which went.
  public var added: Int
  public var removed: Int
  /// Places that it finds and a person has accepted or rejected.
  public var accepted: Int
  public var rejected: Int
}

/// A rule whose query cannot be understood.
public struct RuleProblem: Error, Sendable {
  public var rule: ThemeRule
  public var error: QueryError
}

extension StudyWriter {
  /// Keeps a rule and codes what it finds, in place of what it found before.
  @discardableResult
  public func setRule(_ rule: ThemeRule) throws -> RuleReport {
    try database.transaction { try $0.setRule(rule) }
    return try apply(rule)
  }

  /// Keeps a rule, whose query must be understood, and codes nothing yet.
  ///
  /// - Returns: the places that it would code.
  public func addRule(_ rule: ThemeRule) throws -> Int {
    let found = try places(of: rule)
    try database.transaction { transaction in
      try transaction.setRule(rule)
      try transaction.appendLog(
        actor: actor, action: "rule-add", details: LogDetails(["rule": .text(rule.id)]).json)
    }
    return found.places.count
  }

  /// Applies all rules again: after every change of the sources. What changes nothing is not in the log.
  ///
  /// - Throws: the first ``RuleProblem``, when all other rules have been applied.
  @discardableResult
  public func applyRules() throws -> [RuleReport] {
    var reports: [RuleReport] = []
    var problem: RuleProblem?
    for rule in try database.read({ try $0.rules() }) {
      do {
        reports.append(try apply(rule, logsNothing: false))
      } catch let found as RuleProblem {
        problem = problem ?? found
      }
    }
    if try areRulesDue {
      try database.transaction { try $0.setSetting(Study.rulesSetting, to: nil) }
    }
    if let problem { throw problem }
    return reports
  }

  /// Applies all rules where an ingest was cut off between its sessions and them.
  ///
  /// - Returns: whether it was.
  @discardableResult
  public func finishRules() throws -> Bool {
    guard try areRulesDue else { return false }
    do {
      try applyRules()
    } catch is RuleProblem {
      // Whoever applies the rule is told.
    }
    return true
  }

  var areRulesDue: Bool {
    get throws { try database.read { try $0.setting(Study.rulesSetting) } != nil }
  }

  private func places(of rule: ThemeRule) throws -> CodingPlaces {
    let fields = try QueryFields.known(in: index.segments)
    let saved = Dictionary(
      try database.read { try $0.savedQueries() }.map { ($0.name, $0.query) },
      uniquingKeysWith: { first, _ in first })
    let query: QueryNode
    do {
      query = try SimpleQueryParser.parse(rule.query, knownFields: fields, saved: saved)
    } catch {
      throw RuleProblem(rule: rule, error: error)
    }
    return try CodingPlaces(query, .hit, in: index, regions: try StudyThemes(database))
  }

  /// Codes what a rule finds and nobody has judged; what it does not find any more goes. Codings that it
  /// has already stay as they are.
  ///
  /// - Parameter logsNothing: that it changed nothing is in the log too.
  public func apply(
    _ rule: ThemeRule, dryRun: Bool = false, logsNothing: Bool = true
  ) throws -> RuleReport {
    let found = try places(of: rule)
    return try attempt(dryRun: dryRun) { transaction in
      let study = transaction.reading
      var verdicts: [TurnPlace: RuleVerdict.Verdict] = [:]
      for verdict in try study.verdicts(on: rule.id) {
        let place = TurnPlace(
          session: verdict.session, turn: verdict.turn, span: verdict.span)
        verdicts[place] = verdict.verdict
      }
      let wanted = found.places.filter { verdicts[$0] == nil }
      let kept = Set(wanted)
      let old = try study.codings(CodingFilter(origin: .rule(rule.id)))
      var journal = CodingJournal(transaction, .rule, coder: nil)
      var removed = 0
      for coding in old
      where coding.theme != rule.theme || !kept.contains(TurnPlace(coding)) {
        if try journal.remove(coding) { removed += 1 }
      }
      let added = try journal.add(
        wanted.map {
          Coding(
            theme: rule.theme, coder: nil, session: $0.session, turn: $0.turn, span: $0.span,
            origin: .rule(rule.id), createdAt: transaction.now)
        })
      try journal.finish()
      if logsNothing || added.count + removed > 0 {
        try transaction.appendLog(
          actor: actor, action: "rule",
          details: LogDetails([
            "rule": .text(rule.id), "codings": .number(wanted.count), "added": .number(added.count),
            "removed": .number(removed),
          ]).json)
      }
      return RuleReport(
        rule: rule, codings: wanted.count, added: added.count, removed: removed,
        accepted: found.places.count { verdicts[$0] == .accepted },
        rejected: found.places.count { verdicts[$0] == .rejected })
    }
  }

  /// Takes all codings of a rule back. What people accepted of it is theirs and stays.
  ///
  /// - Parameter forgets: the rule goes too, with what people said of its places.
  /// - Returns: how many codings went.
  public func undoRule(_ id: String, forgets: Bool = false) throws -> Int {
    try database.transaction { transaction in
      guard try transaction.reading.rules().contains(where: { $0.id == id }) else {
        throw StudyDatabaseError.unknownRule(id)
      }
      var journal = CodingJournal(transaction, .rule, coder: nil)
      var removed = 0
      for coding in try transaction.reading.codings(CodingFilter(origin: .rule(id))) {
        if try journal.remove(coding) { removed += 1 }
      }
      try journal.finish()
      if forgets { try transaction.removeRule(id) }
      try transaction.appendLog(
        actor: actor, action: forgets ? "rule-remove" : "rule-undo",
        details: LogDetails(["rule": .text(id), "removed": .number(removed)]).json)
      return removed
    }
  }

  /// A person decides about codings of rules: accepted ones become the person's, rejected ones go, and
  /// the rule codes neither place again. One operation, which the person can take back.
  ///
  /// - Returns: how many codings of rules were there.
  public func judge(
    _ codings: [Coding], _ verdict: RuleVerdict.Verdict, coder: String,
    expecting expectation: CodingExpectation? = nil
  ) throws -> Int {
    try database.transaction { transaction in
      try expectation?.prove(transaction.reading)
      var journal = CodingJournal(
        transaction, verdict == .accepted ? .accept : .reject, coder: coder)
      var count = 0
      for coding in codings where coding.origin.ruleID != nil {
        guard try journal.remove(coding) else { continue }
        count += 1
        if verdict == .accepted {
          _ = try journal.add([
            Coding(
              theme: coding.theme, coder: coder, session: coding.session, turn: coding.turn,
              span: coding.span, memo: coding.memo, createdAt: transaction.now)
          ])
        }
        try journal.judge(coding, verdict, coder: coder)
      }
      try journal.finish()
      if count > 0 {
        try transaction.appendLog(
          actor: actor, action: verdict == .accepted ? "code-accept" : "code-reject",
          details: LogDetails(["codings": .number(count)]).json)
      }
      return count
    }
  }
}
