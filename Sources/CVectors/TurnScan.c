#include "TurnScan.h"
#include "CodeScan.h"
#include "TurnOffsets.h"
#include "Dispatch.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// How many turns before its own a turn's memory is fetched.
#define CS_AHEAD 4
/// How many bytes ahead of a long turn's window memory is fetched.
#define CS_FARTHER 512
/// Bytes of a turn that is taken apart as a whole; of longer ones only what is near.
#define CS_WHOLE_TURN 1024
/// The most tokens between which pairs are found by bits: so many stand in any 64 bytes.
#define CS_FARTHEST 12
/// Windows of 64 bytes that are looked at before their pairs are.
#define CS_WINDOWS 64
/// Terms that codes of up to three bytes can name.
#define CS_THREE_BYTE_TERMS 798912

/// The bytes of a turn; false where the table is damaged.
CS_INLINE bool cs_range(const cs_turns *all, uint32_t turn, size_t *from, size_t *to) {
  if (__builtin_expect((size_t)turn + 1 >= all->entries, 0)) return false;
  cs_offsets(all, turn, from, to);
  return __builtin_expect(*from <= *to && *to <= all->limit, 1);
}

/// Has a turn's first 128 bytes fetched. A hint: any address will do.
CS_INLINE void cs_fetch(const cs_turns *all, uint32_t turn) {
  size_t offset = (size_t)turn < all->entries ? cs_offset(all, turn) : 0;
  cs_prefetch(all->codes + (offset < all->limit ? offset : 0));
}

/// True where windows of 64 bytes can be read through the whole turn without a look at the section's
/// ends: 64 bytes before it and 256 behind.
CS_INLINE bool cs_has_room(const cs_turns *all, size_t from, size_t to) {
  return __builtin_expect(from >= 64 && all->limit - to >= 256, 1);
}

/// The lowest `count` bits.
CS_INLINE uint64_t cs_lowest(ptrdiff_t count) {
  if (count <= 0) return 0;
  return count >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << count) - 1;
}

/// A string of codes, and the two of its bytes that are compared first.
typedef struct cs_string_probe {
  const uint8_t *bytes;
  size_t length;
  size_t i, j;
  uint8_t a, b;
  /// Its first eight bytes, those that it has.
  uint64_t head, mask;
} cs_string_probe;

/// How rarely a byte of a string is met: codes of one byte are the commonest words, ascending; a
/// stopper behind a continuer is nearly as rare as any.
CS_INLINE int cs_rarity(const uint8_t *bytes, size_t at) {
  if (bytes[at] >= 192) return bytes[at] < 200 ? 0 : 2;
  if (at > 0 && bytes[at - 1] >= 192) return 4;
  return bytes[at] < 16 ? 0 : bytes[at] < 64 ? 1 : 3;
}

CS_INLINE cs_string_probe cs_probe(const uint8_t *bytes, size_t length) {
  cs_string_probe probe = {bytes, length, 0, 0, 0, 0, 0, 0};
  for (size_t k = 1; k < length; k++)
    if (cs_rarity(bytes, k) >= cs_rarity(bytes, probe.i)) probe.i = k;
  probe.j = probe.i == 0 ? 1 : 0;
  for (size_t k = 0; k < length; k++)
    if (k != probe.i && cs_rarity(bytes, k) > cs_rarity(bytes, probe.j)) probe.j = k;
  probe.a = bytes[probe.i];
  probe.b = bytes[probe.j];
  memcpy(&probe.head, bytes, length < 8 ? length : 8);
  memset(&probe.mask, 255, length < 8 ? length : 8);
  return probe;
}

/// Whether the string stands at a place with room before and behind it.
CS_INLINE bool cs_string_stands(const cs_string_probe *probe, const uint8_t *start) {
  uint64_t head;
  memcpy(&head, start, 8);
  if ((head ^ probe->head) & probe->mask || start[-1] >= 192) return false;
  return probe->length <= 8 || memcmp(start + 8, probe->bytes + 8, probe->length - 8) == 0;
}

#define CS_BODY "TurnScanBody.h"
#include "EachProcessor.h"
#define CS_BODY "TurnTallyBody.h"
#include "EachProcessor.h"

bool cs_find_string(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint8_t *pattern, size_t length,
    bool once, cs_found *found, uint32_t *kept) {
  CS_CALL(find_string, (all, turns, count, pattern, length, once, found, kept));
}

bool cs_find_sequence(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes,
    const uint8_t *counts, size_t steps, bool once, cs_found *found, uint32_t *kept) {
  CS_CALL(find_sequence, (all, turns, count, codes, counts, steps, once, found, kept));
}

bool cs_find_near(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes, size_t first,
    size_t second, uint32_t distance, uint32_t allowed, size_t longest, bool once, cs_found *found,
    uint32_t *kept) {
#if defined(__x86_64__)
  // Two families do what the fast way rests upon, `pext`, in hundreds of steps.
  if (__builtin_cpu_is("znver1") || __builtin_cpu_is("znver2"))
    return cs_plain_find_near(
        all, turns, count, codes, first, second, distance, allowed, longest, once, found, kept);
#endif
  CS_CALL(
      find_near,
      (all, turns, count, codes, first, second, distance, allowed, longest, once, found, kept));
}

bool cs_tally_collocates(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes, size_t set,
    size_t left, size_t right, cs_tally *tally, size_t *hits, uint64_t *tokens) {
  CS_CALL(
      tally_collocates, (all, turns, count, codes, set, left, right, tally, hits, tokens));
}

bool cs_tally_around_any(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *bits, size_t left,
    size_t right, cs_tally *tally, size_t *hits, uint64_t *tokens) {
  CS_CALL(tally_around_any, (all, turns, count, bits, left, right, tally, hits, tokens));
}

bool cs_tally_terms(
    const cs_turns *all, const uint32_t *turns, size_t count, cs_tally *tally, uint64_t *tokens) {
  CS_CALL(tally_terms, (all, turns, count, tally, tokens));
}

size_t cs_ids(const uint8_t *codes, size_t length, size_t terms, uint32_t *ids) {
  CS_CALL(ids_of, (codes, length, true, terms, ids));
}
