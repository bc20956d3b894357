/// The byte code of term ids in the forward index: (s,c)-dense with s = 192.
///
/// The last byte of a code is below 192 (a stopper), earlier bytes are 192 or more, so a code can be
/// found and left in both directions from any byte. Ids run by falling frequency: 192 ids of one
/// byte, 12,288 of two, 786,432 of three, 50,331,648 of four, the rest five.
enum DenseCode {
  static let stoppers = 192
  static let continuers = 64
  static let base2 = 192
  static let base3 = base2 + 64 * 192
  static let base4 = base3 + 64 * 64 * 192
  static let base5 = base4 + 64 * 64 * 64 * 192

  /// The bytes of an id's code, the first one lowest, and how many there are.
  static func code(_ id: Int) -> (bytes: UInt64, length: Int) {
    if id < base2 { return (UInt64(id), 1) }
    let length = id < base3 ? 2 : id < base4 ? 3 : id < base5 ? 4 : 5
    let rest = id - [0, 0, base2, base3, base4, base5][length]
    var prefix = rest / stoppers
    var bytes = UInt64(rest % stoppers)
    for _ in 1..<length {
      bytes = bytes << 8 | UInt64(192 + prefix % continuers)
      prefix /= continuers
    }
    return (bytes, length)
  }

  static func append(_ id: Int, to bytes: inout [UInt8]) {
    var (code, length) = code(id)
    while length > 0 {
      bytes.append(UInt8(truncatingIfNeeded: code))
      code >>= 8
      length -= 1
    }
  }

  /// The id whose code begins at `code`, and the length of the code, without a branch on it; an id
  /// beyond all terms for one that is too long. Eight bytes can be read.
  @inline(__always)
  static func next(_ code: UnsafeRawPointer) -> (id: Int, length: Int) {
    let word = UInt64(littleEndian: code.loadUnaligned(as: UInt64.self))
    // The high bit of each stopper: a byte that lacks one of the two bits that 192 is.
    let stoppers = ~(word & word << 1) & 0x8080_8080_8080_8080
    let length = stoppers.trailingZeroBitCount >> 3 &+ 1
    if length > 3 { return long(word, length) }
    let first = Int(truncatingIfNeeded: word & 0xFF)
    let second = Int(truncatingIfNeeded: word >> 8 & 0xFF)
    let third = Int(truncatingIfNeeded: word >> 16 & 0xFF)
    // As differences to 192, a byte before the last weighs 192, and 64 times as much before that.
    let two = (first &- 191) &* 192 &+ second
    let three = ((first &- 192) &* 64 &+ second &- 192) &* 192 &+ third &+ base3
    return (length == 1 ? first : length == 2 ? two : three, length)
  }

  @inline(never)
  private static func long(_ word: UInt64, _ length: Int) -> (id: Int, length: Int) {
    guard length <= 5 else { return (.max, 8) }
    var prefix = 0
    for index in 0..<length - 1 {
      prefix = prefix * 64 + Int(word >> UInt64(8 * index) & 0xFF) - 192
    }
    let last = Int(word >> UInt64(8 * (length - 1)) & 0xFF)
    return (prefix * 192 + last + (length == 4 ? base4 : base5), length)
  }

  /// The id that begins at `offset`, which moves behind it; `nil` at the end of `bytes`, where the
  /// last code is cut, or where it is longer than five bytes.
  @inline(__always)
  static func next(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Int? {
    var prefix = 0
    var length = 1
    while offset < bytes.count {
      let byte = Int(bytes[offset])
      offset += 1
      if byte < stoppers {
        let rest = prefix * stoppers + byte
        switch length {
        case 1: return rest
        case 2: return rest + base2
        case 3: return rest + base3
        case 4: return rest + base4
        default: return rest + base5
        }
      }
      prefix = prefix * 64 + (byte - 192)
      length += 1
      if length > 5 { return nil }
    }
    return nil
  }
}
