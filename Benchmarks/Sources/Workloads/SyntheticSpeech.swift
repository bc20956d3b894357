import VerbatimCorpus

/// Turns of made-up words whose frequencies fall as those of speech do (Zipf's law), which the
/// shipped corpus is too small to show.
struct SyntheticSpeech {
  /// Commonest first.
  let vocabulary: [String]
  let transcripts: [Transcript]

  static let turnsPerSession = 200

  init(turns: Int, vocabulary size: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let vocabulary = Self.words(size, &random)
    var sums: [Double] = []
    var sum = 0.0
    for rank in 1...size {
      sum += 1 / (Double(rank) + 2.7)
      sums.append(sum)
    }
    func word() -> String {
      let point = random.fraction() * sum
      var low = 0
      var high = size - 1
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] < point { low = middle + 1 } else { high = middle }
      }
      return vocabulary[low]
    }
    func turn(_ number: Int) -> Turn {
      var text = ""
      for position in 0..<(1 + random.below(50)) {
        let next = word()
        let startsSentence = position == 0 || text.hasSuffix(".")
        if position > 0 { text += " " }
        text += startsSentence ? next.prefix(1).uppercased() + next.dropFirst() : next
        switch random.below(12) {
        case 0: text += "."
        case 1: text += ","
        default: break
        }
      }
      return Turn(
        number: number, speakers: ["P\(1 + random.below(6))"], text: text,
        place: SourcePlace(line: number, bytes: nil))
    }
    self.vocabulary = vocabulary
    transcripts = (0..<(turns / Self.turnsPerSession)).map { session in
      Transcript(
        session: Session(
          id: "s\(session)",
          source: Source(
            path: "s\(session).txt", digest: Digest(bytes: [UInt8](repeating: 0, count: 32)))),
        turns: (1...Self.turnsPerSession).map(turn))
    }
  }

  /// Different words of one to four syllables, shorter ones first as in every language.
  private static func words(_ count: Int, _ random: inout SeededGenerator) -> [String] {
    let onsets = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w"]
    let rimes = ["a", "an", "e", "el", "er", "i", "in", "o", "on", "u", "å"]
    var seen: Set<String> = []
    var words: [String] = []
    while words.count < count {
      let syllables = 1 + min(3, words.count / 120 + random.below(2))
      let word = (0..<syllables).map { _ in
        onsets[random.below(onsets.count)] + rimes[random.below(rimes.count)]
      }.joined()
      if seen.insert(word).inserted { words.append(word) }
    }
    return words
  }
}
