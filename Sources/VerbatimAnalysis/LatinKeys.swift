/// Keys of text that is ASCII, the letters of Latin-1 and typographic apostrophes and hyphens:
/// nearly all terms of a European corpus, without decoding. `nil` for any other text.
enum LatinKeys {
  static func lc(_ text: [UInt8]) -> [UInt8]? {
    key(text) { letter, key in
      if letter == 0x9F {
        key.append(UInt8(ascii: "s"))
        key.append(UInt8(ascii: "s"))
      } else {
        let isUpper = letter < 0x9F && letter != 0x97
        key.append(0xC3)
        key.append(isUpper ? letter &+ 0x20 : letter)
      }
    }
  }

  static func fold(_ text: [UInt8]) -> [UInt8]? {
    // The second bytes 80–BF without marks; `.` where one letter does not do.
    let bare: StaticString = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
    return key(text) { letter, key in
      switch letter {
      case 0x86, 0xA6: key += [UInt8(ascii: "a"), UInt8(ascii: "e")]
      case 0x9E, 0xBE: key += [UInt8(ascii: "t"), UInt8(ascii: "h")]
      case 0x9F: key += [UInt8(ascii: "s"), UInt8(ascii: "s")]
      case 0x97, 0xB7: key += [0xC3, letter]
      default: key.append(bare.utf8Start[Int(letter &- 0x80)])
      }
    }
  }

  /// `appendLetter` takes the second byte (80–BF) of a scalar U+00C0–U+00FF.
  @inline(__always)
  private static func key(
    _ text: [UInt8], appendLetter: (UInt8, inout [UInt8]) -> Void
  ) -> [UInt8]? {
    var key: [UInt8] = []
    key.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      let byte = text[at]
      if byte < 0x80 {
        key.append(ASCII.isUpper(byte) ? byte | 0x20 : byte)
        at += 1
      } else if byte == 0xC3, at + 1 < text.count, text[at + 1] & 0xC0 == 0x80 {
        appendLetter(text[at + 1], &key)
        at += 2
      } else if byte == 0xE2, at + 2 < text.count, text[at + 1] == 0x80 {
        switch text[at + 2] {
        case 0x98, 0x99: key.append(0x27)
        case 0x90, 0x91: key.append(0x2D)
        default: return nil
        }
        at += 3
      } else {
        return nil
      }
    }
    return key
  }
}

enum ASCII {
  @inline(__always)
  static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

  @inline(__always)
  static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
}
