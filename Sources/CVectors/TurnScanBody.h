// The functions of TurnScan.h for one kind of processor: included once for each, with CS(name) as the
// function's name, and CS_WIDTH as the bytes that are compared at once.

#if CS_WIDTH == 64
CS_INLINE uint64_t CS(equal)(const uint8_t *at, uint8_t byte) {
  return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at), _mm512_set1_epi8((char)byte));
}

CS_INLINE uint64_t CS(both)(const uint8_t *one, uint8_t a, const uint8_t *other, uint8_t b) {
  return _mm512_mask_cmpeq_epi8_mask(
      _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(one), _mm512_set1_epi8((char)a)),
      _mm512_loadu_si512(other), _mm512_set1_epi8((char)b));
}

CS_INLINE uint64_t CS(stoppers)(const uint8_t *at) {
  return _mm512_cmplt_epu8_mask(_mm512_loadu_si512(at), _mm512_set1_epi8((char)192));
}
#elif CS_WIDTH == 32
CS_INLINE __m256i CS(load)(const uint8_t *at) {
  return _mm256_loadu_si256((const __m256i *)at);
}

CS_INLINE uint64_t CS(mask)(__m256i low, __m256i high) {
  uint64_t mask = (uint32_t)_mm256_movemask_epi8(low)
    | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
  // Keeps the mask a number: the compiler would carry it through branches as 64 single bits.
  __asm__("" : "+r"(mask));
  return mask;
}

CS_INLINE uint64_t CS(equal)(const uint8_t *at, uint8_t byte) {
  __m256i all = _mm256_set1_epi8((char)byte);
  return CS(mask)(_mm256_cmpeq_epi8(CS(load)(at), all), _mm256_cmpeq_epi8(CS(load)(at + 32), all));
}

CS_INLINE uint64_t CS(both)(const uint8_t *one, uint8_t a, const uint8_t *other, uint8_t b) {
  __m256i first = _mm256_set1_epi8((char)a);
  __m256i second = _mm256_set1_epi8((char)b);
  return CS(mask)(
      _mm256_and_si256(_mm256_cmpeq_epi8(CS(load)(one), first),
                       _mm256_cmpeq_epi8(CS(load)(other), second)),
      _mm256_and_si256(_mm256_cmpeq_epi8(CS(load)(one + 32), first),
                       _mm256_cmpeq_epi8(CS(load)(other + 32), second)));
}

CS_INLINE uint64_t CS(stoppers)(const uint8_t *at) {
  // A byte below 192 is one that does not change where it is raised to 192.
  __m256i least = _mm256_set1_epi8((char)192);
  __m256i low = CS(load)(at);
  __m256i high = CS(load)(at + 32);
  return ~CS(mask)(_mm256_cmpeq_epi8(_mm256_max_epu8(low, least), low),
                   _mm256_cmpeq_epi8(_mm256_max_epu8(high, least), high));
}
#else
CS_INLINE uint64_t CS(equal)(const uint8_t *at, uint8_t byte) { return cs_equal(at, byte); }

CS_INLINE uint64_t CS(both)(const uint8_t *one, uint8_t a, const uint8_t *other, uint8_t b) {
  return cs_equal_pair(one, a, one - other, b);
}

CS_INLINE uint64_t CS(stoppers)(const uint8_t *at) { return cs_stoppers(at); }
#endif

/// Ends of one code in 64 bytes, 64 before them readable too.
CS_INLINE uint64_t CS(code_ends)(
    const uint8_t *at, uint64_t code, uint64_t stops, uint64_t before) {
  unsigned length = (unsigned)(code >> 56);
  if (length == 1) return CS(equal)(at, (uint8_t)code) & cs_shifted(stops, before, 1);
  uint64_t ends = CS(both)(at, (uint8_t)code, at - 1, (uint8_t)(code >> 8));
  for (unsigned k = 2; k < length; k++) ends &= CS(equal)(at - k, (uint8_t)(code >> 8 * k));
  return ends & cs_shifted(stops, before, length);
}

CS_INLINE uint64_t CS(set_ends)(
    const uint8_t *at, const uint64_t *codes, size_t count, uint64_t stops, uint64_t before) {
  uint64_t ends = CS(code_ends)(at, codes[0], stops, before);
  for (size_t i = 1; i < count; i++) ends |= CS(code_ends)(at, codes[i], stops, before);
  return ends;
}

