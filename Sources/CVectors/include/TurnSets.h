/// Sets of turns, a bit each.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Bits that are set in all `lists` of `words` words each; the words may lie at any address.
/// Cost: 16 bytes a nanosecond, less what memory is slower.
size_t cs_common(const uint64_t *const *lists, size_t count, size_t words);
