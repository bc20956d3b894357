import CVectors
import VerbatimAnalysis

/// The separators of all drafts by number, and which kinds of deviation are written short.
struct Deviations {
  /// The SEPS section.
  let table: [UInt8]
  /// What a draft's gaps are, by the draft, then by its number of the gap.
  let gaps: [[Gap]]
  /// By the draft, then by a token's slot and 256 times its term's usual case: the number of a short kind, else
  /// ``Residual/shortKinds``. Not for the first token of a turn.
  let shortKindsOfSlots: [[UInt8]]
  /// By case code and separator code: the number of a short kind, else ``Residual/shortKinds``.
  private let shortKinds: [UInt8]

  /// A gap's separator code where it deviates, and what else its slot needs.
  struct Gap {
    private let word: UInt32

    fileprivate init(code: Int, text: [UInt8]) {
      let fixed: UInt32 = text.isEmpty ? 2 : text == [0x20] ? 4 : text == [0x2E] ? 6 : 0
      word = UInt32(code) << 3 | fixed | (Expectation.endsSentence(text) ? 1 : 0)
    }

    @inline(__always)
    var endsSentence: UInt8 { UInt8(truncatingIfNeeded: word & 1) }

    /// The separator code in a slot where `expected` is expected: 0 where this is it.
    @inline(__always)
    func code(_ expected: Expected) -> Int { word & 6 == expected.rawValue ? 0 : Int(word >> 3) }
  }

  /// What stands between tokens unless something else is said.
  enum Expected: UInt32 {
    case none = 2
    case blank = 4
    case stop = 6
  }

  /// The separators of a segment by falling number, ties by bytes; the numbers do not depend on how the
  /// sessions are spread over the drafts.
  struct Separators {
    fileprivate let texts: [[UInt8]]
    let ofDrafts: [[Gap]]
    /// By the draft, then by a token's slot and 256 times its term's usual case: case code and separator code in
    /// one number, 0 where both are as expected, ``elsewhere`` where the slot does not say it. Not for the first
    /// token of a turn.
    let kindsOfSlots: [[UInt32]]
    fileprivate static let elsewhere = UInt32.max
    fileprivate var codes: Int { texts.count + 1 }

    init(_ tables: [GapTable]) {
      var counts: [[UInt8]: Int] = [:]
      for table in tables {
        for (number, text) in table.texts.enumerated() where table.count(number) > 0 {
          counts[text, default: 0] += table.count(number)
        }
      }
      texts = counts.sorted {
        $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
      }.map(\.key)
      let order = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, $0 + 1) })
      let ofDrafts = tables.map { $0.texts.map { Gap(code: order[$0] ?? 0, text: $0) } }
      let codes = texts.count + 1
      kindsOfSlots = ofDrafts.map { gaps in
        (0..<1024).map { index in
          let (slot, usual) = (UInt8(truncatingIfNeeded: index), UInt8(index >> 8))
          let number = Int(slot >> 2)
          guard number < Int(CS_OTHER_GAP), number < gaps.count else { return Self.elsewhere }
          let caseCode = Deviations.caseCode(
            slot & 3, usual: usual, startsSentence: gaps[number].endsSentence)
          return UInt32(Int(caseCode) * codes + gaps[number].code(.blank))
        }
      }
      self.ofDrafts = ofDrafts
    }
  }

  /// How often each kind of deviation occurs in some turns, by case code and separator code.
  struct Sample {
    fileprivate let codes: Int
    fileprivate private(set) var counts: [UInt32]

    init(_ separators: Separators) {
      codes = separators.codes
      counts = [UInt32](repeating: 0, count: 5 * codes)
    }

    mutating func add(_ other: Sample) {
      for index in counts.indices { counts[index] &+= other.counts[index] }
    }

    /// Counts what deviates in the next turns of a draft. Cost: a look-up a token.
    mutating func count(
      _ reader: inout RecordReader, turns: Int, _ terms: RankedTerms.Codes,
      _ separators: Separators, draft: Int, _ columns: RecordColumns
    ) {
      let gaps = separators.ofDrafts[draft]
      separators.kindsOfSlots[draft].withUnsafeBufferPointer { kinds in
        for _ in 0..<turns {
          reader.skipHead()
          columns.read(&reader)
          for slot in 0..<columns.count {
            let usual = terms.usualCase(columns.number(slot))
            let kind = kinds[Int(columns.slots[slot]) | Int(usual) << 8]
            if slot > 0, kind != Separators.elsewhere {
              counts[Int(kind)] &+= 1
              continue
            }
            let gap = gaps[columns.gap(slot)]
            let caseCode = Deviations.caseCode(
              columns.caseCode(slot), usual: usual,
              startsSentence: slot == 0 ? 1 : gap.endsSentence)
            counts[Int(caseCode) * codes + gap.code(slot == 0 ? .none : .blank)] &+= 1
          }
          let code = gaps[Int(columns.endGap)].code(columns.count == 0 ? .none : .stop)
          counts[code] &+= 1
        }
      }
      // What is as expected is no deviation.
      counts[0] = 0
    }
  }

  /// Turns at the start of a session that are in the sample.
  static func sampled(of turns: Int) -> Int { min(turns, max(16, turns / 8)) }

  init(_ separators: Separators, _ sample: Sample) {
    let counts = sample.counts
    let codes = separators.codes
    let kinds = counts.indices.filter { counts[$0] > 0 }
      .sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
      .prefix(Residual.shortKinds)
    var writer = ByteWriter()
    writer.count(separators.texts.count)
    for text in separators.texts {
      writer.count(text.count << 1 | (Expectation.endsSentence(text) ? 1 : 0))
      writer.slice(text)
    }
    var short = [UInt8](repeating: UInt8(Residual.shortKinds), count: counts.count)
    writer.count(kinds.count)
    for (number, kind) in kinds.enumerated() {
      short[kind] = UInt8(number)
      writer.byte(UInt8(kind / codes))
      writer.count(kind % codes)
    }
    table = writer.bytes
    gaps = separators.ofDrafts
    shortKindsOfSlots = separators.kindsOfSlots.map { kinds in
      kinds.map { kind in
        // A literal has to stand behind its event.
        kind == Separators.elsewhere || Int(kind) / codes == Residual.CaseCode.literal.rawValue
          ? UInt8(Residual.shortKinds) : short[Int(kind)]
      }
    }
    shortKinds = short
    self.codes = codes
  }

  private let codes: Int

  /// Writes a deviation to room that is large enough.
  @inline(__always)
  func write(run: Int, caseCode: UInt8, code: Int, to writer: inout RecordWriter) {
    let short = Int(shortKinds[Int(caseCode) &* codes &+ code])
    Residual.append(run: run, short: short, caseCode: caseCode, separator: code, to: &writer)
  }

  /// How a token's case departs from what its term and its place lead to expect.
  @inline(__always)
  static func caseCode(_ found: UInt8, usual: UInt8, startsSentence: UInt8) -> UInt8 {
    // As ``Expectation/caseClass(usual:startsSentence:)`` has it; a literal is never expected.
    let expected = usual == 0 ? startsSentence : usual
    return found == expected ? 0 : found &+ 1
  }
}
