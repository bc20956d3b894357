// How a body is chosen. Private to the functions of this folder.
#pragma once
#include "include/Processor.h"

/// What this thread's calls use; below 0 before the first of them.
extern _Thread_local int cs_level;
int cs_find_level(void);

#define CS_LEVEL (cs_level < 0 ? cs_find_level() : cs_level)

/// Returns what the body of a function returns that fits the processor.
#if defined(__x86_64__)
#define CS_CALL(name, arguments) \
  switch (CS_LEVEL) { \
    case CS_AVX512: return cs_avx512_##name arguments; \
    case CS_AVX2: return cs_avx2_##name arguments; \
    default: return cs_plain_##name arguments; \
  }
#else
#define CS_CALL(name, arguments) return cs_plain_##name arguments
#endif
