/// Searching the byte code of term ids, 64 bytes at a time.
///
/// A code ends in a stopper (a byte below 192); its other bytes are 192 or more. A code to be found
/// is packed into 64 bits: byte k (from the lowest) is the byte k places before its end, and the
/// highest byte is its length, 1 to 5. A match is a bit at the code's last byte.
///
/// Every function takes the whole section (`base`, `limit` bytes) and a turn in it (`from` to `to`,
/// `to` ≤ `limit`): no byte outside of the section is read. Codes are found only where the byte
/// before is a stopper. Each is compiled twice; the second is for processors that count bits.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "Processor.h"

#define CS_MOST_STEPS 32

#if defined(__SSE2__)
typedef uint8_t cs_bytes16 __attribute__((vector_size(16)));
typedef char cs_chars16 __attribute__((vector_size(16)));

CS_INLINE cs_bytes16 cs_load(const uint8_t *at) {
  cs_bytes16 bytes;
  memcpy(&bytes, at, 16);
  return bytes;
}

/// One bit for each of 64 bytes that are all ones or all zeros.
CS_INLINE uint64_t cs_mask(cs_bytes16 a, cs_bytes16 b, cs_bytes16 c, cs_bytes16 d) {
  uint64_t low = (uint32_t)__builtin_ia32_pmovmskb128((cs_chars16)a)
    | (uint32_t)__builtin_ia32_pmovmskb128((cs_chars16)b) << 16;
  uint64_t high = (uint32_t)__builtin_ia32_pmovmskb128((cs_chars16)c)
    | (uint32_t)__builtin_ia32_pmovmskb128((cs_chars16)d) << 16;
  uint64_t mask = low | high << 32;
  // Keeps the mask a number: the compiler would carry it through branches as 64 single bits.
  __asm__("" : "+r"(mask));
  return mask;
}

/// Which of 64 bytes equal `byte`.
CS_INLINE uint64_t cs_equal(const uint8_t *at, uint8_t byte) {
  cs_bytes16 all = (cs_bytes16){} + byte;
  return cs_mask((cs_bytes16)(cs_load(at) == all), (cs_bytes16)(cs_load(at + 16) == all),
                 (cs_bytes16)(cs_load(at + 32) == all), (cs_bytes16)(cs_load(at + 48) == all));
}

/// Which of 64 places hold `last`, and `first` so many bytes before.
CS_INLINE uint64_t cs_equal_pair(const uint8_t *at, uint8_t last, ptrdiff_t back, uint8_t first) {
  cs_bytes16 a = (cs_bytes16){} + last;
  cs_bytes16 b = (cs_bytes16){} + first;
  cs_bytes16 found[4];
  for (int i = 0; i < 4; i++)
    found[i] = (cs_bytes16)(cs_load(at + 16 * i) == a)
      & (cs_bytes16)(cs_load(at + 16 * i - back) == b);
  return cs_mask(found[0], found[1], found[2], found[3]);
}

/// Which of 64 bytes are stoppers.
CS_INLINE uint64_t cs_stoppers(const uint8_t *at) {
  cs_bytes16 all = (cs_bytes16){} + 192;
  return ~cs_mask((cs_bytes16)(cs_load(at) >= all), (cs_bytes16)(cs_load(at + 16) >= all),
                  (cs_bytes16)(cs_load(at + 32) >= all), (cs_bytes16)(cs_load(at + 48) >= all));
}
#else
CS_INLINE uint64_t cs_equal(const uint8_t *at, uint8_t byte) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(at[i] == byte) << i;
  return mask;
}

CS_INLINE uint64_t cs_equal_pair(const uint8_t *at, uint8_t last, ptrdiff_t back, uint8_t first) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(at[i] == last && at[i - back] == first) << i;
  return mask;
}

CS_INLINE uint64_t cs_stoppers(const uint8_t *at) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(at[i] < 192) << i;
  return mask;
}
#endif

/// Has a turn's first 128 bytes fetched.
CS_INLINE void cs_prefetch(const uint8_t *at) {
  __builtin_prefetch(at);
  __builtin_prefetch(at + 64);
}

