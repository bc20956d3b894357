/// What the bytes of a text are, 64 at a time, and hashes of words.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/// What the bytes of a text are: a bit each, in words of 64 with the first byte lowest. Each column has a
/// word before its first and one behind its last that can be read and written.
typedef struct {
  /// ASCII letters, and both bytes of Latin-1 letters (C3 80 to C3 BF but for the signs C3 97, C3 B7).
  uint64_t *letters;
  /// Those, and ASCII digits.
  uint64_t *runs;
  /// Surely no letter and no number: the rest of ASCII, C2 80 to C2 BF but for nine of them, U+2000 to
  /// U+203F and U+20A0 to U+20BF.
  uint64_t *between_runs;
  /// Blanks and line feeds, and marks (`, ? ! ; ) " . ( :`) in front of ASCII.
  uint64_t *between_words;
  /// What ends a word of letters whatever follows: blanks, line feeds, `, ? ! ; ) "`, and a period in
  /// front of a blank or line feed.
  uint64_t *word_ends;
  /// The last byte of each capital letter, of ASCII or Latin-1.
  uint64_t *uppers;
  /// The last byte of each small letter that has a capital there.
  uint64_t *smalls;
  /// `x` and `X`: a run of them may stand for something left out.
  uint64_t *exes;
  /// Bytes whose case is not known here: all beyond ASCII but Latin-1's C3 and U+2000 to U+203F.
  uint64_t *unknown;
} verbatim_masks;

#define VERBATIM_IS(v, byte) VERBATIM_EQ(v, (char)(byte))

/// The body of a pass over a text; VERBATIM_LOAD, VERBATIM_EQ (bytes equal), VERBATIM_IN (bytes from low,
/// so many) and VERBATIM_STORE (lower case where a mask says so) are those of an instruction set.
///
/// What a letter of several bytes is, its last byte tells, from masks that were carried over; then its
/// other bytes are marked, which may stand in the block before.
#define VERBATIM_CLASSIFY \
  uint64_t all_unknown = 0, c3_before = 0, c2_before = 0, e2_before = 0, b80_before = 0, b82_before = 0; \
  const verbatim_masks to = *masks; \
  to.unknown[-1] = 0; \
  ptrdiff_t block = 0; \
  for (size_t at = 0; at < count; at += 64, block++) { \
    const uint8_t *bytes = text + at; \
    const verbatim_vector x = VERBATIM_LOAD(bytes); \
    uint64_t smalls = VERBATIM_IN(x, 'a', 26); \
    uint64_t uppers = VERBATIM_IN(x, 'A', 26); \
    uint64_t letters = smalls | uppers; \
    const uint64_t digits = VERBATIM_IN(x, '0', 10); \
    const uint64_t blanks = VERBATIM_IS(x, 0x20) | VERBATIM_IS(x, 0x0A); \
    const uint64_t stops = VERBATIM_IS(x, ',') | VERBATIM_IS(x, '?') | VERBATIM_IN(x, '!', 2) \
      | VERBATIM_IS(x, ';') | VERBATIM_IS(x, ')'); \
    const uint64_t points = VERBATIM_IS(x, '.'); \
    const uint64_t marks = stops | points | VERBATIM_IS(x, '(') | VERBATIM_IS(x, ':'); \
    const uint64_t high = VERBATIM_IN(x, 0x80, 0x80); \
    const uint8_t behind = bytes[64]; \
    const uint64_t next_blank = blanks >> 1 | (uint64_t)(behind == 0x20 || behind == 0x0A) << 63; \
    const uint64_t next_ascii = ~high >> 1 | (uint64_t)(behind < 0x80) << 63; \
    uint64_t others = ~(high | letters | digits); \
    uint64_t unknown = high; \
    if (high) { \
      const uint64_t c3 = VERBATIM_IS(x, 0xC3), c2 = VERBATIM_IS(x, 0xC2), e2 = VERBATIM_IS(x, 0xE2); \
      const uint64_t b80 = VERBATIM_IS(x, 0x80), b82 = VERBATIM_IS(x, 0x82); \
      const uint64_t tail = VERBATIM_IN(x, 0x80, 0x40), late = VERBATIM_IN(x, 0xA0, 0x20); \
      const uint64_t sign = VERBATIM_IS(x, 0x97) | VERBATIM_IS(x, 0xB7); \
      const uint64_t latin = tail & (c3 << 1 | c3_before >> 63); \
      const uint64_t letter = latin & ~sign; \
      const uint64_t third = tail & (e2 << 2 | e2_before >> 62); \
      const uint64_t general = third & (b80 << 1 | b80_before >> 63); \
      const uint64_t money = third & late & (b82 << 1 | b82_before >> 63); \
      const uint64_t two = (latin & sign) | (tail & (c2 << 1 | c2_before >> 63) & ~VERBATIM_ALNUM(x)); \
      const uint64_t three = general | money; \
      letters |= letter | letter >> 1; \
      uppers |= letter & VERBATIM_IN(x, 0x80, 0x1F); \
      smalls |= letter & late; \
      others |= two | two >> 1 | three | three >> 1 | three >> 2; \
      unknown &= ~(latin | latin >> 1 | general | general >> 1 | general >> 2); \
      if ((letter | two | three | latin) & 3) { \
        to.letters[block - 1] |= letter << 63; \
        to.runs[block - 1] |= letter << 63; \
        to.between_runs[block - 1] |= two << 63 | three << 63 | three << 62; \
        to.unknown[block - 1] &= ~(latin << 63 | general << 63 | general << 62); \
      } \
      c3_before = c3; c2_before = c2; e2_before = e2; b80_before = b80; b82_before = b82; \
    } else { \
      c3_before = c2_before = e2_before = b80_before = b82_before = 0; \
    } \
    all_unknown |= to.unknown[block - 1]; \
    VERBATIM_STORE(lower + at, x, uppers); \
    to.letters[block] = letters; \
    to.runs[block] = letters | digits; \
    to.between_runs[block] = others; \
    to.between_words[block] = blanks | (marks & next_ascii); \
    to.word_ends[block] = blanks | stops | (points & next_blank); \
    to.uppers[block] = uppers; \
    to.exes[block] = VERBATIM_IS(x, 'x') | VERBATIM_IS(x, 'X'); \
    to.smalls[block] = smalls; \
    to.unknown[block] = unknown; \
  } \
  return (all_unknown | to.unknown[block - 1]) != 0;

