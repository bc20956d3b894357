"""The table of ratios, the absolute figures and the pictures, from what bench-peers.py measured.

    python3 report.py CACHE/peers.json RESULTS      (to write them again)
"""
import json
import math
import os
import platform
import sys

import svg

NAMES = {
    "term": "one word", "phrase2": "phrase of 2", "phrase3_5": "phrase of 3–5", "and2": "AND of two",
    "near5": "NEAR/5", "prefix": "prefix",
}
LIMITS = {"count": None, "first10": 10, "kwic1000": 1000}
TITLES = {
    "count": "Count of turns", "first10": "First ten turns with text, in order of turns",
    "kwic1000": "First thousand turns, the words around a hit (peers: their text)",
}


def machine():
    model = platform.machine()
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def share(times, part):
    """The least time that `part` of all do not exceed."""
    ordered = sorted(times)
    return ordered[math.ceil(len(ordered) * part) - 1]


class Measured:
    def __init__(self, data):
        self.data = data
        self.us = "verbatim" if "verbatim" in data["queries_ns"] else None
        self.engines = list(data["queries_ns"])
        self.peers = [e for e in self.engines if e != self.us]

    def times(self, engine, mode, kind):
        found = self.data["queries_ns"][engine][mode].get(kind)
        return found["ns"] if found else None

    def agreement(self, engine, mode, kind):
        """(queries with the right number of turns, queries), or None where it was not asked."""
        found = self.data["queries_ns"][engine][mode].get(kind)
        if not found:
            return None
        limit = LIMITS[mode]
        wanted = self.data["reference"][kind]
        right = sum(
            a == (b if limit is None else min(b, limit)) for a, b in zip(found["turns"], wanted))
        return (right if len(found["turns"]) == len(wanted) else 0), len(wanted)

    def is_exact(self, engine, mode, kind):
        found = self.agreement(engine, mode, kind)
        return bool(found) and found[0] == found[1]

    def figure(self, engine, mode, kind, what):
        times = self.times(engine, mode, kind)
        if not times:
            return None
        return sum(times) / 1e6 if what == "total" else share(times, what) / 1e6

    def best_peer(self, mode, kind, what, among=None):
        rows = [
            (self.figure(e, mode, kind, what), e) for e in among or self.peers
            if e in self.engines and self.is_exact(e, mode, kind)]
        return min(rows) if rows else (None, None)

    def rate(self, built):
        return self.data["text_bytes"] / 1e6 / (built["cpu_s"] - built["feed_cpu_s"])

    def relative_size(self, built):
        return built["index_bytes"] / self.data["text_bytes"]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows] + [""]


def times_text(value):
    return "not measured" if value is None else f"{svg.number(value)} ×"


def goals(m):
    """Rows of the table of goals: measure, floor, aim, reached, against what."""
    data, rows = m.data, []

    def row(measure, floor, aim, reached, beside=""):
        rows.append([measure, floor, aim, reached, beside])

    def against(measure, floor, aim, mode, kind, among=None):
        for what, name in (("total", "total"), (0.95, "p95")):
            peer, engine = m.best_peer(mode, kind, what, among)
            ours = m.figure(m.us, mode, kind, what) if m.us else None
            if ours is None or peer is None:
                row(f"{measure}: {name}", floor, aim, "not measured")
            elif not m.is_exact(m.us, mode, kind):
                row(f"{measure}: {name}", floor, aim, "**unequal counts**")
            else:
                row(f"{measure}: {name}", floor, aim, times_text(peer / ours),
                    f"{svg.number(ours)} ms; {engine} {svg.number(peer)} ms")

    built = data["build"]
    ours = built.get("verbatim")
    rates = sorted(((m.rate(b), e) for e, b in built.items() if e != "verbatim"), reverse=True)
    if ours and rates:
        row("build rate per CPU second", "4 ×", "6 ×", times_text(m.rate(ours) / rates[0][0]),
            f"{svg.number(m.rate(ours))} MB/s; {rates[0][1]} {svg.number(rates[0][0])} MB/s")
        if data.get("standard"):
            row("the same with the default analyser, of `letters`", "0.7", "–",
                svg.number(m.rate(data["standard"]) / m.rate(ours)),
                f"{svg.number(m.rate(data['standard']))} MB/s")
    else:
        row("build rate per CPU second", "4 ×", "6 ×", "not measured")
    walls = data["threads"].get("verbatim")
    row("two threads against one", "1.6 ×", "1.9 ×",
        times_text(walls["1"] / walls["2"] if walls else None),
        f"{walls['1']:.1f} s and {walls['2']:.1f} s by the clock" if walls else "")
    row("TEI less JSON Lines, in bare SAX passes", "2.0", "1.3",
        svg.number(data["tei"]) if data.get("tei") else "not measured")
    against("AND", "10 ×", "40 ×", "count", "and2")
    against("phrases of 2", "4 ×", "10 ×", "count", "phrase2")
    against("phrases of 3–5", "4 ×", "10 ×", "count", "phrase3_5")
    against("NEAR/5, exact", "1.5 ×", "4 ×", "count", "near5", ["lucene", "fts5"])
    against("prefix", "2 ×", "4 ×", "count", "prefix")
    for kind in NAMES:
        against(f"first ten with text: {NAMES[kind]}", "1 ×", "5 ×", "first10", kind, ["fts5"])
    against("a thousand lines of context", "1 ×", "5 ×", "kwic1000", "phrase2", ["fts5"])
    if ours:
        row("index with text, of the text", "0.70", "0.52", svg.number(m.relative_size(ours)),
            f"sources beside it {svg.number(ours['sources_bytes'] / data['text_bytes'])}")
        row("most memory of a build", "367 MB", "200 MB", f"{ours['peak_bytes'] / 1e6:.0f} MB")
    start = data["start_ms"]
    row("process start to first phrase answer", "15 ms", "7 ms",
        f"{start['verbatim']:.1f} ms" if "verbatim" in start else "not measured",
        f"sqlite3 {start['fts5']:.1f} ms" if "fts5" in start else "")
    return rows


