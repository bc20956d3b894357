/// What the bytes of a text are, 64 at a time.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What the bytes of a text are: a bit each, in words of 64 with the first byte lowest. Each column has a
/// word before its first and one behind its last that can be read and written.
typedef struct {
  /// ASCII letters, and both bytes of Latin-1 letters (C3 80 to C3 BF but for the signs C3 97, C3 B7).
  uint64_t *letters;
  /// Those, and ASCII digits.
  uint64_t *runs;
  /// Surely no letter and no number: the rest of ASCII, C2 80 to C2 BF but for nine of them, U+2000 to
  /// U+203F and U+20A0 to U+20BF.
  uint64_t *between_runs;
  /// Blanks and line feeds, and marks (`, ? ! ; ) " . ( :`) in front of ASCII.
  uint64_t *between_words;
  /// What ends a word of letters whatever follows: blanks, line feeds, `, ? ! ; ) "`, and a period in
  /// front of a blank or line feed.
  uint64_t *word_ends;
  /// The last byte of each capital letter, of ASCII or Latin-1.
  uint64_t *uppers;
  /// The last byte of each small letter that has a capital there.
  uint64_t *smalls;
  /// `x` and `X`: a run of them may stand for something left out.
  uint64_t *exes;
  /// Bytes whose case is not known here: all beyond ASCII but Latin-1's C3 and U+2000 to U+203F.
  uint64_t *unknown;
} verbatim_masks;

/// Writes a word of each mask for each 64 of the `count` bytes at `text`, a multiple of 64, and the bytes with
/// small letters for ASCII's and Latin-1's capitals to `lower`. A byte behind the last word can be read. Returns
/// whether there are bytes of unknown case.
bool cs_classify(
    const uint8_t *text, size_t count, uint8_t *lower, const verbatim_masks *masks);

/// How many bytes stand before the first quote, backslash or byte below U+0020 of `count`, `count` where
/// there is none. `*isSound` becomes false unless they are well-formed UTF-8 for certain: rare leading
/// bytes (E0, ED, F0 to F4), and those of no scalar, are left to the caller. Cost: 64 bytes a step.
size_t cs_plain_length(const uint8_t *bytes, size_t count, bool *isSound);

/// Of `count` bytes, which begin with a scalar, how many are whole scalars of well-formed UTF-8 for certain: not
/// all that are, since the last 64 bytes, and a block with rare leading bytes (E0, ED, F0 and above), are left to
/// the caller. Cost: 64 bytes a step.
size_t cs_sound_length(const uint8_t *bytes, size_t count);

/// Copies a run of words with single spaces between them out of `count` bytes, and returns how many it has: it
/// ends before white space that is none or more than one space, before a space at the end, or at the end. To
/// `*scalars` it adds how many Unicode scalars the run has. `copy` holds `count` bytes. Cost: 64 bytes a step.
size_t cs_copy_words(const uint8_t *bytes, size_t count, uint8_t *copy, size_t *scalars);
