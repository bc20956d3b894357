/// The tokens of a turn in columns, from its text to its record and from there to its codes: the steps that
/// are the same for nearly all tokens. Each says which tokens it leaves to the caller.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "Tables.h"
#include "TextBytes.h"

/// Tokens: where each begins and ends in the text, in bytes, and in the two lowest bits its kind (0 a word,
/// 1 a number). Columns have room for 64 more.
typedef struct cs_tokens {
  uint32_t *starts;
  uint32_t *ends;
  uint8_t *kinds;
} cs_tokens;

/// Finds runs of letters and digits from `from`, where none is begun, to `to`, as long as all that stands
/// there is plain: letters or digits by `runs`, or surely none. Stops at the first run that may go on
/// otherwise, or has `longest` bytes or more. Room for half as many tokens as bytes, and 64.
///
/// Returns how many there are; `*next` is where to go on, `to` where nothing is left. Cost: 64 bytes a step.
size_t cs_find_runs(
    const verbatim_masks *masks, size_t from, size_t to, size_t longest, cs_tokens tokens,
    size_t *next);

/// The same for words of letters with what surely stands between words, as long as each surely ends where its
/// letters end (or at `to`) and begins with no x.
size_t cs_find_words(
    const verbatim_masks *masks, size_t from, size_t to, size_t longest, cs_tokens tokens,
    size_t *next);

/// What a token's slot says: its case (0 lower, 1 capitalised, 2 upper, 3 looked up by the caller), and four
/// times the number of the gap before it, or `CS_OTHER_GAP`, which the caller looks up too.
#define CS_BLANK 1
#define CS_OTHER_GAP 63
/// Words of this many bytes are always left to the caller.
#define CS_LONG_WORD 32

/// Tokens that the caller looks at, ascending: those whose gap is no blank, and those whose case or lower
/// case is not known. Room for all tokens, and 16.
typedef struct cs_leftover {
  uint32_t *gaps;
  size_t gapCount;
  uint32_t *words;
  size_t wordCount;
} cs_leftover;

/// Writes the slots of `count` tokens. A byte before the text and 32 behind it can be read; of each column
/// 16 behind the tokens can be read, and of the slots written.
void cs_write_slots(
    const uint8_t *text, const verbatim_masks *masks, bool hasUnknownCase, cs_tokens tokens,
    size_t count, uint8_t *slots, cs_leftover *leftover);

/// What a term is found by: of at most 15 bytes, the bytes, and length and kind in the top byte; of a longer
/// one, two mixtures of them. The top bit is always set.
typedef struct cs_key {
  uint64_t low;
  uint64_t high;
} cs_key;

#define CS_OCCUPIED ((uint64_t)0x80 << 56)
/// Length 0, which no short term has, and a bit that no kind reaches.
#define CS_LONG_KEY ((uint64_t)0x40 << 56)
#define CS_INLINE_TERM 15

/// The key of a lower-cased term of fewer than 32 bytes, which can be read whatever the length.
static inline cs_key cs_key_of(const uint8_t *bytes, uint32_t length, uint32_t kind) {
  static const uint8_t masks[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                    255, 255, 255, 255, 255, 255, 255, 255};
  cs_key word, mask;
  if (length <= CS_INLINE_TERM) {
    memcpy(&word, bytes, 16);
    memcpy(&mask, masks + 16 - length, 16);
    word.low &= mask.low;
    word.high = (word.high & mask.high) | (uint64_t)(0x80 | kind << 4 | length) << 56;
    return word;
  }
  cs_key rest;
  memcpy(&word, bytes, 16);
  memcpy(&rest, bytes + 16, 16);
  memcpy(&mask, masks + 32 - length, 16);
  rest.low &= mask.low;
  rest.high &= mask.high;
  uint64_t one = verbatim_hash(word.low ^ rest.high, word.high + rest.low);
  uint64_t two = verbatim_hash(rest.low + 0x27D4EB2F165667C5, rest.high ^ word.low);
  uint64_t three = verbatim_hash(word.high ^ 0x9FB21C651E98DF25, rest.low + word.low);
  return (cs_key){one ^ two << 1, (uint64_t)kind << 60 | CS_LONG_KEY | CS_OCCUPIED | (two + three) >> 8};
}

