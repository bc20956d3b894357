/// What the processor can do. Most functions here are compiled several times, and the body that fits is chosen
/// a call; all bodies give the same.
#pragma once

#define CS_INLINE static inline __attribute__((always_inline, unused))

/// Each has the ones before: what any processor does; comparisons of 32 bytes and moves of single bits (Haswell,
/// Zen); vectors of 64 bytes that can be thinned by a mask (Ice Lake, Zen 4).
enum { CS_PLAIN = 0, CS_AVX2 = 1, CS_AVX512 = 2 };

/// The most that this processor can do.
int cs_best_processor(void);

/// Lets this thread do as a processor does that can do no more than `level`: for tests.
void cs_use_processor(int level);
