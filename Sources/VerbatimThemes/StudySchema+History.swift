extension StudySchema {
  /// What happened to codebook and codings, so that it can be told and taken back.
  ///
  /// Of the codebook every version is kept, as changes of single fields: definitions are the
  /// researchers' words. Of codings what an operation added and removed is kept only as long as the
  /// session's source is the same: a source that changes, by a correction or a withdrawal, takes the
  /// changes with it (memos quote people), and the operation cannot be undone any more.
  static let history = """
    ALTER TABLE theme ADD COLUMN exemplars TEXT;  -- ids of hits, a line each
    ALTER TABLE theme ADD COLUMN memo TEXT;
    ALTER TABLE theme ADD COLUMN is_retired INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE codebook_version (
      version INTEGER NOT NULL PRIMARY KEY CHECK (version > 0),
      at TEXT NOT NULL,
      actor TEXT,
      log INTEGER
    );
    CREATE TRIGGER codebook_version_is_not_changed BEFORE UPDATE ON codebook_version
      WHEN old.log IS NOT NULL OR new.version <> old.version OR new.at <> old.at
      BEGIN SELECT RAISE(ABORT, 'the history of the codebook is append-only'); END;
    CREATE TRIGGER codebook_version_is_not_cut BEFORE DELETE ON codebook_version
      BEGIN SELECT RAISE(ABORT, 'the history of the codebook is append-only'); END;

    CREATE TABLE codebook_change (
      version INTEGER NOT NULL REFERENCES codebook_version(version),
      position INTEGER NOT NULL,
      theme TEXT NOT NULL,
      field TEXT NOT NULL,
      old TEXT,
      new TEXT,
      PRIMARY KEY (version, position)
    ) WITHOUT ROWID;
    CREATE TRIGGER codebook_change_is_not_changed BEFORE UPDATE ON codebook_change
      BEGIN SELECT RAISE(ABORT, 'the history of the codebook is append-only'); END;
    CREATE TRIGGER codebook_change_is_not_cut BEFORE DELETE ON codebook_change
      BEGIN SELECT RAISE(ABORT, 'the history of the codebook is append-only'); END;

    CREATE TABLE coding_operation (
      number INTEGER NOT NULL PRIMARY KEY CHECK (number > 0),
      at TEXT NOT NULL,
      kind TEXT NOT NULL,
      coder TEXT,
      undoes INTEGER UNIQUE REFERENCES coding_operation(number),
      is_final INTEGER NOT NULL DEFAULT 0,
      log INTEGER
    );

    CREATE TABLE coding_change (
      operation INTEGER NOT NULL REFERENCES coding_operation(number),
      position INTEGER NOT NULL,
      change TEXT NOT NULL CHECK (change IN ('added', 'removed', 'coder', 'verdict')),
      theme TEXT,
      coder TEXT,
      session TEXT REFERENCES session(id) ON DELETE CASCADE,
      turn INTEGER,
      start INTEGER,
      "end" INTEGER,
      origin TEXT,
      rule TEXT,
      memo TEXT,
      created_at TEXT,
      question TEXT,
      words TEXT,
      asked_at TEXT,
      PRIMARY KEY (operation, position)
    ) WITHOUT ROWID;
    CREATE INDEX coding_change_session ON coding_change(session);

    CREATE TABLE rule_verdict (
      rule TEXT NOT NULL REFERENCES rule(id) ON DELETE CASCADE,
      session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
      turn INTEGER NOT NULL CHECK (turn > 0),
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
      coder TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (rule, session, turn, start, "end")
    ) WITHOUT ROWID;

    CREATE TRIGGER session_source_changed AFTER UPDATE OF source ON session
      WHEN old.source <> new.source
      BEGIN
        UPDATE coding_operation SET is_final = 1 WHERE number IN
          (SELECT operation FROM coding_change WHERE session = old.id);
        DELETE FROM coding_change WHERE session = old.id;
        DELETE FROM rule_verdict WHERE session = old.id;
      END;
    CREATE TRIGGER session_removed BEFORE DELETE ON session
      BEGIN
        UPDATE coding_operation SET is_final = 1 WHERE number IN
          (SELECT operation FROM coding_change WHERE session = old.id);
      END;

    CREATE TABLE queue_position (
      coder TEXT NOT NULL,
      queue TEXT NOT NULL,
      session TEXT NOT NULL,
      turn INTEGER NOT NULL,
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (coder, queue)
    ) WITHOUT ROWID;
    """
}
