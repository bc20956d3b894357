#include "TurnSets.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static inline uint64_t word(const uint64_t *list, size_t index) {
  uint64_t value;
  memcpy(&value, (const char *)list + 8 * index, 8);
  return value;
}

static inline __attribute__((always_inline)) size_t common(
    const uint64_t *const *lists, size_t count, size_t from, size_t words) {
  size_t bits = 0;
  for (size_t i = from; i < words; i++) {
    uint64_t all = word(lists[0], i);
    for (size_t k = 1; k < count; k++) all &= word(lists[k], i);
    bits += (size_t)__builtin_popcountll(all);
  }
  return bits;
}

#if defined(__x86_64__)
__attribute__((target("popcnt"))) static size_t common_counted(
    const uint64_t *const *lists, size_t count, size_t words) {
  if (count == 2) return common(lists, 2, 0, words);
  return common(lists, count, 0, words);
}

__attribute__((target("avx512f,avx512vpopcntdq,popcnt"))) static size_t common_wide(
    const uint64_t *const *lists, size_t count, size_t words) {
  __m512i sum = _mm512_setzero_si512();
  size_t i = 0;
  for (; i + 8 <= words; i += 8) {
    __m512i all = _mm512_loadu_si512((const char *)lists[0] + 8 * i);
    for (size_t k = 1; k < count; k++)
      all = _mm512_and_si512(all, _mm512_loadu_si512((const char *)lists[k] + 8 * i));
    sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(all));
  }
  return (size_t)_mm512_reduce_add_epi64(sum) + common(lists, count, i, words);
}
#endif

size_t cs_common(const uint64_t *const *lists, size_t count, size_t words) {
  if (count == 0) return 0;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vpopcntdq")) return common_wide(lists, count, words);
  if (__builtin_cpu_supports("popcnt")) return common_counted(lists, count, words);
#endif
  return common(lists, count, 0, words);
}
