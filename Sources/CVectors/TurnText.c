#include "TurnText.h"
#include "CodeScan.h"

size_t cs_lay_out(
    const uint8_t *events, size_t length, const cs_event table[256], uint8_t *kinds, size_t *slot,
    size_t count) {
  size_t at = *slot;
  size_t done = 0;
  for (; done < length; done++) {
    cs_event event = table[events[done]];
    size_t place = at + event.run;
    if (place >= count) break;
    kinds[place] = (uint8_t)event.kind;
    at = place + event.step;
  }
  // A run without its kind is not done.
  while (done > 0 && table[events[done - 1]].step == 0) at -= table[events[--done]].run;
  *slot = at;
  return done;
}

/// How a term is written: as it is, with its first letter changed (the bit to change), or by a function of
/// its own.
enum { CS_AS_IS = 0, CS_FLIP = 0x20, CS_UPPER = 0x40, CS_LONG = 0x60, CS_LEFT = 0x80 };

#define CS_SMALL(wanted) ((wanted) == 2 ? CS_UPPER : (wanted) == 1 ? CS_FLIP : CS_AS_IS)
#define CS_SIGN(wanted) ((wanted) == 2 ? CS_UPPER : CS_AS_IS)
#define CS_BEYOND(wanted) ((wanted) == 0 ? CS_AS_IS : CS_LEFT)
#define CS_OF_LENGTH(wanted) ((wanted) == 2 ? CS_LEFT : CS_LONG + (wanted))
#define CS_THREE(how, a, b, c) how(a), how(b), how(c)
/// By type, for the cases that are wanted of terms that are mostly lower, capitalised, upper.
#define CS_ROW(a, b, c) \
  CS_LEFT, CS_THREE(CS_SMALL, a, b, c), CS_THREE(CS_SIGN, a, b, c), CS_THREE(CS_BEYOND, a, b, c), \
      CS_THREE(CS_OF_LENGTH, a, b, c), CS_LEFT, CS_LEFT, CS_LEFT

/// By `cases` and type.
static const uint8_t cs_cases[9 * 16] = {
  CS_ROW(0, 1, 2), CS_ROW(1, 1, 2),  // As expected.
  CS_ROW(0, 0, 0), CS_ROW(0, 0, 0),  // Lower.
  CS_ROW(1, 1, 1), CS_ROW(1, 1, 1),  // Capitalised.
  CS_ROW(2, 2, 2), CS_ROW(2, 2, 2),  // Upper.
  CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT,
  CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT, CS_LEFT,
};

/// Upper-cases a short term of ASCII; false for another one.
CS_INLINE bool cs_store_upper(uint8_t *at, const cs_form *form) {
#if defined(__SSE2__)
  cs_bytes16 bytes = cs_load(form->bytes);
  unsigned others = (unsigned)__builtin_ia32_pmovmskb128((cs_chars16)bytes);
  if (others & ((1u << form->length) - 1)) return false;
  cs_bytes16 small = (cs_bytes16)((bytes - 0x61) < ((cs_bytes16){} + 26)) & 0x20;
  bytes ^= small;
  memcpy(at, &bytes, 16);
  return true;
#else
  return false;
#endif
}

/// Writes a long term, if there is `room`; false for one that is left to the caller.
CS_INLINE bool cs_store_long(uint8_t *at, ptrdiff_t room, const cs_form *form, unsigned wanted) {
  const uint8_t *bytes = cs_form_bytes(form);
  uint32_t length = cs_form_length(form);
  if (room < (ptrdiff_t)length || (wanted & bytes[0] >> 7)) return false;
  memcpy(at, bytes, length);
  if (wanted && (uint8_t)(bytes[0] - 0x61) < 26) *at ^= 0x20;
  return true;
}

CS_INLINE size_t cs_put_body(
    const cs_forms all, const uint32_t *ids, const uint8_t *kinds, const cs_kind *table, size_t slot,
    size_t count, cs_place *places, const uint8_t *base, uint8_t **next, const uint8_t *limit) {
  uint8_t *at = *next;
  for (; slot < count; slot++) {
    __builtin_prefetch(cs_form_of(&all, ids[slot + CS_FORMS_AHEAD]));
    const cs_form *later = cs_form_of(&all, ids[slot + CS_FORMS_AHEAD / 2]);
    __builtin_prefetch(cs_is_long(later) ? cs_form_bytes(later) : later->bytes);
    const cs_form *form = cs_form_of(&all, ids[slot]);
    const cs_kind *kind = table + kinds[slot];
    memcpy(at, kind->gap, 16);
    uint8_t *start = at + kind->gapLength;
    size_t length = form->length;
    unsigned how = cs_cases[kind->cases + form->type];
    if (__builtin_expect(how <= CS_FLIP, 1)) {
      memcpy(start, form, 16);
      *start = (uint8_t)(form->bytes[0] ^ how);
    } else if (how == CS_UPPER) {
      if (!cs_store_upper(start, form)) break;
    } else if (how >= CS_LEFT) {
      break;
    } else {
      // Those that follow still want their room.
      ptrdiff_t room = limit - start - (ptrdiff_t)(CS_TOKEN_ROOM * (count - slot));
      if (!cs_store_long(start, room, form, how - CS_LONG)) break;
      length = cs_form_length(form);
    }
    at = start + length;
    if (places) places[slot] = (cs_place){(uint32_t)(start - base), (uint32_t)(at - base)};
  }
  *next = at;
  return slot;
}

size_t cs_put_together(
    const cs_forms *forms, const uint32_t *ids, const uint8_t *kinds, const cs_kind *table, size_t slot,
    size_t count, cs_place *places, const uint8_t *base, uint8_t **next, const uint8_t *limit) {
  // Each way has a loop of its own.
  const cs_forms flat = {forms->forms, NULL};
  if (!forms->blocks && !places)
    return cs_put_body(flat, ids, kinds, table, slot, count, NULL, base, next, limit);
  if (!forms->blocks)
    return cs_put_body(flat, ids, kinds, table, slot, count, places, base, next, limit);
  if (!places) return cs_put_body(*forms, ids, kinds, table, slot, count, NULL, base, next, limit);
  return cs_put_body(*forms, ids, kinds, table, slot, count, places, base, next, limit);
}
