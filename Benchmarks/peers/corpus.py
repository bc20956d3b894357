"""The corpus of the benchmarks in the two forms that the engines read.

turns.jsonl, as it is given, for Verbatim; turns.tsv (session, speaker, text, with blanks for tabs and
line ends) for the peers, so that feeding them costs next to nothing.
"""
import json
import lzma
import os
import subprocess
import sys


def prepared(source, folder, limit):
    """{jsonl, feed, queries, turns, text_bytes} of so many turns (0: all), made where it is not there.

    In a process of its own: a parent's most memory is passed on to the processes it starts.
    """
    facts = os.path.join(folder, f"turns-{limit or 'all'}.json")
    stamp = [os.path.abspath(source), os.path.getsize(source)]
    if os.path.exists(facts):
        with open(facts) as file:
            known = json.load(file)
        if known["stamp"] == stamp:
            return known
    subprocess.run([sys.executable, __file__, source, folder, str(limit)], check=True)
    with open(facts) as file:
        return json.load(file)


def queries(facts):
    """The file of queries of a prepared corpus, drawn where it is not there (some minutes)."""
    path = facts["queries"]
    about = path + ".json"
    if not os.path.exists(about) or os.path.getmtime(about) < os.path.getmtime(facts["feed"]):
        print("drawing queries, and counting their turns by a plain pass", file=sys.stderr)
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "queries.py")
        subprocess.run([sys.executable, script, facts["feed"], path], check=True)
    return path


def prepare(source, folder, limit):
    name = f"{limit or 'all'}"
    os.makedirs(folder, exist_ok=True)
    jsonl = os.path.join(folder, f"turns-{name}.jsonl")
    feed = os.path.join(folder, f"turns-{name}.tsv")
    opener = lzma.open if source.endswith(".xz") else open
    turns = text_bytes = 0
    blanks = {ord(c): " " for c in "\t\r\n\0"}
    with opener(source, "rb") as lines, open(jsonl, "wb") as out, open(feed, "wb") as tsv:
        for line in lines:
            if limit and turns == limit:
                break
            turn = json.loads(line)
            out.write(line)
            text = turn["text"]
            row = [turn["session"], turn.get("speaker") or "", text]
            tsv.write("\t".join(str(x).translate(blanks) for x in row).encode() + b"\n")
            turns += 1
            text_bytes += len(text.encode())
    with open(os.path.join(folder, f"turns-{name}.json"), "w") as file:
        json.dump({
            "stamp": [os.path.abspath(source), os.path.getsize(source)], "jsonl": jsonl,
            "feed": feed, "queries": os.path.join(folder, f"queries-{name}.tsv"), "turns": turns,
            "text_bytes": text_bytes,
        }, file)


if __name__ == "__main__":
    prepare(sys.argv[1], sys.argv[2], int(sys.argv[3]))
