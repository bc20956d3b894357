/// A text with zero bytes behind it, so that vectors may be read over its end: reused for many texts,
/// so that nothing is allocated for most.
public final class PaddedText {
  /// Bytes that can be read behind the text.
  public static let padding = 64

  @exclusivity(unchecked) public private(set) var base: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) public private(set) var count = 0
  @exclusivity(unchecked) private var capacity: Int

  public init() {
    capacity = 4096
    base = .allocate(capacity: capacity + Self.padding)
    base.initialize(repeating: 0, count: capacity + Self.padding)
  }

  deinit { base.deallocate() }

  /// The text, without what stands behind it.
  public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// Takes the place of the text before. Cost: a copy.
  public func set(_ text: UnsafeBufferPointer<UInt8>) {
    if text.count > capacity {
      base.deallocate()
      capacity = text.count + text.count / 2
      base = .allocate(capacity: capacity + Self.padding)
    }
    // Safety: the room has been made above.
    if let start = text.baseAddress { base.update(from: start, count: text.count) }
    (base + text.count).update(repeating: 0, count: Self.padding)
    count = text.count
  }
}
