import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

extension Comparison {
  static func index(of corpus: ShippedCorpus) throws -> [Comparison] {
    let times = 100
    let repeated = corpus.repeated(times)
    let speech = SyntheticSpeech(turns: 40_000, vocabulary: 20_000, seed: 1)
    let real = try TemporaryIndex(repeated).segment
    let synthetic = try TemporaryIndex(speech.transcripts).segment
    let parameters = "corpus × \(times)"
    let other = "synthetic, 40 000 turns"
    return [
      building("corpus × 10", corpus.repeated(10)),
      building("synthetic", Array(speech.transcripts.prefix(25))),
      decoding(parameters, real, TextBlock(repeated)),
      decoding(other, synthetic, TextBlock(speech.transcripts)),
      decodingTerms(parameters, real),
      decodingTerms(other, synthetic),
    ] + postings(other, synthetic)
  }

  private static func building(_ parameters: String, _ transcripts: [Transcript]) -> Comparison {
    let block = TextBlock(transcripts)
    let size = Workload.Amount.bytes(block.bytes.count)
    return Comparison(
      Workload("build a segment, \(parameters), \(block.turns.count) turns", size) {
        try TemporaryIndex.build(transcripts).bytes.count
      },
      beside: Workload("tokenise, standard, \(parameters)", size) { tokenise(block, .standard) })
  }

  private static func decoding(
    _ parameters: String, _ segment: Segment, _ block: TextBlock
  ) -> Comparison {
    let size = Workload.Amount.bytes(segment.textByteCount)
    var decoded = DecodedTurn()
    var copy: [UInt8] = []
    return Comparison(
      Workload("decode turns, \(parameters)", size) {
        var sum = 0
        for turn in 0..<segment.turnCount where segment.decode(turn, into: &decoded) {
          sum += decoded.text.count
        }
        return sum
      },
      beside: Workload("copy the texts, \(parameters)", size) {
        var sum = 0
        block.bytes.withUnsafeBufferPointer { bytes in
          for turn in block.turns {
            copy.removeAll(keepingCapacity: true)
            copy.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[turn]))
            sum += copy.count
          }
        }
        return sum
      })
  }

  private static func decodingTerms(_ parameters: String, _ segment: Segment) -> Comparison {
    let amount = Workload.Amount.items(segment.tokenCount, "token")
    var ids: [Int] = []
    var bytes: [UInt8] = []
    var counts: [Int] = []
    for turn in 0..<segment.turnCount where segment.decodeTerms(turn, into: &ids) {
      counts.append(ids.count)
      for id in ids { appendVarint(id, to: &bytes) }
    }
    return Comparison(
      Workload("decode terms, \(parameters)", amount) {
        var sum = 0
        for turn in 0..<segment.turnCount where segment.decodeTerms(turn, into: &ids) {
          sum &+= ids.count
        }
        return sum
      },
      beside: Workload("decode the same ids as LEB128, \(parameters)", amount) {
        readVarints(bytes, counts)
      })
  }

  private static func appendVarint(_ value: Int, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The same numbers in the plainest byte code, turn by turn into an array.
  private static func readVarints(_ bytes: [UInt8], _ counts: [Int]) -> Int {
    var ids: [Int] = []
    var sum = 0
    bytes.withUnsafeBufferPointer { bytes in
      var at = 0
      for count in counts {
        ids.removeAll(keepingCapacity: true)
        for _ in 0..<count {
          var value = 0
          var shift = 0
          while bytes[at] >= 0x80 {
            value |= Int(bytes[at] & 0x7F) << shift
            shift += 7
            at += 1
          }
          ids.append(value | Int(bytes[at]) << shift)
          at += 1
        }
        sum &+= ids.count
      }
    }
    return sum
  }
}
