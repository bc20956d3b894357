/// Loops that do a piece of our work over plain arrays: limits to compare with.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Counts the tokens at most `reach` before or behind each `node`, in its turn: `counts` grows at their
/// ids. Turn t is the ids from `starts[t]` to `starts[t + 1]`. Returns how many nodes there are.
size_t bare_collocates(
    const uint32_t *ids, const uint32_t *starts, size_t turns, uint32_t node, size_t reach,
    uint32_t *counts);
