/// How a plain word is written: with its lower-cased form, that is its spelling.
enum CaseShape: Int, CaseIterable {
  case lower, capitalised, upper

  /// `nil` for what is not made of ASCII letters, digits, `-` and `'`, and for any other case.
  init?(_ word: UnsafeBufferPointer<UInt8>) {
    var capitals = 0
    var smalls = 0
    for byte in word {
      switch byte {
      case 0x41...0x5A: capitals += 1
      case 0x61...0x7A: smalls += 1
      case 0x30...0x39, 0x2D, 0x27: break
      default: return nil
      }
    }
    if capitals == 0 {
      self = .lower
    } else if capitals == 1, let first = word.first, (0x41...0x5A).contains(first) {
      self = .capitalised
    } else if smalls == 0 {
      self = .upper
    } else {
      return nil
    }
  }
}
