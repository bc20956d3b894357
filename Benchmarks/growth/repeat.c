// Makes a corpus of any size from a small one, as a stream:  repeat BASE.jsonl MILLIONS_OF_TOKENS > OUT.jsonl
//
// The base is copied again and again until there are so many tokens. Copy c (from 2 on) adds "-c" to every
// session's id and puts new words in the place of some: the 4,000 commonest stay as they are; of the
// others each is taken with the chance s(c) = 0.53 c^-0.47, drawn from a hash of the word and c, and gets
// "q" and the letters of c behind it wherever it stands in this copy. So the types grow as V(c) = V(1) c^0.53,
// which is how they grow in running text (Heaps' law; 0.53 fits the 15 and 62 million tokens of speech that the
// peers were first measured on), while common words keep their share of the tokens.
//
// The base is mapped and gone through once; the product is never held. A word here is a run of ASCII letters,
// digits and other bytes but those of the punctuation in U+0080-00BF and U+2000-2FFF.
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMON = 4000, BUFFER = 1 << 20, SESSION = UINT32_MAX };

typedef struct { uint64_t hash; uint32_t count; uint32_t isCommon; } Type;
// A place behind which something may be put: the end of a word of a type, or of a session's id.
typedef struct { uint32_t end, type; } Cut;
typedef struct { uint32_t end, cuts, tokens; } Line;

static void fail(const char *what) {
  fprintf(stderr, "repeat: %s: %s\n", what, strerror(errno));
  exit(2);
}

static void *grown(void *items, size_t count, size_t size) {
  // Doubles at each power of two.
  if (count & (count - 1)) return items;
  items = realloc(items, (count ? 2 * count : 1) * size);
  if (!items) fail("memory");
  return items;
}

static uint64_t mixed(uint64_t x) {
  x ^= x >> 33; x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33; x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ x >> 33;
}

// The base

static const uint8_t *base;
static Type *types;
static size_t typeCount;
static uint32_t *slots;
static size_t slotCount = 1 << 16;
static Cut *cuts;
static size_t cutCount;
static Line *lines;
static size_t lineCount;

static uint32_t typeOf(uint64_t hash) {
  if (2 * typeCount >= slotCount || !slots) {
    slotCount *= 2;
    free(slots);
    slots = calloc(slotCount, sizeof *slots);
    if (!slots) fail("memory");
    for (size_t i = 0; i < typeCount; i++) {
      size_t slot = types[i].hash & (slotCount - 1);
      while (slots[slot]) slot = (slot + 1) & (slotCount - 1);
      slots[slot] = i + 1;
    }
  }
  size_t slot = hash & (slotCount - 1);
  for (; slots[slot]; slot = (slot + 1) & (slotCount - 1)) {
    if (types[slots[slot] - 1].hash == hash) return slots[slot] - 1;
  }
  types = grown(types, typeCount, sizeof *types);
  types[typeCount] = (Type){hash, 0, 0};
  slots[slot] = ++typeCount;
  return typeCount - 1;
}

static void addCut(size_t end, uint32_t type) {
  cuts = grown(cuts, cutCount, sizeof *cuts);
  cuts[cutCount++] = (Cut){end, type};
}

static int isWord(const uint8_t *at) {
  uint8_t lower = *at | 32;
  if (*at < 0x80) return (lower >= 'a' && lower <= 'z') || (*at >= '0' && *at <= '9');
  return 1;
}

// The place behind `"key": "`, or NULL; a key inside a value has its quotes escaped.
static const uint8_t *valueOf(const char *key, const uint8_t *from, const uint8_t *end) {
  size_t length = strlen(key);
  const uint8_t *at = from;
  while ((at = memmem(at, end - at, key, length))) {
    at += length;
    const uint8_t *next = at;
    while (next < end && *next == ' ') next++;
    if (next == end || *next++ != ':') continue;
    while (next < end && *next == ' ') next++;
    if (next < end && *next == '"') return next + 1;
  }
  return NULL;
}

static uint32_t readText(const uint8_t *at, const uint8_t *end) {
  uint32_t tokens = 0;
  while (at < end && *at != '"') {
    if (*at == '\\') {
      at += at + 1 < end && at[1] == 'u' ? 6 : 2;
    } else if (*at == 0xC2) {
      at += 2;
    } else if (*at == 0xE2) {
      at += 3;
    } else if (!isWord(at)) {
      at++;
    } else {
      uint64_t hash = 0xcbf29ce484222325ULL;
      uint8_t last = 0;
      while (at < end && *at != 0xC2 && *at != 0xE2 && isWord(at)) {
        // Capitals of ASCII and of Latin-1 are one type with their small letters.
        int folds = *at < 0x80 ? *at >= 'A' && *at <= 'Z' : last == 0xC3 && *at < 0xA0;
        last = *at++;
        hash = (hash ^ (folds ? last | 32 : last)) * 0x100000001b3ULL;
      }
      uint32_t type = typeOf(mixed(hash));
      types[type].count++;
      addCut(at - base, type);
      tokens++;
    }
  }
  return tokens;
}

