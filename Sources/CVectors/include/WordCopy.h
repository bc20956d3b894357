/// Looking through text of which white space is settled.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Copies a run of words with single spaces between them out of `count` bytes, and returns how many it has: it
/// ends before white space that is none or more than one space, before a space at the end, or at the end. To
/// `*scalars` it adds how many Unicode scalars the run has. `copy` holds `count` bytes. Cost: 64 bytes a step.
size_t cs_copy_words(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars);

/// The same as any processor does it, for comparison.
size_t cs_copy_words_plainly(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars);
