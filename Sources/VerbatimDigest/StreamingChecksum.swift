import CXXHash

/// XXH3 with 64 bits, piece by piece.
public final class StreamingChecksum {
  private let state: OpaquePointer?

  public init() {
    state = XXH3_createState()
    // Safety: a state is a plain heap object, freed in deinit.
    XXH3_64bits_reset(state)
  }

  deinit {
    XXH3_freeState(state)
  }

  public func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    // Safety: xxhash reads exactly `count` bytes and keeps nothing of them.
    XXH3_64bits_update(state, base, bytes.count)
  }

  /// The checksum of everything given so far.
  public var value: UInt64 { XXH3_64bits_digest(state) }
}