/// Second bytes of ª ² ³ µ ¹ º ¼ ½ ¾, which are letters or numbers.
#define VERBATIM_ALNUM(v) (VERBATIM_IS(v, 0xAA) | VERBATIM_IN(v, 0xB2, 2) | VERBATIM_IS(v, 0xB5) \
  | VERBATIM_IN(v, 0xB9, 2) | VERBATIM_IN(v, 0xBC, 3))

#define VERBATIM_PARAMETERS \
  const uint8_t *text, size_t count, uint8_t *lower, const verbatim_masks *masks

#if defined(__x86_64__)
#define verbatim_vector __m512i
#define VERBATIM_LOAD(at) _mm512_loadu_si512((const void *)(at))
#define VERBATIM_EQ(v, byte) _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(byte))
#define VERBATIM_IN(v, low, number) _mm512_cmplt_epu8_mask( \
    _mm512_sub_epi8(v, _mm512_set1_epi8((char)(low))), _mm512_set1_epi8((char)(number)))
#define VERBATIM_STORE(to, v, mask) _mm512_storeu_si512( \
    (void *)(to), _mm512_or_si512(v, _mm512_maskz_set1_epi8(mask, 0x20)))
__attribute__((target("avx512f,avx512bw,avx512vl"), unused)) static inline int
verbatim_classify_512(VERBATIM_PARAMETERS) { VERBATIM_CLASSIFY }
#undef verbatim_vector
#undef VERBATIM_LOAD
#undef VERBATIM_EQ
#undef VERBATIM_IN
#undef VERBATIM_STORE
#endif

#if defined(__x86_64__)
typedef struct { __m256i low, high; } verbatim_halves;
#define verbatim_vector verbatim_halves
#define VERBATIM_LOAD(at) ((verbatim_halves){ \
    _mm256_loadu_si256((const __m256i *)(at)), _mm256_loadu_si256((const __m256i *)((at) + 32))})
#define VERBATIM_BITS(a, b) ((uint64_t)(uint32_t)_mm256_movemask_epi8(a) \
    | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32)
#define VERBATIM_EQ(v, byte) VERBATIM_BITS( \
    _mm256_cmpeq_epi8((v).low, _mm256_set1_epi8(byte)), \
    _mm256_cmpeq_epi8((v).high, _mm256_set1_epi8(byte)))
#define VERBATIM_FROM(v, from) _mm256_sub_epi8(v, _mm256_set1_epi8((char)(from)))
#define VERBATIM_LEAST(v, number) _mm256_cmpeq_epi8( \
    _mm256_min_epu8(v, _mm256_set1_epi8((char)((number) - 1))), v)
#define VERBATIM_IN(v, from, number) VERBATIM_BITS( \
    VERBATIM_LEAST(VERBATIM_FROM((v).low, from), number), \
    VERBATIM_LEAST(VERBATIM_FROM((v).high, from), number))
