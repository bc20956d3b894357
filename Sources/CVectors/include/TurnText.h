/// Putting the text of a turn together from its term ids: the steps that are the same for nearly all tokens.
///
/// A turn's tokens are numbered by slots; slot k stands for the gap before token k and its case. The
/// rest (rare terms, long gaps, letters beyond ASCII that change their case) is left to the caller.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "TurnScan.h"

/// The written form of a term: lower-cased UTF-8 of which 16 bytes can be read whatever the length, and
/// in which case it is mostly written (0 lower, 1 capitalised, 2 upper). No bytes: not at hand.
typedef struct cs_form {
  const uint8_t *bytes;
  uint32_t length;
  uint32_t usualCase;
} cs_form;

/// What a slot may be: the gap that is written, and 8 · case code + 4 · starts a sentence.
typedef struct cs_kind {
  uint8_t gap[16];
  uint8_t gapLength;
  uint8_t cases;
} cs_kind;

/// The number of a kind that stands in no table.
#define CS_OTHER_KIND 255

/// Where a token stands in its text.
typedef struct cs_place {
  uint32_t start;
  uint32_t end;
} cs_place;

/// The forms of tokens from a table of { u8 … usual case in its lowest bits, bytes }, each one's number
/// its term's id. `missing` gets the slots of the `missed` that are not in it, and has room for `count`.
void cs_stored_forms(
    const cs_turns *table, const uint32_t *ids, size_t count, cs_form *forms, uint32_t *missing,
    size_t *missed);

/// Writes tokens from `slot` on, each with its gap, from `*next` up to `limit`; returns the first slot that
/// it leaves to the caller, `count` at the end. `places` count from `base`.
size_t cs_put_together(
    const cs_form *forms, const uint8_t *kinds, const cs_kind *table, size_t slot, size_t count,
    cs_place *places, const uint8_t *base, uint8_t **next, const uint8_t *limit);
