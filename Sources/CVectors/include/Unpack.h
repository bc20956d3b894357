/// Blocks of 128 packed numbers (`BitPacking.swift`).
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Unpacks 128 deltas of 1 to 20 bits and sums them up, one more each, behind `previous`: reads
/// 16 · `width` bytes and writes 128 numbers. False, and nothing done, for other widths and where the
/// processor has no vectors of 256 bits. Cost: 25 ns.
bool cs_unpack_sums(const uint8_t *bytes, unsigned width, uint32_t previous, uint32_t *output);
