"""SQLite FTS5: unicode61 over L* and N* without removing diacritics, which lower-cases; the text
stands once, in a table beside the index (external content); journal off, memory-mapped reading.
The query's text is parsed inside the time; statements are compiled once.
"""
import os
import sqlite3
import sys

import driver


def rows(feed):
    for number, (session, speaker, text) in enumerate(driver.turns(feed)):
        yield number, session.decode(), speaker.decode(), text.decode()


def build(feed, folder):
    os.makedirs(folder)
    database = sqlite3.connect(os.path.join(folder, "index.sqlite"), isolation_level=None)
    run = database.execute
    run("PRAGMA page_size = 4096")
    run("PRAGMA journal_mode = OFF")
    run("PRAGMA synchronous = OFF")
    run("PRAGMA cache_size = -262144")
    run("CREATE TABLE turns(id INTEGER PRIMARY KEY, session TEXT, speaker TEXT, text TEXT)")
    run("""CREATE VIRTUAL TABLE words USING fts5(
      text, content = 'turns', content_rowid = 'id',
      tokenize = "unicode61 remove_diacritics 0 categories 'L* N*'")""")
    run("INSERT INTO words(words, rank) VALUES ('hashsize', 268435456)")
    run("BEGIN")
    turn = "INSERT INTO turns VALUES (?, ?, ?, ?)"
    word = "INSERT INTO words(rowid, text) VALUES (?, ?)"
    for row in rows(feed):
        run(turn, row)
        run(word, (row[0], row[3]))
    run("COMMIT")
    run("INSERT INTO words(words) VALUES ('optimize')")
    database.close()


def query(folder, path):
    database = sqlite3.connect(os.path.join(folder, "index.sqlite"))
    run = database.execute
    run("PRAGMA mmap_size = 34359738368")
    run("PRAGMA cache_size = -262144")
    makers = {
        "term": lambda w: f'"{w[0]}"',
        "phrase2": lambda w: '"' + " ".join(w) + '"',
        "phrase3_5": lambda w: '"' + " ".join(w) + '"',
        "and2": lambda w: f'"{w[0]}" AND "{w[1]}"',
        "near5": lambda w: f'NEAR("{w[0]}" "{w[1]}", 4)',
        "prefix": lambda w: f'"{w[0]}"*',
    }

    def count(text):
        sql = "SELECT count(*) FROM words WHERE words MATCH ?"
        return run(sql, (text,)).fetchone()[0]

    def first(limit):
        sql = f"SELECT rowid, text FROM words WHERE words MATCH ? ORDER BY rowid LIMIT {limit}"
        return lambda text: len(run(sql, (text,)).fetchall())

    prepared = {
        kind: [makers[kind](words) for words in asked]
        for kind, asked in driver.queries(path).items() if kind in makers
    }
    driver.serve(prepared, {"count": count, "first10": first(10), "kwic1000": first(1000)})


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    if command == "feed":
        for _ in rows(arguments[0]):
            pass
    elif command == "build":
        build(*arguments[:2])
    elif command == "query":
        query(*arguments)
    elif command == "version":
        print("SQLite FTS5", sqlite3.sqlite_version, "(Python's sqlite3)")
