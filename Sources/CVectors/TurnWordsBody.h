// The functions of TurnWords.h for one kind of processor (`EachProcessor.h`).

#if CS_WIDTH == 32
/// Stores those of eight numbers of which `bits` has a bit, in their order; returns how many there are.
CS_INLINE size_t CS(store_chosen)(uint32_t *to, __m256i numbers, unsigned bits) {
  const __m256i places = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(cs_chosen + bits)));
  _mm256_storeu_si256((__m256i *)to, _mm256_permutevar8x32_epi32(numbers, places));
  return (size_t)__builtin_popcount(bits);
}

/// A bit each.
CS_INLINE unsigned CS(bits_of)(__m256i flags) {
  return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(flags));
}

/// The last of `before`, and all but the last of `numbers`.
CS_INLINE __m256i CS(shifted)(__m256i numbers, __m256i before) {
  return _mm256_alignr_epi8(numbers, _mm256_permute2x128_si256(before, numbers, 0x21), 12);
}

/// All ones in the first `count` of eight lanes.
CS_INLINE __m256i CS(first_lanes)(size_t count) {
  return _mm256_cmpgt_epi32(
      _mm256_set1_epi32(count < 8 ? (int)count : 8), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// The bits of a mask from each of eight places on, 25 at least.
CS_INLINE __m256i CS(bits_at)(const uint64_t *mask, __m256i place) {
  const __m256i bytes = _mm256_i32gather_epi32((const int *)mask, _mm256_srli_epi32(place, 3), 1);
  return _mm256_srlv_epi32(bytes, _mm256_and_si256(place, _mm256_set1_epi32(7)));
}
#endif

/// Appends the places of the bits of a block: up to 32, since there are gaps between.
CS_INLINE size_t CS(places)(uint64_t bits, size_t base, uint32_t *places) {
#if CS_WIDTH == 64
  const __m512i numbers = _mm512_set_epi8(
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40,
      39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m256i found = _mm512_castsi512_si256(_mm512_maskz_compress_epi8(bits, numbers));
  __m512i from = _mm512_set1_epi32((int)base);
  size_t count = (size_t)__builtin_popcountll(bits);
  _mm512_storeu_si512(
      places, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm256_castsi256_si128(found))));
  if (count > 16)
    _mm512_storeu_si512(
        places + 16, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(_mm256_extracti128_si256(found, 1))));
  return count;
#elif CS_WIDTH == 32
  // Twelve at a time: most blocks have no more words, and no branch can know how many they have.
  size_t count = (size_t)__builtin_popcountll(bits);
  for (size_t k = 0; k < count; k += 12)
    for (size_t own = k; own < k + 12; own++, bits &= bits - 1)
      places[own] = (uint32_t)(base + _tzcnt_u64(bits));
  return count;
#else
  size_t count = 0;
  for (; bits; bits &= bits - 1) places[count++] = (uint32_t)(base + (size_t)__builtin_ctzll(bits));
  return count;
#endif
}

