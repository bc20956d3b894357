#!/usr/bin/env python3
"""Prints what was said in a segment file, as JSON Lines: one object a turn.

    Scripts/read-segment.py FILE            session, turn, speakers and text of every turn
    Scripts/read-segment.py --terms FILE    kind and turns of every term, in order of the keys
    Scripts/read-segment.py --pairs FILE    ids, occurrences and turns of every stored pair of terms
    Scripts/read-segment.py --facts FILE    the keys of relations with terms, of facets with turns
    Scripts/read-segment.py --layers FILE   of each layer of annotations the values with their turns,
                                            and the values of every turn's tokens

Written from the article "The segment format, version 1" (VerbatimIndex) alone, to show that the
article is enough. Checksums are not compared.
"""
import json
import sys


class Reader:
    """Numbers and strings, one after the other."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def take(self, length):
        if length < 0 or self.at + length > len(self.data):
            raise ValueError("a part ends too early")
        self.at += length
        return self.data[self.at - length : self.at]

    def fixed(self, width):
        return int.from_bytes(self.take(width), "little")

    def varint(self):
        value = shift = 0
        while True:
            byte = self.fixed(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def string(self):
        return self.take(self.varint()).decode("utf-8")

    def optional(self):
        return self.string() if self.fixed(1) else None

    def attributes(self):
        return [(self.string(), self.string()) for _ in range(self.varint())]

    def event(self):
        kind, description, offset = self.string(), self.optional(), self.varint()
        duration = self.varint() if self.fixed(1) else None
        return kind, description, offset, duration, self.optional()

    @property
    def is_at_end(self):
        return self.at >= len(self.data)


def sections(data):
    """Tag → bytes, of layer 0; and, under "layers", number → the same of that layer."""
    if data[:8] != b"VERBATIM" or data[-8:] != b"MITABREV":
        raise ValueError("this is no segment")
    if int.from_bytes(data[8:12], "little") != 1:
        raise ValueError("this reader knows version 1")
    footer = Reader(data, len(data) - 32)
    table, count = Reader(data, footer.fixed(8)), footer.fixed(4)
    found, layers = {}, {}
    for _ in range(count):
        tag, layer = table.take(4).decode("ascii"), table.fixed(4)
        offset, length, _ = table.fixed(8), table.fixed(8), table.fixed(8)
        own = layers.setdefault(layer, {}) if layer else found
        own[tag] = data[offset : offset + length]
    found["layers"] = layers
    return found


def packed(section, count):
    reader = Reader(section)
    width = reader.fixed(1)
    return [reader.fixed(width) for _ in range(count)]


def offsets(section):
    reader = Reader(section)
    count = reader.fixed(8)
    blocks = (count + 63) // 64
    wide, found = 8 + blocks * 136, []
    for block in range(blocks):
        reader.at = 8 + block * 136
        base = reader.fixed(8)
        if base >> 63:
            reader.at = wide + reader.fixed(4) * 256
        size = 4 if base >> 63 else 2
        base &= (1 << 48) - 1
        found += [base + reader.fixed(size) for _ in range(min(64, count - 64 * block))]
    return found


def slices(section, table):
    return [section[a:b] for a, b in zip(table, table[1:])]


def keys(section, lists):
    """(key, payload) in order."""
    reader = Reader(section)
    count, blocks = reader.fixed(8), reader.fixed(8)
    starts = [reader.fixed(8) for _ in range(blocks)]
    for block, start in enumerate(starts):
        reader.at = start
        payload, key = reader.varint(), b""
        for _ in range(min(16, count - 16 * block)):
            key = key[: reader.varint()]
            key += reader.take(reader.varint())
            length = reader.varint()
            yield key, lists[payload : payload + length]
            payload += length


def turn_list(reader, count):
    form = reader.fixed(1)
    if form == 2:
        bits = int.from_bytes(reader.data[reader.at :], "little")
        return [turn for turn in range(bits.bit_length()) if bits >> turn & 1]
    deltas = []
    if form == 1:
        blocks = count // 128
        reader.take(4 * blocks)
        widths = reader.take(blocks)
        for width in widths:
            words = [reader.fixed(4) for _ in range(4 * width)]
            lanes = [
                sum(word << 32 * place for place, word in enumerate(words[lane::4]))
                for lane in range(4)
            ]
            mask = (1 << width) - 1
            deltas += [lanes[i % 4] >> (i // 4 * width) & mask for i in range(128)]
    deltas += [reader.varint() for _ in range(count - len(deltas))]
    turns, turn = [], -1
    for delta in deltas:
        turn += delta + 1
        turns.append(turn)
    return turns


def parse_term(key, payload):
    """Id, kind, bytes, usual case, number of turns, of occurrences, reader at the list."""
    fold, zero, rest = key.partition(b"\0")
    kind, term = (rest[0], rest[1:] or fold) if zero else (0, fold)
    reader = Reader(payload)
    identifier, usual = reader.varint(), reader.fixed(1)
    count = reader.varint()
    return identifier, kind, term, usual, count, count + reader.varint(), reader


def codes(data):
    first = [0, 192, 12_480, 798_912, 51_130_560]
    prefix = length = 0
    for byte in data:
        if byte < 192:
            yield first[length] + prefix * 192 + byte
            prefix = length = 0
        else:
            prefix, length = prefix * 64 + byte - 192, length + 1


def separators_and_kinds(section):
    reader = Reader(section)
    separators = []
    for _ in range(reader.varint()):
        head = reader.varint()
        separators.append((reader.take(head >> 1), head & 1 == 1))
    kinds = [(reader.fixed(1), reader.varint()) for _ in range(reader.varint())]
    return separators, kinds


def simple_upper(character):
    for form in (character.upper(), character.title()):
        if len(form) == 1:
            return form
    return character


def surface(term, case):
    if case == 0:
        return term
    text = term.decode("utf-8")
    head, tail = (text[:1], text[1:]) if case == 1 else (text, "")
    return ("".join(map(simple_upper, head)) + tail).encode("utf-8")


def deviations(reader, kinds):
    """(slot, case code, separator code); a surface may follow in `reader`."""
    slot = 0
    while not reader.is_at_end:
        byte = reader.fixed(1)
        if byte == 250:
            slot += 10
            continue
        if byte == 255:
            run, kind = reader.varint(), reader.varint()
            kind = kind % 5, kind // 5
        elif byte < 250:
            run, kind = byte % 10, kinds[byte // 10]
        else:
            raise ValueError("no such event")
        slot += run
        yield (slot, *kind)
        slot += 1


def text_of(ids, residual, terms, separators, kinds):
    reader = Reader(residual)
    events = deviations(reader, kinds)
    event = next(events, None)
    text = b""
    for slot in range(len(ids) + 1):
        case = separator = 0
        written = None
        if event and event[0] == slot:
            _, case, separator = event
            written = reader.take(reader.varint()) if case == 4 else None
            event = next(events, None)
        starts = slot == 0
        if separator:
            gap, ends = separators[separator - 1]
            starts = starts or ends
        else:
            gap = b"" if slot == 0 else b"." if slot == len(ids) else b" "
        text += gap
        if slot < len(ids):
            term, usual = terms[ids[slot]]
            expected = 1 if starts and usual == 0 else usual
            text += written if case == 4 else surface(term, expected if case == 0 else case - 1)
    return text.decode("utf-8")


def sessions(section):
    """(id, first turn, speakers of each set)."""
    reader = Reader(section)
    heads = [(reader.fixed(8), reader.fixed(4), reader.fixed(4)) for _ in range(reader.fixed(8))]
    for offset, first, _ in heads:
        reader.at = offset
        identifier, _, _, _, _ = (
            reader.string(), reader.string(), reader.optional(), reader.optional(), reader.string())
        reader.take(32 + 32 + 1)
        reader.varint(), reader.varint(), reader.attributes()
        people = []
        for _ in range(reader.varint()):
            people.append(reader.string())
            reader.optional(), reader.optional(), reader.fixed(1), reader.attributes()
        sets = []
        for _ in range(reader.varint()):
            sets.append([people[reader.varint()] for _ in range(reader.varint())])
        yield identifier, first, sets


def turns(parts):
    meta = Reader(parts["META"])
    meta.string()
    turn_count = meta.varint()
    terms = {}
    for key, payload in keys(parts["DKEY"], parts["DLST"]):
        identifier, _, term, usual, _, _, _ = parse_term(key, payload)
        terms[identifier] = term, usual
    separators, kinds = separators_and_kinds(parts["SEPS"])
    forward = slices(parts["FWRD"], offsets(parts["FOFF"]))
    residual = slices(parts["RESD"], offsets(parts["ROFF"]))
    speakers = packed(parts["SPKR"], turn_count)
    all_sessions = list(sessions(parts["SESS"]))
    ends = [first for _, first, _ in all_sessions[1:]] + [turn_count]
    for (session, first, sets), end in zip(all_sessions, ends):
        for turn in range(first, end):
            text = text_of(list(codes(forward[turn])), residual[turn], terms, separators, kinds)
            yield {"session": session, "turn": turn - first + 1,
                   "speakers": sets[speakers[turn]], "text": text}


def terms(parts):
    for key, payload in keys(parts["DKEY"], parts["DLST"]):
        identifier, kind, term, _, count, occurrences, reader = parse_term(key, payload)
        yield {"id": identifier, "kind": kind, "term": term.decode("utf-8"),
               "occurrences": occurrences, "turns": turn_list(reader, count)}


def pairs(parts):
    reader = Reader(parts["PKEY"])
    terms, count = reader.fixed(4), reader.fixed(4)
    rows = [reader.fixed(4) for _ in range(terms + 1)]
    seconds = [reader.fixed(2) for _ in range(count)]
    lists = slices(parts["PLST"], offsets(parts["PKEY"][reader.at :]))
    for first in range(terms):
        for pair in range(rows[first], rows[first + 1]):
            entry = Reader(lists[pair])
            turn_count, more = entry.varint(), entry.varint()
            yield {"first": first, "second": seconds[pair], "occurrences": turn_count + more,
                   "turns": turn_list(entry, turn_count)}


def facts(parts):
    for key, payload in keys(parts["RKEY"], parts["RLST"]):
        reader, ids, identifier = Reader(payload), [], 0
        while not reader.is_at_end:
            identifier += reader.varint()
            ids.append(identifier)
        yield {"relation": key.decode("utf-8"), "terms": ids}
    for key, payload in keys(parts["FKEY"], parts["FLST"]):
        reader = Reader(payload)
        yield {"facet": key.decode("utf-8"), "turns": turn_list(reader, reader.varint())}


def layers(parts):
    for _, layer in sorted(parts["layers"].items()):
        meta = Reader(layer["META"])
        name, count, tokens = meta.string(), meta.varint(), meta.varint()
        yield {"layer": name, "values": count, "tokens": tokens}
        values = {}
        for key, payload in keys(layer["DKEY"], layer["DLST"]):
            reader = Reader(payload)
            identifier, turn_count, more = reader.varint(), reader.varint(), reader.varint()
            values[identifier] = key.decode("utf-8")
            yield {"layer": name, "id": identifier, "value": values[identifier],
                   "occurrences": turn_count + more, "turns": turn_list(reader, turn_count)}
        order = packed(layer["TORD"], count)
        assert [values[i] for i in sorted(values, key=order.__getitem__)] == sorted(
            values.values(), key=lambda value: value.encode("utf-8"))
        words = slices(parts["FWRD"], offsets(parts["FOFF"]))
        for turn, data in enumerate(slices(layer["FWRD"], offsets(layer["FOFF"]))):
            found = [values[code - 1] if code else None for code in codes(data)]
            found += [None] * (len(list(codes(words[turn]))) - len(found))
            yield {"layer": name, "turn": turn, "tokens_values": found}


if __name__ == "__main__":
    forms = {"--terms": terms, "--pairs": pairs, "--facts": facts, "--layers": layers}
    form = forms.get(sys.argv[1] if len(sys.argv) > 2 else "", turns)
    with open(sys.argv[-1], "rb") as file:
        whole = sections(file.read())
    for line in form(whole):
        print(json.dumps(line, ensure_ascii=True))
