import CVectors

/// Counts of a segment's terms with a list of those that were met, so that it is emptied in the time
/// of what is in it: for counting in small groups, a speaker of a session each.
///
/// A value for one pass, in one thread. Memory: 8 bytes a term.
public struct TermTally {
  private let segment: Segment
  private var counts: [UInt32]
  /// The terms that were met, each once, in the order in which they were.
  private var met: [UInt32]
  private var metCount = 0

  public init(of segment: Segment) {
    self.segment = segment
    counts = [UInt32](repeating: 0, count: segment.termCount)
    // There is room for one more than terms, as the counting demands.
    met = [UInt32](repeating: 0, count: segment.termCount + 1)
  }

  /// Counts every token of some turns. Returns how many they are; `nil` where a turn is damaged.
  /// Cost: about 20 ns a turn and 1 ns a token.
  public mutating func add(turns: ArraySlice<UInt32>) -> Int? {
    guard !turns.isEmpty else { return 0 }
    guard var all = segment.decoder.scanned else { return nil }
    var tokens: UInt64 = 0
    let isWhole = withTally { tally in
      turns.withUnsafeBufferPointer {
        cs_tally_terms(&all, $0.baseAddress, $0.count, &tally, &tokens)
      }
    }
    return isWhole ? Int(tokens) : nil
  }

  /// Counts the terms around each occurrence of some terms: at most `left` tokens before and `right`
  /// behind it in its turn, itself left out; where windows overlap, a token counts in each. Cost: about
  /// 30 ns a turn and 2 ns a token of the windows.
  ///
  /// - Parameters:
  ///   - node: a sequence of one step.
  ///   - turns: ascending.
  /// - Returns: occurrences, and tokens in all their windows; `nil` where a turn is damaged.
  public mutating func addCollocates(
    of node: CodePattern, in turns: ArraySlice<UInt32>, left: Int, right: Int
  ) -> (nodes: Int, tokens: Int)? {
    guard left >= 0, right >= 0, node.codes.count <= CodePattern.mostTerms else { return nil }
    guard !turns.isEmpty else { return (0, 0) }
    guard var all = segment.decoder.scanned else { return nil }
    var nodes = 0
    var tokens: UInt64 = 0
    let isWhole = withTally { tally in
      turns.withUnsafeBufferPointer {
        cs_tally_collocates(
          &all, $0.baseAddress, $0.count, node.codes, node.codes.count, left, right, &tally,
          &nodes, &tokens)
      }
    }
    return isWhole ? (nodes, Int(tokens)) : nil
  }

  /// The same around any number of terms, of which there is one bit each: id 0 is bit 0 of word 0. Cost:
  /// about 30 ns a turn, 2 ns a token of the turns and 2 ns a token of the windows.
  public mutating func addCollocates(
    ofAny node: [UInt64], in turns: ArraySlice<UInt32>, left: Int, right: Int
  ) -> (nodes: Int, tokens: Int)? {
    guard left >= 0, right >= 0, node.count * 64 >= counts.count else { return nil }
    guard !turns.isEmpty else { return (0, 0) }
    guard var all = segment.decoder.scanned else { return nil }
    var nodes = 0
    var tokens: UInt64 = 0
    let isWhole = withTally { tally in
      turns.withUnsafeBufferPointer {
        cs_tally_around_any(
          &all, $0.baseAddress, $0.count, node, left, right, &tally, &nodes, &tokens)
      }
    }
    return isWhole ? (nodes, Int(tokens)) : nil
  }

  /// Counts a term once more; one that is not of the segment is left out.
  @inline(__always)
  public mutating func add(_ id: Int) {
    guard id >= 0, id < counts.count else { return }
    if counts[id] == 0 {
      met[metCount] = UInt32(truncatingIfNeeded: id)
      metCount += 1
    }
    counts[id] &+= 1
  }

  /// Gives each term that was met with its count, and empties the tally.
  @inline(__always)
  public mutating func drain(_ body: (_ id: Int, _ count: UInt32) -> Void) {
    for place in 0..<metCount {
      let id = Int(met[place])
      body(id, counts[id])
      counts[id] = 0
    }
    metCount = 0
  }

  /// Safety: `scanned` names bytes that live as long as the segment, which is kept; there is a count
  /// for every term, and room for one id more.
  private mutating func withTally(_ body: (inout cs_tally) -> Bool) -> Bool {
    counts.withUnsafeMutableBufferPointer { counts in
      met.withUnsafeMutableBufferPointer { met in
        var tally = cs_tally(
          counts: counts.baseAddress, terms: counts.count, ids: met.baseAddress,
          listed: metCount)
        let isWhole = body(&tally)
        metCount = tally.listed
        return isWhole
      }
    }
  }
}