/// Runs of `runs` with `between` between them; of words, each must end in front of a byte of `word_ends`.
CS_INLINE size_t CS(find)(
    const verbatim_masks *masks, const uint64_t *runs, const uint64_t *between, bool isWords,
    size_t from, size_t to, size_t longest, cs_tokens tokens, size_t *next) {
  size_t begun = 0, ended = 0;
  uint64_t carry = 0;
  uint64_t valid = ~(uint64_t)0 << (from & 63);
  *next = to;
  for (size_t base = from & ~(size_t)63; base < to; base += 64, valid = ~(uint64_t)0) {
    const size_t block = base >> 6;
    if (to - base < 64) valid &= cs_low_bits(to - base);
    uint64_t run = runs[block] & valid;
    uint64_t known = cs_below(~(run | between[block]) & valid);
    run &= known;
    uint64_t before = run << 1 | carry;
    uint64_t starts = run & ~before;
    // A run in front of what is not known may go on.
    uint64_t ends = ~run & before & known;
    if (isWords) {
      const uint64_t doubtful = ((ends & ~masks->word_ends[block]) | (starts & masks->exes[block])) & valid;
      if (__builtin_expect(doubtful != 0, 0)) {
        known &= cs_below(doubtful);
        run &= known;
        before = run << 1 | carry;
        starts = run & ~before;
        ends = ~run & before & known;
      }
    }
    if (carry && base - tokens.starts[ended] + 64 > longest) {
      // A run over some blocks: too long as soon as it may be.
      size_t more = ends ? (size_t)__builtin_ctzll(ends) : 64;
      if (base - tokens.starts[ended] + more >= longest) {
        *next = tokens.starts[ended];
        return ended;
      }
    }
    memset(tokens.kinds + begun, 0, 32);
    for (uint64_t digits = starts & ~masks->letters[block]; digits; digits &= digits - 1)
      tokens.kinds[begun + (size_t)__builtin_popcountll(starts & ((digits & -digits) - 1))] = 1;
    begun += CS(places)(starts, base, tokens.starts + begun);
    ended += CS(places)(ends, base, tokens.ends + ended);
    carry = run >> 63;
    if (__builtin_expect(known != ~(uint64_t)0, 0)) {
      *next = begun > ended ? tokens.starts[ended] : base + (size_t)__builtin_ctzll(~known);
      begun = ended;
      break;
    }
  }
  // One that goes up to the end.
  if (begun > ended) {
    if (to - tokens.starts[ended] >= longest) {
      *next = tokens.starts[ended];
    } else {
      tokens.ends[ended++] = (uint32_t)to;
    }
  }
  // What begins with a digit may have a letter.
  memset(tokens.kinds + ended, 0, 8);
  for (size_t k = 0; k < ended; k += 8) {
    uint64_t kinds;
    memcpy(&kinds, tokens.kinds + k, 8);
    for (; kinds; kinds &= kinds - 1) {
      size_t own = k + ((size_t)__builtin_ctzll(kinds) >> 3);
      if (cs_has_letter(masks->letters, tokens.starts[own], tokens.ends[own])) tokens.kinds[own] = 0;
    }
  }
  return ended;
}

static size_t CS(find_runs)(
    const verbatim_masks *masks, size_t from, size_t to, size_t longest, cs_tokens tokens,
    size_t *next) {
  return CS(find)(masks, masks->runs, masks->between_runs, false, from, to, longest, tokens, next);
}

static size_t CS(find_words)(
    const verbatim_masks *masks, size_t from, size_t to, size_t longest, cs_tokens tokens,
    size_t *next) {
  return CS(find)(masks, masks->letters, masks->between_words, true, from, to, longest, tokens, next);
}

