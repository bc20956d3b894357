"""Queries drawn from a corpus' own n-grams by frequency, with how many turns each finds.

    python3 queries.py FEED OUT

Writes OUT and OUT.json (how many tokens and types there are). A line of OUT is
`class <tab> words <tab> turns`; the number of turns is counted by a plain pass over all tokens, so that
it stands apart from every engine. Tokens are runs of Unicode letters and numbers,
lower-cased. The same feed gives the same file.

| class | how many | drawn from |
|---|---|---|
| term | 50 | words at 50 ranks, evenly on a log scale |
| phrase2 | 200 | 50 each: the 1,000 commonest pairs; common pairs; rare pairs; rare pairs of two common words |
| phrase3_5 | 100 | the commonest; of common words alone; rare |
| and2 | 200 | 50 each of two words of one turn: high and high, high and middle, middle and middle, middle and rare |
| near5 | 100 | 25 each of the same bands, within five words of each other |
| prefix | 50 | the beginnings of words: 3, 4, 5 and 7 letters |

"Common pairs" occur 1,000 to 10,000 times and rare ones 50 to 500 times in 62.4 million tokens; here in
proportion to the corpus. High: in more than 5 % of the turns; middle: 0.1 to 1 %; rare: 0.001 to 0.01 %.
"""
import json
import random
import re
import sys
from array import array
from collections import Counter

SEED = 7
REFERENCE_TOKENS = 62_400_000
WORD = re.compile(r"[^\W_]+")


def tokens(text):
    """Lower-cased letter by letter, as the engines do: İ parts no word, Σ has one small form."""
    if "İ" not in text and "Σ" not in text:
        return WORD.findall(text.lower())
    return ["".join(c.lower() for c in word) for word in WORD.findall(text)]


class Corpus:
    """Every token as a number, with where each turn begins."""

    def __init__(self, feed):
        self.ids = array("I")
        self.starts = array("I", [0])
        numbers = {}
        with open(feed, encoding="utf-8", newline="\n") as lines:
            for line in lines:
                text = line.rstrip("\n").split("\t")[2]
                self.ids.extend([numbers.setdefault(w, len(numbers)) for w in tokens(text)])
                self.starts.append(len(self.ids))
        self.words = list(numbers)
        self.count = Counter(self.ids)
        self.turns = len(self.starts) - 1
        frequency = Counter()
        for turn in range(self.turns):
            frequency.update(set(self.turn(turn)))
        self.turn_frequency = frequency

    def turn(self, number):
        return self.ids[self.starts[number]:self.starts[number + 1]]

    def grams(self, length, turns):
        for turn in turns:
            ids = self.turn(turn)
            yield from zip(*(ids[k:] for k in range(length)))


def sample(rng, items, count):
    """So many of `items`, in an order that depends on the seed alone."""
    items = sorted(items)
    rng.shuffle(items)
    return items[:count]


def phrases2(corpus, rng):
    pairs = Counter(corpus.grams(2, range(corpus.turns)))
    scale = len(corpus.ids) / REFERENCE_TOKENS
    common = {word for word, _ in corpus.count.most_common(500)}

    def band(low, high):
        return [p for p, n in pairs.items() if low * scale <= n <= high * scale]

    top = [pair for pair, _ in pairs.most_common(1000)]
    rare = [p for p, n in pairs.items() if n <= 3 and p[0] in common and p[1] in common]
    for items in (top, band(1000, 10000), band(50, 500), rare):
        yield from sample(rng, items, 50)