static inline uint32_t cs_hash_of(cs_key key) { return (uint32_t)verbatim_hash(key.low, key.high); }

/// A slot of the table of terms, 32 bytes: free where `key.high` is 0; how often the term is written lower,
/// capitalised, upper.
typedef struct cs_term {
  cs_key key;
  uint32_t number;
  uint32_t cases[3];
} cs_term;

/// The table of terms by hash, its size a power of two; by number, how often each is the first of a turn by
/// case, four numbers each, and its bytes.
typedef struct cs_terms {
  cs_term *slots;
  size_t mask;
  uint32_t *firsts;
  const uint8_t *bytes;
  const size_t *starts;
} cs_terms;

/// Makes the keys and hashes of some tokens, and has their slots of the table fetched.
void cs_make_keys(
    const cs_terms *terms, const uint8_t *lower, cs_tokens tokens, size_t count, cs_key *keys,
    uint32_t *hashes);

/// Looks terms up from token `at` to `count` and counts each one's case, that of token 0 as a first one where
/// `isFirst`; writes their numbers, `width` bytes each (3 or 4, one more may be overwritten), from `numbers`
/// on, token 0's first. Returns the first token whose term is not there, `count` where all are.
size_t cs_find_terms(
    const cs_terms *terms, const uint8_t *lower, cs_tokens tokens, const cs_key *keys,
    const uint32_t *hashes, const uint8_t *slots, size_t at, size_t count, bool isFirst, size_t width,
    uint8_t *numbers);

/// Ids and cases in a word: the id, and the case in which the term is mostly written in the two highest bits.
#define CS_ID_MASK 0x3FFFFFFFu

/// Takes `count` numbers of `width` bytes (four can be read) to ids through `table`, and writes their codes
/// to `codes`, room for four each and 64. `deviating` gets the tokens behind the first whose slot is other
/// than a blank and the usual case; room for all, and 16. Returns how many bytes the codes have.
size_t cs_write_codes(
    const uint8_t *numbers, size_t width, size_t count, const uint32_t *table, const uint8_t *slots,
    uint32_t *ids, uint8_t *codes, uint32_t *deviating, size_t *deviations);

/// Writes the events of deviating tokens, from `deviating[at]` on, as long as each is a short kind behind fewer
/// than 80 expected slots. `kinds` has the number of a short kind by a token's slot and 256 times its usual case,
/// `CS_SHORT_KINDS` for what is left to the caller; `*next` is the slot behind the last event; 8 bytes behind
/// what is written may be overwritten. Returns the first place that is left, `count` where none is.
#define CS_SHORT_KINDS 25
size_t cs_write_events(
    const uint8_t *slots, const uint32_t *ids, const uint32_t *deviating, size_t at, size_t count,
    const uint8_t *kinds, size_t *next, uint8_t **out);

/// The terms of a turn by the way that they take into the lists. Each column has room for all tokens, and 16.
typedef struct cs_sorted {
  /// A bit for each term below 64.
  uint64_t common;
  /// Those from 64 to `listed`, and those behind, in their order, with repetitions.
  uint32_t *some;
  size_t someCount;
  uint32_t *rare;
  size_t rareCount;
  /// Neighbours of which both are below `paired`: the first one times 65536, and the second.
  uint32_t *pairs;
  size_t pairCount;
} cs_sorted;

/// Sorts the `count` terms of a turn, given as ids and cases. Cost: up to 16 tokens a step.
void cs_sort_ids(
    const uint32_t *ids, size_t count, uint32_t listed, uint32_t paired, cs_sorted *sorted);