static void CS(write_slots)(
    const uint8_t *text, const verbatim_masks *masks, bool hasUnknownCase, cs_tokens tokens,
    size_t count, uint8_t *slots, cs_leftover *leftover) {
  size_t gaps = 0, words = 0, at = 0;
  size_t before = 0;
#if CS_WIDTH == 64
  const __m512i one = _mm512_set1_epi32(1);
  __m512i number = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  // The end before the first token is the text's start.
  __m512i last = _mm512_setzero_si512();
  for (; at < count; at += 16) {
    const __mmask16 real = count - at < 16 ? (__mmask16)((1u << (count - at)) - 1) : (__mmask16)~0;
    const __m512i start = _mm512_maskz_loadu_epi32(real, tokens.starts + at);
    const __m512i end = _mm512_maskz_loadu_epi32(real, tokens.ends + at);
    const __m512i ended = _mm512_alignr_epi32(end, last, 15);
    last = end;
    const __m512i length = _mm512_sub_epi32(end, start);
    // The byte before the token, and its first.
    const __m512i around = _mm512_mask_i32gather_epi32(
        _mm512_setzero_si512(), real, start, text - 1, 1);
    const __m512i byte = _mm512_set1_epi32(0xFF);
    const __mmask16 isBlank = _mm512_cmpeq_epi32_mask(
                                  _mm512_and_si512(around, byte), _mm512_set1_epi32(0x20))
      & _mm512_cmpeq_epi32_mask(_mm512_sub_epi32(start, ended), one);
    const __m512i place = _mm512_srli_epi32(start, 3);
    const __m512i shift = _mm512_and_si512(start, _mm512_set1_epi32(7));
    // So many bits are there from any place on.
    const __mmask16 isLong = _mm512_cmpgt_epu32_mask(length, _mm512_set1_epi32(25));
    const __m512i within = _mm512_sub_epi32(_mm512_sllv_epi32(one, length), one);
    const __m512i uppers = _mm512_and_si512(
        _mm512_srlv_epi32(
            _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), real, place, masks->uppers, 1), shift),
        within);
    const __mmask16 isTwoBytes = _mm512_cmpeq_epi32_mask(
        _mm512_and_si512(_mm512_srli_epi32(around, 8), byte), _mm512_set1_epi32(0xC3));
    const __m512i initial = _mm512_mask_add_epi32(one, isTwoBytes, one, one);
    const __mmask16 hasUppers = _mm512_test_epi32_mask(uppers, uppers);
    const __mmask16 isCapitalised = _mm512_cmpeq_epi32_mask(uppers, initial);
    __mmask16 isUpper = hasUppers & ~isCapitalised;
    __mmask16 isOdd = isLong;
    if (isUpper) {
      const __m512i smalls = _mm512_and_si512(
          _mm512_srlv_epi32(
              _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), real, place, masks->smalls, 1),
              shift),
          within);
      isOdd |= isUpper & _mm512_test_epi32_mask(smalls, smalls);
    }
    if (hasUnknownCase) {
      const __m512i unknown = _mm512_and_si512(
          _mm512_srlv_epi32(
              _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), real, place, masks->unknown, 1),
              shift),
          within);
      isOdd |= _mm512_test_epi32_mask(unknown, unknown);
    }
    __m512i slot = _mm512_mask_blend_epi32(
        isBlank, _mm512_set1_epi32(CS_OTHER_GAP << 2), _mm512_set1_epi32(CS_BLANK << 2));
    slot = _mm512_mask_or_epi32(slot, isCapitalised, slot, one);
    slot = _mm512_mask_or_epi32(slot, isUpper, slot, _mm512_set1_epi32(2));
    slot = _mm512_mask_or_epi32(slot, isOdd, slot, _mm512_set1_epi32(3));
    _mm_storeu_si128((__m128i *)(slots + at), _mm512_cvtepi32_epi8(slot));
    isOdd &= real;
    for (unsigned odd = isLong & real; odd; odd &= odd - 1) {
      size_t own = at + (size_t)__builtin_ctz(odd);
      bool isLeft;
      slots[own] = cs_slot(
          text, masks, hasUnknownCase, own ? tokens.ends[own - 1] : 0, tokens.starts[own],
          tokens.ends[own], &isLeft);
      if (!isLeft) isOdd &= (__mmask16)~(odd & -odd);
    }
    const __mmask16 isOther = real & ~isBlank;
    _mm512_storeu_si512(leftover->gaps + gaps, _mm512_maskz_compress_epi32(isOther, number));
    gaps += (size_t)__builtin_popcount(isOther);
    if (isOdd) {
      _mm512_storeu_si512(leftover->words + words, _mm512_maskz_compress_epi32(isOdd, number));
      words += (size_t)__builtin_popcount(isOdd);
    }
    number = _mm512_add_epi32(number, _mm512_set1_epi32(16));
  }
