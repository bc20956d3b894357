import VerbatimCorpus

/// The values of one layer in the sessions of a draft: interned, and turn by turn.
///
/// ```
/// record = varint turns on , varint positions , { varint value + 1, or 0 for none } ;
/// ```
/// A turn without a value has no record; turns count from the one before in the session, the first one
/// from -1. Positions end with the last one that has a value.
final class LayerDraft {
  let layer: Annotation.Layer
  let records: SpillStream
  let values = FactTable()
  /// Positions that have each value.
  private(set) var occurrences: [Int] = []
  /// The turn of the session that had a record last.
  private var lastTurn = -1

  init(_ layer: Annotation.Layer, folder: String?, memoryLimit: Int) {
    self.layer = layer
    records = SpillStream(folder: folder, limit: memoryLimit)
  }

  /// Where the session's records begin. Turns count anew.
  func startSession() -> Int {
    lastTurn = -1
    return records.count
  }

  /// - Parameter found: by position, which of `annotations`; the last one is not -1.
  func add(_ found: [Int], of annotations: [Annotation], turn: Int) {
    var out = RecordWriter(records.room(20 + 5 * found.count))
    out.varint(UInt64(turn - lastTurn))
    out.varint(UInt64(found.count))
    lastTurn = turn
    for index in found { out.varint(index < 0 ? 0 : number(of: annotations[index].value) + 1) }
    records.advance(to: out.next)
  }

  private func number(of value: String) -> UInt32 {
    var value = value
    let number = value.withUTF8 { values.number(of: UnsafeRawBufferPointer($0)) }
    if number == occurrences.count { occurrences.append(0) }
    occurrences[number] += 1
    return UInt32(truncatingIfNeeded: number)
  }

  /// Forgets the records of the session that was added last.
  func takeBack(_ range: Range<Int>, scratch: ByteBuffer) throws {
    let bytes = try records.bytes(range, scratch: scratch)
    var reader = LayerRecordReader(bytes)
    while reader.next() != nil {
      for number in reader.numbers where number > 0 { occurrences[Int(number) - 1] -= 1 }
    }
    records.truncate(to: range.lowerBound)
  }
}

/// Reads what ``LayerDraft`` wrote for a session.
struct LayerRecordReader {
  private var reader: RecordReader?
  private let end: UnsafePointer<UInt8>?
  private var turn = -1
  /// By position of the turn, the number of its value plus one, 0 for none.
  private(set) var numbers: [UInt32] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    reader = bytes.baseAddress.map(RecordReader.init)
    end = bytes.baseAddress.map { $0 + bytes.count }
  }

  /// The next turn that has values, from 0 in the session; ``numbers`` are then its own.
  mutating func next() -> Int? {
    guard var reader, let end, reader.next < end else { return nil }
    turn += reader.varint()
    let count = reader.varint()
    numbers.removeAll(keepingCapacity: true)
    for _ in 0..<count { numbers.append(UInt32(truncatingIfNeeded: reader.varint())) }
    self.reader = reader
    return turn
  }
}