/// 64 bytes from `at` on, 64 before them readable too: in place, or in `copy` with zeros for what
/// lies outside of the section.
CS_INLINE const uint8_t *cs_window(
    const uint8_t *base, size_t limit, size_t at, uint8_t copy[128]) {
  if (__builtin_expect(at >= 64 && limit - at >= 64, 1)) return base + at;
  memset(copy, 0, 128);
  size_t before = at < 64 ? at : 64;
  size_t behind = limit - at < 64 ? limit - at : 64;
  memcpy(copy + 64 - before, base + at - before, before + behind);
  return copy + 64;
}

/// The bits of a window that lie in the turn.
CS_INLINE uint64_t cs_inside(size_t at, size_t to) {
  return to - at >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << (to - at)) - 1;
}

/// `mask` so many places on, with the bits that the window before moves in.
CS_INLINE uint64_t cs_shifted(uint64_t mask, uint64_t before, unsigned places) {
  return mask << places | before >> (64 - places);
}

/// Ends of one code; `stops` and `before` are the stoppers of this window and of the one before.
CS_INLINE uint64_t cs_code_ends(
    const uint8_t *at, uint64_t code, uint64_t stops, uint64_t before) {
  unsigned length = (unsigned)(code >> 56);
  uint64_t ends = length == 1
    ? cs_equal(at, (uint8_t)code)
    : cs_equal_pair(at, (uint8_t)code, 1, (uint8_t)(code >> 8));
  if (!ends) return 0;
  for (unsigned k = 2; k < length; k++) ends &= cs_equal(at - k, (uint8_t)(code >> 8 * k));
  return ends & cs_shifted(stops, before, length);
}

/// Ends of any of several codes.
CS_INLINE uint64_t cs_set_ends(
    const uint8_t *at, const uint64_t *codes, size_t count, uint64_t stops, uint64_t before) {
  uint64_t ends = 0;
  for (size_t i = 0; i < count; i++) ends |= cs_code_ends(at, codes[i], stops, before);
  return ends;
}

/// Where a sequence of steps, each one of several codes, stands token by token: the number of
/// matches. `positions`, if not null, has room for a number a byte of the turn and gets the position
/// (from 0) of the first token of each.
CS_INLINE size_t cs_sequence_body(
    const uint8_t *base, size_t limit, size_t from, size_t to, const uint64_t *codes,
    const uint8_t *counts, size_t steps, uint32_t *positions) {
  uint64_t carry[CS_MOST_STEPS] = {0};
  uint64_t before = ~(uint64_t)0;
  uint8_t copy[128];
  size_t found = 0;
  uint32_t tokens = 0;
  for (size_t at = from; at < to; at += 64) {
    const uint8_t *window = cs_window(base, limit, at, copy);
    uint64_t stops = cs_stoppers(window);
    uint64_t inside = cs_inside(at, to);
    const uint64_t *code = codes;
    uint64_t ends = cs_set_ends(window, code, counts[0], stops, before);
    for (size_t step = 1; step < steps; step++) {
      code += counts[step - 1];
      uint64_t next = 0;
      if (ends | carry[step]) {
        for (size_t i = 0; i < counts[step]; i++)
          next |= cs_code_ends(window, code[i], stops, before)
            & cs_shifted(ends, carry[step], (unsigned)(code[i] >> 56));
      }
      carry[step] = ends;
      ends = next;
    }
    ends &= inside;
    if (positions) {
      while (ends) {
        uint64_t below = (ends & -ends) - 1;
        uint32_t token = tokens + (uint32_t)__builtin_popcountll(stops & below);
        positions[found++] = token - (uint32_t)(steps - 1);
        ends &= ends - 1;
      }
      tokens += (uint32_t)__builtin_popcountll(stops & inside);
    } else {
      found += (size_t)__builtin_popcountll(ends);
    }
    before = stops;
  }
  return found;
}

/// Number of places where `pattern`, whole codes of 2 to 64 bytes, stands.
CS_INLINE size_t cs_string_body(
    const uint8_t *base, size_t limit, size_t from, size_t to, const uint8_t *pattern,
    size_t length) {
  uint8_t copy[128];
  size_t found = 0;
  uint8_t first = pattern[0];
  uint8_t last = pattern[length - 1];
  // The first end that lies inside of the turn.
  for (size_t at = from + length - 1; at < to; at += 64) {
    const uint8_t *window = cs_window(base, limit, at, copy);
    uint64_t ends = cs_equal_pair(window, last, (ptrdiff_t)length - 1, first) & cs_inside(at, to);
    while (ends) {
      int bit = __builtin_ctzll(ends);
      const uint8_t *start = window + bit - (length - 1);
      if (length == 2 || memcmp(start + 1, pattern + 1, length - 2) == 0)
        found += at + (size_t)bit - (length - 1) == from || start[-1] < 192;
      ends &= ends - 1;
    }
  }
  return found;
}

