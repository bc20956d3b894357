#include "Unpack.h"
#include "Dispatch.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"), always_inline)) static inline void unpack(
    const uint8_t *bytes, unsigned width, uint32_t previous, uint32_t *output) {
  const __m128i *words = (const __m128i *)bytes;
  __m256i mask = _mm256_set1_epi32((int)((1u << width) - 1));
  __m256i one = _mm256_set1_epi32(1);
  __m256i sum = _mm256_set1_epi32((int)previous);
  __m256i lastOfFirst = _mm256_setr_epi32(3, 3, 3, 3, 3, 3, 3, 3);
  __m256i lastOfAll = _mm256_set1_epi32(7);
  __m256i second = _mm256_setr_epi32(0, 0, 0, 0, -1, -1, -1, -1);
  // Two rows of four neighbours at once. Where a row ends in its word the next one is read for nothing,
  // and never one behind the block.
#pragma clang loop unroll(full)
  for (unsigned row = 0; row < 32; row += 2) {
    unsigned a = row * width, b = a + width;
    unsigned i = a >> 5, j = b >> 5;
    unsigned more = width - 1;
    unsigned nextI = i < more ? i + 1 : more, nextJ = j < more ? j + 1 : more;
    __m256i low = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128(words + i)), _mm_loadu_si128(words + j), 1);
    __m256i high = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128(words + nextI)), _mm_loadu_si128(words + nextJ), 1);
    __m256i shift = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_set1_epi32((int)(a & 31))), _mm_set1_epi32((int)(b & 31)), 1);
    // A shift by 32 leaves nothing.
    __m256i value = _mm256_or_si256(
        _mm256_srlv_epi32(low, shift),
        _mm256_sllv_epi32(high, _mm256_sub_epi32(_mm256_set1_epi32(32), shift)));
    value = _mm256_add_epi32(_mm256_and_si256(value, mask), one);
    // Sums of four lanes in two steps, then of the second row behind the first.
    value = _mm256_add_epi32(value, _mm256_slli_si256(value, 4));
    value = _mm256_add_epi32(value, _mm256_slli_si256(value, 8));
    value = _mm256_add_epi32(
        value, _mm256_and_si256(second, _mm256_permutevar8x32_epi32(value, lastOfFirst)));
    value = _mm256_add_epi32(value, sum);
    sum = _mm256_permutevar8x32_epi32(value, lastOfAll);
    _mm256_storeu_si256((__m256i *)(output + 4 * row), value);
  }
}

/// A function a width, in which all shifts and places are known.
#define CS_WIDTHS(of) \
  of(1) of(2) of(3) of(4) of(5) of(6) of(7) of(8) of(9) of(10) of(11) of(12) of(13) of(14) of(15) \
  of(16) of(17) of(18) of(19) of(20)
#define CS_UNPACK(width) \
  __attribute__((target("avx2"))) static void unpack_##width( \
      const uint8_t *bytes, uint32_t previous, uint32_t *output) { \
    unpack(bytes, width, previous, output); \
  }
CS_WIDTHS(CS_UNPACK)

bool cs_unpack_sums(const uint8_t *bytes, unsigned width, uint32_t previous, uint32_t *output) {
  if (CS_LEVEL < CS_AVX2) return false;
  switch (width) {
#define CS_CASE(width) case width: unpack_##width(bytes, previous, output); return true;
    CS_WIDTHS(CS_CASE)
    default: return false;
  }
}
#else
bool cs_unpack_sums(const uint8_t *bytes, unsigned width, uint32_t previous, uint32_t *output) {
  (void)bytes, (void)width, (void)previous, (void)output;
  return false;
}
#endif
