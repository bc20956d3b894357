#include "WordCopy.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt"))) static size_t
cs_avx512_copy_words(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars) {
  size_t found = 0;
  for (size_t at = 0; at < count; at += 64) {
    const size_t left = count - at;
    const uint64_t valid = left < 64 ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
    const __m512i x = _mm512_maskz_loadu_epi8(valid, bytes + at);
    // What is not there counts as white space.
    const uint64_t white = _mm512_cmple_epu8_mask(x, _mm512_set1_epi8(0x20));
    const uint64_t next = white >> 1 | (uint64_t)(left <= 64 || bytes[at + 64] <= 0x20) << 63;
    const uint64_t ends = white & (next | ~_mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(0x20)));
    const uint64_t before = (ends ? (ends & -ends) - 1 : ~(uint64_t)0) & valid;
    const uint64_t first = _mm512_cmpge_epi8_mask(x, _mm512_set1_epi8((char)0xC0));
    _mm512_mask_storeu_epi8(copy + at, before, x);
    found += (size_t)__builtin_popcountll(first & before);
    if (ends & valid) {
      *scalars += found;
      return at + (size_t)__builtin_ctzll(ends);
    }
  }
  *scalars += found;
  return count;
}
#endif

/// Whether no run ends within 32 bytes. No branch, so that it becomes vectors.
static inline int cs_is_run(const uint8_t *bytes) {
  uint8_t ends = 0;
  for (size_t i = 0; i < 32; i++) {
    const uint8_t larger = bytes[i] > bytes[i + 1] ? bytes[i] : bytes[i + 1];
    ends |= (uint8_t)((bytes[i] < 0x20) | (larger <= 0x20));
  }
  return ends == 0;
}

size_t cs_copy_words_plainly(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars) {
  size_t at = 0;
  while (count - at > 32 && cs_is_run(bytes + at)) at += 32;
  for (; at < count; at++)
    if (bytes[at] < 0x20 || (bytes[at] == 0x20 && (at + 1 >= count || bytes[at + 1] <= 0x20))) break;
  size_t found = 0;
  for (size_t i = 0; i < at; i++) found += (int8_t)bytes[i] >= (int8_t)0xC0;
  memcpy(copy, bytes, at);
  *scalars += found;
  return at;
}

size_t cs_copy_words(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("bmi2"))
    return cs_avx512_copy_words(bytes, count, copy, scalars);
#endif
  return cs_copy_words_plainly(bytes, count, copy, scalars);
}
