/// The forward index, the residual and the details of all turns, in segment order.
struct TextSections {
  var forward: [UInt8] = []
  var forwardOffsets: [UInt8] = []
  var residual: [UInt8] = []
  var residualOffsets: [UInt8] = []
  var details: [UInt8] = []
  var detailOffsets: [UInt8] = []

  init(_ stores: [TurnStore], _ ranks: TermRanks, _ deviations: Deviations) {
    var forwardStarts = [0]
    var residualStarts = [0]
    var detailStarts: [Int] = []
    for store in stores {
      var token = 0
      var gap = 0
      var literal = 0
      for tokens in store.tokenCounts {
        for index in token..<token + tokens {
          DenseCode.append(Int(ranks.ids[Int(store.tokens[index])]), to: &forward)
        }
        forwardStarts.append(forward.count)
        deviations.encode(
          store, tokens: tokens, firstToken: token, firstGap: gap, literal: &literal,
          into: &residual)
        residualStarts.append(residual.count)
        token += tokens
        gap += tokens + 1
      }
      detailStarts.append(contentsOf: store.detailStarts.map { $0 + details.count })
      details.append(contentsOf: store.details.bytes)
    }
    detailStarts.append(details.count)
    forwardOffsets = OffsetTable.encode(forwardStarts)
    residualOffsets = OffsetTable.encode(residualStarts)
    detailOffsets = OffsetTable.encode(detailStarts)
  }
}
