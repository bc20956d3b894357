#include "TurnWords.h"
#include "Dispatch.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// The lowest `count` bits, below 64.
CS_INLINE uint64_t cs_low_bits(size_t count) { return ((uint64_t)1 << count) - 1; }

/// Bits of a mask from byte `start` on, at least 57 of them.
CS_INLINE uint64_t cs_bits(const uint64_t *mask, size_t start) {
  uint64_t bits;
  memcpy(&bits, (const uint8_t *)mask + (start >> 3), 8);
  return bits >> (start & 7);
}

/// Whether a run has a letter.
static bool cs_has_letter(const uint64_t *letters, size_t start, size_t end) {
  for (; start < end; start += 32) {
    uint64_t bits = cs_bits(letters, start);
    if (end - start < 32) bits &= cs_low_bits(end - start);
    if (bits & 0xFFFFFFFF) return true;
  }
  return false;
}

/// The bits below the lowest one, all where there is none.
CS_INLINE uint64_t cs_below(uint64_t bits) { return bits ? (bits & -bits) - 1 : ~(uint64_t)0; }

/// The slot of a token behind the one that ends at `before`; `*odd` where its case is for the caller.
CS_INLINE uint8_t cs_slot(
    const uint8_t *text, const verbatim_masks *masks, bool hasUnknownCase, size_t before,
    size_t start, size_t end, bool *odd) {
  size_t length = end - start;
  unsigned gap = start - before == 1 && text[before] == 0x20 ? CS_BLANK : CS_OTHER_GAP;
  unsigned found = 3;
  if (length < CS_LONG_WORD) {
    uint64_t within = cs_low_bits(length);
    uint64_t uppers = cs_bits(masks->uppers, start) & within;
    // The first letter's bit is that of its last byte.
    uint64_t initial = text[start] == 0xC3 ? 2 : 1;
    found = uppers == 0 ? 0
      : uppers == initial ? 1
      : cs_bits(masks->smalls, start) & within ? 3 : 2;
    if (hasUnknownCase && cs_bits(masks->unknown, start) & within) found = 3;
  }
  *odd = found == 3;
  return (uint8_t)(gap << 2 | found);
}

#if defined(__x86_64__)
/// By eight bits, the places of those that are set, a byte each, from the lowest.
#define CS_PLACE(bits, place, others) \
  ((others) << 8 * ((bits) >> (place) & 1) | ((uint64_t)(place) & -((uint64_t)(bits) >> (place) & 1)))
#define CS_PLACES(bits) \
  CS_PLACE(bits, 0, CS_PLACE(bits, 1, CS_PLACE(bits, 2, CS_PLACE(bits, 3, CS_PLACE(bits, 4, \
      CS_PLACE(bits, 5, CS_PLACE(bits, 6, CS_PLACE(bits, 7, (uint64_t)0))))))))
#define CS_FOUR(bits) CS_PLACES(bits), CS_PLACES(bits + 1), CS_PLACES(bits + 2), CS_PLACES(bits + 3)
#define CS_SIXTEEN(bits) CS_FOUR(bits), CS_FOUR(bits + 4), CS_FOUR(bits + 8), CS_FOUR(bits + 12)
#define CS_SIXTY_FOUR(bits) \
  CS_SIXTEEN(bits), CS_SIXTEEN(bits + 16), CS_SIXTEEN(bits + 32), CS_SIXTEEN(bits + 48)
static const uint64_t cs_chosen[256] = {
    CS_SIXTY_FOUR(0), CS_SIXTY_FOUR(64), CS_SIXTY_FOUR(128), CS_SIXTY_FOUR(192)};
#endif

#define CS_BODY "TurnWordsBody.h"
#include "EachProcessor.h"

size_t cs_find_runs(
    const verbatim_masks *masks, size_t from, size_t to, size_t longest, cs_tokens tokens,
    size_t *next) {
  CS_CALL(find_runs, (masks, from, to, longest, tokens, next));
}

size_t cs_find_words(
    const verbatim_masks *masks, size_t from, size_t to, size_t longest, cs_tokens tokens,
    size_t *next) {
  CS_CALL(find_words, (masks, from, to, longest, tokens, next));
}

void cs_write_slots(
    const uint8_t *text, const verbatim_masks *masks, bool hasUnknownCase, cs_tokens tokens,
    size_t count, uint8_t *slots, cs_leftover *leftover) {
  CS_CALL(write_slots, (text, masks, hasUnknownCase, tokens, count, slots, leftover));
}

size_t cs_write_codes(
    const uint8_t *numbers, size_t width, size_t count, const uint32_t *table, const uint8_t *slots,
    uint32_t *ids, uint8_t *codes, uint32_t *deviating, size_t *deviations) {
  CS_CALL(
      write_codes,
      (numbers, width, count, table, slots, ids, codes, deviating, deviations));
}

