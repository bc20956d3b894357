"""How time, memory and size grow with the corpus: builds, checks and asks one of each size.

    make bench-growth                (or python3 growth.py --help)

The corpora are made from the base by `repeat` (repeat.c says how), one after another, and removed. Every
size is measured as it ends, so a run that is cut short leaves its table.
"""
import argparse
import datetime
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "peers"))

import corpus as corpora  # noqa: E402
import engines as kinds  # noqa: E402
import svg  # noqa: E402
from report import NAMES, machine, share, table  # noqa: E402


def say(text):
    print(text, file=sys.stderr, flush=True)


def compiled(folder):
    program = os.path.join(folder, "repeat")
    source = os.path.join(HERE, "repeat.c")
    subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", "-o", program, source, "-lm"], check=True)
    return program


def measure(millions, given, program, base, queries):
    """One size: everything it makes is gone when it ends."""
    folder = os.path.join(given.work, f"growth-{millions:g}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        turns = os.path.join(folder, "turns.jsonl")
        start = time.perf_counter()
        with open(turns, "wb") as out:
            subprocess.run([program, base, str(millions)], stdout=out, check=True)
        found = {
            "millions": millions, "jsonl_bytes": os.path.getsize(turns),
            "made_s": time.perf_counter() - start,
        }
        study = os.path.join(folder, "study")
        engine = kinds.Verbatim(given.verbatim, given.analyzer)
        found["build"] = engine.build(
            {"jsonl": turns}, study, threads=given.threads)
        os.remove(turns)
        wall, cpu, peak, _ = kinds.run([given.verbatim, "check", "--study", study], pinned=False)
        found["check"] = {"wall_s": wall, "cpu_s": cpu, "peak_bytes": peak}
        engine.open(study, queries)
        found["ms"] = {}
        for mode in ("count", "first10"):
            found["ms"][mode] = {}
            for kind in kinds.CLASSES:
                rounds = [[ns for _, ns in engine.ask(mode, kind)] for _ in range(given.rounds)]
                times = [min(of_query) / 1e6 for of_query in zip(*rounds)]
                found["ms"][mode][kind] = {"p50": share(times, 0.5), "p95": share(times, 0.95)}
        engine.close()
        found["start_ms"] = started(given.verbatim, study, queries)
        return found
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


def started(verbatim, study, queries):
    """Median milliseconds from process start to the first ten hits of a phrase."""
    with open(queries, encoding="utf-8") as file:
        asked = [line.rstrip("\n").split("\t") for line in file if line.startswith("phrase2\t")]
    words = min(asked, key=lambda row: abs(int(row[2]) - 1000))[1]
    times = []
    for _ in range(11):
        start = time.perf_counter()
        # Code 1 says that there is no hit, as may be in a small corpus.
        subprocess.run([verbatim, "search", "--study", study, "--limit", "10", f'"{words}"'],
                       stdout=subprocess.DEVNULL)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def write(data, folder):
    os.makedirs(folder, exist_ok=True)
    sizes = data["sizes"]
    lines = [
        "# Growth", "",
        f"{data['date']}, `{data['command']}` on {data['machine']}. {data['threads']} thread(s), "
        f"analyser `{data['analyzer']}`.", "",
        "The corpora are copies of the bench corpus with words changed so that the types grow as in "
        "running text ([repeat.c](../growth/repeat.c)).", "",
        "![time, memory and size](growth.svg)", "", "## Build and check", "",
    ]
    rows = []
    for size in sizes:
        build, check = size["build"], size["check"]
        text = build["text_bytes"]
        rows.append([
            f"{size['millions']:g} M", f"{text / 1e6:,.0f}", f"{build['turns']:,}",
            f"{build['wall_s']:.1f}", f"{build['cpu_s']:.1f}", f"{text / 1e6 / build['cpu_s']:.1f}",
            f"{build['peak_bytes'] / 1e6:,.0f}", f"{build['index_bytes'] / 1e6:,.1f}",
            f"{build['index_bytes'] / text:.3f}", f"{build['sources_bytes'] / text:.3f}",
            f"{check['wall_s']:.1f}", f"{check['peak_bytes'] / 1e6:,.0f}"])
    lines += table(
        ["tokens", "text MB", "turns", "wall s", "CPU s", "MB/CPU-s", "peak MB", "index MB",
         "index/text", "sources/text", "check s", "check peak MB"], rows)
    for mode, title in (("count", "Count of turns"), ("first10", "First ten turns with text")):
        lines += [f"## {title}", "", "p50 / p95 in ms", ""]
        rows = [
            [f"{size['millions']:g} M"] + [
                f"{size['ms'][mode][k]['p50']:.3f} / {size['ms'][mode][k]['p95']:.3f}"
                for k in NAMES]
            for size in sizes]
        lines += table(["tokens"] + list(NAMES.values()), rows)
    lines += ["## Process start to the first ten hits of a phrase", ""]
    lines += table(["tokens", "ms"], [
        [f"{size['millions']:g} M", f"{size['start_ms']:.1f}"] for size in sizes])
    with open(os.path.join(folder, "growth.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines))

    def line(value):
        return [(size["millions"], value(size)) for size in sizes]

    panels = [
        ("build and check, CPU seconds", {
            "build": line(lambda s: s["build"]["cpu_s"]),
            "check": line(lambda s: s["check"]["cpu_s"])}),
        ("memory and size, MB", {
            "index": line(lambda s: s["build"]["index_bytes"] / 1e6),
            "memory of the build": line(lambda s: s["build"]["peak_bytes"] / 1e6)}),
        ("count of turns, p50 in ms", {
            NAMES[k]: line(lambda s, k=k: s["ms"]["count"][k]["p50"]) for k in NAMES}),
    ]
    with open(os.path.join(folder, "growth.svg"), "w", encoding="utf-8") as file:
        file.write(svg.curves("Growth with the corpus", "million tokens", panels))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", required=True, help="turns as JSON Lines, .xz or not")
    parser.add_argument("--verbatim", required=True, help="the binary to measure")
    parser.add_argument("--cache", required=True, help="where the base and the queries are kept")
    parser.add_argument("--work", default="/tmp", help="where corpora and studies are made")
    parser.add_argument("--results", required=True, help="where the table and the picture go")
    parser.add_argument("--millions", default="1,10,100,1000", help="sizes, in million tokens")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--analyzer", default="letters")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of queries")
    parser.add_argument("--keep", action="store_true", help="leaves the studies")
    given = parser.parse_args()
    # A run that is ended takes its gigabytes away too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    facts = corpora.prepared(given.corpus, given.cache, 0)
    queries = corpora.queries(facts)
    program = compiled(given.cache)
    data = {
        "date": datetime.date.today().isoformat(), "machine": machine(),
        "command": "make bench-growth", "threads": given.threads, "analyzer": given.analyzer,
        "sizes": [],
    }
    for millions in map(float, given.millions.split(",")):
        data["sizes"].append(measure(millions, given, program, facts["jsonl"], queries))
        write(data, given.results)
        build = data["sizes"][-1]["build"]
        say(f"{millions:g} million tokens: {build['cpu_s']:.1f} CPU s, "
            f"{build['peak_bytes'] / 1e6:.0f} MB, index/text "
            f"{build['index_bytes'] / build['text_bytes']:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
