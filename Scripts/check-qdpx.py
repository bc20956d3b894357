#!/usr/bin/env python3
"""Reads an exported project by a library that is not ours, and holds it against the exported codings.

    pip install pyrefiqda
    verbatim export --qdpx study.qdpx --codings codings.csv
    Scripts/check-qdpx.py study.qdpx codings.csv [--resave again.qdpx]

Every coding of the table must stand in the project: its session, its words, its theme, its coder; and the
speaker of its turn by a case. With --resave the library writes the project anew, as another program would,
for `verbatim import`.
"""
import argparse
import csv
import pathlib
import sys
import tempfile

try:
    from pyrefiqda.refiproject import RefiProject
except ImportError:
    sys.exit("pyrefiqda is missing: pip install pyrefiqda")

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("project")
parser.add_argument("codings")
parser.add_argument("--resave")
options = parser.parse_args()

folder = tempfile.TemporaryDirectory()
project = RefiProject.load(options.project, extract_dir=folder.name)


def each(parent, name):
    return list(getattr(parent, name) or []) if parent else []


codes = {}


def collect(found):
    for code in found:
        codes[code.guid] = code.name
        collect(each(code, "code"))


collect(each(project.code_book and project.code_book.codes, "code"))
users = {user.guid: user.id for user in each(project.users, "user")}
notes = {note.guid: note.plain_text_content for note in each(project.notes, "note")}
faults = []
found = {}
selections = {}
for source in each(project.sources, "text_source"):
    path = RefiProject.resolve_source_path(source.plain_text_path, folder.name)
    text = pathlib.Path(path).read_bytes().decode("utf-8")
    for selection in each(source, "plain_text_selection"):
        start, end = int(selection.start_position), int(selection.end_position)
        if not 0 <= start <= end <= len(text):
            faults.append(f"{source.name}: {start}-{end} is past the end")
        words = text[start:end].replace("\n\t", "\n")
        if not words.startswith(selection.name):
            faults.append(f"{source.name}: {start}-{end} is not what its name says")
        selections[selection.guid] = (source.name, start, end)
        for coding in each(selection, "coding"):
            if coding.code_ref.target_guid not in codes:
                faults.append(f"{source.name}: a coding of an unknown code")
            for note in each(coding, "note_ref"):
                if note.target_guid not in notes:
                    faults.append(f"{source.name}: a coding with an unknown note")
            key = (source.name, users.get(coding.creating_user))
            found.setdefault(key, []).append(words)
speakers = 0
for case in each(project.cases, "case"):
    for reference in each(case, "selection_ref"):
        speakers += 1
        if reference.target_guid not in selections:
            faults.append(f"{case.name}: a selection that is not there")

with open(options.codings, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
for row in rows:
    spoken = [
        words
        for (session, user), all_words in found.items()
        if session == row["session"] and (not row["coder"] or user in (row["coder"], "source:" + row["coder"]))
        for words in all_words
    ]
    quote = row["quote"]
    if quote.startswith("'") and quote.lstrip("'")[:1] in "=+-@\t\r":
        quote = quote[1:]
    if quote and quote not in spoken:
        faults.append(f"{row['session']}:{row['turn']}: its words are in no selection")
total = sum(len(words) for words in found.values())
if total != len(rows):
    faults.append(f"{total} codings in the project, {len(rows)} in the table")
print(
    f"{len(each(project.sources, 'text_source'))} sources, {len(selections)} selections, {total} codings, "
    f"{len(codes)} codes, {len(users)} users, {len(notes)} notes, {speakers} turns of cases"
)
for fault in faults[:20]:
    print(fault, file=sys.stderr)
if options.resave:
    RefiProject.save(project, options.resave, source_media_dir=pathlib.Path(folder.name) / "sources")
sys.exit(2 if faults else 0)