#define VERBATIM_STORE(to, v, mask) do { \
    _mm256_storeu_si256((__m256i *)(to), (v).low); \
    _mm256_storeu_si256((__m256i *)((to) + 32), (v).high); \
    for (uint64_t rest = mask; rest; rest &= rest - 1) (to)[__builtin_ctzll(rest)] |= 0x20; \
  } while (0)
__attribute__((target("avx2,bmi"), unused)) static inline int
verbatim_classify_256(VERBATIM_PARAMETERS) { VERBATIM_CLASSIFY }
#undef verbatim_vector
#undef VERBATIM_LOAD
#undef VERBATIM_BITS
#undef VERBATIM_EQ
#undef VERBATIM_FROM
#undef VERBATIM_LEAST
#undef VERBATIM_IN
#undef VERBATIM_STORE
#endif

/// Sixteen bytes at a time, as any vector unit has them: the compiler knows how.
typedef uint8_t verbatim_bytes16 __attribute__((vector_size(16)));
typedef struct { verbatim_bytes16 part[4]; } verbatim_bytes64;

static inline __attribute__((always_inline)) uint64_t verbatim_mask(verbatim_bytes64 v) {
  uint64_t mask = 0;
  for (int i = 3; i >= 0; i--) {
#if defined(__SSE2__)
    mask = mask << 16 | (uint32_t)_mm_movemask_epi8((__m128i)v.part[i]);
#else
    // The bytes are 0 or 255: their bits, gathered by a product.
    uint64_t half[2];
    memcpy(half, &v.part[i], 16);
    for (int k = 1; k >= 0; k--)
      mask = mask << 8
        | ((half[k] & 0x0101010101010101ull) * 0x0102040810204080ull) >> 56;
#endif
  }
  return mask;
}

static inline __attribute__((always_inline)) verbatim_bytes64 verbatim_load(const uint8_t *at) {
  verbatim_bytes64 v;
  memcpy(&v, at, 64);
  return v;
}

static inline __attribute__((always_inline)) uint64_t verbatim_equal(
    verbatim_bytes64 v, uint8_t byte) {
  for (int i = 0; i < 4; i++) v.part[i] = (verbatim_bytes16)(v.part[i] == byte);
  return verbatim_mask(v);
}

static inline __attribute__((always_inline)) uint64_t verbatim_in(
    verbatim_bytes64 v, uint8_t low, uint8_t number) {
  for (int i = 0; i < 4; i++)
    v.part[i] = (verbatim_bytes16)((verbatim_bytes16)(v.part[i] - low) < number);
  return verbatim_mask(v);
}

static inline __attribute__((always_inline)) void verbatim_store(
    uint8_t *to, verbatim_bytes64 v, uint64_t mask) {
  memcpy(to, &v, 64);
  for (; mask; mask &= mask - 1) to[__builtin_ctzll(mask)] |= 0x20;
}

#define verbatim_vector verbatim_bytes64
#define VERBATIM_LOAD(at) verbatim_load(at)
#define VERBATIM_EQ(v, byte) verbatim_equal(v, (uint8_t)(byte))
#define VERBATIM_IN(v, low, number) verbatim_in(v, (uint8_t)(low), (uint8_t)(number))
#define VERBATIM_STORE(to, v, mask) verbatim_store(to, v, mask)
__attribute__((unused)) static inline int verbatim_classify_plain(VERBATIM_PARAMETERS) {
  VERBATIM_CLASSIFY
}
#undef verbatim_vector
#undef VERBATIM_LOAD
#undef VERBATIM_EQ
#undef VERBATIM_IN
#undef VERBATIM_STORE

/// Whether this processor has AVX2.
static inline int verbatim_has_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2");
#else
  return 0;
#endif
}

/// Writes a word of each mask for each 64 of the `count` bytes at `text`, and the bytes with small letters for ASCII's
/// and Latin-1's capitals to `lower`. A byte behind the last word can be read;
/// `lower` has room for whole blocks. Returns whether there are bytes of unknown case.
static inline int verbatim_classify(VERBATIM_PARAMETERS) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return verbatim_classify_512(text, count, lower, masks);
  if (verbatim_has_avx2()) return verbatim_classify_256(text, count, lower, masks);
#endif
  return verbatim_classify_plain(text, count, lower, masks);
}

/// A hash of a word and its kind, for tables whose size is a power of two.
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

/// Has a place of a table fetched.
static inline void verbatim_prefetch(const void *at) { __builtin_prefetch(at); }

#undef VERBATIM_IS
#undef VERBATIM_CLASSIFY
#undef VERBATIM_ALNUM
#undef VERBATIM_PARAMETERS
