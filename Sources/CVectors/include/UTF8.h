/// Looking through bytes that should be UTF-8.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Of `count` bytes, which begin with a scalar, how many are whole scalars of well-formed UTF-8 for certain: not
/// all that are, since the last 64 bytes, and a block with rare leading bytes (E0, ED, F0 and above), are left to
/// the caller. Cost: 64 bytes a step.
size_t cs_sound_length(const uint8_t *bytes, size_t count);

/// The same as any processor does it; blocks with scalars of three bytes are left to the caller too.
size_t cs_sound_length_plainly(const uint8_t *bytes, size_t count);
