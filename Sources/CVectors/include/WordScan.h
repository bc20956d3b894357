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

/// What 64 bytes of text are, a bit each, the first byte lowest.
typedef struct {
  /// ASCII letters, and both bytes of Latin-1 letters (C3 80 to C3 BF but for the signs C3 97, C3 B7).
  uint64_t letters;
  uint64_t digits;
  uint64_t ascii;
  /// Blanks and line feeds.
  uint64_t blanks;
} verbatim_classes;

#if defined(__SSE2__)
/// A bit for each of 64 bytes for which `test` (of the vector `x`) is true.
#define VERBATIM_MASK(test) ({ \
    uint64_t bits = 0; \
    for (int part = 3; part >= 0; part--) { \
      const __m128i x = _mm_loadu_si128((const __m128i *)(bytes + 16 * part)); \
      bits = bits << 16 | (uint32_t)_mm_movemask_epi8(test); \
    } \
    bits; })
#define VERBATIM_IS(byte) _mm_cmpeq_epi8(x, _mm_set1_epi8((char)(byte)))
/// Unsigned x - low < count, as a signed comparison.
#define VERBATIM_FROM(value, low, count) _mm_cmplt_epi8( \
    _mm_sub_epi8(value, _mm_set1_epi8((char)((low) + 128))), _mm_set1_epi8(-128 + (count)))
#define VERBATIM_OR(a, b) _mm_or_si128(a, b)
#else
#define VERBATIM_MASK(test) ({ \
    uint64_t bits = 0; \
    for (int at = 63; at >= 0; at--) { \
      const uint8_t x = bytes[at]; \
      bits = bits << 1 | ((test) != 0); \
    } \
    bits; })
#define VERBATIM_IS(byte) (x == (byte))
#define VERBATIM_FROM(value, low, count) ((uint8_t)((value) - (low)) < (count))
#define VERBATIM_OR(a, b) ((a) | (b))
#endif

/// The classes of the 64 bytes at `bytes`; those that `inside` does not name are of none.
static inline verbatim_classes verbatim_classify(const uint8_t *bytes, uint64_t inside) {
  verbatim_classes found;
#if defined(__SSE2__)
  const uint64_t high = VERBATIM_MASK(x);
  const uint64_t letters = VERBATIM_MASK(
      VERBATIM_FROM(_mm_or_si128(x, _mm_set1_epi8(0x20)), 'a', 26));
#else
  const uint64_t high = VERBATIM_MASK(x >= 0x80);
  const uint64_t letters = VERBATIM_MASK(VERBATIM_FROM(x | 0x20, 'a', 26));
#endif
  found.letters = letters & inside;
  found.ascii = ~high & inside;
  found.digits = VERBATIM_MASK(VERBATIM_FROM(x, '0', 10)) & inside;
  found.blanks = VERBATIM_MASK(VERBATIM_OR(VERBATIM_IS(0x20), VERBATIM_IS(0x0A))) & inside;
  if (high & inside) {
    const uint64_t lead = VERBATIM_MASK(VERBATIM_IS(0xC3)) & inside;
    const uint64_t tail = VERBATIM_MASK(VERBATIM_FROM(x, 0x80, 0x40)) & inside;
    const uint64_t sign = VERBATIM_MASK(VERBATIM_OR(VERBATIM_IS(0x97), VERBATIM_IS(0xB7)));
    const uint64_t second = lead << 1 & tail & ~sign;
    found.letters |= second | second >> 1;
  }
  return found;
}

/// All bytes of U+2000 to U+203F, dashes and quotation marks among them, of which none is a letter or
/// a number, as far as they lie in the 64 bytes at `bytes`.
static inline uint64_t verbatim_general(const uint8_t *bytes, uint64_t inside) {
  const uint64_t lead = VERBATIM_MASK(VERBATIM_IS(0xE2)) & inside;
  const uint64_t second = VERBATIM_MASK(VERBATIM_IS(0x80)) & inside;
  const uint64_t tail = VERBATIM_MASK(VERBATIM_FROM(x, 0x80, 0x40)) & inside;
  const uint64_t third = lead << 2 & second << 1 & tail;
  return third | third >> 1 | third >> 2;
}

/// `, ? ! ; ) "`: behind letters, they end a word whatever follows.
static inline uint64_t verbatim_stops(const uint8_t *bytes) {
  return VERBATIM_MASK(VERBATIM_OR(
      VERBATIM_OR(VERBATIM_OR(VERBATIM_IS(','), VERBATIM_IS('?')), VERBATIM_FROM(x, '!', 2)),
      VERBATIM_OR(VERBATIM_IS(';'), VERBATIM_IS(')'))));
}

static inline uint64_t verbatim_points(const uint8_t *bytes) {
  return VERBATIM_MASK(VERBATIM_IS('.'));
}

/// `( :`, which stand before words.
static inline uint64_t verbatim_openers(const uint8_t *bytes) {
  return VERBATIM_MASK(VERBATIM_OR(VERBATIM_IS('('), VERBATIM_IS(':')));
}

#undef VERBATIM_MASK
#undef VERBATIM_IS
#undef VERBATIM_FROM
#undef VERBATIM_OR

/// A part of a word, lower-cased: bytes beyond its length are 0; and a bit at the last byte of each
/// letter that was a capital, or that has one.
typedef struct {
  uint64_t low, high;
  uint32_t uppers, lowers;
  int32_t is_known;
} verbatim_half;

