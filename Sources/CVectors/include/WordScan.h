/// Words of ASCII and Latin-1 letters, sixteen bytes at a time.
#pragma once

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// The lower-cased form of a word of at most fifteen bytes, and how its case was.
typedef struct {
  /// Bytes 0 to 7 and 8 to 14 of the form, lowest first; bytes beyond its length are 0.
  uint64_t low, high;
  /// 0 lower, 1 capitalised, 2 upper, 3 other; -1: a byte whose case is not known here.
  int32_t case_class;
} verbatim_word;

/// How many of the 16 bytes at `bytes` are the first of a run of ASCII letters and of Latin-1 letters
/// (C3 80 to C3 BF but for the signs C3 97 and C3 B7). Half a letter at the end does not count.
static inline uint32_t verbatim_letters(const uint8_t *bytes) {
#if defined(__SSE2__)
  const __m128i text = _mm_loadu_si128((const __m128i *)bytes);
  const __m128i folded = _mm_or_si128(text, _mm_set1_epi8(0x20));
  // Unsigned x - 'a' < 26, as a signed comparison.
  const __m128i ascii = _mm_cmplt_epi8(
      _mm_sub_epi8(folded, _mm_set1_epi8((char)('a' + 128))), _mm_set1_epi8(-128 + 26));
  const __m128i lead = _mm_cmpeq_epi8(text, _mm_set1_epi8((char)0xC3));
  const __m128i tail = _mm_cmplt_epi8(text, _mm_set1_epi8(-64));
  const __m128i sign =
      _mm_cmpeq_epi8(_mm_and_si128(text, _mm_set1_epi8((char)0xDF)), _mm_set1_epi8((char)0x97));
  const __m128i second = _mm_andnot_si128(sign, _mm_and_si128(_mm_slli_si128(lead, 1), tail));
  const __m128i first = _mm_and_si128(lead, _mm_srli_si128(second, 1));
  const uint32_t letters =
      (uint32_t)_mm_movemask_epi8(_mm_or_si128(ascii, _mm_or_si128(first, second)));
  return (uint32_t)__builtin_ctz(~letters);
#else
  uint32_t at = 0;
  while (at < 16) {
    const uint8_t byte = bytes[at];
    if ((uint8_t)((byte | 0x20) - 'a') < 26) {
      at += 1;
    } else if (byte == 0xC3 && at + 1 < 16 && (bytes[at + 1] & 0xC0) == 0x80 &&
               (bytes[at + 1] & 0xDF) != 0x97) {
      at += 2;
    } else {
      break;
    }
  }
  return at;
#endif
}

