import VerbatimAnalysis

extension Comparison {
  static func analysis(of corpus: ShippedCorpus) -> [Comparison] {
    let times = 20
    let block = TextBlock(corpus.repeated(times))
    let words = block.words
    let parameters = "corpus × \(times)"
    let size = Workload.Amount.bytes(block.bytes.count)
    let wordSize = Workload.Amount.bytes(words.reduce(0) { $0 + $1.count })

    let blanks = Workload("split at blanks, \(parameters)", size) { splitAtBlanks(block) }
    let schemes = [("standard", Analyzer.standard), ("letters", .letters)].map { name, analyzer in
      Comparison(
        Workload("tokenise, \(name), \(parameters)", size) { tokenise(block, analyzer) },
        beside: blanks)
    }
    let arrays = words.map { Array(block.bytes[$0]) }
    let strings = arrays.map { String(decoding: $0, as: UTF8.self) }
    return schemes + [
      Comparison(
        Workload("case split, words of \(parameters)", wordSize) { splitCase(block, words) },
        beside: Workload("set bit 5 of each byte, words of \(parameters)", wordSize) {
          setCaseBits(block, words)
        }),
      Comparison(
        Workload("fold key, words of \(parameters)", wordSize) {
          arrays.reduce(0) { $0 + Keys.fold($1).count }
        },
        beside: Workload("String.lowercased(), words of \(parameters)", wordSize) {
          strings.reduce(0) { $0 + $1.lowercased().utf8.count }
        }),
    ]
  }

  /// Also the limit of building a segment, which has to tokenise at least.
  static func tokenise(_ block: TextBlock, _ analyzer: Analyzer) -> Int {
    let text = ClassifiedText()
    let tokens = TokenBuffer()
    var count = 0
    block.bytes.withUnsafeBufferPointer { bytes in
      for turn in block.turns {
        tokens.removeAll()
        text.set(UnsafeBufferPointer(rebasing: bytes[turn]))
        analyzer.tokenize(text, includingPunctuation: false, into: tokens)
        count += tokens.count
      }
    }
    return count
  }

  /// A byte loop that notes where words begin and end, if blanks were all that parts them.
  private static func splitAtBlanks(_ block: TextBlock) -> Int {
    var tokens: [Token] = []
    var count = 0
    block.bytes.withUnsafeBufferPointer { bytes in
      for turn in block.turns {
        tokens.removeAll(keepingCapacity: true)
        let text = UnsafeBufferPointer(rebasing: bytes[turn])
        var start = 0
        for at in 0..<text.count where text[at] == 0x20 {
          if at > start { tokens.append(Token(start: start, end: at, kind: .word)) }
          start = at + 1
        }
        if start < text.count {
          tokens.append(Token(start: start, end: text.count, kind: .word))
        }
        count += tokens.count
      }
    }
    return count
  }

  private static func splitCase(_ block: TextBlock, _ words: [Range<Int>]) -> Int {
    var lower: [UInt8] = []
    var sum = 0
    block.bytes.withUnsafeBufferPointer { bytes in
      for word in words {
        lower.removeAll(keepingCapacity: true)
        let form = CaseForm.split(
          surface: UnsafeBufferPointer(rebasing: bytes[word]), lower: &lower)
        sum += lower.count + Int(form.rawValue)
      }
    }
    return sum
  }

  private static func setCaseBits(_ block: TextBlock, _ words: [Range<Int>]) -> Int {
    var lower: [UInt8] = []
    var sum = 0
    block.bytes.withUnsafeBufferPointer { bytes in
      for word in words {
        lower.removeAll(keepingCapacity: true)
        for byte in UnsafeBufferPointer(rebasing: bytes[word]) { lower.append(byte | 0x20) }
        sum += lower.count + Int(lower[0])
      }
    }
    return sum
  }
}
