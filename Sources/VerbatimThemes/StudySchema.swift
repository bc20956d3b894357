import GRDB

/// The tables of `study.sqlite`. Everything is known by natural keys; row ids mean nothing.
enum StudySchema {
  /// "VBTM".
  static let applicationID = 0x5642_544D
  /// Raised with each migration; `PRAGMA user_version`.
  static let version = 4

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: tables)
      try db.execute(
        sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
    }
    migrator.registerMigration("2") { db in
      try db.execute(sql: savedQueries)
      try db.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3") { db in
      try db.execute(sql: questions)
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    migrator.registerMigration("4") { db in
      try db.execute(sql: history)
      try db.execute(sql: "PRAGMA user_version = 4")
    }
    return migrator
  }

  private static let questions = """
    CREATE TABLE coding_question (
      coding INTEGER NOT NULL PRIMARY KEY REFERENCES coding(id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('adjusted', 'doubtful')),
      words TEXT NOT NULL,
      asked_at TEXT NOT NULL
    );
    """

  private static let savedQueries = """
    CREATE TABLE saved_query (
      name TEXT NOT NULL PRIMARY KEY,
      "query" TEXT NOT NULL,
      note TEXT,
      saved_at TEXT NOT NULL
    ) WITHOUT ROWID;
    """

  private static let tables = """
    CREATE TABLE source (
      digest TEXT NOT NULL PRIMARY KEY,
      path TEXT NOT NULL,
      format TEXT NOT NULL,
      size INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE session (
      id TEXT NOT NULL PRIMARY KEY,
      "group" TEXT NOT NULL,
      title TEXT,
      language TEXT,
      source TEXT NOT NULL REFERENCES source(digest) DEFERRABLE INITIALLY DEFERRED,
      ordinal INTEGER NOT NULL,
      fingerprint TEXT NOT NULL,
      settings TEXT NOT NULL CHECK (json_valid(settings)),
      is_reconstructed INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX session_source ON session(source);

    CREATE TABLE session_attribute (
      session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (session, position)
    ) WITHOUT ROWID;

    CREATE TABLE participant (
      session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      label TEXT NOT NULL,
      role TEXT,
      name TEXT,
      is_declared INTEGER NOT NULL,
      is_group INTEGER NOT NULL,
      PRIMARY KEY (session, position)
    ) WITHOUT ROWID;

    CREATE TABLE participant_attribute (
      session TEXT NOT NULL,
      participant INTEGER NOT NULL,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (session, participant, position),
      FOREIGN KEY (session, participant) REFERENCES participant(session, position)
        ON DELETE CASCADE
    ) WITHOUT ROWID;

    CREATE TABLE coder (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT
    ) WITHOUT ROWID;

    CREATE TABLE theme (
      id TEXT NOT NULL PRIMARY KEY,
      parent TEXT REFERENCES theme(id) DEFERRABLE INITIALLY DEFERRED,
      position INTEGER NOT NULL,
      label TEXT NOT NULL,
      name TEXT NOT NULL,
      definition TEXT,
      include TEXT,
      exclude TEXT,
      colour TEXT,
      is_codable INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE theme_alias (
      path TEXT NOT NULL PRIMARY KEY,
      theme TEXT NOT NULL REFERENCES theme(id) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID;

    CREATE TABLE rule (
      id TEXT NOT NULL PRIMARY KEY,
      theme TEXT NOT NULL REFERENCES theme(id) DEFERRABLE INITIALLY DEFERRED,
      "query" TEXT NOT NULL,
      name TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE coding (
      id INTEGER PRIMARY KEY,
      theme TEXT NOT NULL REFERENCES theme(id) DEFERRABLE INITIALLY DEFERRED,
      coder TEXT REFERENCES coder(id),
      session TEXT NOT NULL REFERENCES session(id),
      turn INTEGER NOT NULL CHECK (turn > 0),
      start INTEGER CHECK (start >= 0),
      "end" INTEGER CHECK ("end" > start),
      origin TEXT NOT NULL CHECK (origin IN ('person', 'source', 'rule')),
      rule TEXT REFERENCES rule(id),
      memo TEXT,
      created_at TEXT NOT NULL,
      CHECK ((start IS NULL) = ("end" IS NULL)),
      CHECK ((origin = 'rule') = (rule IS NOT NULL))
    );
    CREATE UNIQUE INDEX coding_key ON coding(
      session, turn, ifnull(start, -1), ifnull("end", -1), theme, ifnull(coder, ''), origin,
      ifnull(rule, ''));
    CREATE INDEX coding_theme ON coding(theme);
    CREATE INDEX coding_rule ON coding(rule) WHERE rule IS NOT NULL;

    CREATE TABLE memo (
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (kind, subject, created_at, author, text)
    ) WITHOUT ROWID;

    CREATE TABLE setting (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE log (
      seq INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      details TEXT NOT NULL CHECK (json_valid(details)),
      previous TEXT NOT NULL,
      hash TEXT NOT NULL
    );
    CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
      BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER log_is_not_cut BEFORE DELETE ON log
      BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    """
}
