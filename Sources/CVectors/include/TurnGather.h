/// What an index gathers turn by turn: ends of many streams and lists, to which each turn adds a little. The
/// ends are what has to be near; the caller makes room where one is full.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The end of a stream of entries.
typedef struct cs_stream {
  /// Where the next entry goes, and where the room for entries ends; both null at first.
  uint8_t *next;
  uint8_t *end;
  /// The turn of the last entry.
  uint32_t last;
} cs_stream;

/// What entries look like: `width` bytes (2 or 4), of which the lowest `keyBits` bits are a key, and those above it
/// how many turns the entry is on from the last one; where they do not hold it, they are all set, and four bytes
/// more have it.
typedef struct cs_entries {
  unsigned keyBits;
  unsigned width;
} cs_entries;

/// The most bytes of an entry.
#define CS_STREAM_ENTRY 8

/// Where the number of a value's stream begins; below it stands the entry's key.
#define CS_STREAM_SHIFT 16

/// Adds an entry for each value from `at` on, to the stream whose number stands above its key. Turns do not
/// descend. Returns the first value whose stream has no room, `count` where all are added.
size_t cs_add_to_streams(
    cs_stream *streams, cs_entries entries, const uint32_t *values, size_t at, size_t count,
    uint32_t turn);

/// Has the ends fetched that the values' entries go to.
void cs_fetch_streams(const cs_stream *streams, const uint32_t *values, size_t count);

/// Takes the entries of a piece of a stream apart, into room for as many as its bytes may hold; `*turn` is that of
/// the entry before, and then of the last one. Returns how many there are.
size_t cs_read_stream(
    cs_entries entries, const uint8_t *bytes, size_t length, uint32_t *turn, uint16_t *keys,
    uint32_t *turns);

/// The end of a list of turns in a pool of bytes.
typedef struct cs_list {
  /// The last turn plus one; 0 for none.
  uint32_t last;
  /// Offsets of the next turn's place, and of the end of the room.
  uint32_t next;
  uint32_t end;
  /// Turns, each once.
  uint32_t count;
  /// For the caller: where the list begins, and how long its last slice is.
  uint32_t head;
  uint32_t slice;
} cs_list;

/// The most bytes of a turn in a list.
#define CS_LIST_ENTRY 6
/// Two bytes that say that four more have the difference.
#define CS_LIST_FAR 0xFFFFu

/// Adds a turn to the list of each key from `at` on, unless it is the list's last one: two bytes of difference
/// from the turn behind the last one, or ``CS_LIST_FAR`` and four bytes. Turns do not descend.
///
/// Returns the first key whose list has no room, `count` where all are added.
size_t cs_add_to_lists(
    cs_list *lists, uint8_t *pool, const uint32_t *keys, size_t at, size_t count, uint32_t turn);

/// Has the ends fetched that the keys' turns go to.
void cs_fetch_lists(const cs_list *lists, const uint8_t *pool, const uint32_t *keys, size_t count);

/// Takes `count` places of a table, in place, apart into a stream's number and a key of so many bits.
void cs_take_values(const uint32_t *table, unsigned keyBits, uint32_t *places, size_t count);
