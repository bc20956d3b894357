import VerbatimFiles

/// What is to be replaced in a file's bytes; all others stay as they are.
struct SourceEdits {
  private var edits: [(range: Range<Int>, bytes: [UInt8])] = []

  var isEmpty: Bool { edits.isEmpty }

  mutating func replace(_ range: Range<Int>, by bytes: [UInt8] = []) {
    edits.append((range, bytes))
  }

  /// In order and disjoint: an edit inside one that begins before it, or at the same place and is longer,
  /// is part of what goes.
  fileprivate var disjoint: [(range: Range<Int>, bytes: [UInt8])] {
    var end = 0
    return edits.sorted {
      ($0.range.lowerBound, -$0.range.upperBound) < ($1.range.lowerBound, -$1.range.upperBound)
    }.filter { edit in
      guard edit.range.lowerBound >= end else { return false }
      end = edit.range.upperBound
      return true
    }
  }

  /// The bytes with the edits made. Cost: a sort and a copy.
  func applied(to old: [UInt8]) -> [UInt8] {
    var new: [UInt8] = []
    new.reserveCapacity(old.count)
    var at = 0
    for edit in disjoint where edit.range.upperBound <= old.count {
      new += old[at..<edit.range.lowerBound]
      new += edit.bytes
      at = edit.range.upperBound
    }
    new += old[at...]
    return new
  }
}

/// A file as it is when edits are made, piece by piece: memory is for a piece, however long the file.
final class EditedStream {
  private let source: FileStream
  private let edits: [(range: Range<Int>, bytes: [UInt8])]
  private var nextEdit = 0
  /// Bytes of the source that were read, and up to where they are copied or gone.
  private var read = 0
  private var done = 0
  private var isAtEnd = false
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

  init(_ source: FileStream, _ edits: SourceEdits) {
    self.source = source
    self.edits = edits.disjoint
  }

  deinit {
    buffer.deallocate()
  }

  /// The next piece, valid until the next call; `nil` at the end.
  func next() throws(FileProblem) -> UnsafeRawBufferPointer? {
    while !isAtEnd {
      let piece = try source.next()
      if piece == nil { isAtEnd = true }
      let count = edit(piece ?? UnsafeRawBufferPointer(start: nil, count: 0))
      if count > 0 { return UnsafeRawBufferPointer(rebasing: buffer[..<count]) }
    }
    return nil
  }

  /// Makes the edits that begin in a piece; how many bytes of the buffer are the product.
  private func edit(_ piece: UnsafeRawBufferPointer) -> Int {
    let start = read
    let end = start + piece.count
    var room = piece.count
    var last = nextEdit
    while last < edits.count, isDue(edits[last].range, end) {
      room += edits[last].bytes.count
      last += 1
    }
    if buffer.count < room {
      buffer.deallocate()
      buffer = .allocate(byteCount: room, alignment: 16)
    }
    var used = 0
    func copy(_ bytes: UnsafeRawBufferPointer) {
      guard let from = bytes.baseAddress, let to = buffer.baseAddress else { return }
      // Safety: the buffer has room for the piece and all that is put in.
      (to + used).copyMemory(from: from, byteCount: bytes.count)
      used += bytes.count
    }
    func copy(upTo place: Int) {
      let lower = max(done, start)
      if lower < place {
        copy(UnsafeRawBufferPointer(rebasing: piece[(lower - start)..<(place - start)]))
      }
      done = max(done, place)
    }
    for edit in edits[nextEdit..<last] {
      copy(upTo: edit.range.lowerBound)
      edit.bytes.withUnsafeBytes { copy($0) }
      done = max(done, edit.range.upperBound)
    }
    nextEdit = last
    copy(upTo: end)
    read = end
    return used
  }

  /// Behind the last piece whatever is left.
  private func isDue(_ range: Range<Int>, _ end: Int) -> Bool {
    isAtEnd ? range.lowerBound <= end : range.lowerBound < end
  }
}
