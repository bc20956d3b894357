/// What tables of hashed or numbered entries need.
#pragma once
#include <stdint.h>

/// A hash of a word and its kind, for tables whose size is a power of two.
static inline uint64_t verbatim_hash(uint64_t low, uint64_t high) {
#if defined(__SIZEOF_INT128__)
  const __uint128_t product =
      (__uint128_t)(low ^ 0x9E3779B97F4A7C15ull) * (high ^ 0xD6E8FEB86659FD93ull ^ (low >> 32));
  return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
  uint64_t hash = low * 0x9E3779B97F4A7C15ull ^ (high + 0xD6E8FEB86659FD93ull) * 0xC2B2AE3D27D4EB4Full;
  return hash ^ (hash >> 29) ^ (hash >> 47);
#endif
}

/// Has a place of a table fetched.
static inline void verbatim_prefetch(const void *at) { __builtin_prefetch(at); }
