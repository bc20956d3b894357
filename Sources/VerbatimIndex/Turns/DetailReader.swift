/// Reads the details of a session's turns one after the other, from the block on that holds `turn`.
struct DetailReader {
  private let segment: Segment
  private let session: Int
  private var turn: Int
  private var bytes = ByteReader(UnsafeRawBufferPointer(start: nil, count: 0))
  private var previous = DetailCodec.Previous()

  init(_ segment: Segment, session: Int, turn: Int = 0) {
    self.segment = segment
    self.session = session
    self.turn = turn / DetailCodec.blockSize * DetailCodec.blockSize
  }

  mutating func next() throws(IndexProblem) -> TurnDetails {
    if turn % DetailCodec.blockSize == 0 {
      let block = segment.sessionTable.firstDetailBlock(session) + turn / DetailCodec.blockSize
      guard let range = segment.detailOffsets.range(block, within: segment.details.count) else {
        throw segment.problem(.details, invariant: 9)
      }
      bytes = ByteReader(UnsafeRawBufferPointer(rebasing: segment.details[range]))
      previous = DetailCodec.Previous()
    }
    guard let details = DetailCodec.decode(&bytes, after: &previous) else {
      throw segment.problem(.details, invariant: 9)
    }
    turn += 1
    return details
  }
}
