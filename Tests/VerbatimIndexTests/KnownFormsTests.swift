import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

/// Turns of words around every limit of a form's entry, read with terms that were met and with new ones.
@Suite("Text is put together from terms as they were met")
struct KnownFormsTests {
  /// Words of all lengths around that of an entry, with letters whose capital lies next to them, elsewhere,
  /// or nowhere.
  private static let words: [String] = {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    var words = (1...20).map { String((0..<$0).map { letters[($0 * 7 + 3) % 26] }) }
    for first in ["é", "ß", "ÿ", "œ", "ǆ", "ﬁ", "ж", "日", "2", "90"] {
      words.append(first)
      words += [11, 12, 13, 14, 15, 30].map { first + String(repeating: "e", count: $0) }
      words += [12, 13, 14].map { String(repeating: "n", count: $0) + first }
    }
    words += [String(repeating: "long", count: 80), String(repeating: "ö", count: 200)]
    return words
  }()

  private static let gaps = [
    " ", " ", " ", " ", " ", ", ", ". ", "! ", " (", "\n", "...", " — ", "……", "; «",
    " : : : : : : : ; ",
    String(repeating: "-", count: 40),
  ]

  private static func text(tokens: Int, using random: inout SeededGenerator) -> String {
    var text = ""
    // Now and then a run of slots that are as expected.
    var plain = 0
    for token in 0..<tokens {
      let word = words[Int.random(in: 0..<words.count, using: &random)]
      if plain == 0, Int.random(in: 0..<20, using: &random) == 0 {
        plain = Int.random(in: 0..<200, using: &random)
      }
      plain = max(0, plain - 1)
      if token > 0 {
        text += plain > 0 ? " " : gaps[Int.random(in: 0..<gaps.count, using: &random)]
      }
      switch plain > 0 ? 0 : Int.random(in: 0..<6, using: &random) {
      case 0...2: text += word
      case 3: text += word.prefix(1).uppercased() + word.dropFirst()
      case 4: text += word.uppercased()
      default: text += word.enumerated().map { $0 % 2 == 0 ? "\($1)" : $1.uppercased() }.joined()
      }
    }
    return text + ["", ".", "?", " … ", "\n"][Int.random(in: 0..<5, using: &random)]
  }

  private static func texts(_ seed: Int) -> [String] {
    var random = SeededGenerator(seed: UInt64(seed))
    return [0, 1, 2, 9, 10, 11, 80, 1023, 1024, 1025, 3000].map { text(tokens: $0, using: &random) }
  }

  /// The same segment without terms that are kept flat: each is taken out of a dictionary block.
  private func withoutFlatTerms(_ image: SegmentImage) throws -> Segment {
    var forged = ForgedSegment(image)
    forged[.hotTerms] = []
    forged[.hotTermOffsets] = OffsetTable.encode([0])
    return try Segment(copying: forged.bytes, file: "forged")
  }

  private func expect(_ texts: [String], _ segment: Segment, _ reader: inout DecodedTurn) {
    for (turn, text) in texts.enumerated() {
      #expect(segment.decode(turn, into: &reader))
      #expect(reader.text == Array(text.utf8))
      let tokens = Analyzer.standard.tokens(of: text).filter { $0.kind.hasPosition }
      #expect(reader.starts == tokens.map(\.start))
      #expect(reader.ends == tokens.map(\.end))
      #expect(segment.decodeText(turn, into: &reader))
      #expect(reader.text == Array(text.utf8))
    }
  }

  @Test(
    "words of all lengths in all cases, common and rare, the first time and again", arguments: 0..<4
  )
  func words(seed: Int) throws {
    let texts = Self.texts(seed)
    let image = try TestIndex.image([TestIndex.transcript("s", texts)])
    for segment in [try Segment(image), try withoutFlatTerms(image)] {
      var first = DecodedTurn()
      expect(texts, segment, &first)
      expect(texts, segment, &first)
      var second = DecodedTurn()
      expect(texts, segment, &second)
      for turn in texts.indices.reversed() {
        #expect(segment.decode(turn, into: &first))
        let terms = first.terms
        guard terms.count > 2 else { continue }
        let range = 1..<terms.count - 1
        #expect(segment.decode(turn, positions: range, into: &second) == range)
        #expect(second.terms == Array(terms[range]))
        #expect(second.text == Array(first.text[first.starts[1]..<first.ends[terms.count - 2]]))
      }
    }
  }

  @Test("segments with the same ids, read in turns by one reader, do not get each other's words")
  func twoSegments() throws {
    let texts = [
      ["One two three. One two.", "Three."], ["Mother father! Child, child.", "Father"],
    ]
    var reader = DecodedTurn()
    for _ in 0..<3 {
      let segments = try texts.map { try TestIndex.segment([TestIndex.transcript("s", $0)]) }
      for turn in 0..<2 {
        for (segment, texts) in zip(segments, texts) {
          #expect(segment.decode(turn, into: &reader))
          #expect(reader.string == texts[turn])
        }
      }
    }
  }

  @Test("readers in several threads, of the same segments")
  func threads() async throws {
    let texts = [Self.texts(11), Self.texts(12)]
    let segments = try texts.map {
      try withoutFlatTerms(TestIndex.image([TestIndex.transcript("s", $0)]))
    }
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<6 {
        group.addTask {
          for round in 0..<4 {
            var reader = DecodedTurn()
            let chosen = (task + round) % 2
            self.expect(texts[chosen], segments[chosen], &reader)
            self.expect(texts[1 - chosen], segments[1 - chosen], &reader)
          }
        }
      }
    }
  }

  @Test("a term that the dictionary has lost makes its turns unreadable, each time, and no others")
  func lostTerms() throws {
    let texts = ["Alpha alpha.", "Alpha beta.", "Gamma delta epsilon.", "Alpha."]
    let image = try TestIndex.image([TestIndex.transcript("s", texts)])
    var forged = ForgedSegment(image)
    forged[.hotTerms] = []
    forged[.hotTermOffsets] = OffsetTable.encode([0])
    // Every id leads to the first key, which is that of `alpha`.
    let order = forged[.termOrder]
    forged[.termOrder] = order.prefix(1) + order.dropFirst().map { _ in 0 }
    let segment = try Segment(copying: forged.bytes, file: "forged")
    let whole = try Segment(image)
    var reader = DecodedTurn()
    for _ in 0..<2 {
      for (turn, text) in texts.enumerated() {
        let isReadable = turn == 0 || turn == 3
        #expect(segment.decode(turn, into: &reader) == isReadable)
        #expect(segment.decodeText(turn, into: &reader) == isReadable)
        #expect((segment.decode(turn, positions: 0..<3, into: &reader) != nil) == isReadable)
        #expect(whole.decode(turn, into: &reader))
        #expect(reader.string == text)
      }
    }
  }
}
