import GRDB

extension StudySnapshot {
  /// The codebook with the paths its themes once had; without themes where none was set.
  public func codebook() throws -> Codebook {
    let rows = try Row.fetchCursor(db, sql: "SELECT * FROM theme ORDER BY id")
    var themes: [Theme] = []
    while let row = try rows.next() {
      themes.append(
        Theme(
          id: try row.value("id"), label: try row.value("label"), name: try row.value("name"),
          definition: try row.optional("definition"),
          include: try row.optional("include"), exclude: try row.optional("exclude"),
          colour: try row.optional("colour"),
          exemplars: (try row.optional("exemplars") as String?).map(Self.lines) ?? [],
          memo: try row.optional("memo"), isCodable: try row.value("is_codable"),
          isRetired: try row.value("is_retired"), parent: try row.optional("parent"),
          position: try row.value("position")))
    }
    var aliases: [String: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT path, theme FROM theme_alias") {
      aliases[try row.value("path")] = try row.value("theme")
    }
    do {
      return try Codebook(
        name: try setting(StudyTransaction.codebookName), themes: themes, aliases: aliases)
    } catch let problems as CodebookProblems {
      throw StudyDatabaseError.invalidCodebook(problems)
    }
  }

  /// Exemplars are kept a line each.
  private static func lines(_ text: String) -> [String] {
    text.unicodeScalars.split(separator: "\n").map { String($0) }
  }

  /// The rules in order of their ids.
  public func rules() throws -> [ThemeRule] {
    try Row.fetchAll(db, sql: "SELECT * FROM rule ORDER BY id").map { row in
      ThemeRule(
        id: try row.value("id"), theme: try row.value("theme"), query: try row.value("query"),
        name: try row.value("name"))
    }
  }
}

extension StudyTransaction {
  static let codebookName = "codebook.name"

  /// Puts `codebook` in place of what was there. A theme that moved or was renamed keeps its old
  /// path or name as an alias, and all its codings. What changed is kept as a version of its history.
  ///
  /// - Throws: `themesInUse` where a theme that codings or rules hold is left out; nothing is
  ///   changed then.
  public func setCodebook(_ codebook: Codebook) throws {
    let old = try reading.codebook()
    let removed = old.themes.filter { codebook.theme(id: $0.id) == nil }
    let uses = try removed.compactMap { try use(ofTheme: $0.id) }
    guard uses.isEmpty else { throw StudyDatabaseError.themesInUse(uses) }

    // Foreign keys to themes are checked at the end, so the table can be filled anew.
    try db.execute(sql: "DELETE FROM theme")
    for theme in codebook.themes {
      try execute(
        """
        INSERT INTO theme (id, parent, position, label, name, definition, include, exclude, colour,
          exemplars, memo, is_codable, is_retired) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          theme.id, theme.parent, theme.position, theme.label, theme.name, theme.definition,
          theme.include, theme.exclude, theme.colour,
          theme.exemplars.isEmpty ? nil : theme.exemplars.joined(separator: "\n"), theme.memo,
          theme.isCodable, theme.isRetired,
        ])
    }
    try db.execute(sql: "DELETE FROM theme_alias WHERE theme NOT IN (SELECT id FROM theme)")
    for (path, id) in codebook.aliases { try setAlias(path, id) }
    for theme in old.themes {
      guard let path = old.path(of: theme.id), let now = codebook.path(of: theme.id) else {
        continue
      }
      if path != now { try setAlias(path, theme.id) }
      if let new = codebook.theme(id: theme.id),
        Codebook.fold(new.name) != Codebook.fold(theme.name)
      {
        try setAlias(theme.name, theme.id)
      }
    }
    try setSetting(Self.codebookName, to: codebook.name)
    try record(CodebookChange.between(old, try reading.codebook()))
  }

  private func setAlias(_ path: String, _ id: String) throws {
    try execute(
      """
      INSERT INTO theme_alias (path, theme) VALUES (?, ?)
      ON CONFLICT (path) DO UPDATE SET theme = excluded.theme
      """, [path, id])
  }

  private func use(ofTheme id: String) throws -> StudyDatabaseError.Use? {
    let codings =
      try Int.fetchOne(db, sql: "SELECT count(*) FROM coding WHERE theme = ?", arguments: [id])
      ?? 0
    let rules =
      try Int.fetchOne(db, sql: "SELECT count(*) FROM rule WHERE theme = ?", arguments: [id]) ?? 0
    return codings + rules > 0 ? .init(id: id, codings: codings, rules: rules) : nil
  }

  /// Adds a rule, or changes the one with its id.
  ///
  /// - Throws: `unknownTheme`.
  public func setRule(_ rule: ThemeRule) throws {
    guard try exists("theme", rule.theme) else {
      throw StudyDatabaseError.unknownTheme(rule.theme)
    }
    try execute(
      """
      INSERT INTO rule (id, theme, "query", name) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET theme = excluded.theme, "query" = excluded."query",
        name = excluded.name
      """, [rule.id, rule.theme, rule.query, rule.name])
  }

  /// - Throws: `rulesInUse` while codings of the rule are there.
  public func removeRule(_ id: String) throws {
    let codings =
      try Int.fetchOne(db, sql: "SELECT count(*) FROM coding WHERE rule = ?", arguments: [id]) ?? 0
    guard codings == 0 else {
      throw StudyDatabaseError.rulesInUse([.init(id: id, codings: codings)])
    }
    try execute("DELETE FROM rule WHERE id = ?", [id])
  }

  func exists(_ table: String, _ id: String) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE id = ?)"),
      arguments: [id]) ?? false
  }
}