def phrases3_5(corpus, rng):
    """From a tenth of the turns: exact counts of all n-grams would say no more."""
    turns = rng.sample(range(corpus.turns), max(corpus.turns // 10, min(corpus.turns, 2000)))
    common = {word for word, _ in corpus.count.most_common(100)}
    for length, shares in ((3, (12, 11, 11)), (4, (11, 11, 11)), (5, (11, 11, 11))):
        grams = Counter(corpus.grams(length, turns))
        top = [gram for gram, _ in grams.most_common(300)]
        of_common = [g for g in grams if all(word in common for word in g)]
        rare = [g for g, n in grams.items() if n == 1]
        for items, count in zip((top, of_common, rare), shares):
            yield from sample(rng, items, count)


def pairs_of_bands(corpus, rng, count, near):
    """`count` pairs for each pair of bands, both words drawn from one turn."""
    share = {word: n / corpus.turns for word, n in corpus.turn_frequency.items()}
    bands = {
        "high": {w for w, s in share.items() if s > 0.05},
        "middle": {w for w, s in share.items() if 0.001 <= s <= 0.01},
        "rare": {w for w, s in share.items() if 0.00001 <= s <= 0.0001},
    }
    for first, second in (
        ("high", "high"), ("high", "middle"), ("middle", "middle"), ("middle", "rare")
    ):
        found, tries = set(), 0
        while len(found) < count and tries < 3_000_000:
            tries += 1
            ids = corpus.turn(rng.randrange(corpus.turns))
            if len(ids) < 2:
                continue
            place = rng.randrange(len(ids))
            if ids[place] not in bands[first if first != "middle" or second != "rare" else second]:
                continue
            other = second if ids[place] in bands[first] else first
            low, high = (max(0, place - 5), min(len(ids), place + 6)) if near else (0, len(ids))
            others = [w for w in ids[low:high] if w in bands[other] and w != ids[place]]
            if others:
                found.add((ids[place], rng.choice(others)))
        yield from sorted(found)


def prefixes(corpus, rng):
    """Beginnings of words as they are met in running text, so common ones come up more often."""
    for length, count in ((3, 13), (4, 13), (5, 12), (7, 12)):
        found = set()
        while len(found) < count:
            word = corpus.words[corpus.ids[rng.randrange(len(corpus.ids))]]
            if len(word) > length and word[:length].isalpha():
                found.add(word[:length])
        yield from sorted(found)


def terms(corpus):
    order = [word for word, _ in sorted(corpus.count.items(), key=lambda x: (-x[1], x[0]))]
    for step in range(50):
        yield order[int(len(order) ** (step / 49)) - 1]


def draw(corpus):
    rng = random.Random(SEED)
    drawn = {"term": [(w,) for w in dict.fromkeys(terms(corpus))]}
    drawn["phrase2"] = list(dict.fromkeys(phrases2(corpus, rng)))
    drawn["phrase3_5"] = list(dict.fromkeys(phrases3_5(corpus, rng)))
    drawn["and2"] = list(pairs_of_bands(corpus, rng, 50, near=False))
    drawn["near5"] = list(pairs_of_bands(corpus, rng, 25, near=True))
    drawn["prefix"] = [(p,) for p in prefixes(corpus, rng)]
    return drawn


def count_turns(corpus, drawn):
    """Turns that match, by looking at every token of every turn."""
    counts = {kind: [0] * len(asked) for kind, asked in drawn.items()}
    for number, (word,) in enumerate(drawn["term"]):
        counts["term"][number] = corpus.turn_frequency[word]

    begins = {}
    for number, (prefix,) in enumerate(drawn["prefix"]):
        begins.setdefault(len(prefix), {})[prefix] = number
    prefixed = {}
    for word, text in enumerate(corpus.words):
        found = [begins[n][text[:n]] for n in begins if text[:n] in begins[n]]
        if found:
            prefixed[word] = found

    phrases = {}
    for kind in ("phrase2", "phrase3_5"):
        for number, gram in enumerate(drawn[kind]):
            phrases.setdefault(gram[0], []).append((kind, number, gram, len(gram)))
    # Each pair under one of its words, the rarer one.
    pairs = {}
    for kind in ("and2", "near5"):
        for number, (a, b) in enumerate(drawn[kind]):
            if corpus.count[a] > corpus.count[b]:
                a, b = b, a
            pairs.setdefault(a, []).append((kind, number, b))

    for turn in range(corpus.turns):
        ids = corpus.turn(turn)
        words = set(ids)
        for number in {n for w in words & prefixed.keys() for n in prefixed[w]}:
            counts["prefix"][number] += 1
        for a in words & pairs.keys():
            for kind, number, b in pairs[a]:
                if b not in words:
                    continue
                if kind == "near5" and not any(
                    b in ids[max(0, p - 5):p + 6] for p, w in enumerate(ids) if w == a
                ):
                    continue
                counts[kind][number] += 1
        firsts = words & phrases.keys()
        if firsts:
            found = set()
            whole = tuple(ids)
            for place, word in enumerate(whole):
                if word in firsts:
                    for kind, number, gram, length in phrases[word]:
                        if whole[place:place + length] == gram:
                            found.add((kind, number))
            for kind, number in found:
                counts[kind][number] += 1
    return counts


def write(feed, out):
    corpus = Corpus(feed)
    drawn = draw(corpus)
    counts = count_turns(corpus, drawn)
    with open(out, "w", encoding="utf-8") as file:
        for kind, asked in drawn.items():
            for words, turns in zip(asked, counts[kind]):
                text = words if kind == "prefix" else [corpus.words[w] for w in words]
                file.write(f"{kind}\t{' '.join(text)}\t{turns}\n")
    with open(out + ".json", "w") as file:
        json.dump({"tokens": len(corpus.ids), "types": len(corpus.words)}, file)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2])