#elif CS_WIDTH == 32
  const __m256i none = _mm256_setzero_si256(), one = _mm256_set1_epi32(1);
  __m256i number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  // The end before the first token is the text's start.
  __m256i last = none;
  for (; at < count; at += 8) {
    const __m256i real = CS(first_lanes)(count - at);
    const unsigned all = CS(bits_of)(real);
    const __m256i start =
        _mm256_and_si256(real, _mm256_loadu_si256((const __m256i *)(tokens.starts + at)));
    const __m256i end =
        _mm256_and_si256(real, _mm256_loadu_si256((const __m256i *)(tokens.ends + at)));
    const __m256i ended = CS(shifted)(end, last);
    last = end;
    const __m256i length = _mm256_sub_epi32(end, start);
    // The byte before the token, and its first.
    const __m256i around = _mm256_i32gather_epi32((const int *)(text - 1), start, 1);
    const __m256i byte = _mm256_set1_epi32(0xFF);
    const __m256i isBlank = _mm256_and_si256(
        _mm256_cmpeq_epi32(_mm256_and_si256(around, byte), _mm256_set1_epi32(0x20)),
        _mm256_cmpeq_epi32(_mm256_sub_epi32(start, ended), one));
    // So many bits are there from any place on.
    __m256i isOdd = _mm256_cmpgt_epi32(length, _mm256_set1_epi32(25));
    const unsigned longs = CS(bits_of)(isOdd) & all;
    const __m256i within = _mm256_sub_epi32(_mm256_sllv_epi32(one, length), one);
    const __m256i uppers = _mm256_and_si256(CS(bits_at)(masks->uppers, start), within);
    const __m256i isTwoBytes = _mm256_cmpeq_epi32(
        _mm256_and_si256(_mm256_srli_epi32(around, 8), byte), _mm256_set1_epi32(0xC3));
    const __m256i isLower = _mm256_cmpeq_epi32(uppers, none);
    const __m256i isCapitalised = _mm256_cmpeq_epi32(uppers, _mm256_sub_epi32(one, isTwoBytes));
    const __m256i isOther = _mm256_or_si256(isLower, isCapitalised);
    if (CS(bits_of)(isOther) != 0xFF) {
      const __m256i smalls = _mm256_and_si256(CS(bits_at)(masks->smalls, start), within);
      const __m256i isMixed = _mm256_or_si256(isOther, _mm256_cmpeq_epi32(smalls, none));
      isOdd = _mm256_or_si256(isOdd, _mm256_xor_si256(isMixed, _mm256_set1_epi32(-1)));
    }
    if (hasUnknownCase) {
      const __m256i unknown = _mm256_and_si256(CS(bits_at)(masks->unknown, start), within);
      const __m256i isKnown = _mm256_cmpeq_epi32(unknown, none);
      isOdd = _mm256_or_si256(isOdd, _mm256_xor_si256(isKnown, _mm256_set1_epi32(-1)));
    }
    __m256i slot = _mm256_blendv_epi8(
        _mm256_set1_epi32(CS_OTHER_GAP << 2), _mm256_set1_epi32(CS_BLANK << 2), isBlank);
    slot = _mm256_or_si256(slot, _mm256_and_si256(isCapitalised, one));
    slot = _mm256_or_si256(slot, _mm256_andnot_si256(isOther, _mm256_set1_epi32(2)));
    slot = _mm256_or_si256(slot, _mm256_and_si256(isOdd, _mm256_set1_epi32(3)));
    // The lowest byte of each.
    slot = _mm256_shuffle_epi8(slot, _mm256_set1_epi32(0x0C080400));
    slot = _mm256_permutevar8x32_epi32(slot, _mm256_setr_epi32(0, 4, 0, 0, 0, 0, 0, 0));
    _mm_storel_epi64((__m128i *)(slots + at), _mm256_castsi256_si128(slot));
    unsigned odds = CS(bits_of)(isOdd) & all;
    for (unsigned odd = longs; odd; odd &= odd - 1) {
      size_t own = at + (size_t)__builtin_ctz(odd);
      bool isLeft;
      slots[own] = cs_slot(
          text, masks, hasUnknownCase, own ? tokens.ends[own - 1] : 0, tokens.starts[own],
          tokens.ends[own], &isLeft);
      if (!isLeft) odds &= ~(odd & -odd);
    }
    gaps += CS(store_chosen)(leftover->gaps + gaps, number, ~CS(bits_of)(isBlank) & all);
    if (odds) words += CS(store_chosen)(leftover->words + words, number, odds);
    number = _mm256_add_epi32(number, _mm256_set1_epi32(8));
  }
