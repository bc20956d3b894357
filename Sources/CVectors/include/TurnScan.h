/// Searching many turns for one thing: the functions of `CodeScan.h`, over a list of turns.
///
/// A turn's bytes are found through an offset table (`OffsetTable.swift`), and the memory of those to
/// come is fetched meanwhile. The functions are compiled for several processors, and one is chosen a
/// call. None reads outside of what `cs_turns` names, whatever the bytes say; each returns false
/// where an offset or an id is damaged.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CodeScan.h"

/// A section of code bytes and where each turn begins in it.
typedef struct cs_turns {
  const uint8_t *codes;
  size_t limit;
  /// `entries` offsets, 64 in each block of 136 bytes; `wideLength` bytes of wide blocks.
  const uint8_t *blocks;
  size_t entries;
  const uint8_t *wide;
  size_t wideLength;
} cs_turns;

/// Turns with a match, and all matches.
typedef struct cs_found {
  size_t turns;
  size_t hits;
} cs_found;

/// Counts where `pattern`, whole codes of 2 to 64 bytes, stands. `kept`, if not null, gets the turns
/// with a match, and may be `turns` itself. With `once` a turn is left at its first match, which counts
/// as one. Cost: about 15 ns a turn and 1 ns for 25 bytes.
bool cs_find_string(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint8_t *pattern, size_t length,
    bool once, cs_found *found, uint32_t *kept);

/// Counts where a sequence of steps stands, each one of `counts[step]` codes.
bool cs_find_sequence(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes,
    const uint8_t *counts, size_t steps, bool once, cs_found *found, uint32_t *kept);

/// Counts neighbours of two sets, as `cs_near` does. `longest` is the most bytes of a code.
bool cs_find_near(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes, size_t first,
    size_t second, uint32_t distance, uint32_t allowed, size_t longest, bool once, cs_found *found,
    uint32_t *kept);

/// Tallies the tokens around each token of a set, as `cs_collocates_body` does; `hits` grows by the tokens
/// of the set, `tokens` by those of all windows.
bool cs_tally_collocates(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes, size_t set,
    size_t left, size_t right, cs_tally *tally, size_t *hits, uint64_t *tokens);

/// The same for any number of terms: one bit for each of the tally's terms. Every token of the turns is
/// looked at, about 2 ns each. False where memory is short, too.
bool cs_tally_around_any(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *bits, size_t left,
    size_t right, cs_tally *tally, size_t *hits, uint64_t *tokens);

/// Tallies every token of some turns; `tokens` grows by their number. Cost: about 1 ns a token.
bool cs_tally_terms(
    const cs_turns *all, const uint32_t *turns, size_t count, cs_tally *tally, uint64_t *tokens);

/// Takes codes apart, before which 16 bytes can be read, none of them 192 or more, and 32 behind:
/// `ids` has room for `length` + 16. Returns how many there are; SIZE_MAX where a code is cut, too long
/// or not below `terms`. Cost: sixteen bytes a step.
size_t cs_ids(const uint8_t *codes, size_t length, size_t terms, uint32_t *ids);
