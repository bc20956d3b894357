import BareLoops
import VerbatimAnalysis
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery

extension Comparison {
  /// Collocates of a word with their scores and range, from reading its code bytes, beside a loop over all
  /// ids as plain numbers that counts and does nothing else.
  static func collocates(
    of ranks: [Int], _ speech: SyntheticSpeech, _ parameters: String, _ index: Index
  ) throws -> [Comparison] {
    let reach = 5
    let segment = index.segments[0]
    let request = CollocateRequest(left: reach, right: reach, limit: 20)
    let ids = PlainIDs(segment)
    return try ranks.compactMap { rank in
      // The first from there on that is one term, however it is folded.
      let terms = speech.vocabulary[rank...].lazy.map { word in
        (word: word, terms: segment.terms(fold: segment.analyzer.foldKey(Array(word.utf8))))
      }
      guard let (word, found) = terms.first(where: { $0.terms.count == 1 }) else { return nil }
      let query = try SimpleQueryParser.parse(word, knownFields: [])
      let node = found[0].term.id
      let name = "±\(reach) of word \(rank + 1), \(parameters)"
      var counts = [UInt32](repeating: 0, count: segment.termCount)
      let nodes = ids.collocates(of: node, reach, &counts)
      let amount = Workload.Amount.items(nodes, "node")
      return Comparison(
        Workload("collocates \(name)", amount) {
          try Collocates(of: query, in: index, request).windowTokenCount
        },
        beside: Workload("bare loop \(name)", amount) {
          var counts = [UInt32](repeating: 0, count: segment.termCount)
          return ids.collocates(of: node, reach, &counts)
        })
    }
  }
}

/// Every token of a segment as a number of 32 bits.
private struct PlainIDs {
  private var ids: [UInt32] = []
  private var starts: [UInt32] = [0]

  init(_ segment: Segment) {
    var turn: [Int] = []
    for number in 0..<segment.turnCount where segment.decodeTerms(number, into: &turn) {
      ids += turn.map(UInt32.init)
      starts.append(UInt32(ids.count))
    }
  }

  func collocates(of node: Int, _ reach: Int, _ counts: inout [UInt32]) -> Int {
    // Safety: every id is below the number of terms, for each of which there is a count.
    bare_collocates(ids, starts, starts.count - 1, UInt32(node), reach, &counts)
  }
}
