#include "TextBytes.h"
#include "Dispatch.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define CS_BODY "TextBytesBody.h"
#include "EachProcessor.h"

bool cs_classify(
    const uint8_t *text, size_t count, uint8_t *lower, const verbatim_masks *masks) {
  CS_CALL(classify, (text, count, lower, masks));
}

size_t cs_plain_length(const uint8_t *bytes, size_t count, bool *isSound) {
  CS_CALL(plain_length, (bytes, count, isSound));
}

size_t cs_sound_length(const uint8_t *bytes, size_t count) {
  CS_CALL(sound_length, (bytes, count));
}

size_t cs_copy_words(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars) {
  CS_CALL(copy_words, (bytes, count, copy, scalars));
}
