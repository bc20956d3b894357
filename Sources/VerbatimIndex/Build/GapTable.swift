import VerbatimDigest

/// Interns the gaps between tokens: what stands there and is not a token with a position; and counts them.
final class GapTable {
  /// The blank, which is nearly every gap, so that it needs no look-up.
  static let blank: UInt32 = 1

  /// The gap that a hash had last. Its key is the gap and its length, or a checksum.
  private struct Recent {
    var key: UInt64 = 0
    var number: UInt32 = 0
  }

  private static let recentBits = 12

  private(set) var texts: [[UInt8]] = []
  private var numbers: [[UInt8]: UInt32] = [:]
  private let recent: UnsafeMutablePointer<Recent>
  /// How often each was met; room for ``capacity``.
  @exclusivity(unchecked) private var counts: UnsafeMutablePointer<Int>
  @exclusivity(unchecked) private var capacity = 1024

  init() {
    recent = .allocate(capacity: 1 << Self.recentBits)
    recent.initialize(repeating: Recent(), count: 1 << Self.recentBits)
    counts = .allocate(capacity: capacity)
    for text in [[], [0x20]] as [[UInt8]] { _ = number(of: text) }
  }

  deinit {
    recent.deallocate()
    counts.deallocate()
  }

  /// Counts occurrences of the blank.
  func addBlanks(_ count: Int) { counts[Int(Self.blank)] += count }

  /// The number of a gap, of which an occurrence is counted. Cost: O(length); a hash of long ones.
  ///
  /// - Parameter gap: `length` bytes, and at least eight that can be read.
  @inline(__always)
  func intern(_ gap: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let number = length < 8 ? short(gap, length) : long(gap, length)
    counts[Int(number)] &+= 1
    return number
  }

  @inline(__always)
  private func short(_ gap: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let bits = UInt64(truncatingIfNeeded: 8 &* length)
    let word = UInt64(littleEndian: UnsafeRawPointer(gap).loadUnaligned(as: UInt64.self))
    // One more than the length, so that no gap has the key of a place that is empty.
    let key = word & (1 &<< bits &- 1) | UInt64(truncatingIfNeeded: length &+ 1) &<< 56
    let known = recent + place(key)
    return known.pointee.key == key ? known.pointee.number : lookUp(key, gap, length)
  }

  private func long(_ gap: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let bytes = UnsafeRawBufferPointer(start: gap, count: length)
    let key = Checksum.xxh3(bytes) >> 8 | 0xFF << 56
    let known = recent + place(key)
    if known.pointee.key == key {
      let isSame = texts[Int(known.pointee.number)].withUnsafeBytes { $0.hasBytes(of: bytes) }
      if isSame { return known.pointee.number }
    }
    return lookUp(key, gap, length)
  }

  @inline(__always)
  private func place(_ key: UInt64) -> Int {
    Int(
      truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15)
        &>> UInt64(truncatingIfNeeded: 64 - Self.recentBits))
  }

  @inline(never)
  private func lookUp(_ key: UInt64, _ gap: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    let number = number(of: Array(UnsafeBufferPointer(start: gap, count: length)))
    recent[place(key)] = Recent(key: key, number: number)
    return number
  }

  private func number(of text: [UInt8]) -> UInt32 {
    if let number = numbers[text] { return number }
    let number = UInt32(texts.count)
    if texts.count == capacity {
      let larger = UnsafeMutablePointer<Int>.allocate(capacity: 2 * capacity)
      larger.update(from: counts, count: capacity)
      counts.deallocate()
      counts = larger
      capacity *= 2
    }
    counts[texts.count] = 0
    numbers[text] = number
    texts.append(text)
    return number
  }

  /// Takes an occurrence back.
  func discount(_ number: UInt32) { counts[Int(number)] -= 1 }

  func count(_ number: Int) -> Int { counts[number] }
}