void cs_sort_ids(
    const uint32_t *ids, size_t count, uint32_t listed, uint32_t paired, cs_sorted *sorted) {
  CS_CALL(sort_ids, (ids, count, listed, paired, sorted));
}

/// Long words of which `cs_make_keys` has the terms fetched; the rest is looked up as well, later.
#define CS_FETCHED_LONGS 64

void cs_make_keys(
    const cs_terms *terms, const uint8_t *lower, cs_tokens tokens, size_t count, cs_key *keys,
    uint32_t *hashes) {
  uint16_t longs[CS_FETCHED_LONGS];
  size_t found = 0;
  // What is written cannot be known to leave these alone.
  const cs_term *const slots = terms->slots;
  const size_t mask = terms->mask;
  const uint32_t *const starts = tokens.starts, *const ends = tokens.ends;
  for (size_t k = 0; k < count; k++) {
    size_t start = starts[k];
    uint32_t length = ends[k] - (uint32_t)start;
    // What the caller looks up has a key that nobody asks for.
    cs_key key = cs_key_of(lower + start, length & (CS_LONG_WORD - 1), tokens.kinds[k] & 3);
    uint32_t hash = cs_hash_of(key);
    __builtin_prefetch(slots + (hash & mask));
    keys[k] = key;
    hashes[k] = hash;
    longs[found] = (uint16_t)k;
    found += (key.high & CS_LONG_KEY) && found < CS_FETCHED_LONGS - 1;
  }
  // The bytes of a long term are compared: where they stand is fetched, then they are. What stands in a slot
  // that another term has does no harm.
  for (size_t k = 0; k < found; k++)
    __builtin_prefetch(terms->starts + terms->slots[hashes[longs[k]] & terms->mask].number);
  for (size_t k = 0; k < found; k++) {
    const cs_term *term = terms->slots + (hashes[longs[k]] & terms->mask);
    __builtin_prefetch(terms->bytes + terms->starts[term->number]);
  }
}

/// The term of a token; null where it is not there.
CS_INLINE cs_term *cs_find_term(
    const cs_terms *terms, const uint8_t *bytes, size_t length, cs_key key, uint32_t hash) {
  const size_t mask = terms->mask;
  for (size_t place = hash & mask;; place = (place + 1) & mask) {
    cs_term *term = terms->slots + place;
    if (__builtin_expect(term->key.low == key.low && term->key.high == key.high, 1)) {
      if (__builtin_expect(!(key.high & CS_LONG_KEY), 1)) return term;
      size_t start = terms->starts[term->number];
      if (terms->starts[term->number + 1] - start == length
          && memcmp(terms->bytes + start, bytes, length) == 0)
        return term;
    }
    if (term->key.high == 0) return NULL;
  }
}

size_t cs_find_terms(
    const cs_terms *terms, const uint8_t *lower, cs_tokens tokens, const cs_key *keys,
    const uint32_t *hashes, const uint8_t *slots, size_t at, size_t count, bool isFirst, size_t width,
    uint8_t *numbers) {
  // What is written cannot be known to leave the table's own words alone.
  const cs_terms own = *terms;
  const uint32_t *const starts = tokens.starts, *const ends = tokens.ends;
  uint8_t *next = numbers + at * width;
  for (; at < count; at++, next += width) {
    size_t start = starts[at];
    cs_term *term = cs_find_term(&own, lower + start, ends[at] - start, keys[at], hashes[at]);
    if (!term) return at;
    uint32_t number = term->number;
    unsigned found = slots[at] & 3;
    if (at == 0 && isFirst) {
      own.firsts[4 * (size_t)number + found]++;
    } else {
      term->cases[found]++;
    }
    memcpy(next, &number, 4);
  }
  return count;
}

size_t cs_write_events(
    const uint8_t *slots, const uint32_t *ids, const uint32_t *deviating, size_t at, size_t count,
    const uint8_t *kinds, size_t *next, uint8_t **out) {
  size_t begun = *next;
  uint8_t *place = *out;
  for (; at < count; at++) {
    const size_t slot = deviating[at], run = slot - begun;
    const uint8_t kind = kinds[slots[slot] | ids[slot] >> 30 << 8];
    if (__builtin_expect(kind >= CS_SHORT_KINDS || run >= 80, 0)) break;
    // Tenths, exact below 80: so many expected slots by ten, whether or not there are any.
    const size_t tens = run * 205 >> 11;
    memset(place, 250, 8);
    place += tens;
    *place++ = (uint8_t)(10 * kind + run - 10 * tens);
    begun = slot + 1;
  }
  *next = begun;
  *out = place;
  return at;
}
