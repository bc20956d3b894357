/// Putting the text of a turn together from its term ids: the steps that are the same for nearly all tokens.
///
/// A turn's tokens are numbered by slots; slot k stands for the gap before token k and its case. The
/// rest (terms that are not known yet, long gaps, letters beyond ASCII that change their case) is left to
/// the caller.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "TurnScan.h"
#include "TurnWords.h"

/// The longest term that stands in its form.
#define CS_SHORT_TERM 14

/// The written form of a term, lower-cased UTF-8: the bytes of a short one; of a longer one a pointer to
/// them, 16 of which can be read, and at byte 8 a u32, their number. All zeros: not known.
typedef struct cs_form {
  uint8_t bytes[CS_SHORT_TERM];
  /// 1 + the case in which it is mostly written (0 lower, 1 capitalised, 2 upper) + 3 · what it begins
  /// with: 0 a small letter of ASCII, 1 another byte of ASCII, 2 one beyond; 3 for all longer ones.
  uint8_t type;
  /// Of a short one.
  uint8_t length;
} cs_form;

/// The form of a term of at least one byte, of which 16 can be read. A long one's bytes must stay.
CS_INLINE cs_form cs_make_form(const uint8_t *bytes, size_t length, unsigned usualCase) {
  cs_form form;
  uint8_t first = bytes[0];
  if (__builtin_expect(length <= CS_SHORT_TERM, 1)) {
    memcpy(&form, bytes, 16);
    form.type = (uint8_t)(1 + usualCase + (first >= 0x80 ? 6 : (uint8_t)(first - 0x61) < 26 ? 0 : 3));
    form.length = (uint8_t)length;
    return form;
  }
  uint32_t number = (uint32_t)length;
  memset(&form, 0, sizeof form);
  memcpy(form.bytes, &bytes, sizeof bytes);
  memcpy(form.bytes + 8, &number, 4);
  form.type = (uint8_t)(10 + usualCase);
  return form;
}

CS_INLINE bool cs_is_long(const cs_form *form) { return form->type >= 10; }

/// The bytes of a known term, 16 of which can be read: its own or those that it points to.
CS_INLINE const uint8_t *cs_form_bytes(const cs_form *form) {
  if (__builtin_expect(!cs_is_long(form), 1)) return form->bytes;
  const uint8_t *bytes;
  memcpy(&bytes, form->bytes, sizeof bytes);
  return bytes;
}

CS_INLINE uint32_t cs_form_length(const cs_form *form) {
  if (__builtin_expect(!cs_is_long(form), 1)) return form->length;
  uint32_t length;
  memcpy(&length, form->bytes + 8, 4);
  return length;
}

/// In which case a known term is mostly written.
CS_INLINE uint8_t cs_form_case(const cs_form *form) { return (uint8_t)((form->type - 1) % 3); }

/// What a slot may be: the gap that is written, and how, with the type of the form, the term is.
typedef struct cs_kind {
  uint8_t gap[16];
  uint8_t gapLength;
  /// 16 · (2 · case code + starts a sentence), or ``CS_OTHER_CASES``.
  uint8_t cases;
  uint8_t unused[14];
} cs_kind;

/// What `cases` is of a slot that is left to the caller.
#define CS_OTHER_CASES 128

/// Where a token stands in its text.
typedef struct cs_place {
  uint32_t start;
  uint32_t end;
} cs_place;

/// What a byte of the residual says: so many slots as expected, then one of a kind, if `step` is 1. A `run`
/// beyond all turns: left to the caller.
typedef struct cs_event {
  uint32_t run;
  uint16_t kind;
  uint16_t step;
} cs_event;

/// Lays events out over the slots from `*slot` on, as long as they are of one byte and before `count`.
/// Returns how many bytes are done.
size_t cs_lay_out(
    const uint8_t *events, size_t length, const cs_event table[256], uint8_t *kinds, size_t *slot,
    size_t count);

/// Ids whose forms stand side by side.
#define CS_FORM_BLOCK 8

/// Forms by id, one behind another; or, if `blocks` is not null, where those of each ``CS_FORM_BLOCK`` ids
/// begin. All zeros for those that were not met.
typedef struct cs_forms {
  const cs_form *forms;
  const uint32_t *blocks;
} cs_forms;

CS_INLINE const cs_form *cs_form_of(const cs_forms *all, uint32_t id) {
  if (!all->blocks) return all->forms + id;
  return all->forms + all->blocks[id / CS_FORM_BLOCK] + id % CS_FORM_BLOCK;
}

/// Has the forms of some terms fetched, given by ids and cases (`CS_ID_MASK`).
static inline void cs_fetch_forms(const cs_form *forms, const uint32_t *ids, size_t count) {
  for (size_t k = 0; k < count; k++) __builtin_prefetch(forms + (ids[k] & CS_ID_MASK));
}

/// How many tokens before its own a form is fetched.
#define CS_FORMS_AHEAD 32
/// The most bytes that `cs_put_together` writes for a short term with its gap.
#define CS_TOKEN_ROOM 32

/// Writes tokens from `slot` on, each with its gap; returns the first slot that it leaves to the caller,
/// `count` at the end. Behind the last of `ids` there are ``CS_FORMS_AHEAD`` more. Up to `limit` there is room
/// for ``CS_TOKEN_ROOM`` bytes a token, and as much again. `places`, if not null, count from `base`.
size_t cs_put_together(
    const cs_forms *forms, const uint32_t *ids, const uint8_t *kinds, const cs_kind *table, size_t slot,
    size_t count, cs_place *places, const uint8_t *base, uint8_t **next, const uint8_t *limit);