/// Matches of a string in a turn around which there is room: two windows at once, since most turns
/// end in the first or the second and no branch can know in which.
CS_INLINE size_t CS(string)(
    const cs_string_probe *probe, const uint8_t *at, ptrdiff_t starts, bool once) {
  size_t found = 0;
  for (; starts > 0; starts -= 128, at += 128) {
    __builtin_prefetch(at + CS_FARTHER);
    __builtin_prefetch(at + CS_FARTHER + 64);
    uint64_t first = CS(both)(at + probe->i, probe->a, at + probe->j, probe->b);
    uint64_t second = CS(both)(at + 64 + probe->i, probe->a, at + 64 + probe->j, probe->b);
    first &= cs_lowest(starts);
    second &= cs_lowest(starts - 64);
    if (!(first | second)) continue;
    for (; first; first &= first - 1)
      found += cs_string_stands(probe, at + __builtin_ctzll(first));
    for (; second; second &= second - 1)
      found += cs_string_stands(probe, at + 64 + __builtin_ctzll(second));
    if (once && found) return 1;
  }
  return found;
}

__attribute__((unused)) static bool CS(find_string)(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint8_t *pattern, size_t length,
    bool once, cs_found *found, uint32_t *kept) {
  cs_string_probe probe = cs_probe(pattern, length);
  cs_found sum = {0, 0};
  for (size_t index = 0; index < count; index++) {
    uint32_t turn = turns[index];
    if (index + CS_AHEAD < count) cs_fetch(all, turns[index + CS_AHEAD]);
    size_t from, to;
    if (!cs_range(all, turn, &from, &to)) return false;
    size_t hits = cs_has_room(all, from, to)
      ? CS(string)(&probe, all->codes + from, (ptrdiff_t)(to - from) - (ptrdiff_t)length + 1,
                   once)
      : cs_string_body(all->codes, all->limit, from, to, pattern, length);
    if (kept) kept[sum.turns] = turn;
    sum.turns += hits > 0;
    sum.hits += once ? hits > 0 : hits;
  }
  *found = sum;
  return true;
}

__attribute__((unused)) static bool CS(find_sequence)(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes,
    const uint8_t *counts, size_t steps, bool once, cs_found *found, uint32_t *kept) {
  cs_found sum = {0, 0};
  for (size_t index = 0; index < count; index++) {
    uint32_t turn = turns[index];
    if (index + CS_AHEAD < count) cs_fetch(all, turns[index + CS_AHEAD]);
    size_t from, to;
    if (!cs_range(all, turn, &from, &to)) return false;
    size_t hits =
      cs_sequence_body(all->codes, all->limit, from, to, codes, counts, steps, NULL);
    if (kept) kept[sum.turns] = turn;
    sum.turns += hits > 0;
    sum.hits += once ? hits > 0 : hits;
  }
  *found = sum;
  return true;
}

#if CS_WIDTH >= 32
/// Ends of one code of at most three bytes, `length` being known when this is compiled.
CS_INLINE uint64_t CS(short_ends)(
    const uint8_t *at, uint64_t code, unsigned length, uint64_t stops, uint64_t before) {
  if (length == 1) return CS(equal)(at, (uint8_t)code) & cs_shifted(stops, before, 1);
  uint64_t ends = CS(both)(at, (uint8_t)code, at - 1, (uint8_t)(code >> 8));
  if (length == 3) ends &= CS(equal)(at - 2, (uint8_t)(code >> 16));
  return ends & cs_shifted(stops, before, length);
}

/// Pairs of neighbours among so many tokens, a bit each; those of `carried` were seen before and
/// begin a pair but end none.
CS_INLINE size_t CS(pairs)(
    uint64_t left, uint64_t right, unsigned distance, uint64_t carried, uint64_t isAfter,
    uint64_t isBefore) {
  uint64_t all = left | right;
  // Where a token of either set stands at most `distance` before: spans double.
  uint64_t near = all << 1;
  for (unsigned span = 1; span < distance;) {
    unsigned step = span * 2 <= distance ? span : distance - span;
    near |= near << step;
    span += step;
  }
  // A bit added behind a token is carried through the gap to the next token of either set.
  uint64_t gaps = ~all;
  uint64_t afterLeft = left << 1;
  uint64_t afterRight = right << 1;
  uint64_t a = (gaps + (afterLeft & gaps)) | afterLeft;
  uint64_t b = (gaps + (afterRight & gaps)) | afterRight;
  uint64_t pairs = (a & right & isAfter) | (b & left & isBefore);
  return (size_t)__builtin_popcountll(pairs & near & ~carried);
}

