#!/usr/bin/env python3
"""Makes a thesis of N quotations from JSON Lines of turns:  thesis.py TURNS.jsonl N [SEED] > THESIS.md

Of ten quotations six are as they were said, one has a word exchanged, one leaves words out where an ellipsis
says so, one has other quotation marks and dashes, and one is made of words that nobody said in that order. A
quotation is one sentence or several, 6 to 60 words. Every tenth comes twice, as quotations in an abstract do.
"""
import json
import os
import random
import sys


def sampled(path, count, generator):
    """Turns from places of the file that are drawn, so that it need not be read."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        while count:
            file.seek(generator.randrange(size))
            file.readline()
            line = file.readline()
            if not line:
                continue
            words = json.loads(line)["text"].split()
            if len(words) >= 8 and '"' not in "".join(words) and "“" not in "".join(words):
                count -= 1
                yield words


def main():
    path, count = sys.argv[1], int(sys.argv[2])
    generator = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    vocabulary = [word for words in sampled(path, 300, generator) for word in words]
    quotes = []
    for number, words in enumerate(sampled(path, count - count // 11, generator)):
        length = min(len(words), generator.randint(6, 60))
        start = generator.randrange(len(words) - length + 1)
        quote = words[start : start + length]
        kind = number % 10
        if kind == 6:
            quote[generator.randrange(len(quote))] = generator.choice(vocabulary)
        elif kind == 7 and len(quote) > 7:
            quote[3:5] = ["[…]"]
        elif kind == 8:
            quote = [word.replace("'", "’").replace("-", "‐") for word in quote]
        elif kind == 9:
            quote = generator.choices(vocabulary, k=length)
        quotes.append(" ".join(quote))
    quotes += quotes[::10][: count - len(quotes)]
    for number, quote in enumerate(quotes, 1):
        print(f"As one of them said (no. {number}): “{quote}” Others saw it otherwise.\n")


main()
