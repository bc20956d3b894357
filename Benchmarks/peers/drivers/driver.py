"""What the drivers written in Python share: the feed, the queries, and the loop over commands.

A driver is called in one of three ways (README.md):
    feed FEED            reads the turns and makes what the engine is given, and throws it away
    build FEED INDEX     builds the index
    query INDEX QUERIES  answers a class of queries for each line "MODE CLASS" on standard input
"""
import sys
import time


def turns(path):
    """(session, speaker, text) of each turn of the feed, as bytes."""
    with open(path, "rb", buffering=1 << 20) as file:
        for line in file:
            session, speaker, text = line.rstrip(b"\n").split(b"\t")
            yield session, speaker, text


def queries(path):
    """class -> the words of each of its queries."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            kind, words, _ = line.rstrip("\n").split("\t")
            found.setdefault(kind, []).append(words.split(" "))
    return found


def serve(prepared, modes):
    """Answers until standard input ends.

    prepared: class -> queries as the engine takes them; modes: mode -> function of a query, which
    returns the number of turns. Preparing a query from its words belongs to the time where an
    engine parses a text; see each driver.
    """
    print("ready", flush=True)
    clock = time.perf_counter_ns
    for line in sys.stdin:
        mode, kind = line.split()
        answer = modes[mode]
        out = []
        for query in prepared.get(kind, []):
            start = clock()
            count = answer(query)
            out.append(f"{count} {clock() - start}\n")
        sys.stdout.write("".join(out))
        print(".", flush=True)
