import VerbatimAnalysis
import VerbatimCorpus

/// The texts of many turns, end to end.
struct TextBlock {
  let bytes: [UInt8]
  let turns: [Range<Int>]

  init(_ transcripts: [Transcript]) {
    var bytes: [UInt8] = []
    var turns: [Range<Int>] = []
    for turn in transcripts.lazy.flatMap(\.turns) {
      let start = bytes.count
      bytes.append(contentsOf: turn.text.utf8)
      turns.append(start..<bytes.count)
    }
    self.bytes = bytes
    self.turns = turns
  }

  /// The texts as a string of C.
  var terminated: [CChar] {
    bytes.map { CChar(bitPattern: $0) } + [0]
  }

  /// Byte ranges of all words, in order.
  var words: [Range<Int>] {
    bytes.withUnsafeBufferPointer { bytes in
      turns.flatMap { turn in
        let tokens = Analyzer.standard.tokens(
          of: UnsafeBufferPointer(rebasing: bytes[turn]), includingPunctuation: false)
        return tokens.filter { $0.kind == .word }
          .map { turn.lowerBound + $0.start..<turn.lowerBound + $0.end }
      }
    }
  }
}