/// Pairs of neighbours among the tokens of two sets that are at most `distance` apart. A token's
/// class is 1 in the first set, 2 in the second, 3 in both; bit `left · 4 + right` of `allowed` says
/// whether two classes make a pair.
CS_INLINE size_t cs_near_body(
    const uint8_t *base, size_t limit, size_t from, size_t to, const uint64_t *codes, size_t first,
    size_t second, uint32_t distance, uint32_t allowed) {
  uint64_t before = ~(uint64_t)0;
  uint8_t copy[128];
  size_t found = 0;
  uint32_t tokens = 0;
  uint32_t last = 0;
  uint32_t lastToken = 0;
  for (size_t at = from; at < to; at += 64) {
    const uint8_t *window = cs_window(base, limit, at, copy);
    uint64_t stops = cs_stoppers(window);
    uint64_t inside = cs_inside(at, to);
    uint64_t a = cs_set_ends(window, codes, first, stops, before) & inside;
    uint64_t b = cs_set_ends(window, codes + first, second, stops, before) & inside;
    uint64_t both = a | b;
    while (both) {
      int bit = __builtin_ctzll(both);
      uint64_t below = ((uint64_t)1 << bit) - 1;
      uint32_t token = tokens + (uint32_t)__builtin_popcountll(stops & below);
      uint32_t kind = (uint32_t)(a >> bit & 1) | (uint32_t)(b >> bit & 1) << 1;
      found += (allowed >> (last * 4 + kind) & 1) & (token - lastToken <= distance);
      last = kind;
      lastToken = token;
      both &= both - 1;
    }
    tokens += (uint32_t)__builtin_popcountll(stops & inside);
    before = stops;
  }
  return found;
}

/// The id of the code that ends at `end`, not before `from`. A byte c that stands k ≥ 1 places
/// before the end adds (c − 191) · 192 · 64^(k−1).
CS_INLINE uint64_t cs_id(const uint8_t *base, size_t from, size_t end) {
  uint64_t id = base[end];
  uint64_t weight = 192;
  if (__builtin_expect(end - from >= 3, 1)) {
    // Up to three bytes without a branch.
    uint64_t first = base[end - 1];
    uint64_t second = base[end - 2];
    uint64_t isLong = -(uint64_t)(first >= 192);
    uint64_t isLonger = isLong & -(uint64_t)(second >= 192);
    id += isLong & (first - 191) * 192;
    id += isLonger & (second - 191) * (192 * 64);
    if (__builtin_expect(!(isLonger && base[end - 3] >= 192), 1)) return id;
    id = base[end];
  }
  for (size_t k = 1; k < 5 && end - from >= k && base[end - k] >= 192; k++) {
    id += (base[end - k] - 191) * weight;
    weight *= 64;
  }
  return id;
}

/// Where token `first` of a turn begins; `to` where there are not so many.
CS_INLINE size_t cs_token_start_body(
    const uint8_t *base, size_t limit, size_t from, size_t to, size_t first) {
  if (first == 0) return from;
  uint8_t copy[128];
  size_t tokens = 0;
  for (size_t at = from; at < to; at += 64) {
    uint64_t stops = cs_stoppers(cs_window(base, limit, at, copy)) & cs_inside(at, to);
    size_t more = (size_t)__builtin_popcountll(stops);
    if (tokens + more >= first) {
      for (; tokens + 1 < first; tokens++) stops &= stops - 1;
      return at + (size_t)__builtin_ctzll(stops) + 1;
    }
    tokens += more;
  }
  return to;
}

/// Counts of terms, and which of them were met: `counts` has a number for each of `terms` ids, 0 for
/// those that are not among the `listed` first of `ids`; there is room for one id more than terms.
typedef struct cs_tally {
  uint32_t *counts;
  size_t terms;
  uint32_t *ids;
  size_t listed;
} cs_tally;

