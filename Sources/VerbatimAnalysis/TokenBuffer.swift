/// The tokens of a text, written without the checks of an array; reused for many texts.
public final class TokenBuffer {
  @exclusivity(unchecked) public private(set) var base: UnsafeMutablePointer<Token>
  @exclusivity(unchecked) public private(set) var count = 0
  @exclusivity(unchecked) private var capacity = 1024

  public init() { base = .allocate(capacity: capacity) }

  deinit { base.deallocate() }

  /// The tokens so far, in their order; valid until the next change.
  public var tokens: UnsafeBufferPointer<Token> {
    UnsafeBufferPointer(start: base, count: count)
  }

  public func removeAll() { count = 0 }

  @inline(__always)
  func append(_ token: Token) {
    // Safety: Token is trivial, and there is room.
    room(1).initialize(to: token)
    count &+= 1
  }

  /// Room for some more; ``advance(to:)`` says how many were written.
  @inline(__always)
  func room(_ more: Int) -> UnsafeMutablePointer<Token> {
    if count &+ more > capacity { grow(count + more) }
    return base + count
  }

  @inline(__always)
  func advance(to end: UnsafeMutablePointer<Token>) { count = end - base }

  private func grow(_ least: Int) {
    capacity = max(least, capacity * 2)
    let larger = UnsafeMutablePointer<Token>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