#endif
  for (; at < count; at++) {
    bool isLeft;
    uint8_t slot = cs_slot(
        text, masks, hasUnknownCase, before, tokens.starts[at], tokens.ends[at], &isLeft);
    before = tokens.ends[at];
    slots[at] = slot;
    leftover->gaps[gaps] = (uint32_t)at;
    gaps += slot >> 2 == CS_OTHER_GAP;
    leftover->words[words] = (uint32_t)at;
    words += isLeft;
  }
  leftover->gapCount = gaps;
  leftover->wordCount = words;
}

/// The code of an id, its first byte lowest.
CS_INLINE uint32_t CS(code)(uint32_t id, size_t *length) {
  if (id < 192) {
    *length = 1;
    return id;
  }
  uint32_t bytes = id % 192, rest = id / 192;
  size_t count = 1;
  // Each byte before the last one is at least one more than nothing.
  for (; rest; count++) {
    rest -= 1;
    bytes = bytes << 8 | (192 + rest % 64);
    rest /= 64;
  }
  *length = count;
  return bytes;
}

/// The codes of some ids of any length, one by one.
CS_INLINE uint8_t *CS(append_codes)(const uint32_t *ids, size_t at, size_t end, uint8_t *next) {
  for (; at < end; at++) {
    size_t length;
    const uint32_t code = CS(code)(ids[at] & CS_ID_MASK, &length);
    memcpy(next, &code, 4);
    next += length;
  }
  return next;
}

