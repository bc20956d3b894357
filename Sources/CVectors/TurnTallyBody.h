// Tallies of TurnScan.h for one kind of processor: included behind TurnScanBody.h, with the same CS(name)
// and CS_WIDTH.

#if CS_WIDTH >= 32
/// Tallies the tokens around those of a set in a turn around which there is room, of at most
/// `CS_WHOLE_TURN` bytes; false where an id is out of range.
CS_INLINE bool CS(tally_around)(
    const uint8_t *at, size_t length, const uint64_t *codes, size_t set, size_t left, size_t right,
    cs_tally *tally, size_t *hits, uint64_t *tokens) {
  uint32_t ids[CS_WHOLE_TURN + 16];
  uint32_t places[CS_WHOLE_TURN];
  uint64_t before = ~(uint64_t)0;
  size_t found = 0;
  size_t token = 0;
  for (size_t k = 0; k < length; k += 64) {
    uint64_t stops = CS(stoppers)(at + k);
    uint64_t ends = CS(set_ends)(at + k, codes, set, stops, before)
      & cs_lowest((ptrdiff_t)(length - k));
    for (; ends; ends &= ends - 1) {
      uint64_t below = (ends & -ends) - 1;
      places[found++] = (uint32_t)(token + (size_t)__builtin_popcountll(stops & below));
    }
    token += (size_t)__builtin_popcountll(stops);
    before = stops;
  }
  if (!found) return true;
  size_t count = CS(ids)(at, length, ids);
  if (count == SIZE_MAX) return false;
  for (size_t i = 0; i < found; i++) {
    size_t place = places[i];
    size_t from = place > left ? place - left : 0;
    size_t to = count - place > right ? place + right + 1 : count;
    for (size_t k = from; k < place; k++)
      if (!cs_tally_one(tally, ids[k])) return false;
    for (size_t k = place + 1; k < to; k++)
      if (!cs_tally_one(tally, ids[k])) return false;
    *tokens += to - from - 1;
  }
  *hits += found;
  return true;
}
#endif

__attribute__((unused)) static bool CS(tally_collocates)(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *codes, size_t set,
    size_t left, size_t right, cs_tally *tally, size_t *hits, uint64_t *tokens) {
  for (size_t index = 0; index < count; index++) {
    if (index + CS_AHEAD < count) cs_fetch(all, turns[index + CS_AHEAD]);
    size_t from, to;
    if (!cs_range(all, turns[index], &from, &to)) return false;
#if CS_WIDTH >= 32
    if (to - from <= CS_WHOLE_TURN && tally->terms <= CS_THREE_BYTE_TERMS
        && cs_has_room(all, from, to)) {
      if (!CS(tally_around)(
              all->codes + from, to - from, codes, set, left, right, tally, hits, tokens))
        return false;
      continue;
    }
#endif
    size_t nodes = cs_collocates_body(
        all->codes, all->limit, from, to, codes, set, left, right, tally, tokens);
    if (nodes == SIZE_MAX) return false;
    *hits += nodes;
  }
  return true;
}

__attribute__((unused)) static bool CS(tally_terms)(
    const cs_turns *all, const uint32_t *turns, size_t count, cs_tally *tally, uint64_t *tokens) {
  for (size_t index = 0; index < count; index++) {
    if (index + CS_AHEAD < count) cs_fetch(all, turns[index + CS_AHEAD]);
    size_t from, to;
    if (!cs_range(all, turns[index], &from, &to)) return false;
#if CS_WIDTH >= 32
    if (to - from <= CS_WHOLE_TURN && tally->terms <= CS_THREE_BYTE_TERMS
        && cs_has_room(all, from, to)) {
      uint32_t ids[CS_WHOLE_TURN + 16];
      size_t found = CS(ids)(all->codes + from, to - from, ids);
      if (found == SIZE_MAX) return false;
      for (size_t k = 0; k < found; k++)
        if (!cs_tally_one(tally, ids[k])) return false;
      *tokens += found;
      continue;
    }
#endif
    size_t start = from;
    for (size_t at = from; at < to; at++) {
      if (all->codes[at] >= 192) {
        if (at - start >= 4) return false;
        continue;
      }
      if (!cs_tally_one(tally, cs_id(all->codes, start, at))) return false;
      ++*tokens;
      start = at + 1;
    }
    // The last code is cut.
    if (start != to) return false;
  }
  return true;
}

/// The ids of the tokens in `length` bytes; `hasRoom` where there are 16 bytes before and 32 behind them.
/// `ids` has room for 16 more than that. SIZE_MAX where a code is cut, too long or out of range.
__attribute__((unused)) static size_t CS(ids_of)(
    const uint8_t *codes, size_t length, bool hasRoom, size_t terms, uint32_t *ids) {
  if (length > 0 && codes[length - 1] >= 192) return SIZE_MAX;
  (void)hasRoom;
#if CS_WIDTH >= 32
  if (hasRoom && terms <= CS_THREE_BYTE_TERMS) {
    size_t found = CS(ids)(codes, length, ids);
    if (found == SIZE_MAX) return SIZE_MAX;
    uint32_t most = 0;
    for (size_t k = 0; k < found; k++) most = ids[k] > most ? ids[k] : most;
    return found > 0 && most >= terms ? SIZE_MAX : found;
  }
#endif
  size_t count = 0;
  size_t start = 0;
  for (size_t at = 0; at < length; at++) {
    if (codes[at] >= 192) {
      if (at - start >= 4) return SIZE_MAX;
      continue;
    }
    uint64_t id = cs_id(codes, start, at);
    if (id >= terms) return SIZE_MAX;
    ids[count++] = (uint32_t)id;
    start = at + 1;
  }
  return count;
}

__attribute__((unused)) static bool CS(tally_around_any)(
    const cs_turns *all, const uint32_t *turns, size_t count, const uint64_t *bits, size_t left,
    size_t right, cs_tally *tally, size_t *hits, uint64_t *tokens) {
  uint32_t own[CS_WHOLE_TURN + 16];
  for (size_t index = 0; index < count; index++) {
    if (index + CS_AHEAD < count) cs_fetch(all, turns[index + CS_AHEAD]);
    size_t from, to;
    if (!cs_range(all, turns[index], &from, &to)) return false;
    uint32_t *ids = own;
    size_t length = to - from;
    if (length > CS_WHOLE_TURN) {
      ids = malloc((length + 16) * sizeof *ids);
      if (!ids) return false;
    }
    size_t found = CS(ids_of)(
        all->codes + from, length, cs_has_room(all, from, to), tally->terms, ids);
    bool isWhole = found != SIZE_MAX;
    for (size_t place = 0; isWhole && place < found; place++) {
      if (!(bits[ids[place] >> 6] >> (ids[place] & 63) & 1)) continue;
      size_t first = place > left ? place - left : 0;
      size_t end = found - place > right ? place + right + 1 : found;
      for (size_t k = first; k < place; k++) cs_tally_one(tally, ids[k]);
      for (size_t k = place + 1; k < end; k++) cs_tally_one(tally, ids[k]);
      *tokens += end - first - 1;
      ++*hits;
    }
    if (ids != own) free(ids);
    if (!isWhole) return false;
  }
  return true;
}
