#include "TurnText.h"
#include "CodeScan.h"
#include "TurnOffsets.h"

void cs_stored_forms(
    const cs_turns *hot, const uint32_t *ids, size_t count, cs_form *forms, uint32_t *missing,
    size_t *missed) {
  size_t absent = 0;
  for (size_t k = 0; k < count; k++) {
    cs_form form = {NULL, 0, 0};
    if ((size_t)ids[k] + 1 < hot->entries) {
      size_t from, to;
      cs_offsets(hot, ids[k], &from, &to);
      if (from < to && to <= hot->limit && to - from <= UINT32_MAX && (hot->codes[from] & 3) < 3) {
        form.bytes = hot->codes + from + 1;
        form.length = (uint32_t)(to - from - 1);
        form.usualCase = hot->codes[from] & 3;
      }
    }
    forms[k] = form;
    missing[absent] = (uint32_t)k;
    absent += form.bytes == NULL;
  }
  *missed = absent;
}

/// The case of a token, 0 to 2, by 8 · case code + 4 · starts a sentence + usual case.
static const uint8_t cs_cases[32] = {
  0, 1, 2, 0, 1, 1, 2, 0,  // As expected.
  0, 0, 0, 0, 0, 0, 0, 0,  // Lower.
  1, 1, 1, 1, 1, 1, 1, 1,  // Capitalised.
  2, 2, 2, 2, 2, 2, 2, 2,  // Upper.
};

/// Upper-cases a term of ASCII and up to 16 bytes; false for another one.
CS_INLINE bool cs_store_upper(uint8_t *at, const cs_form *form) {
#if defined(__SSE2__)
  if (form->length > 16) return false;
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

size_t cs_put_together(
    const cs_form *forms, const uint8_t *kinds, const cs_kind *table, size_t slot, size_t count,
    cs_place *places, const uint8_t *base, uint8_t **next, const uint8_t *limit) {
  uint8_t *at = *next;
  for (; slot < count; slot++) {
    const cs_form *form = forms + slot;
    uint8_t number = kinds[slot];
    if (number == CS_OTHER_KIND || !form->bytes || limit - at < (ptrdiff_t)form->length + 48) break;
    const cs_kind *kind = table + number;
    memcpy(at, kind->gap, 16);
    uint8_t *start = at + kind->gapLength;
    unsigned wanted = cs_cases[kind->cases | form->usualCase];
    if (wanted == 2) {
      if (!cs_store_upper(start, form)) break;
    } else {
      uint8_t first = form->bytes[0];
      if (wanted & first >> 7) break;
      memcpy(start, form->bytes, 16);
      if (form->length > 16) memcpy(start + 16, form->bytes + 16, form->length - 16);
      *start = first ^ (uint8_t)((wanted & ((uint8_t)(first - 0x61) < 26)) << 5);
    }
    at = start + form->length;
    places[slot] = (cs_place){(uint32_t)(start - base), (uint32_t)(at - base)};
  }
  *next = at;
  return slot;
}
