import VerbatimAnalysis

/// The separators of all drafts, and the numbered kinds of deviation from what is expected.
struct Deviations {
  /// The SEPS section.
  let table: [UInt8]
  /// What a draft's gaps are, by the draft, then by its number of the gap.
  let gaps: [[Gap]]
  private let numbers: [UInt32]
  let width: Int

  /// A gap's number in all drafts, and whether a sentence starts behind it.
  struct Gap {
    private let word: UInt32

    init(_ number: UInt32, endsSentence: Bool) { word = number << 1 | (endsSentence ? 1 : 0) }

    @inline(__always)
    var number: UInt32 { word >> 1 }
    @inline(__always)
    var endsSentence: UInt8 { UInt8(truncatingIfNeeded: word & 1) }
  }

  /// How many gaps there are in the drafts, and which is which.
  struct Gaps {
    let texts: [[UInt8]]
    let endsSentence: [Bool]
    fileprivate let ofDrafts: [[Gap]]

    init(_ tables: [GapTable]) {
      let union = GapTable()
      ofDrafts = tables.map { table in
        table.texts.map { Gap(union.intern($0), endsSentence: Expectation.endsSentence($0)) }
      }
      texts = union.texts
      endsSentence = texts.map { Expectation.endsSentence($0) }
    }

    /// Kinds by case code and gap: see ``Deviations/kind(caseCode:gap:expected:width:)``.
    var kindCount: Int { 5 * width }
    fileprivate var width: Int { texts.count + 1 }

    /// Counts what deviates in some turns of a draft. Cost: about 5 ns a token.
    func countDeviations(
      _ reader: inout RecordReader, turns: Int, _ codes: RankedTerms.Codes, draft: Int,
      _ columns: RecordColumns, _ found: inout [UInt32]
    ) {
      let width = self.width
      let codes = codes.base
      ofDrafts[draft].withUnsafeBufferPointer { gaps in
        found.withUnsafeMutableBufferPointer { found in
          for _ in 0..<turns {
            reader.skipHead()
            columns.read(&reader)
            for slot in 0..<columns.count {
              let packed = columns.slots[slot]
              let gap = gaps[Int(packed >> 2)]
              let code = Deviations.caseCode(
                UInt8(truncatingIfNeeded: packed & 3),
                usual: codes[Int(columns.numbers[slot])].usualCase,
                startsSentence: slot == 0 ? 1 : gap.endsSentence)
              let expected = slot == 0 ? GapTable.none : GapTable.blank
              if code == 0, gap.number == expected { continue }
              found[
                Deviations.kind(caseCode: code, gap: gap, expected: expected, width: width)] &+= 1
            }
            let gap = gaps[Int(columns.endGap)]
            let expected = columns.count == 0 ? GapTable.none : GapTable.stop
            if gap.number != expected {
              found[
                Deviations.kind(caseCode: 0, gap: gap, expected: expected, width: width)] &+= 1
            }
          }
        }
      }
    }
  }

  /// - Parameter counts: how often each kind occurs, by its place.
  init(_ gaps: Gaps, counts: [Int]) {
    let width = gaps.texts.count + 1
    var gapCounts = [Int](repeating: 0, count: gaps.texts.count)
    for (place, count) in counts.enumerated() where count > 0 && place % width > 0 {
      gapCounts[place % width - 1] += count
    }
    // Separators that ever deviate, commonest first, ties by bytes.
    let used = gapCounts.indices.filter { gapCounts[$0] > 0 }.sorted {
      gapCounts[$0] != gapCounts[$1]
        ? gapCounts[$0] > gapCounts[$1]
        : gaps.texts[$0].lexicographicallyPrecedes(gaps.texts[$1])
    }
    var writer = ByteWriter()
    writer.count(used.count)
    var separators = [Int](repeating: 0, count: width)
    for (number, gap) in used.enumerated() {
      separators[gap + 1] = number + 1
      writer.count(gaps.texts[gap].count << 1 | (gaps.endsSentence[gap] ? 1 : 0))
      writer.slice(gaps.texts[gap])
    }
    let kinds = counts.indices.filter { counts[$0] > 0 && $0 != 0 }.sorted {
      if counts[$0] != counts[$1] { return counts[$0] > counts[$1] }
      if $0 / width != $1 / width { return $0 / width < $1 / width }
      return separators[$0 % width] < separators[$1 % width]
    }
    var numbers = [UInt32](repeating: 0, count: counts.count)
    writer.count(kinds.count)
    for (number, place) in kinds.enumerated() {
      numbers[place] = UInt32(number)
      writer.byte(UInt8(place / width))
      writer.count(separators[place % width])
    }
    table = writer.bytes
    self.gaps = gaps.ofDrafts
    self.numbers = numbers
    self.width = width
  }

  /// The number of the kind at a place.
  @inline(__always)
  func number(_ place: Int) -> Int { Int(numbers[place]) }

  /// The place of a kind: 0 where nothing deviates.
  @inline(__always)
  static func kind(caseCode: UInt8, gap: Gap, expected: UInt32, width: Int) -> Int {
    Int(caseCode) &* width &+ (gap.number == expected ? 0 : Int(gap.number) &+ 1)
  }

  /// How a token's case departs from what its term and its place lead to expect.
  @inline(__always)
  static func caseCode(_ found: UInt8, usual: UInt8, startsSentence: UInt8) -> UInt8 {
    // As ``Expectation/caseClass(usual:startsSentence:)`` has it; a literal is never expected.
    let expected = usual == 0 ? startsSentence : usual
    return found == expected ? 0 : found &+ 1
  }
}
