import GRDB

/// Why a QualCoder project cannot be read.
public enum QualCoderProblem: Error, Sendable, Equatable {
  case notFound(path: String)
  /// No SQLite file, or a damaged one.
  case notADatabase(path: String)
  /// A database of something else: the tables it lacks.
  case missingTables([String])
  /// A column that is not there or holds what it should not.
  case damaged(table: String)
  case tooLarge(table: String, limit: Int)
}

/// What a QualCoder project (`data.qda`) holds, by its ids. The file is only read.
public struct QualCoderProject: Sendable {
  public struct Coding: Sendable, Equatable {
    public var code: Int
    public var start: Int
    public var end: Int
    /// The words as QualCoder kept them.
    public var quote: String
    public var owner: String
    public var date: String
    public var memo: String
  }

  public struct Text: Sendable, Equatable {
    public var id: Int
    public var name: String
    /// `nil` for pictures and recordings without a transcript.
    public var text: String?
    public var memo: String
    public var owner: String
    public var date: String
    public var codings: [Coding] = []
    public var attributes: [(name: String, value: String)] = []
    /// Memos on stretches of the text.
    public var annotations: [Coding] = []

    public static func == (left: Text, right: Text) -> Bool {
      left.id == right.id && left.name == right.name && left.codings == right.codings
    }
  }

  public struct Case: Sendable {
    public var name: String
    public var memo: String
    public var owner: String
    public var date: String
    public var attributes: [(name: String, value: String)] = []
    /// Ids of texts.
    public var texts: [Int] = []
  }

  public struct Journal: Sendable {
    public var name: String
    public var text: String
    public var owner: String
    public var date: String
  }

  public private(set) var codebook = Codebook()
  /// Id of the theme by `cid`.
  public private(set) var themes: [Int: String] = [:]
  public private(set) var texts: [Text] = []
  public private(set) var cases: [Case] = []
  public private(set) var journals: [Journal] = []
  public private(set) var memo = ""
  /// When the project began.
  public private(set) var date = ""
  /// Codings of pictures and recordings.
  public private(set) var mediaCodings = 0

  /// More rows in a table than a person's project has.
  public static let mostRows = 2_000_000
  /// UTF-8 bytes of one text.
  public static let mostBytes = 256 << 20

  private static let read =
    required + [
      "cases", "case_text", "attribute", "attribute_type", "annotation", "journal", "project",
      "code_image", "code_av",
    ]
  static let required = ["code_cat", "code_name", "source", "code_text"]

  /// - Throws: ``QualCoderProblem``, ``CodebookProblems``.
  public init(path: String) throws {
    let queue: DatabaseQueue
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.prepareDatabase { db in
        // Nothing that the file brings along is run: no functions in views, no triggers.
        try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON")
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
    } catch let error as DatabaseError {
      throw error.resultCode == .SQLITE_CANTOPEN
        ? QualCoderProblem.notFound(path: path) : .notADatabase(path: path)
    }
    do {
      try queue.read { try read($0) }
    } catch let error as DatabaseError {
      guard error.resultCode == .SQLITE_ERROR else {
        throw QualCoderProblem.notADatabase(path: path)
      }
      // A column that is missing.
      throw QualCoderProblem.damaged(table: "data.qda")
    } catch StudyDatabaseError.damaged(let column) {
      throw QualCoderProblem.damaged(table: column)
    }
  }

