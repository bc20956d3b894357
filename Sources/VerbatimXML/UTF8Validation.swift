import CVectors

/// Strict UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. libxml2 lets some of
/// these pass, and a text that is repaired later no longer equals its file.
enum UTF8Validation {
  /// The offset of the first byte that is not part of a valid scalar, from `start` on; `nil` where
  /// all is well. Cost: many GB/s, but about 1 GB/s on scalars of four bytes and the rarest of three.
  static func firstInvalid(in array: [UInt8], from start: Int) -> Int? {
    array.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var index = start
      while index < bytes.count {
        // Safety: as many bytes are there.
        index += cs_sound_length(base + index, bytes.count - index)
        let stop = min(index + 64, bytes.count)
        while index < stop {
          guard let length = scalar(bytes, at: index) else { return index }
          index += length
        }
      }
      return nil
    }
  }

  /// The bytes of the scalar at an offset; `nil` where there is no valid one.
  private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
    let lead = bytes[index]
    if lead < 0x80 { return 1 }
    let count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead <= 0xF4, index + count <= bytes.count else { return nil }
    let second = bytes[index + 1]
    let lowest: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
    let highest: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
    guard second >= lowest, second <= highest else { return nil }
    if count > 2, bytes[index + 2] & 0xC0 != 0x80 { return nil }
    if count > 3, bytes[index + 3] & 0xC0 != 0x80 { return nil }
    return count
  }
}
