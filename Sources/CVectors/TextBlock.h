// 64 bytes of a text, for one kind of processor: included once for each (`EachProcessor.h`).
//
// A comparison makes flags, a byte each or a bit; CS(bits) makes a bit a byte of them, the first byte's lowest.

#if CS_WIDTH == 64

typedef __m512i CS(block);
typedef uint64_t CS(flags);

CS_INLINE CS(block) CS(load)(const uint8_t *at) { return _mm512_loadu_si512(at); }

CS_INLINE void CS(store)(uint8_t *to, CS(block) x) { _mm512_storeu_si512(to, x); }

/// With the bit of 0x20 set where `wanted` has a bit.
CS_INLINE CS(block) CS(lower)(CS(block) x, uint64_t wanted) {
  return _mm512_or_si512(x, _mm512_maskz_set1_epi8(wanted, 0x20));
}

CS_INLINE CS(flags) CS(is)(CS(block) x, uint8_t byte) {
  return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)byte));
}

/// Of bytes from `low` on, `number` of them.
CS_INLINE CS(flags) CS(in)(CS(block) x, uint8_t low, uint8_t number) {
  return _mm512_cmplt_epu8_mask(
      _mm512_sub_epi8(x, _mm512_set1_epi8((char)low)), _mm512_set1_epi8((char)number));
}

CS_INLINE CS(flags) CS(high)(CS(block) x) { return _mm512_movepi8_mask(x); }
CS_INLINE CS(flags) CS(or)(CS(flags) a, CS(flags) b) { return a | b; }
CS_INLINE uint64_t CS(bits)(CS(flags) flags) { return flags; }

#elif CS_WIDTH == 32

typedef struct { __m256i part[2]; } CS(block);
typedef CS(block) CS(flags);

CS_INLINE CS(block) CS(load)(const uint8_t *at) {
  return (CS(block)){{
      _mm256_loadu_si256((const __m256i *)at), _mm256_loadu_si256((const __m256i *)(at + 32))}};
}

CS_INLINE void CS(store)(uint8_t *to, CS(block) x) {
  _mm256_storeu_si256((__m256i *)to, x.part[0]);
  _mm256_storeu_si256((__m256i *)(to + 32), x.part[1]);
}

CS_INLINE CS(block) CS(lower)(CS(block) x, uint64_t wanted) {
  // Each byte gets that byte of the mask in which its bit is.
  const __m256i spread = _mm256_setr_epi8(
      0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
  const __m256i own = _mm256_set1_epi64x((long long)0x8040201008040201);
  for (int i = 0; i < 2; i++) {
    const __m256i mask = _mm256_shuffle_epi8(_mm256_set1_epi32((int)(wanted >> 32 * i)), spread);
    const __m256i isWanted = _mm256_cmpeq_epi8(_mm256_and_si256(mask, own), own);
    x.part[i] = _mm256_or_si256(x.part[i], _mm256_and_si256(isWanted, _mm256_set1_epi8(0x20)));
  }
  return x;
}

CS_INLINE CS(flags) CS(is)(CS(block) x, uint8_t byte) {
  for (int i = 0; i < 2; i++) x.part[i] = _mm256_cmpeq_epi8(x.part[i], _mm256_set1_epi8((char)byte));
  return x;
}

CS_INLINE CS(flags) CS(in)(CS(block) x, uint8_t low, uint8_t number) {
  for (int i = 0; i < 2; i++) {
    const __m256i above = _mm256_sub_epi8(x.part[i], _mm256_set1_epi8((char)low));
    x.part[i] = _mm256_cmpeq_epi8(
        _mm256_min_epu8(above, _mm256_set1_epi8((char)(number - 1))), above);
  }
  return x;
}

CS_INLINE CS(flags) CS(high)(CS(block) x) { return x; }

CS_INLINE CS(flags) CS(or)(CS(flags) a, CS(flags) b) {
  for (int i = 0; i < 2; i++) a.part[i] = _mm256_or_si256(a.part[i], b.part[i]);
  return a;
}

CS_INLINE uint64_t CS(bits)(CS(flags) flags) {
  return (uint32_t)_mm256_movemask_epi8(flags.part[0])
    | (uint64_t)(uint32_t)_mm256_movemask_epi8(flags.part[1]) << 32;
}

#else

// Sixteen bytes at a time, as any vector unit has them: the compiler knows how.
typedef uint8_t CS(bytes16) __attribute__((vector_size(16)));
typedef struct { CS(bytes16) part[4]; } CS(block);
typedef CS(block) CS(flags);

CS_INLINE CS(block) CS(load)(const uint8_t *at) {
  CS(block) x;
  memcpy(&x, at, 64);
  return x;
}

CS_INLINE void CS(store)(uint8_t *to, CS(block) x) { memcpy(to, &x, 64); }

CS_INLINE CS(block) CS(lower)(CS(block) x, uint64_t wanted) {
  uint8_t bytes[64];
  memcpy(bytes, &x, 64);
  for (; wanted; wanted &= wanted - 1) bytes[__builtin_ctzll(wanted)] |= 0x20;
  return CS(load)(bytes);
}

CS_INLINE CS(flags) CS(is)(CS(block) x, uint8_t byte) {
  for (int i = 0; i < 4; i++) x.part[i] = (CS(bytes16))(x.part[i] == byte);
  return x;
}

CS_INLINE CS(flags) CS(in)(CS(block) x, uint8_t low, uint8_t number) {
  for (int i = 0; i < 4; i++)
    x.part[i] = (CS(bytes16))((CS(bytes16))(x.part[i] - low) < number);
  return x;
}

CS_INLINE CS(flags) CS(high)(CS(block) x) { return CS(in)(x, 0x80, 0x80); }

CS_INLINE CS(flags) CS(or)(CS(flags) a, CS(flags) b) {
  for (int i = 0; i < 4; i++) a.part[i] |= b.part[i];
  return a;
}

CS_INLINE uint64_t CS(bits)(CS(flags) flags) {
  uint64_t bits = 0;
  for (int i = 3; i >= 0; i--) {
#if defined(__SSE2__)
    bits = bits << 16 | (uint32_t)_mm_movemask_epi8((__m128i)flags.part[i]);
#else
    // The bytes are 0 or 255: their bits, gathered by a product.
    uint64_t half[2];
    memcpy(half, &flags.part[i], 16);
    for (int k = 1; k >= 0; k--)
      bits = bits << 8 | ((half[k] & 0x0101010101010101ull) * 0x0102040810204080ull) >> 56;
#endif
  }
  return bits;
}

#endif

/// The first `count` bytes, fewer than 64; zeros behind them.
CS_INLINE CS(block) CS(load_first)(const uint8_t *at, size_t count) {
#if CS_WIDTH == 64
  return _mm512_maskz_loadu_epi8(((uint64_t)1 << count) - 1, at);
#else
  uint8_t copy[64] = {0};
  memcpy(copy, at, count);
  return CS(load)(copy);
#endif
}
