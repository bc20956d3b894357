/// The lists of all adjacent pairs of the commonest terms.
struct PairSections {
  let keys: [UInt8]
  let lists: [UInt8]

  /// Cost: two passes over the tokens; memory of termCount² numbers and the turns found.
  init(_ stores: [TurnStore], _ ranks: TermRanks, termCount: Int, turnCount: Int) {
    let size = min(termCount, ranks.order.count)
    var last = [UInt32](repeating: .max, count: size * size)
    var starts = [Int](repeating: 0, count: size * size + 1)
    var occurrences = [Int](repeating: 0, count: size * size)
    func visit(_ body: (_ pair: Int, _ turn: UInt32) -> Void) {
      var turn: UInt32 = 0
      for store in stores {
        var token = 0
        for tokens in store.tokenCounts {
          var previous = Int.max
          for index in token..<token + tokens {
            let id = Int(ranks.ids[Int(store.tokens[index])])
            if previous < size, id < size { body(previous * size + id, turn) }
            previous = id
          }
          token += tokens
          turn += 1
        }
      }
    }
    visit { pair, turn in
      occurrences[pair] += 1
      if last[pair] != turn {
        last[pair] = turn
        starts[pair + 1] += 1
      }
    }
    for pair in 0..<size * size {
      starts[pair + 1] += starts[pair]
      last[pair] = .max
    }
    var next = starts
    var turns = [UInt32](repeating: 0, count: starts[size * size])
    visit { pair, turn in
      if last[pair] != turn {
        last[pair] = turn
        turns[next[pair]] = turn
        next[pair] += 1
      }
    }
    var writer = PairTableWriter(termCount: size, turnCount: turnCount)
    turns.withUnsafeBufferPointer { all in
      for pair in 0..<size * size where occurrences[pair] > 0 {
        writer.append(
          first: pair / size, second: pair % size,
          turns: UnsafeBufferPointer(rebasing: all[starts[pair]..<starts[pair + 1]]),
          occurrences: occurrences[pair])
      }
    }
    (keys, lists) = writer.finish()
  }
}
