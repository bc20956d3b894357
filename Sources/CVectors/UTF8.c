#include "UTF8.h"

#if defined(__x86_64__)
#include <immintrin.h>

/// Of bytes from `low` on, `number` of them.
#define CS_BETWEEN(x, low, number) _mm512_cmplt_epu8_mask( \
    _mm512_sub_epi8(x, _mm512_set1_epi8((char)(low))), _mm512_set1_epi8((char)(number)))

__attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2"))) static size_t
cs_avx512_sound_length(const uint8_t *bytes, size_t count) {
  // Bytes that must continue a scalar, those behind the block in the lowest bits.
  uint64_t carry = 0;
  size_t at = 0;
  for (; count - at >= 64; at += 64) {
    const __m512i x = _mm512_loadu_si512(bytes + at);
    const uint64_t high = _mm512_movepi8_mask(x);
    if (!(high | carry)) continue;
    const uint64_t two = CS_BETWEEN(x, 0xC2, 30);
    const uint64_t three = CS_BETWEEN(x, 0xE1, 15)
      & ~_mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)0xED));
    const uint64_t continuing = CS_BETWEEN(x, 0x80, 0x40);
    if (continuing != (carry | (two | three) << 1 | three << 2)
        || high != (two | three | continuing))
      break;
    carry = (two | three) >> 63 | three >> 62;
  }
  // The last scalar is whole, or what is behind it says so.
  if (carry) while ((bytes[--at] & 0xC0) == 0x80) {}
  return at;
}
#endif

/// Whether a block begins with a scalar and has valid ones of one or two bytes alone, the last of which may end
/// behind it. No branch, so that it becomes vectors.
static inline int cs_is_of_one_or_two(const uint8_t *bytes) {
  uint8_t wrong = (bytes[0] & 0xC0) == 0x80;
  for (size_t i = 0; i < 64; i++) {
    const uint8_t leads_two = (uint8_t)(bytes[i] - 0xC2) < 0x1E;
    const uint8_t leads = (bytes[i] & 0xC0) == 0xC0;
    const uint8_t is_continued = (bytes[i + 1] & 0xC0) == 0x80;
    wrong |= (uint8_t)((leads ^ leads_two) | (leads_two ^ is_continued));
  }
  return wrong == 0;
}

size_t cs_sound_length_plainly(const uint8_t *bytes, size_t count) {
  size_t at = 0;
  while (at < count && count - at > 64 && cs_is_of_one_or_two(bytes + at))
    at += (bytes[at + 64] & 0xC0) == 0x80 ? 65 : 64;
  return at;
}

size_t cs_sound_length(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("bmi2"))
    return cs_avx512_sound_length(bytes, count);
#endif
  return cs_sound_length_plainly(bytes, count);
}
