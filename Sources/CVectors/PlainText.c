#include "PlainText.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

/// Of bytes from `low` on, `number` of them.
#define CS_BETWEEN(x, low, number) _mm512_cmplt_epu8_mask( \
    _mm512_sub_epi8(x, _mm512_set1_epi8((char)(low))), _mm512_set1_epi8((char)(number)))

__attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2"))) static size_t
cs_avx512_plain_length(const uint8_t *bytes, size_t count, bool *isSound) {
  // Bytes that must continue a sequence, those behind the block in the lowest bits.
  uint64_t carry = 0;
  bool sound = true;
  for (size_t at = 0; at < count; at += 64) {
    const size_t left = count - at;
    const uint64_t valid = left < 64 ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
    const __m512i x = _mm512_maskz_loadu_epi8(valid, bytes + at);
    const uint64_t special = valid
      & (_mm512_cmplt_epu8_mask(x, _mm512_set1_epi8(0x20))
         | _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('"'))
         | _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('\\')));
    // All bytes before the first special one.
    const uint64_t before = special ? (special & -special) - 1 : valid;
    const uint64_t high = _mm512_movepi8_mask(x) & before;
    if (high | carry) {
      const uint64_t two = CS_BETWEEN(x, 0xC2, 30) & before;
      const uint64_t three = CS_BETWEEN(x, 0xE0, 16) & before;
      const uint64_t four = CS_BETWEEN(x, 0xF0, 5) & before;
      const uint64_t rare = before
        & (_mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)0xE0))
           | _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)0xED)) | four);
      const uint64_t leading = two | three | four;
      const uint64_t wanted = carry | leading << 1 | (three | four) << 2 | four << 3;
      const uint64_t continuing = CS_BETWEEN(x, 0x80, 0x40) & before;
      if (rare || continuing != wanted || (high & ~(leading | continuing))) sound = false;
      carry = leading >> 63 | (three | four) >> 62 | four >> 61;
    }
    if (special) {
      *isSound = *isSound && sound;
      return at + (size_t)__builtin_ctzll(special);
    }
  }
  *isSound = *isSound && sound && carry == 0;
  return count;
}
#endif

/// The high bit of each byte that is a quote, a backslash or below U+0020. A borrow can set bits only above
/// a byte that is special, so the lowest one is always right, and none is set where none is special.
static inline uint64_t cs_special(uint64_t word) {
  const uint64_t ones = 0x0101010101010101ull;
  const uint64_t quote = word ^ ones * '"';
  const uint64_t backslash = word ^ ones * '\\';
  return (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)
          | ((word - ones * 0x20) & ~word))
    & ones * 0x80;
}

static size_t cs_plain_plain_length(const uint8_t *bytes, size_t count, bool *isSound) {
  size_t at = 0;
  uint64_t all = 0;
  for (; count - at >= 8; at += 8) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    if (cs_special(word)) break;
    all |= word;
  }
  for (; at < count && bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\'; at++)
    all |= bytes[at];
  if (all & 0x8080808080808080ull) *isSound = false;
  return at;
}

size_t cs_plain_length(const uint8_t *bytes, size_t count, bool *isSound) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("bmi2"))
    return cs_avx512_plain_length(bytes, count, isSound);
#endif
  return cs_plain_plain_length(bytes, count, isSound);
}

size_t cs_plain_length_plainly(const uint8_t *bytes, size_t count, bool *isSound) {
  return cs_plain_plain_length(bytes, count, isSound);
}
