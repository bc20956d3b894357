import CVectors
import Testing
import VerbatimTestSupport

@testable import VerbatimAnalysis

/// The columns of a turn's tokens (`TurnWords.h`), against a plain look at each scalar.
@Suite("Tokens in columns")
struct TurnColumnsTests {
  private static let pieces: [String] = [
    "a", "Z", "haus", "Haus", "HAUS", "hAus", "McKay", "ÖVP", "Österreich", "über", "ß", "STRAßE",
    "1", "2009", "3a", "a3", "12345678901234567890", " ", " ", " ", " ", "  ", ", ", ". ", "\n",
    "–",
    " „", "“ ", "ł", "Łódź", "Ж", "日本", "½", "e\u{301}", "…", "€", "-", "'", "_", "x", "xxx",
    "Xaver", "max", "a.m.", "z.B.", "(", ")", "? ", "(ja)", ".", ",",
    "donaudampfschiffahrtsgesellschaft", "Verfassungsgerichtshof", "x\u{200B}y",
  ]

  private static func random(_ generator: inout Random, most: Int) -> String {
    (0..<Int.random(in: 0...most, using: &generator))
      .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
  }

  /// Letters and numbers by their general category, in runs.
  private static func runs(_ text: String) -> [Token] {
    var tokens: [Token] = []
    var start: Int?
    var hasLetter = false
    var at = 0
    func end() {
      if let first = start {
        tokens.append(Token(start: first, end: at, kind: hasLetter ? .word : .number))
      }
      start = nil
      hasLetter = false
    }
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
        hasLetter = true
        start = start ?? at
      case .decimalNumber, .letterNumber, .otherNumber: start = start ?? at
      default: end()
      }
      at += String(scalar).utf8.count
    }
    end()
    return tokens
  }

  @Test("runs of letters and numbers are those of the general categories")
  func letterRuns() {
    var generator = Random(seed: 11)
    for _ in 0..<600 {
      let text = Self.random(&generator, most: 150)
      let found = Array(text.utf8).withUnsafeBufferPointer {
        Analyzer.letters.tokens(of: $0, includingPunctuation: false)
      }
      #expect(found == Self.runs(text))
    }
  }

  @Test("words that are found by blocks are those that are found one by one")
  func standardWords() {
    var generator = Random(seed: 14)
    for _ in 0..<600 {
      let text = Array(Self.random(&generator, most: 150).utf8)
      text.withUnsafeBufferPointer { bytes in
        // With punctuation each word is looked at by itself.
        let slow = Analyzer.standard.tokens(of: bytes, includingPunctuation: true)
        let fast = Analyzer.standard.tokens(of: bytes, includingPunctuation: false)
        #expect(fast == slow.filter(\.kind.hasPosition))
      }
    }
  }

  @Test("runs are the same on any processor, wherever they begin and end")
  func variantsOfRuns() {
    var generator = Random(seed: 12)
    let classified = ClassifiedText()
    for _ in 0..<300 {
      var text = Self.random(&generator, most: 120)
      text.withUTF8 { classified.set($0) }
      let ends = [0, classified.count] + Self.runs(text).flatMap { [$0.start, $0.end] }
      let from = ends.randomElement(using: &generator) ?? 0
      let to = max(from, ends.randomElement(using: &generator) ?? 0)
      let longest = [16, 1024].randomElement(using: &generator) ?? 16
      func find(
        _ body: (UnsafePointer<verbatim_masks>, Int, Int, Int, cs_tokens, UnsafeMutablePointer<Int>)
          -> Int
      ) -> [Int] {
        let room = (to - from) / 2 + 65
        let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * room)
        let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        defer {
          memory.deallocate()
          kinds.deallocate()
        }
        var masks = classified.masks
        var next = -1
        let count = body(
          &masks, from, to, longest, cs_tokens(starts: memory, ends: memory + room, kinds: kinds),
          &next)
        return [next]
          + (0..<count).flatMap { [Int(memory[$0]), Int(memory[room + $0]), Int(kinds[$0])] }
      }
      var found: [[[Int]]] = []
      onEachProcessor { found.append([find(cs_find_runs), find(cs_find_words)]) }
      #expect(found.allSatisfy { $0 == found[0] })
    }
  }

  @Test("a token's slot tells its case and whether a blank stands before it")
  func slots() {
    var generator = Random(seed: 13)
    let classified = ClassifiedText()
    let tokens = TokenBuffer()
    for analyzer in [Analyzer.letters, .standard] {
      for _ in 0..<300 {
        var text = Self.random(&generator, most: 120)
        text.withUTF8 { classified.set($0) }
        tokens.removeAll()
        analyzer.tokenize(classified, includingPunctuation: false, into: tokens)
        onEachProcessor { check(Array(text.utf8), classified, tokens) }
      }
    }
  }

  private func check(
    _ text: [UInt8], _ classified: ClassifiedText, _ tokens: TokenBuffer
  ) {
    let room = tokens.count + 16
    let slots = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    let lists = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * room)
    defer {
      slots.deallocate()
      lists.deallocate()
    }
    var left = cs_leftover(gaps: lists, gapCount: 0, words: lists + room, wordCount: 0)
    var masks = classified.masks
    cs_write_slots(
      classified.base, &masks, classified.hasUnknownCase, tokens.columns, tokens.count, slots, &left
    )
    var gaps: [UInt32] = []
    var before = 0
    for (index, token) in tokens.tokens.enumerated() {
      let isBlank = text[before..<token.start].elementsEqual([0x20])
      if !isBlank { gaps.append(UInt32(index)) }
      before = token.end
      #expect(slots[index] >> 2 == (isBlank ? CS_BLANK : CS_OTHER_GAP))
      let isLeft = (0..<left.wordCount).contains { left.words[$0] == index }
      #expect(isLeft == (slots[index] & 3 == 3))
      if isLeft { continue }
      // What is not left over has the case, and in the lower text the form, that it is told.
      var lower: [UInt8] = []
      let found = text[token.start..<token.end].withUnsafeBufferPointer {
        CaseForm.split(surface: $0, lower: &lower)
      }
      #expect(slots[index] & 3 == found.rawValue)
      #expect(lower.elementsEqual((token.start..<token.end).map { classified.lower[$0] }))
    }
    #expect((0..<left.gapCount).map { left.gaps[$0] } == gaps)
  }

  @Test("few words of Latin text are left over")
  func leftover() {
    let classified = ClassifiedText()
    let tokens = TokenBuffer()
    var text =
      "Der Verfassungsgerichtshof hat entschieden, daß die ÖVP über 2009 nicht ärgerlich ist."
    text.withUTF8 { classified.set($0) }
    Analyzer.letters.tokenize(classified, includingPunctuation: false, into: tokens)
    let slots = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
    let lists = UnsafeMutablePointer<UInt32>.allocate(capacity: 128)
    defer {
      slots.deallocate()
      lists.deallocate()
    }
    var left = cs_leftover(gaps: lists, gapCount: 0, words: lists + 64, wordCount: 0)
    var masks = classified.masks
    cs_write_slots(classified.base, &masks, false, tokens.columns, tokens.count, slots, &left)
    #expect(left.wordCount == 0)
    #expect(left.gapCount == 2)
  }
}