def write(data, folder):
    """Writes peers.md and the pictures; returns where counts were not equal."""
    m = Measured(data)
    os.makedirs(folder, exist_ok=True)
    wrong, agreement = [], []
    for mode in LIMITS:
        for kind in NAMES:
            cells = []
            for engine in m.engines:
                found = m.agreement(engine, mode, kind)
                cells.append(f"{found[0]} of {found[1]}" if found else "–")
                if found and found[0] != found[1]:
                    wrong.append(f"{engine}, {mode}, {kind}: {found[0]} of {found[1]}")
            if any(cell != "–" for cell in cells):
                agreement.append([TITLES[mode], NAMES[kind]] + cells)

    lines = [
        "# Verbatim and its peers on one corpus", "",
        f"{data['date']}, `{data['command']}` on {data['machine']}; load {data['load']:.1f} when it "
        "began.", "",
        f"Corpus: `{data['corpus']}`, {data['turns']:,} turns, {data['text_bytes'] / 1e6:.1f} MB of "
        f"text, {data['tokens']:,} tokens of {data['types']:,} types. Tokens are runs of Unicode "
        "letters and numbers, lower-cased, in every engine.", "",
        "Versions: " + "; ".join(data["versions"].values()) + ".", "",
    ]
    if data["absent"]:
        lines += ["Absent: " + "; ".join(f"{n} ({w})" for n, w in data["absent"].items()) + ".", ""]
    if wrong:
        lines += ["**COUNTS ARE NOT EQUAL**, so ratios below mean nothing where they differ:", ""]
        lines += [f"- {line}" for line in wrong] + [""]
    lines += [
        "## Goals", "",
        "n × means n times as fast as the fastest peer whose counts are all right; below 1 × is slower.",
        "",
    ]
    lines += table(["measure", "floor", "aim", "reached", "figures"], goals(m))
    lines += [
        "## Equal counts", "",
        "Queries of which an engine finds exactly the turns that a plain pass over all tokens finds.", "",
    ]
    lines += table(["mode", "class"] + m.engines, agreement)
    lines += [
        "## Build", "",
        "CPU seconds of the whole process, less those of a process that only reads the turns and "
        "makes what the peer is given (feed); Verbatim reads its JSON Lines inside its time. Text "
        "is stored by all.", "", "![MB of text per CPU second](build.svg)", "",
        "![bytes of the index per byte of text](size.svg)", "",
    ]
    rows = []
    everything = dict(data["build"])
    if data.get("standard"):
        everything["verbatim-standard"] = data["standard"]
    for engine, built in everything.items():
        walls = data["threads"].get(engine)
        rows.append([
            engine, f"{built['wall_s']:.1f}", f"{built['cpu_s']:.1f}", f"{built['feed_cpu_s']:.1f}",
            f"{m.rate(built):.1f}", f"{built['peak_bytes'] / 1e6:.0f}",
            f"{built['index_bytes'] / 1e6:.0f}", f"{m.relative_size(built):.3f}",
            f"{walls['1'] / walls['2']:.2f}" if walls else "–"])
    lines += table(
        ["engine", "wall s", "CPU s", "of it feed", "MB/CPU-s", "peak MB", "index MB", "index/text",
         "two threads ×"], rows)
    for mode in LIMITS:
        lines += [f"## {TITLES[mode]}", ""]
        lines += [f"p50 / p95 / p99 / total of the class, in ms; the best of {data['rounds']} rounds "
                  "for each query.", ""]
        if mode != "kwic1000":
            lines += [f"![latency](latency-{mode}.svg)", ""]
        rows = []
        for kind in NAMES:
            cells = []
            for engine in m.engines:
                if m.times(engine, mode, kind):
                    cells.append(" / ".join(
                        f"{m.figure(engine, mode, kind, w):.3f}" for w in (0.5, 0.95, 0.99, "total")))
                else:
                    cells.append("–")
            if any(cell != "–" for cell in cells):
                rows.append([f"{NAMES[kind]} ({len(data['reference'][kind])})"] + cells)
        lines += table(["class (queries)"] + m.engines, rows)
    if data["start_ms"]:
        lines += ["## Process start to the first ten turns of a phrase", "",
                  "Median of 20 runs, files in memory.", ""]
        lines += table(["program", "ms"], [
            ["sqlite3" if name == "fts5" else name, f"{ms:.1f}"]
            for name, ms in data["start_ms"].items()])
    lines += ["How each engine is set up stands in [its driver](../peers/README.md).", ""]
    with open(os.path.join(folder, "peers.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines))

    def picture(name, text):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    picture("build.svg", svg.bars(
        "Building an index with text", "MB of text per CPU second; longer is better",
        [(e, m.rate(b)) for e, b in everything.items()]))
    picture("size.svg", svg.bars(
        "Size of the index with text", "bytes per byte of text; shorter is better",
        [(e, m.relative_size(b)) for e, b in everything.items()]))
    for mode in ("count", "first10"):
        groups = []
        for kind in NAMES:
            groups.append((NAMES[kind], [
                (e, m.figure(e, mode, kind, 0.5), m.figure(e, mode, kind, 0.95))
                for e in m.engines if m.times(e, mode, kind)]))
        picture(f"latency-{mode}.svg", svg.ranges(TITLES[mode], "ms", groups))
    return wrong


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as source:
        print("\n".join(write(json.load(source), sys.argv[2])))
