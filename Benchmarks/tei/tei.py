#!/usr/bin/env python3
"""What does reading TEI cost beside reading the same turns as JSON Lines?

A build from TEI less a build from JSON Lines of its turns, in units of libxml2's bare SAX pass over the same
files: CPU seconds of whole processes on one core, the best of rounds taken in turns.
"""
import argparse
import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def cpu_seconds(command):
    """CPU seconds that a command took, on one core where the system can say which."""
    def pin():
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, preexec_fn=pin, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sax_pass(work):
    program = os.path.join(work, "sax")
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libxml-2.0"], check=True,
                           capture_output=True, text=True).stdout
    subprocess.run(["cc", "-O2", "-o", program, os.path.join(HERE, "sax.c"), *shlex.split(flags)],
                   check=True)
    return program


def turns_of(verbatim, study, path):
    """Writes a study's turns as JSON Lines: session, speaker, role, text."""
    command = [verbatim, "search", "--study", study, "session:*", "--format", "jsonl"]
    count = 0
    with open(path, "w", encoding="utf-8") as out, \
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as found:
        for line in found.stdout:
            turn = json.loads(line)
            kept = {key: turn[key] for key in ("session", "speaker", "role", "text") if turn.get(key)}
            kept.setdefault("text", "")
            if "speaker" not in kept:
                kept.pop("role", None)
            out.write(json.dumps(kept, ensure_ascii=False) + "\n")
            count += 1
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--verbatim", required=True, help="the binary to measure")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("files", nargs="+", help="TEI files")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        studies = []

        def build(files):
            # Each in a folder of its own: right behind a removal a file system looks for places anew.
            studies.append(os.path.join(work, f"study{len(studies)}"))
            return [given.verbatim, "bench", "build", *files, "--study", studies[-1], "--threads", "1",
                    "--json"]

        sax = [sax_pass(work), *given.files]
        subprocess.run(build(given.files), check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        lines = os.path.join(work, "turns.jsonl")
        turns = turns_of(given.verbatim, studies[0], lines)
        times = {"sax": [], "tei": [], "lines": []}
        for number in range(given.rounds):
            times["sax"].append(cpu_seconds(sax))
            times["tei"].append(cpu_seconds(build(given.files)))
            times["lines"].append(cpu_seconds(build([lines])))
            print(f"round {number + 1}: " + ", ".join(
                f"{name} {found[-1]:.2f}" for name, found in times.items()), file=sys.stderr)
    one, tei, own = (min(times[name]) for name in ("sax", "tei", "lines"))
    print(f"{turns} turns of {len(given.files)} files: TEI {tei:.2f} s, JSON Lines {own:.2f} s, "
          f"a bare SAX pass {one:.2f} s: {(tei - own) / one:.2f} passes")


if __name__ == "__main__":
    main()