/// Counts one token; false where its id is out of range.
CS_INLINE bool cs_tally_one(cs_tally *tally, uint64_t id) {
  if (__builtin_expect(id >= tally->terms, 0)) return false;
  uint32_t *count = tally->counts + id;
  tally->ids[tally->listed] = (uint32_t)id;
  tally->listed += *count == 0;
  ++*count;
  return true;
}

/// Tallies the tokens of a window around each token of a set: at most `left` before and `right`
/// behind it, in the turn. `tokens` grows by the tokens of all windows. Returns how many tokens of the
/// set there are; SIZE_MAX where an id is out of range.
CS_INLINE size_t cs_collocates_body(
    const uint8_t *base, size_t limit, size_t from, size_t to, const uint64_t *codes, size_t count,
    size_t left, size_t right, cs_tally *tally, uint64_t *tokens) {
  uint64_t before = ~(uint64_t)0;
  uint8_t copy[128];
  uint8_t other[128];
  size_t found = 0;
  for (size_t at = from; at < to; at += 64) {
    const uint8_t *window = cs_window(base, limit, at, copy);
    uint64_t stops = cs_stoppers(window);
    uint64_t ends = cs_set_ends(window, codes, count, stops, before) & cs_inside(at, to);
    before = stops;
    for (; ends; ends &= ends - 1) {
      size_t end = at + (size_t)__builtin_ctzll(ends);
      found++;
      size_t rest = right;
      for (size_t next = end + 1; rest && next < to; next += 64) {
        uint64_t bits = cs_stoppers(cs_window(base, limit, next, other)) & cs_inside(next, to);
        for (; rest && bits; bits &= bits - 1, rest--) {
          if (!cs_tally_one(tally, cs_id(base, from, next + (size_t)__builtin_ctzll(bits)))) return SIZE_MAX;
        }
      }
      size_t start = end;
      while (start > from && base[start - 1] >= 192) start--;
      size_t more = left;
      while (more && start > from) {
        // The 64 bytes that end where the token before begins, as far as they are in the turn.
        size_t back = start - from < 64 ? start - from : 64;
        uint64_t bits = cs_stoppers(cs_window(base, limit, start - back, other));
        if (back < 64) bits &= ((uint64_t)1 << back) - 1;
        for (; more && bits; more--) {
          unsigned bit = 63 - (unsigned)__builtin_clzll(bits);
          bits ^= (uint64_t)1 << bit;
          if (!cs_tally_one(tally, cs_id(base, from, start - back + bit))) return SIZE_MAX;
        }
        start -= back;
      }
      *tokens += right - rest + left - more;
    }
  }
  return found;
}

#if defined(__x86_64__)
#define CS_TWICE(name, parameters, arguments) \
  __attribute__((target("avx2,bmi,popcnt"), unused)) static inline size_t name##_fast parameters { \
    return name##_body arguments; \
  } \
  __attribute__((unused)) static inline size_t name##_plain parameters { \
    return name##_body arguments; \
  } \
  __attribute__((unused)) static inline size_t name parameters { \
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") \
        && __builtin_cpu_supports("bmi") \
      ? name##_fast arguments : name##_plain arguments; \
  }
#else
#define CS_TWICE(name, parameters, arguments) \
  __attribute__((unused)) static inline size_t name parameters { return name##_body arguments; }
#endif

CS_TWICE(cs_sequence,
  (const uint8_t *base, size_t limit, size_t from, size_t to, const uint64_t *codes,
   const uint8_t *counts, size_t steps, uint32_t *positions),
  (base, limit, from, to, codes, counts, steps, positions))
CS_TWICE(cs_string,
  (const uint8_t *base, size_t limit, size_t from, size_t to, const uint8_t *pattern,
   size_t length),
  (base, limit, from, to, pattern, length))
CS_TWICE(cs_near,
  (const uint8_t *base, size_t limit, size_t from, size_t to, const uint64_t *codes, size_t first,
   size_t second, uint32_t distance, uint32_t allowed),
  (base, limit, from, to, codes, first, second, distance, allowed))
CS_TWICE(cs_token_start,
  (const uint8_t *base, size_t limit, size_t from, size_t to, size_t first),
  (base, limit, from, to, first))