/// The form of the `length` bytes at `bytes`; at most 15, and 16 bytes can be read.
static inline verbatim_word verbatim_lower(const uint8_t *bytes, uint32_t length) {
  verbatim_word word;
#if defined(__SSE2__)
  const uint32_t within = (1u << length) - 1;
  static const uint8_t masks[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                    255, 255, 255, 255, 255, 255, 255, 255};
  const __m128i text = _mm_and_si128(
      _mm_loadu_si128((const __m128i *)bytes), _mm_loadu_si128((const __m128i *)(masks + 16 - length)));
  const __m128i shifted = _mm_add_epi8(text, _mm_set1_epi8((char)(-128 - 'A')));
  const __m128i upper = _mm_cmplt_epi8(shifted, _mm_set1_epi8(-128 + 26));
  const __m128i lower = _mm_cmplt_epi8(
      _mm_add_epi8(text, _mm_set1_epi8((char)(-128 - 'a'))), _mm_set1_epi8(-128 + 26));
  uint32_t uppers = (uint32_t)_mm_movemask_epi8(upper);
  uint32_t lowers = (uint32_t)_mm_movemask_epi8(lower);
  const uint32_t beyond = (uint32_t)_mm_movemask_epi8(text);
  __m128i change = upper;
  if (beyond != 0) {
    const __m128i lead = _mm_cmpeq_epi8(text, _mm_set1_epi8((char)0xC3));
    const __m128i tail = _mm_cmplt_epi8(text, _mm_set1_epi8(-64));
    const __m128i sign =
        _mm_cmpeq_epi8(_mm_and_si128(text, _mm_set1_epi8((char)0xDF)), _mm_set1_epi8((char)0x97));
    const __m128i second = _mm_and_si128(_mm_slli_si128(lead, 1), tail);
    // 80 to 9E are capitals; A0 to BF small letters; the sharp s (9F) has no capital of its own.
    const __m128i capital =
        _mm_andnot_si128(sign, _mm_and_si128(second, _mm_cmplt_epi8(text, _mm_set1_epi8((char)0x9F))));
    const __m128i small =
        _mm_andnot_si128(sign, _mm_and_si128(second, _mm_cmpgt_epi8(text, _mm_set1_epi8((char)0x9F))));
    // U+2000 to U+203F, among them the apostrophe, have no case.
    const __m128i e2 = _mm_cmpeq_epi8(text, _mm_set1_epi8((char)0xE2));
    const __m128i e280 =
        _mm_and_si128(_mm_slli_si128(e2, 1), _mm_cmpeq_epi8(text, _mm_set1_epi8((char)0x80)));
    const __m128i general = _mm_and_si128(_mm_slli_si128(e280, 1), tail);
    const __m128i known = _mm_or_si128(
        _mm_or_si128(second, _mm_srli_si128(second, 1)),
        _mm_or_si128(general, _mm_or_si128(_mm_srli_si128(general, 1), _mm_srli_si128(general, 2))));
    if ((beyond & ~(uint32_t)_mm_movemask_epi8(known)) != 0) {
      word.low = word.high = 0;
      word.case_class = -1;
      return word;
    }
    uppers |= (uint32_t)_mm_movemask_epi8(capital);
    lowers |= (uint32_t)_mm_movemask_epi8(small);
    change = _mm_or_si128(change, capital);
  }
  const __m128i form = _mm_or_si128(text, _mm_and_si128(change, _mm_set1_epi8(0x20)));
  _mm_storeu_si128((__m128i *)&word, form);
  uppers &= within;
  lowers &= within;
  // The first letter's bit is that of its last byte.
  const uint32_t first = bytes[0] == 0xC3 ? 2 : 1;
  word.case_class = uppers == 0 ? 0 : uppers == first ? 1 : lowers == 0 ? 2 : 3;
#else
  uint8_t form[16] = {0};
  uint32_t uppers = 0, lowers = 0, first_upper = 0, at = 0;
  word.low = word.high = 0;
  while (at < length) {
    const uint8_t byte = bytes[at];
    form[at] = byte;
    if (byte < 0x80) {
      if (byte >= 'A' && byte <= 'Z') {
        form[at] = byte | 0x20;
        uppers += 1;
        if (at == 0) first_upper = 1;
      } else if (byte >= 'a' && byte <= 'z') {
        lowers += 1;
      }
      at += 1;
    } else if (byte == 0xC3 && at + 1 < length && (bytes[at + 1] & 0xC0) == 0x80) {
      const uint8_t second = bytes[at + 1];
      form[at + 1] = second;
      if (second < 0x9F && second != 0x97) {
        form[at + 1] = second + 0x20;
        uppers += 1;
        if (at == 0) first_upper = 1;
      } else if (second > 0x9F && second != 0xB7) {
        lowers += 1;
      }
      at += 2;
    } else if (byte == 0xE2 && at + 2 < length && bytes[at + 1] == 0x80 &&
               (bytes[at + 2] & 0xC0) == 0x80) {
      form[at + 1] = bytes[at + 1];
      form[at + 2] = bytes[at + 2];
      at += 3;
    } else {
      word.case_class = -1;
      return word;
    }
  }
  for (at = 0; at < 8; at += 1) {
    word.low |= (uint64_t)form[at] << (8 * at);
    word.high |= (uint64_t)form[at + 8] << (8 * at);
  }
  word.case_class = uppers == 0 ? 0 : first_upper && uppers == 1 ? 1 : lowers == 0 ? 2 : 3;
#endif
  return word;
}

/// A hash of a form and its kind, for tables whose size is a power of two.
static inline uint64_t verbatim_hash(uint64_t low, uint64_t high) {
#if defined(__SIZEOF_INT128__)
  const __uint128_t product =
      (__uint128_t)(low ^ 0x9E3779B97F4A7C15ull) * (high ^ 0xD6E8FEB86659FD93ull ^ (low >> 32));
  return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
  uint64_t hash = low * 0x9E3779B97F4A7C15ull ^ (high + 0xD6E8FEB86659FD93ull) * 0xC2B2AE3D27D4EB4Full;
  return hash ^ (hash >> 29) ^ (hash >> 47);
#endif
}
