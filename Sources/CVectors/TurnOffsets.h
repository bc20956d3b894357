// Reading the offset tables of TurnScan.h.
#pragma once
#include "TurnScan.h"

CS_INLINE uint64_t cs_number(const uint8_t *at, unsigned bytes) {
  uint64_t value = 0;
  memcpy(&value, at, bytes);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

/// Where a turn begins; the caller knows that there is such an entry. SIZE_MAX where a wide block is
/// not there.
CS_INLINE size_t cs_offset(const cs_turns *all, size_t index) {
  const uint8_t *block = all->blocks + (index >> 6) * 136;
  uint64_t base = cs_number(block, 8);
  if (__builtin_expect(base >> 63 == 0, 1))
    return (size_t)(base & 0xFFFFFFFFFFFF) + (size_t)cs_number(block + 8 + 2 * (index & 63), 2);
  uint64_t place = cs_number(block + 8, 4) * 256 + 4 * (index & 63);
  if (place + 4 > all->wideLength) return SIZE_MAX;
  return (size_t)(base & 0xFFFFFFFFFFFF) + (size_t)cs_number(all->wide + place, 4);
}

/// Where an entry begins and ends; the caller knows that there is one more behind it.
CS_INLINE void cs_offsets(const cs_turns *all, size_t index, size_t *from, size_t *to) {
  const uint8_t *block = all->blocks + (index >> 6) * 136;
  uint64_t base = cs_number(block, 8);
  size_t slot = index & 63;
  if (__builtin_expect(base >> 63 == 0 && slot != 63, 1)) {
    uint64_t both = cs_number(block + 8 + 2 * slot, 4);
    *from = (size_t)(base + (both & 0xFFFF));
    *to = (size_t)(base + (both >> 16));
    return;
  }
  *from = cs_offset(all, index);
  *to = cs_offset(all, index + 1);
}