/// Pairs of neighbours in a turn around which there is room, at most `CS_FARTHEST` apart and ending
/// at most `reach` bytes from each other, 64 at most.
///
/// The ends of both sets are found window by window, without a branch that depends on them. Only where
/// both are near each other the stoppers part the windows into tokens, so that each set becomes a bit a
/// token, and all pairs are found at once. `a` and `b` are the lengths of the only codes of the sets,
/// or 0 where there are several or longer ones.
CS_INLINE size_t CS(near)(
    const uint8_t *at, ptrdiff_t length, const uint64_t *codes, size_t first, size_t second,
    unsigned distance, size_t reach, uint64_t isAfter, uint64_t isBefore, bool once, unsigned a,
    unsigned b) {
  uint64_t carried = ((uint64_t)1 << distance) - 1;
  uint64_t tail = ~(uint64_t)0 << (64 - reach);
  // Stoppers and ends of each window behind those of the one before; none before the first.
  uint64_t stops[CS_WINDOWS + 1], left[CS_WINDOWS + 1], right[CS_WINDOWS + 1];
  stops[0] = left[0] = right[0] = 0;
  uint64_t before = ~(uint64_t)0;
  size_t found = 0;
  while (length > 0) {
    uint64_t active = 0;
    unsigned windows = 0;
    for (; windows < CS_WINDOWS && length > 0; length -= 64, at += 64) {
      __builtin_prefetch(at + CS_FARTHER);
      uint64_t all = CS(stoppers)(at);
      uint64_t inside = cs_lowest(length);
      uint64_t mine = inside
        & (a ? CS(short_ends)(at, codes[0], a, all, before)
             : CS(set_ends)(at, codes, first, all, before));
      uint64_t other = inside
        & (b ? CS(short_ends)(at, codes[first], b, all, before)
             : CS(set_ends)(at, codes + first, second, all, before));
      uint64_t both = mine & other;
      bool isNear = ((mine | (left[windows] & tail)) != 0) & ((other | (right[windows] & tail)) != 0)
        & ((mine | other) != 0);
      active |= (uint64_t)(isNear | (both != 0)) << windows;
      windows++;
      stops[windows] = all & inside;
      left[windows] = mine;
      right[windows] = other;
      before = all;
    }
    for (; active; active &= active - 1) {
      unsigned k = (unsigned)__builtin_ctzll(active) + 1;
      unsigned old = (unsigned)__builtin_popcountll(stops[k - 1]);
      // Nothing, before the first window; a later one without so many stoppers is damaged.
      unsigned skipped = old < distance ? 0 : old - distance;
      uint64_t carryA = _pext_u64(left[k - 1], stops[k - 1]) >> skipped & carried;
      uint64_t carryB = _pext_u64(right[k - 1], stops[k - 1]) >> skipped & carried;
      uint64_t mine = _pext_u64(left[k], stops[k]);
      uint64_t other = _pext_u64(right[k], stops[k]);
      unsigned room = 64 - distance;
      // Where nearly all codes are of one byte they do not fit beside the tokens carried.
      if (__builtin_expect((unsigned)__builtin_popcountll(stops[k]) > room, 0)) {
        uint64_t fits = ((uint64_t)1 << room) - 1;
        uint64_t some = carryA | (mine & fits) << distance;
        uint64_t others = carryB | (other & fits) << distance;
        found += CS(pairs)(some, others, distance, carried, isAfter, isBefore);
        carryA = some >> room & carried;
        carryB = others >> room & carried;
        mine >>= room;
        other >>= room;
      }
      found += CS(pairs)(
          carryA | mine << distance, carryB | other << distance, distance, carried, isAfter,
          isBefore);
      if (once && found) return 1;
    }
    stops[0] = stops[windows];
    left[0] = left[windows];
    right[0] = right[windows];
  }
  return found;
}
#endif

CS_INLINE bool CS(find_near_of)(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes, size_t first,
    size_t second, uint32_t distance, uint32_t allowed, size_t longest, bool once, cs_found *found,
    uint32_t *kept, unsigned a, unsigned b) {
  cs_found sum = {0, 0};
  uint64_t isAfter = allowed >> (1 * 4 + 2) & 1 ? ~(uint64_t)0 : 0;
  uint64_t isBefore = allowed >> (2 * 4 + 1) & 1 ? ~(uint64_t)0 : 0;
  size_t reach = distance * longest < 64 ? distance * longest : 64;
  for (size_t index = 0; index < count; index++) {
    uint32_t turn = turns[index];
    if (index + CS_AHEAD < count) cs_fetch(all, turns[index + CS_AHEAD]);
    size_t from, to;
    if (!cs_range(all, turn, &from, &to)) return false;
    size_t hits;
#if CS_WIDTH >= 32
    if (distance - 1 < CS_FARTHEST && cs_has_room(all, from, to))
      hits = CS(near)(
          all->codes + from, (ptrdiff_t)(to - from), codes, first, second, distance, reach, isAfter,
          isBefore, once, a, b);
    else
#endif
      hits = cs_near_body(all->codes, all->limit, from, to, codes, first, second, distance, allowed);
    if (kept) kept[sum.turns] = turn;
    sum.turns += hits > 0;
    sum.hits += once ? hits > 0 : hits;
  }
  (void)a, (void)b, (void)isAfter, (void)isBefore, (void)reach;
  *found = sum;
  return true;
}

