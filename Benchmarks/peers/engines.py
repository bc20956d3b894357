"""The engines: how each is started, and what it can be asked.

An engine is a build and a query process. Peers speak the drivers' protocol (drivers/driver.py); Verbatim
is asked by its own `bench` commands, as anyone would.
"""
import glob
import json
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = ["term", "phrase2", "phrase3_5", "and2", "near5", "prefix"]
# One processor, so that no engine gains by threads it starts on the side.
PINNED = ["taskset", "-c", "0"]


class Unmeasured(Exception):
    """An engine that cannot do what was asked."""


def folder_bytes(folder):
    return sum(
        os.path.getsize(os.path.join(path, name))
        for path, _, names in os.walk(folder) for name in names)


def run(command, pinned=True):
    """(seconds by the clock, CPU seconds, most memory in bytes, output) of a process that must succeed."""
    import time
    start = time.perf_counter()
    process = subprocess.Popen((PINNED if pinned else []) + command, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Unmeasured(f"{' '.join(command)} ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, output.decode()


class Peer:
    """An engine behind a driver."""

    def __init__(self, name, command, classes=CLASSES, threads=False):
        self.name, self.command, self.classes, self.threads = name, command, classes, threads
        self.process = None

    def version(self):
        return run(self.command + ["version"])[3].strip()

    def feed(self, corpus):
        return run(self.command + ["feed", corpus["feed"]])

    def build(self, corpus, folder, threads=1):
        more = [str(threads)] if self.threads else []
        wall, cpu, peak, _ = run(
            self.command + ["build", corpus["feed"], folder] + more, pinned=threads == 1)
        return {"wall_s": wall, "cpu_s": cpu, "peak_bytes": peak,
                "index_bytes": folder_bytes(folder)}

    def open(self, folder, queries):
        self.process = subprocess.Popen(
            PINNED + self.command + ["query", folder, queries],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect("ready")

    def expect(self, line):
        found = self.process.stdout.readline()
        if found.rstrip("\n") != line:
            raise Unmeasured(f"{self.name}: {found!r} instead of {line!r}")

    def ask(self, mode, kind):
        """(turns, nanoseconds) of each query of a class."""
        self.process.stdin.write(f"{mode} {kind}\n")
        self.process.stdin.flush()
        answers = []
        for line in self.process.stdout:
            if line == ".\n":
                return answers
            answers.append(tuple(map(int, line.split())))
        raise Unmeasured(f"{self.name} ended while it answered {mode} {kind}")

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()


class Verbatim:
    """A process for each class and round, whose first round, not counted, warms it."""

    SYNTAX = {
        "term": "{0}", "prefix": "{0}*", "and2": "{0} {1}", "near5": "{0} NEAR/5 {1}",
        "phrase2": '"{all}"', "phrase3_5": '"{all}"',
    }

    def __init__(self, binary, analyzer="letters"):
        self.binary, self.analyzer = binary, analyzer
        self.name = "verbatim" if analyzer == "letters" else f"verbatim-{analyzer}"
        self.classes, self.threads = CLASSES, True

    def version(self):
        return run([self.binary, "--version"])[3].strip()

    def feed(self, corpus):
        return 0.0, 0.0, 0, ""

    def build(self, corpus, folder, threads=1):
        command = [self.binary, "bench", "build", corpus["jsonl"], "--study", folder, "--json",
                   "--analyzer", self.analyzer, "--threads", str(threads)]
        wall, cpu, peak, output = run(command, pinned=threads == 1)
        # The process as a whole is measured as the peers' is; what it says of itself is a part of it.
        return {**json.loads(output), "wall_s": wall, "cpu_s": cpu, "peak_bytes": peak}

    def open(self, folder, queries):
        self.folder, self.files = folder, {}
        lines = {}
        with open(queries, encoding="utf-8") as file:
            for line in file:
                kind, words, _ = line.rstrip("\n").split("\t")
                words = words.split(" ")
                text = self.SYNTAX[kind].format(*words, all=" ".join(words))
                lines.setdefault(kind, []).append(f"{kind}\t{text}\n")
        for kind, of_kind in lines.items():
            self.files[kind] = f"{folder}.{kind}.tsv"
            with open(self.files[kind], "w", encoding="utf-8") as file:
                file.writelines(of_kind)

    def ask(self, mode, kind):
        output = run([self.binary, "bench", "query", "--study", self.folder, "--queries",
                      self.files[kind], "--mode", mode, "--rounds", "1", "--json"])[3]
        rows = [json.loads(line) for line in output.splitlines()]
        return [(row["turns"], row["nanoseconds"]) for row in rows]

    def close(self):
        for path in getattr(self, "files", {}).values():
            os.remove(path)


def all_engines(cache, verbatim):
    """(engines that are there, {name: why not} of the others)."""
    python = os.path.join(cache, "venv", "bin", "python")
    drivers = os.path.join(HERE, "drivers")
    classes = os.path.join(cache, "lucene", "classes")
    xapian = os.path.join(cache, "xapian_driver")
    java = ["java", "-Xms1g", "-Xmx4g", "-XX:+UseSerialGC", "-cp",
            ":".join([classes] + sorted(glob.glob(os.path.join(cache, "lucene", "jars", "*.jar")))),
            "LuceneDriver"]
    found = [
        Peer("tantivy", [python, os.path.join(drivers, "tantivy_driver.py")],
             [c for c in CLASSES if c != "near5"], threads=True),
        Peer("fts5", [python, os.path.join(drivers, "fts5_driver.py")]),
        Peer("xapian", [xapian]),
        Peer("lucene", java),
    ]
    if verbatim:
        found.insert(0, Verbatim(verbatim))
    absent = {} if verbatim else {"verbatim": "no binary was named"}
    engines = []
    for engine in found:
        try:
            engine.label = engine.version()
            engines.append(engine)
        except (Unmeasured, OSError) as problem:
            absent[engine.name] = str(problem)
    return engines, absent
