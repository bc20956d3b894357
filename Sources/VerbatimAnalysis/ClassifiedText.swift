import CVectors

/// A text with what its bytes are, 64 at a time, and in lower case as far as that is simple; line feeds
/// stand behind it, so that vectors may be read over its end. Reused for many texts, so that
/// nothing is allocated for most.
public final class ClassifiedText {
  /// Bytes that can be read behind the text.
  public static let padding = 256

  @exclusivity(unchecked) private var capacity: Int
  /// The text.
  @exclusivity(unchecked) public private(set) var base: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) public private(set) var count = 0
  /// The text with small letters for the capitals of ASCII and Latin-1.
  @exclusivity(unchecked) public private(set) var lower: UnsafeMutablePointer<UInt8>
  /// One for each 64 bytes, and two more.
  @exclusivity(unchecked) public private(set) var blocks: UnsafeMutablePointer<verbatim_block>
  /// Whether there are bytes beyond ASCII and Latin-1 of which ``lower`` says nothing.
  @exclusivity(unchecked) public private(set) var hasUnknownCase = false

  public init() {
    capacity = 4096
    base = .allocate(capacity: capacity + Self.padding)
    lower = .allocate(capacity: capacity + Self.padding)
    blocks = .allocate(capacity: capacity / 64 + 3)
  }

  deinit {
    base.deallocate()
    lower.deallocate()
    blocks.deallocate()
  }

  /// The text, without what stands behind it.
  public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// Takes the place of the text before. Cost: about 0.1 ns a byte.
  public func set(_ text: UnsafeBufferPointer<UInt8>) {
    if text.count > capacity {
      base.deallocate()
      lower.deallocate()
      blocks.deallocate()
      capacity = text.count + text.count / 2
      base = .allocate(capacity: capacity + Self.padding)
      lower = .allocate(capacity: capacity + Self.padding)
      blocks = .allocate(capacity: capacity / 64 + 3)
    }
    // Safety: the room has been made above. More blocks than the text has are classified, so that behind
    // each of its bytes there is another.
    if let start = text.baseAddress { base.update(from: start, count: text.count) }
    (base + text.count).update(repeating: 0x0A, count: Self.padding)
    count = text.count
    hasUnknownCase = verbatim_classify(base, (text.count / 64 + 2) * 64, lower, blocks) != 0
  }
}