__attribute__((unused)) static bool CS(find_near)(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes, size_t first,
    size_t second, uint32_t distance, uint32_t allowed, size_t longest, bool once, cs_found *found,
    uint32_t *kept) {
  // Two words of usual length, which is most of what is asked, are compiled for their lengths.
#if CS_WIDTH >= 32
  unsigned a = first == 1 ? (unsigned)(codes[0] >> 56) : 0;
  unsigned b = second == 1 ? (unsigned)(codes[first] >> 56) : 0;
#define CS_NEAR(x, y) \
  if (a == x && b == y) \
    return CS(find_near_of)( \
        all, turns, count, codes, first, second, distance, allowed, longest, once, found, kept, x, \
        y);
  CS_NEAR(1, 1) CS_NEAR(1, 2) CS_NEAR(2, 1) CS_NEAR(2, 2)
#undef CS_NEAR
#endif
  return CS(find_near_of)(
      all, turns, count, codes, first, second, distance, allowed, longest, once, found, kept, 0, 0);
}

#if CS_WIDTH >= 32
/// Takes apart the codes of up to three bytes that end in `length` bytes, 16 of room before and 32
/// behind them: `ids` needs room for `length` + 16 numbers. Returns how many there are, SIZE_MAX where
/// one is longer.
CS_INLINE size_t CS(ids)(const uint8_t *at, size_t length, uint32_t *ids) {
  size_t found = 0;
  uint32_t tooLong = 0;
#if CS_WIDTH == 64
  for (size_t k = 0; k < length; k += 16) {
    __m512i last = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(at + k)));
    __m512i second = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(at + k - 1)));
    __m512i third = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(at + k - 2)));
    __m512i fourth = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(at + k - 3)));
    __m512i base = _mm512_set1_epi32(191);
    __mmask16 isLong = _mm512_cmpgt_epu32_mask(second, base);
    __mmask16 isLonger = _mm512_mask_cmpgt_epu32_mask(isLong, third, base);
    __m512i high = _mm512_maskz_sub_epi32(isLong, second, base);
    high = _mm512_add_epi32(
        high, _mm512_slli_epi32(_mm512_maskz_sub_epi32(isLonger, third, base), 6));
    __m512i id = _mm512_add_epi32(
        last, _mm512_add_epi32(_mm512_slli_epi32(high, 7), _mm512_slli_epi32(high, 6)));
    __mmask16 stops = _mm512_cmple_epu32_mask(last, base);
    if (length - k < 16) stops &= (__mmask16)((1u << (length - k)) - 1);
    tooLong |= stops & isLonger & _mm512_cmpgt_epu32_mask(fourth, base);
    _mm512_storeu_si512(ids + found, _mm512_maskz_compress_epi32(stops, id));
    found += (size_t)__builtin_popcount(stops);
  }
#else
  for (size_t k = 0; k < length; k += 8) {
    __m256i last = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(at + k)));
    __m256i second = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(at + k - 1)));
    __m256i third = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(at + k - 2)));
    __m256i fourth = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(at + k - 3)));
    __m256i base = _mm256_set1_epi32(191);
    __m256i isLong = _mm256_cmpgt_epi32(second, base);
    __m256i isLonger = _mm256_and_si256(isLong, _mm256_cmpgt_epi32(third, base));
    __m256i high = _mm256_and_si256(isLong, _mm256_sub_epi32(second, base));
    high = _mm256_add_epi32(
        high, _mm256_slli_epi32(_mm256_and_si256(isLonger, _mm256_sub_epi32(third, base)), 6));
    __m256i id = _mm256_add_epi32(
        last, _mm256_add_epi32(_mm256_slli_epi32(high, 7), _mm256_slli_epi32(high, 6)));
    unsigned stops = ~(unsigned)_mm256_movemask_ps(
        _mm256_castsi256_ps(_mm256_cmpgt_epi32(last, base))) & 255;
    if (length - k < 8) stops &= (1u << (length - k)) - 1;
    tooLong |= stops & (unsigned)_mm256_movemask_ps(
        _mm256_castsi256_ps(_mm256_and_si256(isLonger, _mm256_cmpgt_epi32(fourth, base))));
    // The numbers of the lanes that are kept, lowest first, a byte each.
    uint64_t lanes = _pdep_u64(stops, 0x0101010101010101) * 255;
    __m256i order = _mm256_cvtepu8_epi32(
        _mm_cvtsi64_si128((long long)_pext_u64(0x0706050403020100, lanes)));
    _mm256_storeu_si256((__m256i *)(ids + found), _mm256_permutevar8x32_epi32(id, order));
    found += (size_t)__builtin_popcount(stops);
  }
#endif
  return tooLong ? SIZE_MAX : found;
}
#endif

