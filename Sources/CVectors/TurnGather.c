#include "TurnGather.h"
#include "Dispatch.h"

#include <stdbool.h>
#include <string.h>

CS_INLINE size_t cs_add_entries(
    cs_stream *restrict streams, unsigned keyBits, size_t width, const uint32_t *restrict values,
    size_t at, size_t count, uint32_t turn) {
  const uint32_t far = (width == 4 ? UINT32_MAX : UINT16_MAX) >> keyBits;
  for (; at < count; at++) {
    const uint32_t value = values[at];
    cs_stream *own = streams + (value >> CS_STREAM_SHIFT);
    uint8_t *next = own->next;
    // Null in both is no room either.
    if (own->end - next < CS_STREAM_ENTRY) return at;
    const uint32_t delta = turn - own->last;
    own->last = turn;
    const uint32_t entry = (value & 0xFFFF) | (delta < far ? delta : far) << keyBits;
    memcpy(next, &entry, width);
    next += width;
    if (__builtin_expect(delta >= far, 0)) {
      memcpy(next, &delta, 4);
      next += 4;
    }
    own->next = next;
  }
  return count;
}

size_t cs_add_to_streams(
    cs_stream *streams, cs_entries entries, const uint32_t *values, size_t at, size_t count,
    uint32_t turn) {
  return entries.width == 4
    ? cs_add_entries(streams, entries.keyBits, 4, values, at, count, turn)
    : cs_add_entries(streams, entries.keyBits, 2, values, at, count, turn);
}

void cs_fetch_streams(const cs_stream *streams, const uint32_t *values, size_t count) {
  for (size_t k = 0; k < count; k++)
    __builtin_prefetch(streams[values[k] >> CS_STREAM_SHIFT].next, 1);
}

CS_INLINE size_t cs_read_entries(
    unsigned keyBits, size_t width, const uint8_t *restrict bytes, size_t length, uint32_t *turn,
    uint16_t *restrict keys, uint32_t *restrict turns) {
  const uint32_t mask = ((uint32_t)1 << keyBits) - 1;
  const uint32_t far = (width == 4 ? UINT32_MAX : UINT16_MAX) >> keyBits;
  uint32_t last = *turn;
  size_t count = 0;
  for (size_t at = 0; at + width <= length;) {
    uint32_t entry = 0;
    memcpy(&entry, bytes + at, width);
    at += width;
    uint32_t delta = entry >> keyBits;
    if (__builtin_expect(delta == far, 0)) {
      memcpy(&delta, bytes + at, 4);
      at += 4;
    }
    last += delta;
    keys[count] = (uint16_t)(entry & mask);
    turns[count] = last;
    count++;
  }
  *turn = last;
  return count;
}

size_t cs_read_stream(
    cs_entries entries, const uint8_t *bytes, size_t length, uint32_t *turn, uint16_t *keys,
    uint32_t *turns) {
  return entries.width == 4
    ? cs_read_entries(entries.keyBits, 4, bytes, length, turn, keys, turns)
    : cs_read_entries(entries.keyBits, 2, bytes, length, turn, keys, turns);
}

size_t cs_add_to_lists(
    cs_list *restrict lists, uint8_t *restrict pool, const uint32_t *restrict keys, size_t at,
    size_t count, uint32_t turn) {
  for (; at < count; at++) {
    cs_list *own = lists + keys[at];
    const uint32_t next = own->next, last = own->last;
    if (next + CS_LIST_ENTRY > own->end) return at;
    const uint32_t delta = turn - last;
    const bool isNew = last != turn + 1;
    // Written whether it is new or not, so that there is no branch that cannot be foreseen.
    uint32_t length = isNew ? 2 : 0;
    if (__builtin_expect(isNew & (delta >= CS_LIST_FAR), 0)) {
      const uint16_t far = CS_LIST_FAR;
      memcpy(pool + next, &far, 2);
      memcpy(pool + next + 2, &delta, 4);
      length = CS_LIST_ENTRY;
    } else {
      const uint16_t near = (uint16_t)delta;
      memcpy(pool + next, &near, 2);
    }
    own->next = next + length;
    own->count += isNew;
    own->last = turn + 1;
  }
  return count;
}

void cs_fetch_lists(const cs_list *lists, const uint8_t *pool, const uint32_t *keys, size_t count) {
  for (size_t k = 0; k < count; k++) __builtin_prefetch(pool + lists[keys[k]].next, 1);
}

void cs_take_values(
    const uint32_t *restrict table, unsigned keyBits, uint32_t *restrict places, size_t count) {
  const uint32_t mask = ((uint32_t)1 << keyBits) - 1;
  for (size_t k = 0; k < count; k++) {
    const uint32_t value = table[places[k]];
    places[k] = value >> keyBits << CS_STREAM_SHIFT | (value & mask);
  }
}
