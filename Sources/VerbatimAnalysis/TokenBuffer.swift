import CVectors

/// The tokens of a text in columns, written without the checks of an array; reused for many texts.
public final class TokenBuffer {
  /// Tokens for which there is room beyond those that are told, so that vectors may be written.
  private static let padding = 64
  /// Bits of a kind; above them stand the flags.
  private static let kindBits: UInt8 = 3

  @exclusivity(unchecked) public private(set) var columns: cs_tokens
  @exclusivity(unchecked) public private(set) var count = 0
  @exclusivity(unchecked) private var capacity = 1024

  public init() { columns = Self.allocate(capacity) }

  deinit { deallocate() }

  private static func allocate(_ capacity: Int) -> cs_tokens {
    cs_tokens(
      starts: .allocate(capacity: capacity + padding),
      ends: .allocate(capacity: capacity + padding),
      kinds: .allocate(capacity: capacity + padding))
  }

  private func deallocate() {
    columns.starts.deallocate()
    columns.ends.deallocate()
    columns.kinds.deallocate()
  }

  /// The token of a number below ``count``.
  public subscript(index: Int) -> Token {
    let packed = columns.kinds[index]
    return Token(
      start: Int(columns.starts[index]), end: Int(columns.ends[index]),
      kind: TokenKind(rawValue: packed & (1 << Self.kindBits - 1)) ?? .word,
      flags: TokenFlags(rawValue: packed >> Self.kindBits))
  }

  /// The tokens so far, in their order.
  public var tokens: [Token] { (0..<count).map { self[$0] } }

  public func removeAll() { count = 0 }

  @inline(__always)
  func append(_ token: Token) {
    // Safety: there is room; offsets of a classified text are below 2³¹.
    makeRoom(1)
    columns.starts[count] = UInt32(truncatingIfNeeded: token.start)
    columns.ends[count] = UInt32(truncatingIfNeeded: token.end)
    columns.kinds[count] = token.kind.rawValue | token.flags.rawValue &<< Self.kindBits
    count &+= 1
  }

  /// The columns behind the last token, with room for some more; ``advance(_:)`` says how many were
  /// written.
  func room(_ more: Int) -> cs_tokens {
    makeRoom(more)
    return cs_tokens(
      starts: columns.starts + count, ends: columns.ends + count, kinds: columns.kinds + count)
  }

  func advance(_ more: Int) { count += more }

  @inline(__always)
  private func makeRoom(_ more: Int) {
    if count &+ more > capacity { grow(count + more) }
  }

  private func grow(_ least: Int) {
    capacity = max(least, capacity * 2)
    let larger = Self.allocate(capacity)
    larger.starts.update(from: columns.starts, count: count)
    larger.ends.update(from: columns.ends, count: count)
    larger.kinds.update(from: columns.kinds, count: count)
    deallocate()
    columns = larger
  }
}
