import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// The turns of one session while a segment is built: tokens as numbers of the ``TermTable``, gaps
/// as numbers of the ``SeparatorCounter``, and everything else of a turn.
struct TurnStore {
  private(set) var count = 0
  private(set) var textBytes = 0
  /// Per token.
  private(set) var tokens: [UInt32] = []
  private(set) var cases: [CaseClass] = []
  /// Per slot: one more a turn than tokens.
  private(set) var gaps: [UInt32] = []
  /// Surfaces whose case no class describes, in order.
  private(set) var literals: [[UInt8]] = []
  /// Per turn.
  private(set) var tokenCounts: [Int] = []
  private(set) var speakerSets: [Int] = []
  /// Details of all turns, and where each block of 64 begins.
  private(set) var details = ByteWriter()
  private(set) var detailStarts: [Int] = []
  /// Facts of turns (events, attributes) by their key in the facet table, turns from 0.
  private(set) var facts: [(key: [UInt8], turn: Int)] = []
  private var proofs: [(length: Int, checksum: UInt64)] = []

  private var scratch: [Token] = []
  private var previous = DetailCodec.Previous()

  mutating func append(
    _ turn: Turn, speakerSet: Int, _ analyzer: Analyzer, _ terms: inout TermTable,
    _ separators: inout SeparatorCounter
  ) {
    var text = turn.text
    text.withUTF8 { bytes in
      let placeholders = Self.placeholders(of: turn, bytes)
      scratch.removeAll(keepingCapacity: true)
      analyzer.tokenize(
        bytes, placeholders: placeholders, includingPunctuation: false, into: &scratch)
      var end = 0
      var lower: [UInt8] = []
      for token in scratch {
        gaps.append(separators.intern(UnsafeBufferPointer(rebasing: bytes[end..<token.start])))
        let surface = UnsafeBufferPointer(rebasing: bytes[token.start..<token.end])
        lower.removeAll(keepingCapacity: true)
        let caseClass = CaseForm.split(surface: surface, lower: &lower)
        if caseClass == .other { literals.append(Array(surface)) }
        tokens.append(UInt32(terms.intern(lower, kind: token.kind)))
        cases.append(caseClass)
        end = token.end
      }
      gaps.append(separators.intern(UnsafeBufferPointer(rebasing: bytes[end...])))
      proofs.append((bytes.count, Checksum.xxh3(UnsafeRawBufferPointer(bytes))))
      textBytes += bytes.count
    }
    tokenCounts.append(scratch.count)
    speakerSets.append(speakerSet)
    if count % DetailCodec.blockSize == 0 {
      detailStarts.append(details.bytes.count)
      previous = DetailCodec.Previous()
    }
    DetailCodec.encode(turn, after: &previous, into: &details)
    for key in Facet.keys(of: turn) { facts.append((key, count)) }
    count += 1
  }

  /// True where `text` is what turn `index` of the session was given.
  func isText(_ text: [UInt8], of index: Int) -> Bool {
    proofs[index].length == text.count
      && text.withUnsafeBytes { Checksum.xxh3($0) } == proofs[index].checksum
  }

  /// The placeholders' UTF-8 ranges, ascending and disjoint; a mark that overlaps an earlier one, or
  /// lies outside of the text, is left aside.
  /// Cost: one pass over the text, however many there are.
  private static func placeholders(
    of turn: Turn, _ text: UnsafeBufferPointer<UInt8>
  ) -> [Range<Int>] {
    let marks = turn.marks.filter { $0.kind == .placeholder && !$0.range.isEmpty }
    if marks.isEmpty { return [] }
    let scalarCount = text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    var scalar = 0
    var offset = 0
    func advance(to target: Int) -> Int {
      while scalar < target, offset < text.count {
        offset += 1
        while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
        scalar += 1
      }
      return offset
    }
    var ranges: [Range<Int>] = []
    for mark in marks.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
    where mark.range.lowerBound >= scalar && mark.range.upperBound <= scalarCount {
      let lower = advance(to: mark.range.lowerBound)
      ranges.append(lower..<advance(to: mark.range.upperBound))
    }
    return ranges
  }
}

/// Interns the gaps between tokens and counts nothing: what is rare is found out later.
struct SeparatorCounter {
  private var numbers: [[UInt8]: UInt32] = [:]
  private(set) var texts: [[UInt8]] = []
  private(set) var endsSentence: [Bool] = []
  /// The three gaps that are expected, so that the common case needs no look-up.
  static let none: UInt32 = 0
  static let blank: UInt32 = 1
  static let stop: UInt32 = 2

  init() {
    for text in [[], [0x20], [0x2E]] as [[UInt8]] { _ = add(text) }
  }

  private mutating func add(_ text: [UInt8]) -> UInt32 {
    let number = UInt32(texts.count)
    numbers[text] = number
    texts.append(text)
    endsSentence.append(Expectation.endsSentence(text))
    return number
  }

  mutating func intern(_ gap: UnsafeBufferPointer<UInt8>) -> UInt32 {
    if gap.isEmpty { return Self.none }
    if gap.count == 1, gap[0] == 0x20 { return Self.blank }
    let text = Array(gap)
    return numbers[text] ?? add(text)
  }
}
