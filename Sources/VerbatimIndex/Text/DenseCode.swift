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