static size_t CS(write_codes)(
    const uint8_t *numbers, size_t width, size_t count, const uint32_t *table, const uint8_t *slots,
    uint32_t *ids, uint8_t *codes, uint32_t *deviating, size_t *deviations) {
  const uint32_t wanted = width == 3 ? 0xFFFFFF : 0xFFFFFFFF;
  uint8_t *next = codes;
  size_t found = 0, at = 0;
#if CS_WIDTH == 64
  if (width == 3) {
    const __m512i spread = _mm512_setr_epi32(
        0xFF020100, 0xFF050403, 0xFF080706, 0xFF0B0A09, 0xFF0E0D0C, 0xFF11100F, 0xFF141312,
        0xFF171615, 0xFF1A1918, 0xFF1D1C1B, 0xFF201F1E, 0xFF232221, 0xFF262524, 0xFF292827,
        0xFF2C2B2A, 0xFF2F2E2D);
    const __mmask64 low = 0x7777777777777777;
    __m512i number = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (; at < count; at += 16) {
      const __mmask16 real = count - at < 16 ? (__mmask16)((1u << (count - at)) - 1) : (__mmask16)~0;
      const __mmask64 bytes = count - at < 16 ? cs_low_bits(3 * (count - at)) : cs_low_bits(48);
      const __m512i packed = _mm512_maskz_loadu_epi8(bytes, numbers + 3 * at);
      const __m512i own = _mm512_maskz_permutexvar_epi8(low, spread, packed);
      const __m512i word = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), real, own, table, 4);
      const __m512i id = _mm512_and_si512(word, _mm512_set1_epi32(CS_ID_MASK));
      // What is not as expected.
      const __m512i usual = _mm512_or_si512(_mm512_srli_epi32(word, 30), _mm512_set1_epi32(CS_BLANK << 2));
      const __m512i slot = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(slots + at)));
      __mmask16 isOdd = real & _mm512_cmpneq_epi32_mask(usual, slot);
      if (at == 0) isOdd &= (__mmask16)~1;
      _mm512_storeu_si512(deviating + found, _mm512_maskz_compress_epi32(isOdd, number));
      found += (size_t)__builtin_popcount(isOdd);
      number = _mm512_add_epi32(number, _mm512_set1_epi32(16));
      _mm512_storeu_si512(ids + at, word);
      const __mmask16 isBeyond = _mm512_cmpge_epu32_mask(id, _mm512_set1_epi32(192 * (1 + 64 + 4096)));
      if (__builtin_expect(isBeyond & real, 0)) {
        size_t last = at + 16 < count ? at + 16 : count;
        next = CS(append_codes)(ids, at, last, next);
        continue;
      }
      // Thirds of 64ths: exact for all of three bytes.
      const __m512i second = _mm512_srli_epi32(
          _mm512_mullo_epi32(_mm512_srli_epi32(id, 6), _mm512_set1_epi32(43691)), 17);
      const __m512i first = _mm512_sub_epi32(
          id, _mm512_add_epi32(_mm512_slli_epi32(second, 7), _mm512_slli_epi32(second, 6)));
      const __mmask16 isTwo = _mm512_test_epi32_mask(second, second);
      const __m512i lower = _mm512_sub_epi32(second, _mm512_set1_epi32(1));
      const __m512i third = _mm512_maskz_srli_epi32(isTwo, lower, 6);
      const __mmask16 isThree = _mm512_test_epi32_mask(third, third);
      const __m512i continuing = _mm512_set1_epi32(192);
      const __m512i middle = _mm512_or_si512(
          _mm512_and_si512(lower, _mm512_set1_epi32(63)), continuing);
      const __m512i highest = _mm512_add_epi32(third, _mm512_set1_epi32(191));
      __m512i code = first;
      code = _mm512_mask_or_epi32(code, isTwo, _mm512_slli_epi32(first, 8), middle);
      code = _mm512_mask_or_epi32(code, isThree, _mm512_slli_epi32(code, 8), highest);
      // The bytes that are kept of each.
      __m512i kept = _mm512_maskz_set1_epi32(real, 0xFF);
      kept = _mm512_mask_set1_epi32(kept, isTwo & real, 0xFFFF);
      kept = _mm512_mask_set1_epi32(kept, isThree & real, 0xFFFFFF);
      const __mmask64 keep = _mm512_movepi8_mask(kept);
      _mm512_storeu_si512(next, _mm512_maskz_compress_epi8(keep, code));
      next += __builtin_popcountll(keep);
    }
  }
