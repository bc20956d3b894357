#include "BareLoops.h"

size_t bare_collocates(
    const uint32_t *ids, const uint32_t *starts, size_t turns, uint32_t node, size_t reach,
    uint32_t *counts) {
  size_t nodes = 0;
  for (size_t turn = 0; turn < turns; turn++) {
    size_t from = starts[turn];
    size_t to = starts[turn + 1];
    for (size_t place = from; place < to; place++) {
      if (ids[place] != node) continue;
      nodes++;
      size_t low = place - from < reach ? from : place - reach;
      size_t high = to - place > reach ? place + reach + 1 : to;
      for (size_t other = low; other < place; other++) counts[ids[other]]++;
      for (size_t other = place + 1; other < high; other++) counts[ids[other]]++;
    }
  }
  return nodes;
}
