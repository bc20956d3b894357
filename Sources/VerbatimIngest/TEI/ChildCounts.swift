/// Counts the children of each open element by name, for their positions in paths.
///
/// The counts of an element stand behind those of its parent: it adds to them only while no child of
/// it is open. Most elements have children of a few names, so that a scan finds them.
struct ChildCounts {
  private struct Count {
    var name: Int32
    var count: Int32
  }

  /// Names of one element that are scanned; further ones are looked up.
  private static let scanned = 16

  private var counts: [Count] = []
  private var others: [UInt64: Int32] = [:]

  /// Where the counts of an element begin that starts now.
  var start: Int { counts.count }

  /// Forgets the counts of an element that ends, and of all within it.
  mutating func end(_ start: Int) {
    if counts.count > start { counts.removeLast(counts.count - start) }
  }

  /// The number, from 1, of the next child of that name of the innermost open element.
  ///
  /// - Parameters:
  ///   - start: where that element's counts begin.
  ///   - serial: what names it in the file.
  mutating func next(_ name: Int32, from start: Int, serial: Int32) -> Int32 {
    var index = start
    while index < counts.count {
      if counts[index].name == name {
        counts[index].count &+= 1
        return counts[index].count
      }
      index += 1
    }
    guard index - start >= Self.scanned else {
      counts.append(Count(name: name, count: 1))
      return 1
    }
    let key = UInt64(UInt32(bitPattern: serial)) << 32 | UInt64(UInt32(bitPattern: name))
    let count = (others[key] ?? 0) &+ 1
    others[key] = count
    return count
  }
}
