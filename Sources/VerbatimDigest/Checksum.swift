import CXXHash

/// XXH3 with 64 bits: the checksum of index sections, and with a seed the keyed hash of samples.
public enum Checksum {
  /// Cost: about 10 GB/s.
  public static func xxh3(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    // Safety: xxhash reads exactly `count` bytes; a nil base comes with a count of 0.
    XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
  }

  public static func xxh3(_ text: String, seed: UInt64 = 0) -> UInt64 {
    var copy = text
    return copy.withUTF8 { xxh3(UnsafeRawBufferPointer($0), seed: seed) }
  }
}
