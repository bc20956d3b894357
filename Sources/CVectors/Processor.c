#include "Dispatch.h"

_Thread_local int cs_level = -1;

int cs_best_processor(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi")
      || !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("lzcnt")
      || !__builtin_cpu_supports("popcnt"))
    return CS_PLAIN;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")
      || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512vbmi")
      || !__builtin_cpu_supports("avx512vbmi2"))
    return CS_AVX2;
  return CS_AVX512;
#else
  return CS_PLAIN;
#endif
}

int cs_find_level(void) { return cs_level = cs_best_processor(); }

void cs_use_processor(int level) {
  const int best = cs_best_processor();
  cs_level = level < best ? level : best;
}
