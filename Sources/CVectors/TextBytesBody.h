// The functions of TextBytes.h for one kind of processor (`EachProcessor.h`).

#include "TextBlock.h"

CS_INLINE uint64_t CS(equal)(CS(block) x, uint8_t byte) { return CS(bits)(CS(is)(x, byte)); }

CS_INLINE uint64_t CS(within)(CS(block) x, uint8_t low, uint8_t number) {
  return CS(bits)(CS(in)(x, low, number));
}

CS_INLINE CS(flags) CS(is_either)(CS(block) x, uint8_t a, uint8_t b) {
  return CS(or)(CS(is)(x, a), CS(is)(x, b));
}

// MARK: Classes

// What a letter of several bytes is, its last byte tells, from masks that were carried over; then its
// other bytes are marked, which may stand in the block before.
static bool CS(classify)(
    const uint8_t *text, size_t count, uint8_t *lower, const verbatim_masks *masks) {
  uint64_t all_unknown = 0, c3_before = 0, c2_before = 0, e2_before = 0, b80_before = 0, b82_before = 0;
  const verbatim_masks to = *masks;
  to.unknown[-1] = 0;
  ptrdiff_t block = 0;
  for (size_t at = 0; at < count; at += 64, block++) {
    const uint8_t *bytes = text + at;
    const CS(block) x = CS(load)(bytes);
    uint64_t smalls = CS(within)(x, 'a', 26);
    uint64_t uppers = CS(within)(x, 'A', 26);
    uint64_t letters = smalls | uppers;
    const uint64_t digits = CS(within)(x, '0', 10);
    const uint64_t blanks = CS(bits)(CS(is_either)(x, 0x20, 0x0A));
    const uint64_t stops = CS(bits)(CS(or)(
        CS(or)(CS(is_either)(x, ',', '?'), CS(is_either)(x, ';', ')')), CS(in)(x, '!', 2)));
    const uint64_t points = CS(equal)(x, '.');
    const uint64_t marks = stops | points | CS(bits)(CS(is_either)(x, '(', ':'));
    const uint64_t high = CS(bits)(CS(high)(x));
    const uint8_t behind = bytes[64];
    const uint64_t next_blank = blanks >> 1 | (uint64_t)(behind == 0x20 || behind == 0x0A) << 63;
    const uint64_t next_ascii = ~high >> 1 | (uint64_t)(behind < 0x80) << 63;
    uint64_t others = ~(high | letters | digits);
    uint64_t unknown = high;
    if (high) {
      const uint64_t c3 = CS(equal)(x, 0xC3), c2 = CS(equal)(x, 0xC2), e2 = CS(equal)(x, 0xE2);
      const uint64_t b80 = CS(equal)(x, 0x80), b82 = CS(equal)(x, 0x82);
      const uint64_t tail = CS(within)(x, 0x80, 0x40), late = CS(within)(x, 0xA0, 0x20);
      const uint64_t sign = CS(bits)(CS(is_either)(x, 0x97, 0xB7));
      // Second bytes of ª ² ³ µ ¹ º ¼ ½ ¾, which are letters or numbers.
      const uint64_t alphanumeric = CS(bits)(CS(or)(
          CS(or)(CS(is_either)(x, 0xAA, 0xB5), CS(in)(x, 0xB2, 2)),
          CS(or)(CS(in)(x, 0xB9, 2), CS(in)(x, 0xBC, 3))));
      const uint64_t latin = tail & (c3 << 1 | c3_before >> 63);
      const uint64_t letter = latin & ~sign;
      const uint64_t third = tail & (e2 << 2 | e2_before >> 62);
      const uint64_t general = third & (b80 << 1 | b80_before >> 63);
      const uint64_t money = third & late & (b82 << 1 | b82_before >> 63);
      const uint64_t two = (latin & sign) | (tail & (c2 << 1 | c2_before >> 63) & ~alphanumeric);
      const uint64_t three = general | money;
      letters |= letter | letter >> 1;
      uppers |= letter & CS(within)(x, 0x80, 0x1F);
      smalls |= letter & late;
      others |= two | two >> 1 | three | three >> 1 | three >> 2;
      unknown &= ~(latin | latin >> 1 | general | general >> 1 | general >> 2);
      if ((letter | two | three | latin) & 3) {
        to.letters[block - 1] |= letter << 63;
        to.runs[block - 1] |= letter << 63;
        to.between_runs[block - 1] |= two << 63 | three << 63 | three << 62;
        to.unknown[block - 1] &= ~(latin << 63 | general << 63 | general << 62);
      }
      c3_before = c3, c2_before = c2, e2_before = e2, b80_before = b80, b82_before = b82;
    } else {
      c3_before = c2_before = e2_before = b80_before = b82_before = 0;
    }
    all_unknown |= to.unknown[block - 1];
    CS(store)(lower + at, CS(lower)(x, uppers));
    to.letters[block] = letters;
    to.runs[block] = letters | digits;
    to.between_runs[block] = others;
    to.between_words[block] = blanks | (marks & next_ascii);
    to.word_ends[block] = blanks | stops | (points & next_blank);
    to.uppers[block] = uppers;
    to.exes[block] = CS(bits)(CS(is_either)(x, 'x', 'X'));
    to.smalls[block] = smalls;
    to.unknown[block] = unknown;
  }
  return (all_unknown | to.unknown[block - 1]) != 0;
}

