import VerbatimQuery

/// Hits with their keys, in little memory: 24 bytes a hit, 8 a span, 4 a key.
struct HitStore {
  private let keyCount: Int
  /// Segment, turn, last turn, ordinal, first span, spans: six numbers a hit.
  private var heads: [UInt32] = []
  private var spans: [UInt32] = []
  private var keys: [UInt32] = []
  private static let headLength = 6

  var count: Int { heads.count / Self.headLength }

  init(keyCount: Int) {
    self.keyCount = keyCount
  }

  /// - Parameters:
  ///   - ordinal: the number of the hit in the order of place, by which ties are decided.
  ///   - keys: as many as the store was made for.
  mutating func append(_ hit: Hit, ordinal: Int, keys: [UInt32]) {
    heads += [
      UInt32(truncatingIfNeeded: hit.segment), UInt32(truncatingIfNeeded: hit.turn),
      UInt32(truncatingIfNeeded: hit.lastTurn), UInt32(truncatingIfNeeded: ordinal),
      UInt32(truncatingIfNeeded: spans.count / 2), UInt32(truncatingIfNeeded: hit.spans.count),
    ]
    for span in hit.spans {
      spans.append(UInt32(truncatingIfNeeded: span.lowerBound))
      spans.append(UInt32(truncatingIfNeeded: span.upperBound))
    }
    self.keys += keys
  }

  subscript(place: Int) -> Hit {
    let head = place * Self.headLength
    let first = Int(heads[head + 4])
    return Hit(
      segment: Int(heads[head]), turn: Int(heads[head + 1]), lastTurn: Int(heads[head + 2]),
      spans: (first..<first + Int(heads[head + 5])).map {
        Int(spans[2 * $0])..<Int(spans[2 * $0 + 1])
      })
  }

  /// The places of all hits in the order of their keys, then of their ordinals.
  ///
  /// - Parameter ranks: of each key's values, by number.
  func order(by ranks: [[UInt32]]) -> [Int] {
    var ranked = keys
    for place in ranked.indices { ranked[place] = ranks[place % keyCount][Int(keys[place])] }
    return (0..<count).sorted { left, right in
      for key in 0..<keyCount {
        let (a, b) = (ranked[left * keyCount + key], ranked[right * keyCount + key])
        if a != b { return a < b }
      }
      return heads[left * Self.headLength + 3] < heads[right * Self.headLength + 3]
    }
  }

  /// Keeps the hits at some places, in that order.
  mutating func keep(_ places: some Sequence<Int>) {
    var kept = HitStore(keyCount: keyCount)
    for place in places {
      kept.append(
        self[place], ordinal: Int(heads[place * Self.headLength + 3]),
        keys: Array(keys[place * keyCount..<(place + 1) * keyCount]))
    }
    self = kept
  }
}