  private mutating func read(_ db: Database) throws {
    // Views may do anything; tables only hold rows.
    let tables = Set(
      try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'"))
    let missing = Self.required.filter { !tables.contains($0) }
    guard missing.isEmpty else { throw QualCoderProblem.missingTables(missing) }
    for table in Self.read where tables.contains(table) {
      let rows = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
      guard rows <= Self.mostRows else {
        throw QualCoderProblem.tooLarge(table: table, limit: Self.mostRows)
      }
    }
    try readCodes(db)
    try readTexts(db)
    if tables.isSuperset(of: ["cases", "case_text"]) { try readCases(db) }
    if tables.isSuperset(of: ["attribute", "attribute_type"]) { try readAttributes(db) }
    if tables.contains("annotation") { try readAnnotations(db) }
    if tables.contains("journal") {
      for row in try Row.fetchAll(
        db, sql: "SELECT name, jentry, owner, date FROM journal ORDER BY name")
      {
        journals.append(
          Journal(
            name: row.words("name"), text: row.words("jentry"), owner: row.words("owner"),
            date: row.words("date")))
      }
    }
    if tables.contains("project") {
      let row = try Row.fetchOne(db, sql: "SELECT * FROM project")
      memo = row?.words("memo") ?? ""
      date = row?.words("date") ?? ""
    }
    for table in ["code_image", "code_av"] where tables.contains(table) {
      mediaCodings += try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
    }
  }

  /// Categories become themes that only group others; names are unique in QualCoder, and themes are known
  /// by them.
  private mutating func readCodes(_ db: Database) throws {
    var list: [Theme] = []
    var categories: [Int: String] = [:]
    let rows = try Row.fetchAll(db, sql: "SELECT * FROM code_cat ORDER BY name")
    for row in rows {
      categories[try row.value("catid")] = ExchangeID.of("qualcoder-category", row.words("name"))
    }
    func theme(_ row: Row, _ id: String, _ parent: Int?, _ isCodable: Bool) -> Theme {
      let memo = row.words("memo")
      return Theme(
        id: id, label: "", name: row.words("name").isEmpty ? id : row.words("name"),
        definition: memo.isEmpty ? nil : memo, isCodable: isCodable,
        parent: parent.flatMap { categories[$0] }, position: list.count)
    }
    for row in rows {
      let id = try categories[row.value("catid")] ?? ""
      list.append(theme(row, id, try row.optional("supercatid"), false))
    }
    for row in try Row.fetchAll(db, sql: "SELECT * FROM code_name ORDER BY name") {
      let id = ExchangeID.of("qualcoder-code", row.words("name"))
      themes[try row.value("cid")] = id
      var code = theme(row, id, try row.optional("catid"), true)
      let colour = row.words("color")
      if Theme.isColour(colour) { code.colour = colour }
      list.append(code)
    }
    codebook = try Codebook(themes: Self.labelled(list))
  }

  private static func labelled(_ themes: [Theme]) -> [Theme] {
    let parents = Dictionary(
      themes.map { ($0.id, $0.parent) }, uniquingKeysWith: { first, _ in first })
    var counts: [String?: Int] = [:]
    return themes.map { theme in
      var depth = 1
      var next = theme.parent
      while let id = next, depth <= Codebook.maximumDepth {
        depth += 1
        next = parents[id] ?? nil
      }
      var labelled = theme
      let position = counts[theme.parent, default: 0]
      counts[theme.parent] = position + 1
      labelled.label = QDCName.generated(position: position, depth: depth)
      return labelled
    }
  }

  private mutating func readTexts(_ db: Database) throws {
    let longest = try Int.fetchOne(
      db, sql: "SELECT max(length(CAST(fulltext AS BLOB))) FROM source")
    guard longest ?? 0 <= Self.mostBytes else {
      throw QualCoderProblem.tooLarge(table: "source", limit: Self.mostBytes)
    }
    var places: [Int: Int] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT * FROM source ORDER BY id") {
      let id: Int = try row.value("id")
      places[id] = texts.count
      let text = row.words("fulltext")
      texts.append(
        Text(
          id: id, name: row.words("name"), text: text.isEmpty ? nil : text,
          memo: row.words("memo"), owner: row.words("owner"), date: row.words("date")))
    }
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT cid, fid, pos0, pos1, seltext, owner, date, memo FROM code_text ORDER BY ctid")
    while let row = try rows.next() {
      guard let place = places[try row.value("fid")] else { continue }
      texts[place].codings.append(
        Coding(
          code: try row.value("cid"), start: try row.value("pos0"), end: try row.value("pos1"),
          quote: row.words("seltext"), owner: row.words("owner"), date: row.words("date"),
          memo: row.words("memo")))
    }
  }

  private mutating func readCases(_ db: Database) throws {
    var places: [Int: Int] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT * FROM cases ORDER BY name") {
      places[try row.value("caseid")] = cases.count
      caseIDs.append(try row.value("caseid"))
      cases.append(
        Case(
          name: row.words("name"), memo: row.words("memo"), owner: row.words("owner"),
          date: row.words("date")))
    }
    for row in try Row.fetchAll(db, sql: "SELECT DISTINCT caseid, fid FROM case_text ORDER BY fid")
    {
      guard let place = places[try row.value("caseid")] else { continue }
      cases[place].texts.append(try row.value("fid"))
    }
  }

  private var caseIDs: [Int] = []

  private mutating func readAttributes(_ db: Database) throws {
    let sql = """
      SELECT name, attr_type, value, id FROM attribute WHERE coalesce(value, '') <> ''
      ORDER BY attrid
      """
    for row in try Row.fetchAll(db, sql: sql) {
      let id: Int = try row.value("id")
      let attribute = (name: row.words("name"), value: row.words("value"))
      switch row.words("attr_type") {
      case "file":
        if let place = texts.firstIndex(where: { $0.id == id }) {
          texts[place].attributes.append(attribute)
        }
      case "case":
        if let place = caseIDs.firstIndex(of: id) { cases[place].attributes.append(attribute) }
      default: continue
      }
    }
  }

  private mutating func readAnnotations(_ db: Database) throws {
    for row in try Row.fetchAll(db, sql: "SELECT * FROM annotation ORDER BY anid") {
      let id: Int = try row.value("fid")
      guard let place = texts.firstIndex(where: { $0.id == id }) else { continue }
      texts[place].annotations.append(
        Coding(
          code: 0, start: try row.value("pos0"), end: try row.value("pos1"), quote: "",
          owner: row.words("owner"), date: row.words("date"), memo: row.words("memo")))
    }
  }
}

extension Row {
  /// The text of a column; empty for NULL, for a column that is not there, and for a blob.
  fileprivate func words(_ column: String) -> String {
    let value: DatabaseValue? = self[column]
    switch value?.storage {
    case .string(let text): return text
    case .int64(let number): return String(number)
    case .double(let number): return String(number)
    default: return ""
    }
  }
}