// MARK: Lengths

static size_t CS(plain_length)(const uint8_t *bytes, size_t count, bool *isSound) {
  // Bytes that must continue a sequence, those behind the block in the lowest bits.
  uint64_t carry = 0;
  bool sound = true;
  for (size_t at = 0; at < count; at += 64) {
    const size_t left = count - at;
    const uint64_t valid = left < 64 ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
    const CS(block) x = left < 64 ? CS(load_first)(bytes + at, left) : CS(load)(bytes + at);
    const uint64_t special =
        CS(bits)(CS(or)(CS(in)(x, 0, 0x20), CS(is_either)(x, '"', '\\'))) & valid;
    // All bytes before the first special one.
    const uint64_t before = special ? (special & -special) - 1 : valid;
    const uint64_t high = CS(bits)(CS(high)(x)) & before;
    if (high | carry) {
      const uint64_t two = CS(within)(x, 0xC2, 30) & before;
      const uint64_t three = CS(within)(x, 0xE0, 16) & before;
      const uint64_t four = CS(within)(x, 0xF0, 5) & before;
      const uint64_t rare = (CS(bits)(CS(is_either)(x, 0xE0, 0xED)) & before) | four;
      const uint64_t leading = two | three | four;
      const uint64_t wanted = carry | leading << 1 | (three | four) << 2 | four << 3;
      const uint64_t continuing = CS(within)(x, 0x80, 0x40) & before;
      if (rare || continuing != wanted || (high & ~(leading | continuing))) sound = false;
      carry = leading >> 63 | (three | four) >> 62 | four >> 61;
    }
    if (special) {
      *isSound = *isSound && sound;
      return at + (size_t)__builtin_ctzll(special);
    }
  }
  *isSound = *isSound && sound && carry == 0;
  return count;
}

static size_t CS(sound_length)(const uint8_t *bytes, size_t count) {
  // Bytes that must continue a scalar, those behind the block in the lowest bits.
  uint64_t carry = 0;
  size_t at = 0;
  for (; count - at >= 64; at += 64) {
    const CS(block) x = CS(load)(bytes + at);
    const uint64_t high = CS(bits)(CS(high)(x));
    if (!(high | carry)) continue;
    const uint64_t two = CS(within)(x, 0xC2, 30);
    const uint64_t three = CS(within)(x, 0xE1, 15) & ~CS(equal)(x, 0xED);
    const uint64_t continuing = CS(within)(x, 0x80, 0x40);
    if (continuing != (carry | (two | three) << 1 | three << 2)
        || high != (two | three | continuing))
      break;
    carry = (two | three) >> 63 | three >> 62;
  }
  // The last scalar is whole, or what is behind it says so.
  if (carry) while ((bytes[--at] & 0xC0) == 0x80) {}
  return at;
}

// MARK: Copies

static size_t CS(copy_words)(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars) {
  size_t found = 0;
  for (size_t at = 0; at < count; at += 64) {
    const size_t left = count - at;
    const uint64_t valid = left < 64 ? ((uint64_t)1 << left) - 1 : ~(uint64_t)0;
    const CS(block) x = left < 64 ? CS(load_first)(bytes + at, left) : CS(load)(bytes + at);
    // What is not there counts as white space.
    const uint64_t white = CS(within)(x, 0, 0x21);
    const uint64_t next = white >> 1 | (uint64_t)(left <= 64 || bytes[at + 64] <= 0x20) << 63;
    const uint64_t ends = white & (next | ~CS(equal)(x, 0x20));
    const uint64_t before = (ends ? (ends & -ends) - 1 : ~(uint64_t)0) & valid;
    // Bytes that begin a scalar.
    found += (size_t)__builtin_popcountll(~CS(within)(x, 0x80, 0x40) & before);
    if (left >= 64 && !ends) {
      CS(store)(copy + at, x);
      continue;
    }
    const size_t length = before == ~(uint64_t)0 ? 64 : (size_t)__builtin_ctzll(~before);
    memcpy(copy + at, bytes + at, length);
    *scalars += found;
    return at + length;
  }
  *scalars += found;
  return count;
}
