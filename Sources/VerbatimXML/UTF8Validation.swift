/// Strict UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. libxml2 lets some of
/// these pass, and a text that is repaired later no longer equals its file.
enum UTF8Validation {
  /// The offset of the first byte that is not part of a valid scalar, from `start` on; `nil` where
  /// all is well. Cost: about 1 GB/s, more on ASCII.
  static func firstInvalid(in array: [UInt8], from start: Int) -> Int? {
    array.withUnsafeBytes { bytes in
      var index = start
      let end = bytes.count
      while index < end {
        // Safety: an unaligned load of eight bytes that lie before `end`.
        while index + 8 <= end,
          bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          index += 8
        }
        guard index < end else { break }
        let lead = bytes[index]
        if lead < 0x80 {
          index += 1
          continue
        }
        let count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead <= 0xF4, index + count <= end else { return index }
        let second = bytes[index + 1]
        let lowest: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
        let highest: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
        guard second >= lowest, second <= highest else { return index }
        if count > 2, bytes[index + 2] & 0xC0 != 0x80 { return index }
        if count > 3, bytes[index + 3] & 0xC0 != 0x80 { return index }
        index += count
      }
      return nil
    }
  }
}
