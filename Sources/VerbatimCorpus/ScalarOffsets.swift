extension String {
  /// The UTF-8 offset of the Unicode scalar offset `scalar`; `nil` past the end. Cost: a scan.
  public func utf8Offset(ofScalar scalar: Int) -> Int? {
    guard scalar >= 0 else { return nil }
    var copy = self
    return copy.withUTF8 { bytes in
      var scalars = 0
      for offset in 0..<bytes.count {
        if bytes[offset] & 0xC0 != 0x80 {
          if scalars == scalar { return offset }
          scalars += 1
        }
      }
      return scalars == scalar ? bytes.count : nil
    }
  }

  /// The Unicode scalar offset of the UTF-8 offset `byte` (of the scalar it stands in, for a byte
  /// inside one), at most the number of scalars. Cost: a scan.
  public func scalarOffset(ofUTF8 byte: Int) -> Int {
    var copy = self
    return copy.withUTF8 { bytes in
      var scalars = 0
      for offset in 0..<min(max(byte, 0), bytes.count) where bytes[offset] & 0xC0 != 0x80 {
        scalars += 1
      }
      if byte < bytes.count, byte > 0, bytes[byte] & 0xC0 == 0x80 { scalars -= 1 }
      return scalars
    }
  }

  /// The Unicode scalars `range`, clamped to the text, as a string.
  public func scalars(_ range: Range<Int>) -> String {
    let lower = utf8Offset(ofScalar: max(range.lowerBound, 0)) ?? utf8.count
    let upper = utf8Offset(ofScalar: max(range.upperBound, 0)) ?? utf8.count
    guard lower < upper else { return "" }
    let view = utf8
    return String(
      decoding: view[
        view.index(
          view.startIndex, offsetBy: lower)..<view.index(
            view.startIndex, offsetBy: upper)], as: UTF8.self)
  }
}
