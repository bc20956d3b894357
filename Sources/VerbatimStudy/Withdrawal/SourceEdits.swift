/// What is to be replaced in a file's bytes; all others stay as they are.
struct SourceEdits {
  private var edits: [(range: Range<Int>, bytes: [UInt8])] = []

  var isEmpty: Bool { edits.isEmpty }

  mutating func replace(_ range: Range<Int>, by bytes: [UInt8] = []) {
    edits.append((range, bytes))
  }

  /// The bytes with the edits made. An edit inside one that begins before it, or at the same place and is
  /// longer, is part of what goes. Cost: a sort and a copy.
  func applied(to old: [UInt8]) -> [UInt8] {
    let sorted = edits.sorted {
      ($0.range.lowerBound, -$0.range.upperBound) < ($1.range.lowerBound, -$1.range.upperBound)
    }
    var new: [UInt8] = []
    new.reserveCapacity(old.count)
    var at = 0
    for edit in sorted {
      let range = edit.range.clamped(to: 0..<old.count)
      guard range.lowerBound >= at else { continue }
      new += old[at..<range.lowerBound]
      new += edit.bytes
      at = range.upperBound
    }
    new += old[at...]
    return new
  }
}
