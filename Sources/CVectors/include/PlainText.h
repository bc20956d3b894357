/// Looking through the bytes of a quoted string.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How many bytes stand before the first quote, backslash or byte below U+0020 of `count`, `count` where
/// there is none. `*isSound` becomes false unless they are well-formed UTF-8 for certain: rare leading
/// bytes (E0, ED, F0, F4), and those of no scalar, are left to the caller. Cost: 64 bytes a step, or 8.
size_t cs_plain_length(const uint8_t *bytes, size_t count, bool *isSound);

/// The same as any processor does it, for comparison; only ASCII is sound for certain.
size_t cs_plain_length_plainly(const uint8_t *bytes, size_t count, bool *isSound);