#elif CS_WIDTH == 32
  __m256i number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  // In a loop by itself, so that many are waited for at once.
  for (size_t k = 0; k < count; k++) {
    uint32_t own;
    memcpy(&own, numbers + width * k, 4);
    ids[k] = table[own & wanted];
  }
  for (; at < count; at += 8) {
    const __m256i real = CS(first_lanes)(count - at);
    const __m256i word = _mm256_loadu_si256((const __m256i *)(ids + at));
    const __m256i id = _mm256_and_si256(word, _mm256_set1_epi32(CS_ID_MASK));
    // What is not as expected.
    const __m256i usual = _mm256_or_si256(_mm256_srli_epi32(word, 30), _mm256_set1_epi32(CS_BLANK << 2));
    const __m256i slot = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(slots + at)));
    unsigned odd = CS(bits_of)(_mm256_andnot_si256(_mm256_cmpeq_epi32(usual, slot), real));
    if (at == 0) odd &= ~1u;
    found += CS(store_chosen)(deviating + found, number, odd);
    number = _mm256_add_epi32(number, _mm256_set1_epi32(8));
    const size_t last = at + 8 < count ? at + 8 : count;
    const __m256i isBeyond = _mm256_cmpgt_epi32(id, _mm256_set1_epi32(192 * (1 + 64 + 4096) - 1));
    if (__builtin_expect(CS(bits_of)(_mm256_and_si256(isBeyond, real)) != 0, 0)) {
      next = CS(append_codes)(ids, at, last, next);
      continue;
    }
    // Thirds of 64ths: exact for all of three bytes.
    const __m256i second = _mm256_srli_epi32(
        _mm256_mullo_epi32(_mm256_srli_epi32(id, 6), _mm256_set1_epi32(43691)), 17);
    const __m256i first = _mm256_sub_epi32(
        id, _mm256_add_epi32(_mm256_slli_epi32(second, 7), _mm256_slli_epi32(second, 6)));
    const __m256i isTwo = _mm256_cmpgt_epi32(second, _mm256_setzero_si256());
    const __m256i lower = _mm256_sub_epi32(second, _mm256_set1_epi32(1));
    const __m256i third = _mm256_and_si256(isTwo, _mm256_srli_epi32(lower, 6));
    const __m256i isThree = _mm256_cmpgt_epi32(third, _mm256_setzero_si256());
    const __m256i middle = _mm256_or_si256(
        _mm256_and_si256(lower, _mm256_set1_epi32(63)), _mm256_set1_epi32(192));
    const __m256i highest = _mm256_add_epi32(third, _mm256_set1_epi32(191));
    __m256i code = _mm256_blendv_epi8(
        first, _mm256_or_si256(_mm256_slli_epi32(first, 8), middle), isTwo);
    code = _mm256_blendv_epi8(code, _mm256_or_si256(_mm256_slli_epi32(code, 8), highest), isThree);
    const __m256i lengths = _mm256_sub_epi32(
        _mm256_sub_epi32(_mm256_set1_epi32(1), isTwo), isThree);
    uint32_t each[8], far[8];
    _mm256_storeu_si256((__m256i *)each, code);
    _mm256_storeu_si256((__m256i *)far, _mm256_and_si256(lengths, real));
    // Those that are not there have no length.
    for (size_t k = 0; k < 8; k++) {
      memcpy(next, each + k, 4);
      next += far[k];
    }
  }
#endif
  for (; at < count; at++) {
    uint32_t number;
    memcpy(&number, numbers + width * at, 4);
    uint32_t word = table[number & wanted];
    ids[at] = word;
    next = CS(append_codes)(ids, at, at + 1, next);
    deviating[found] = (uint32_t)at;
    found += slots[at] != (CS_BLANK << 2 | word >> 30) && at > 0;
  }
  *deviations = found;
  return (size_t)(next - codes);
}

static void CS(sort_ids)(
    const uint32_t *ids, size_t count, uint32_t listed, uint32_t paired, cs_sorted *sorted) {
  size_t some = 0, rare = 0, pairs = 0, at = 0;
  uint64_t common = 0;
#if CS_WIDTH == 64
  const __m512i few = _mm512_set1_epi32(64), most = _mm512_set1_epi32((int)listed);
  const __m512i limit = _mm512_set1_epi32((int)paired);
  const __m512i bit = _mm512_set1_epi64(1);
  __m512i seen = _mm512_setzero_si512();
  // No term that can be the first of a pair.
  __m512i last = _mm512_set1_epi32(-1);
  for (; at < count; at += 16) {
    const __mmask16 real = count - at < 16 ? (__mmask16)((1u << (count - at)) - 1) : (__mmask16)~0;
    __m512i id = _mm512_and_si512(_mm512_maskz_loadu_epi32(real, ids + at), _mm512_set1_epi32(CS_ID_MASK));
    const __mmask16 isCommon = real & _mm512_cmplt_epu32_mask(id, few);
    const __mmask16 isSome = real & ~isCommon & _mm512_cmplt_epu32_mask(id, most);
    const __mmask16 isRare = real & ~isCommon & ~isSome;
    // A shift by 64 or more leaves nothing.
    seen = _mm512_or_si512(
        seen, _mm512_maskz_sllv_epi64(
                  (__mmask8)isCommon, bit, _mm512_cvtepu32_epi64(_mm512_castsi512_si256(id))));
    seen = _mm512_or_si512(
        seen, _mm512_maskz_sllv_epi64(
                  (__mmask8)(isCommon >> 8), bit,
                  _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(id, 1))));
    _mm512_storeu_si512(sorted->some + some, _mm512_maskz_compress_epi32(isSome, id));
    some += (size_t)__builtin_popcount(isSome);
    _mm512_storeu_si512(sorted->rare + rare, _mm512_maskz_compress_epi32(isRare, id));
    rare += (size_t)__builtin_popcount(isRare);
    const __m512i before = _mm512_alignr_epi32(id, last, 15);
    last = id;
    const __mmask16 isPair = real & _mm512_cmplt_epu32_mask(id, limit)
      & _mm512_cmplt_epu32_mask(before, limit);
    _mm512_storeu_si512(
        sorted->pairs + pairs,
        _mm512_maskz_compress_epi32(isPair, _mm512_or_si512(_mm512_slli_epi32(before, 16), id)));
    pairs += (size_t)__builtin_popcount(isPair);
  }
  common = (uint64_t)_mm512_reduce_or_epi64(seen);
