// Includes CS_BODY once for each kind of processor, with CS(name) as a function's name and CS_WIDTH as the bytes
// of its vectors.

#define CS(name) cs_plain_##name
#define CS_WIDTH 16
#include CS_BODY
#undef CS
#undef CS_WIDTH

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)
#define CS(name) cs_avx2_##name
#define CS_WIDTH 32
#include CS_BODY
#undef CS
#undef CS_WIDTH
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target( \
        "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi,bmi2,lzcnt,popcnt"))), \
    apply_to = function)
#define CS(name) cs_avx512_##name
#define CS_WIDTH 64
#include CS_BODY
#undef CS
#undef CS_WIDTH
#pragma clang attribute pop
#endif

#undef CS_BODY
