"""Runs Verbatim and its peers on the same turns and queries, in one run, in turns, on one processor.

    make bench-peers                 (or python3 bench-peers.py --help)

Writes what was measured to CACHE/peers.json and from it the table and pictures of results/ (report.py).
Ends with code 1 where an engine counts other turns than the plain pass over the corpus.
"""
import argparse
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import corpus as corpora
import engines as kinds
import report

MODES = {"count": kinds.CLASSES, "first10": kinds.CLASSES, "kwic1000": ["phrase2"]}


def say(text):
    print(text, file=sys.stderr, flush=True)


def kept(engines, folder):
    """What an earlier run with --keep measured of the peers whose indices it left."""
    found = {}
    for engine in engines:
        path = os.path.join(folder, engine.name + ".json")
        # Ours is always built anew: it is what changes between two runs.
        if not isinstance(engine, kinds.Verbatim) and os.path.exists(path):
            with open(path) as file:
                found[engine.name] = json.load(file)
    return found


def keep(measured, folder):
    """Notes what was measured of each engine beside its index, for a later run with --keep."""
    for name, built in measured["build"].items():
        with open(os.path.join(folder, name + ".json"), "w") as file:
            json.dump({"build": built, "threads": measured["threads"].get(name)}, file)


def settle():
    """Waits until what was written before is on the disk: else the next build pays for it."""
    os.sync()
    time.sleep(1)


def builds(engines, corpus, folder, rounds):
    """The best of the rounds by CPU; the indices of the last one stay."""
    found = {}
    for number in range(rounds):
        for engine in engines:
            best = found.get(engine.name)
            # A build of minutes says the same the second time.
            if best and best["cpu_s"] > 60:
                continue
            place = os.path.join(folder, engine.name)
            shutil.rmtree(place, ignore_errors=True)
            feed = engine.feed(corpus)[1]
            settle()
            built = engine.build(corpus, place)
            built["feed_cpu_s"] = feed
            say(f"build {number + 1}: {engine.name}: {built['cpu_s'] - feed:.1f} CPU s "
                f"(feed {feed:.1f}), {built['index_bytes'] / corpus['text_bytes']:.3f} of the text, "
                f"{built['peak_bytes'] / 1e6:.0f} MB")
            if not best or built["cpu_s"] - feed < best["cpu_s"] - best["feed_cpu_s"]:
                found[engine.name] = built
    return found


def two_threads(engines, corpus, folder, rounds):
    """Seconds by the clock with one thread and with two, each the best of the rounds."""
    found = {}
    for engine in engines:
        if not engine.threads:
            continue
        walls = {1: [], 2: []}
        try:
            for _ in range(rounds):
                for threads in walls:
                    place = os.path.join(folder, "threads")
                    shutil.rmtree(place, ignore_errors=True)
                    settle()
                    built = engine.build(corpus, place, threads=threads)
                    walls[threads].append(built["wall_s"])
            found[engine.name] = {str(n): min(times) for n, times in walls.items()}
            say(f"two threads: {engine.name}: {min(walls[1]) / min(walls[2]):.2f} times one")
        except kinds.Unmeasured as problem:
            say(f"two threads: {engine.name}: not measured ({problem})")
        shutil.rmtree(os.path.join(folder, "threads"), ignore_errors=True)
    return found


def ask(engines, folder, path, rounds):
    """name -> mode -> class -> {turns, ns: the best of the rounds}, engines taking turns."""
    for engine in engines:
        engine.open(os.path.join(folder, engine.name), path)
    found = {engine.name: {mode: {} for mode in MODES} for engine in engines}
    # The first round warms caches and compilers and is not kept.
    for number in range(rounds + 1):
        for mode, classes in MODES.items():
            for kind in classes:
                for engine in engines:
                    if kind not in engine.classes:
                        continue
                    answers = engine.ask(mode, kind)
                    if number == 0:
                        continue
                    turns, times = [a[0] for a in answers], [a[1] for a in answers]
                    known = found[engine.name][mode].get(kind)
                    if known:
                        times = [min(pair) for pair in zip(known["ns"], times)]
                    found[engine.name][mode][kind] = {"turns": turns, "ns": times}
        say(f"queries: round {number} of {rounds}" + (" (warming)" if number == 0 else ""))
    for engine in engines:
        engine.close()
    return found