#elif CS_WIDTH == 32
  const __m256i few = _mm256_set1_epi32(64), limit = _mm256_set1_epi32((int)paired);
  const __m256i most = _mm256_set1_epi32(listed < CS_ID_MASK ? (int)listed : (int)CS_ID_MASK);
  const __m256i bit = _mm256_set1_epi64x(1);
  __m256i seen = _mm256_setzero_si256();
  // No term that can be the first of a pair.
  __m256i last = _mm256_set1_epi32(INT32_MAX);
  for (; at < count; at += 8) {
    const __m256i real = CS(first_lanes)(count - at);
    const __m256i id = _mm256_and_si256(
        _mm256_loadu_si256((const __m256i *)(ids + at)), _mm256_set1_epi32(CS_ID_MASK));
    // A shift by 64 or more leaves nothing.
    const __m256i shift = _mm256_or_si256(id, _mm256_xor_si256(real, _mm256_set1_epi32(-1)));
    seen = _mm256_or_si256(
        seen, _mm256_sllv_epi64(bit, _mm256_cvtepu32_epi64(_mm256_castsi256_si128(shift))));
    seen = _mm256_or_si256(
        seen, _mm256_sllv_epi64(bit, _mm256_cvtepu32_epi64(_mm256_extracti128_si256(shift, 1))));
    const unsigned others = CS(bits_of)(_mm256_andnot_si256(_mm256_cmpgt_epi32(few, id), real));
    const unsigned lows = CS(bits_of)(_mm256_cmpgt_epi32(most, id));
    some += CS(store_chosen)(sorted->some + some, id, others & lows);
    rare += CS(store_chosen)(sorted->rare + rare, id, others & ~lows);
    const __m256i before = CS(shifted)(id, last);
    last = id;
    const unsigned neighbours = CS(bits_of)(_mm256_and_si256(
        _mm256_and_si256(_mm256_cmpgt_epi32(limit, id), _mm256_cmpgt_epi32(limit, before)), real));
    pairs += CS(store_chosen)(
        sorted->pairs + pairs, _mm256_or_si256(_mm256_slli_epi32(before, 16), id), neighbours);
  }
  common = (uint64_t)(_mm256_extract_epi64(seen, 0) | _mm256_extract_epi64(seen, 1)
                      | _mm256_extract_epi64(seen, 2) | _mm256_extract_epi64(seen, 3));
#endif
  uint32_t previous = UINT32_MAX;
  for (; at < count; at++) {
    uint32_t id = ids[at] & CS_ID_MASK;
    common |= (uint64_t)(id < 64) << (id & 63);
    sorted->some[some] = id;
    some += id >= 64 && id < listed;
    sorted->rare[rare] = id;
    rare += id >= 64 && id >= listed;
    sorted->pairs[pairs] = previous << 16 | (id & 0xFFFF);
    pairs += id < paired && previous < paired;
    previous = id;
  }
  sorted->common = common;
  sorted->someCount = some;
  sorted->rareCount = rare;
  sorted->pairCount = pairs;
}
