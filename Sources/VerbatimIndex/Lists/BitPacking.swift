import CVectors

/// 128 numbers of up to 32 bits in four interleaved lanes: number i is in lane i % 4, row i / 4, so
/// that one vector of four words holds four neighbours. A block of width w takes 16 · w bytes.
enum BitPacking {
  static let blockSize = 128

  /// Writes 128 values in 16 · `width` bytes.
  static func pack(
    _ values: UnsafePointer<UInt32>, width: Int, into bytes: UnsafeMutableRawPointer
  ) {
    guard width > 0 else { return }
    var next = bytes
    var word = SIMD4<UInt32>.zero
    var filled = 0
    for row in 0..<32 {
      // Safety: the caller gives 128 values.
      let value = UnsafeRawPointer(values + 4 * row).loadUnaligned(as: SIMD4<UInt32>.self)
      word |= value &<< UInt32(filled)
      filled += width
      if filled >= 32 {
        for lane in 0..<4 {
          next.storeBytes(of: word[lane].littleEndian, as: UInt32.self)
          next += 4
        }
        filled -= 32
        // What did not fit; a shift by the whole width leaves nothing.
        word = filled == 0 ? .zero : value &>> UInt32(width - filled)
      }
    }
  }

  /// Unpacks deltas and sums them up behind `previous` into 128 ascending numbers.
  ///
  /// - Precondition: `bytes` has 16 · `width` bytes, `width` ≤ 32, `output` room for 128.
  @inline(__always)
  static func unpackSums(
    _ bytes: UnsafeRawPointer, width: Int, after previous: UInt32,
    into output: UnsafeMutablePointer<UInt32>
  ) {
    var sum = previous
    if width == 0 {
      // Deltas are stored less one: consecutive turns take no bits at all.
      for i in 0..<blockSize {
        sum &+= 1
        output[i] = sum
      }
      return
    }
    // Safety: as the caller promises.
    if cs_unpack_sums(
      bytes.assumingMemoryBound(to: UInt8.self), UInt32(width), previous, output)
    {
      return
    }
    let mask = SIMD4<UInt32>(repeating: width == 32 ? .max : 1 << UInt32(width) &- 1)
    var word = SIMD4<UInt32>(littleEndianAt: bytes)
    var next = 16
    var used = 0
    for row in 0..<32 {
      var value = word &>> UInt32(used)
      used += width
      if used >= 32 {
        used -= 32
        if row < 31 || used > 0 {
          word = SIMD4<UInt32>(littleEndianAt: bytes + next)
          next += 16
          if used > 0 { value |= word &<< UInt32(width - used) }
        }
      }
      value = (value & mask) &+ 1
      // Sums of four lanes in two steps.
      value &+= SIMD4<UInt32>(0, value[0], value[1], value[2])
      value &+= SIMD4<UInt32>(0, 0, value[0], value[1])
      value &+= sum
      sum = value[3]
      // Safety: the caller gives room for 128 numbers.
      UnsafeMutableRawPointer(output + 4 * row).storeBytes(of: value, as: SIMD4<UInt32>.self)
    }
  }

  /// True where 128 unpacked turns ascend up to `last`, as those of a whole list do.
  @inline(__always)
  static func isAscending(
    _ turns: UnsafePointer<UInt32>, width: Int, to last: UInt32
  ) -> Bool {
    guard turns[blockSize - 1] == last else { return false }
    // 128 deltas of up to 24 bits cannot pass 32 bits behind a turn below 2³¹.
    if width <= 24 { return true }
    for i in 1..<blockSize where turns[i] <= turns[i - 1] { return false }
    return true
  }
}

extension SIMD4<UInt32> {
  /// Safety: the caller has 16 readable bytes at `pointer`; alignment does not matter.
  @inline(__always)
  fileprivate init(littleEndianAt pointer: UnsafeRawPointer) {
    let raw = pointer.loadUnaligned(as: SIMD4<UInt32>.self)
    #if _endian(little)
      self = raw
    #else
      self = SIMD4(raw[0].byteSwapped, raw[1].byteSwapped, raw[2].byteSwapped, raw[3].byteSwapped)
    #endif
  }
}