static void readBase(size_t size) {
  const uint8_t *end = base + size;
  for (const uint8_t *at = base; at < end;) {
    const uint8_t *stop = memchr(at, '\n', end - at);
    stop = stop ? stop + 1 : end;
    const uint8_t *session = valueOf("\"session\"", at, stop), *text = valueOf("\"text\"", at, stop);
    if (!session || !text || session > text) {
      fprintf(stderr, "repeat: line %zu: wants \"session\" before \"text\"\n", lineCount + 1);
      exit(2);
    }
    while (session < stop && *session != '"') session += *session == '\\' ? 2 : 1;
    addCut(session - base, SESSION);
    uint32_t tokens = readText(text, stop);
    lines = grown(lines, lineCount, sizeof *lines);
    lines[lineCount++] = (Line){stop - base, cutCount, tokens};
    at = stop;
  }
}

static int byFalling(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? 1 : x > y ? -1 : 0;
}

// Words that stay as they are need no cut.
static void dropCommon(void) {
  uint32_t *counts = malloc(typeCount * sizeof *counts);
  if (!counts) fail("memory");
  for (size_t i = 0; i < typeCount; i++) counts[i] = types[i].count;
  qsort(counts, typeCount, sizeof *counts, byFalling);
  uint32_t least = typeCount > COMMON ? counts[COMMON - 1] : 0;
  free(counts);
  for (size_t i = 0; i < typeCount; i++) types[i].isCommon = types[i].count >= least;
  size_t kept = 0, cut = 0;
  for (size_t line = 0; line < lineCount; line++) {
    for (; cut < lines[line].cuts; cut++) {
      if (cuts[cut].type == SESSION || !types[cuts[cut].type].isCommon) cuts[kept++] = cuts[cut];
    }
    lines[line].cuts = kept;
  }
}

// The product

static uint8_t out[BUFFER];
static size_t used;
static uint64_t written;

static void flush(void) {
  for (size_t at = 0; at < used;) {
    ssize_t count = write(STDOUT_FILENO, out + at, used - at);
    if (count < 0 && errno != EINTR) fail("writing");
    if (count > 0) at += count;
  }
  written += used;
  used = 0;
}

static void put(const uint8_t *bytes, size_t count) {
  while (used + count > BUFFER) {
    size_t part = BUFFER - used;
    memcpy(out + used, bytes, part);
    used = BUFFER;
    flush();
    bytes += part;
    count -= part;
  }
  memcpy(out + used, bytes, count);
  used += count;
}

static uint64_t copyOnce(uint32_t number, uint8_t *isTaken, uint64_t wanted) {
  char id[16], word[16] = "q";
  snprintf(id, sizeof id, "-%u", number);
  size_t length = 1;
  for (uint32_t rest = number; rest; rest /= 26) word[length++] = 'a' + rest % 26;
  double chance = number > 1 ? 0.53 * pow(number, -0.47) : 0;
  for (size_t i = 0; i < typeCount; i++) {
    isTaken[i] = (mixed(types[i].hash + number) >> 11) * 0x1p-53 < chance;
  }
  size_t at = 0, cut = 0;
  uint64_t tokens = 0;
  for (size_t line = 0; line < lineCount && tokens < wanted; line++) {
    if (number > 1) {
      for (; cut < lines[line].cuts; cut++) {
        int isSession = cuts[cut].type == SESSION;
        if (!isSession && !isTaken[cuts[cut].type]) continue;
        put(base + at, cuts[cut].end - at);
        at = cuts[cut].end;
        put((const uint8_t *)(isSession ? id : word), isSession ? strlen(id) : length);
      }
    }
    put(base + at, lines[line].end - at);
    at = lines[line].end;
    tokens += lines[line].tokens;
  }
  return tokens;
}

int main(int count, char **arguments) {
  double millions = count == 3 ? atof(arguments[2]) : 0;
  if (millions <= 0) {
    fprintf(stderr, "repeat BASE.jsonl MILLIONS_OF_TOKENS > OUT.jsonl\n");
    return 2;
  }
  struct stat facts;
  int file = open(arguments[1], O_RDONLY);
  if (file < 0 || fstat(file, &facts)) fail(arguments[1]);
  if (facts.st_size == 0 || facts.st_size >= UINT32_MAX) {
    fprintf(stderr, "repeat: %s: wants 1 byte to 4 GB\n", arguments[1]);
    return 2;
  }
  base = mmap(NULL, facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (base == MAP_FAILED) fail(arguments[1]);
  readBase(facts.st_size);
  dropCommon();
  uint8_t *isTaken = malloc(typeCount + 1);
  if (!isTaken) fail("memory");
  uint64_t wanted = millions * 1e6, tokens = 0;
  for (uint32_t number = 1; tokens < wanted; number++) {
    uint64_t more = copyOnce(number, isTaken, wanted - tokens);
    if (more == 0) break;
    tokens += more;
  }
  flush();
  fprintf(stderr, "%llu tokens, %llu bytes\n", (unsigned long long)tokens,
          (unsigned long long)written);
}