/// The form of the `length` bytes at `bytes`, at most 16; 16 bytes can be read.
static inline verbatim_half verbatim_lower_half(const uint8_t *bytes, uint32_t length) {
  verbatim_half half;
#if defined(__SSE2__)
  static const uint8_t masks[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                    255, 255, 255, 255, 255, 255, 255, 255};
  const __m128i text = _mm_and_si128(
      _mm_loadu_si128((const __m128i *)bytes), _mm_loadu_si128((const __m128i *)(masks + 16 - length)));
  const __m128i shifted = _mm_add_epi8(text, _mm_set1_epi8((char)(-128 - 'A')));
  const __m128i upper = _mm_cmplt_epi8(shifted, _mm_set1_epi8(-128 + 26));
  const __m128i lower = _mm_cmplt_epi8(
      _mm_add_epi8(text, _mm_set1_epi8((char)(-128 - 'a'))), _mm_set1_epi8(-128 + 26));
  half.uppers = (uint32_t)_mm_movemask_epi8(upper);
  half.lowers = (uint32_t)_mm_movemask_epi8(lower);
  half.is_known = 1;
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
    half.is_known = (beyond & ~(uint32_t)_mm_movemask_epi8(known)) == 0;
    half.uppers |= (uint32_t)_mm_movemask_epi8(capital);
    half.lowers |= (uint32_t)_mm_movemask_epi8(small);
    change = _mm_or_si128(change, capital);
  }
  const __m128i form = _mm_or_si128(text, _mm_and_si128(change, _mm_set1_epi8(0x20)));
  _mm_storeu_si128((__m128i *)&half, form);
#else
  uint8_t form[16] = {0};
  uint32_t at = 0;
  half.low = half.high = 0;
  half.uppers = half.lowers = 0;
  half.is_known = 1;
  while (at < length) {
    const uint8_t byte = bytes[at];
    form[at] = byte;
    if (byte < 0x80) {
      if (byte >= 'A' && byte <= 'Z') {
        form[at] = byte | 0x20;
        half.uppers |= 1u << at;
      } else if (byte >= 'a' && byte <= 'z') {
        half.lowers |= 1u << at;
      }
      at += 1;
    } else if (byte == 0xC3 && at + 1 < length && (bytes[at + 1] & 0xC0) == 0x80) {
      const uint8_t second = bytes[at + 1];
      form[at + 1] = second;
      if (second < 0x9F && second != 0x97) {
        form[at + 1] = second + 0x20;
        half.uppers |= 2u << at;
      } else if (second > 0x9F && second != 0xB7) {
        half.lowers |= 2u << at;
      }
      at += 2;
    } else if (byte == 0xE2 && at + 2 < length && bytes[at + 1] == 0x80 &&
               (bytes[at + 2] & 0xC0) == 0x80) {
      form[at + 1] = bytes[at + 1];
      form[at + 2] = bytes[at + 2];
      at += 3;
    } else {
      half.is_known = 0;
      break;
    }
  }
  for (at = 0; at < 8; at += 1) {
    half.low |= (uint64_t)form[at] << (8 * at);
    half.high |= (uint64_t)form[at + 8] << (8 * at);
  }
#endif
  return half;
}

/// The form of the `length` bytes at `bytes`; at most 15, and 16 bytes can be read.
static inline verbatim_word verbatim_lower(const uint8_t *bytes, uint32_t length) {
  const verbatim_half half = verbatim_lower_half(bytes, length);
  // The first letter's bit is that of its last byte.
  const uint32_t first = bytes[0] == 0xC3 ? 2 : 1;
  verbatim_word word = {half.low, half.high, !half.is_known ? -1
    : half.uppers == 0 ? 0 : half.uppers == first ? 1 : half.lowers == 0 ? 2 : 3};
  return word;
}

/// The lower-cased form of a word of 16 to 32 bytes, in four parts, and how its case was.
typedef struct {
  uint64_t part[4];
  /// As in verbatim_word.
  int32_t case_class;
} verbatim_long_word;

/// The form of the `length` bytes at `bytes`, 16 to 31 of them; 32 bytes can be read. A letter that
/// lies across the middle is not known here.
static inline verbatim_long_word verbatim_lower_long(const uint8_t *bytes, uint32_t length) {
  verbatim_long_word word;
  const verbatim_half first = verbatim_lower_half(bytes, 16);
  const verbatim_half second = verbatim_lower_half(bytes + 16, length - 16);
  word.part[0] = first.low;
  word.part[1] = first.high;
  word.part[2] = second.low;
  word.part[3] = second.high;
  const uint32_t initial = bytes[0] == 0xC3 ? 2 : 1;
  const uint32_t uppers = first.uppers | second.uppers << 16;
  const uint32_t lowers = first.lowers | second.lowers << 16;
  word.case_class = !(first.is_known && second.is_known) ? -1
    : uppers == 0 ? 0 : uppers == initial ? 1 : lowers == 0 ? 2 : 3;
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

/// Two hashes of a long form, by other mixtures than verbatim_hash.
static inline uint64_t verbatim_hash_long(const verbatim_long_word *word, uint64_t seed) {
  const uint64_t one = verbatim_hash(word->part[0] ^ seed, word->part[1]);
  const uint64_t two = verbatim_hash(word->part[2] + seed, word->part[3] ^ 0x27D4EB2F165667C5ull);
  return verbatim_hash(one, two ^ seed);
}

/// Has a place of a table fetched.
static inline void verbatim_prefetch(const void *at) { __builtin_prefetch(at); }