def starts(verbatim, folder, path, runs):
    """Median milliseconds from process start to the first ten turns of a phrase."""
    with open(path, encoding="utf-8") as file:
        asked = [line.rstrip("\n").split("\t") for line in file if line.startswith("phrase2\t")]
    words = min(asked, key=lambda row: abs(int(row[2]) - 1000))[1]
    sql = f"SELECT text FROM words WHERE words MATCH '\"{words}\"' ORDER BY rowid LIMIT 10"
    commands = {"fts5": ["sqlite3", os.path.join(folder, "fts5", "index.sqlite"), sql]}
    if verbatim:
        commands["verbatim"] = [verbatim, "search", "--study", os.path.join(folder, "verbatim"),
                                "--limit", "10", f'"{words}"']
    times = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            start = time.perf_counter()
            try:
                subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            except (OSError, subprocess.CalledProcessError):
                continue
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(ms) for name, ms in times.items() if ms}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", required=True, help="turns as JSON Lines, .xz or not")
    parser.add_argument("--turns", type=int, default=0, help="only so many (0: all)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of queries")
    parser.add_argument("--builds", type=int, default=2, help="rounds of builds")
    parser.add_argument("--verbatim", help="the binary to measure")
    parser.add_argument("--engines", help="only these, with commas between")
    parser.add_argument("--cache", required=True, help="where the peers are, and indices are made")
    parser.add_argument("--results", required=True, help="where the table and pictures go")
    parser.add_argument("--keep", action="store_true",
                        help="leave the indices, and take the peers' that an earlier run left")
    parser.add_argument("--tei", type=float, help="TEI less JSON Lines, in bare SAX passes")
    given = parser.parse_args()

    limit = given.turns
    corpus = corpora.prepared(given.corpus, given.cache, limit)
    path = corpora.queries(corpus)
    with open(path + ".json") as file:
        facts = json.load(file)

    engines, absent = kinds.all_engines(given.cache, given.verbatim)
    if given.engines:
        engines = [e for e in engines if e.name in given.engines.split(",")]
    for name, why in absent.items():
        say(f"absent: {name} ({why})")
    folder = os.path.join(given.cache, f"indices-{limit or 'all'}")
    if not given.keep:
        shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)
    earlier = kept(engines, folder)
    new = [engine for engine in engines if engine.name not in earlier]

    measured = {
        "date": datetime.date.today().isoformat(), "machine": report.machine(),
        "command": "make bench-peers" + (f" TURNS={limit}" if limit else ""),
        "corpus": os.path.basename(given.corpus), "turns": corpus["turns"],
        "text_bytes": corpus["text_bytes"], **facts, "rounds": given.rounds,
        "load": os.getloadavg()[0], "absent": absent,
        "versions": {e.name: e.label for e in engines}, "tei": given.tei,
    }
    measured["build"] = {name: known["build"] for name, known in earlier.items()}
    measured["build"].update(builds(new, corpus, folder, given.builds))
    if given.verbatim and not given.engines:
        standard = kinds.Verbatim(given.verbatim, "standard")
        measured["standard"] = builds([standard], corpus, folder, given.builds)[standard.name]
    measured["threads"] = {
        name: known["threads"] for name, known in earlier.items() if known["threads"]}
    measured["threads"].update(two_threads(new, corpus, folder, given.builds))
    if given.keep:
        keep(measured, folder)
    measured["queries_ns"] = ask(engines, folder, path, given.rounds)
    measured["start_ms"] = starts(given.verbatim, folder, path, 20)
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    measured["reference"] = {
        kind: [int(turns) for k, _, turns in rows if k == kind] for kind in kinds.CLASSES}
    with open(os.path.join(given.cache, "peers.json"), "w") as file:
        json.dump(measured, file)
    if not given.keep:
        shutil.rmtree(folder, ignore_errors=True)
    wrong = report.write(measured, given.results)
    for line in wrong:
        say(f"UNEQUAL COUNTS: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
