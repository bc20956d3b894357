import CVectors
import Testing
import VerbatimAnalysis
import VerbatimTestSupport

@testable import VerbatimIndex

/// What several drafts make of a corpus, ranked, against a dictionary that counts.
@Suite("Terms of several drafts")
struct TermMergeTests {
  private struct Key: Hashable {
    var bytes: [UInt8]
    var kind: UInt8
  }

  private struct Count {
    var inside = [0, 0, 0]
    var first = [0, 0, 0]
    var other = 0
    var total: Int { inside.reduce(0, +) + first.reduce(0, +) + other }

    /// Most often, of equals the first; first words of turns only where there is nothing else.
    var usualCase: UInt8 {
      let counts = inside.contains { $0 > 0 } ? inside : first
      return UInt8(counts.firstIndex(of: counts.max() ?? 0) ?? 0)
    }
  }

  /// Short terms and long ones, such as share their first 8, 16 or more bytes, such as end with zeros.
  private static func word(_ generator: inout SeededGenerator) -> [UInt8] {
    let stems = [
      "", "ab", "abcdefg", "abcdefgh", "abcdefghijklmnop", "abcdefghijklmnopqrstuvw", "ü",
    ]
    let number = Int.random(in: 0...60, using: &generator)
    var word = Array((generator.pick(stems) + String(number, radix: 3)).utf8)
    if generator.chance(10) { word += [0] }
    if generator.chance(3) { word += [0, 0] }
    return word
  }

  @Test(
    "are ranked as a dictionary ranks them, whichever draft has which",
    arguments: 1...6 as ClosedRange<UInt64>, [1, 2, 3, 7])
  func ranks(_ seed: UInt64, _ drafts: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let tables = (0..<drafts).map { _ in TermTable() }
    var counts: [Key: Count] = [:]
    var numbers: [[Key: Int]] = Array(repeating: [:], count: drafts)
    for _ in 0..<4000 {
      let word = Self.word(&generator)
      let kind = generator.chance(90) ? TokenKind.word : .number
      let caseCode = UInt8(Int.random(in: 0...3, using: &generator))
      let isFirst = generator.chance(20)
      let draft = Int.random(in: 0..<drafts, using: &generator)
      let number = word.withUnsafeBufferPointer {
        tables[draft].intern($0, kind: kind, caseCode: caseCode, isFirst: isFirst)
      }
      let key = Key(bytes: word, kind: kind.rawValue)
      numbers[draft][key] = Int(number)
      var count = counts[key] ?? Count()
      if caseCode == 3 {
        count.other += 1
      } else if isFirst {
        count.first[Int(caseCode)] += 1
      } else {
        count.inside[Int(caseCode)] += 1
      }
      counts[key] = count
    }
    let isBefore = { (left: Key, right: Key) in
      left.bytes == right.bytes
        ? left.kind < right.kind : left.bytes.lexicographicallyPrecedes(right.bytes)
    }
    let alphabetical = counts.keys.sorted(by: isBefore)
    let order = counts.sorted {
      $0.value.total != $1.value.total
        ? $0.value.total > $1.value.total : isBefore($0.key, $1.key)
    }
    let terms = try RankedTerms(tables)
    #expect(terms.count == order.count)
    var ids: [Key: Int] = [:]
    for (id, expected) in order.enumerated() {
      ids[expected.key] = id
      #expect(Array(terms.bytes(id)) == expected.key.bytes)
      #expect(terms.kinds[id].rawValue == expected.key.kind)
      #expect(terms.occurrences[id] == expected.value.total)
      #expect(terms.usualCases[id].rawValue == expected.value.usualCase)
    }
    #expect(terms.alphabetical.map(Int.init) == alphabetical.map { ids[$0] })
    for draft in 0..<drafts {
      for (key, number) in numbers[draft] {
        let code = terms.codes[draft].base[number]
        #expect(Int(code & CS_ID_MASK) == ids[key])
        #expect(terms.codes[draft].usualCase(number) == counts[key]?.usualCase)
      }
    }
  }

  @Test("are none where no draft has one")
  func none() throws {
    #expect(try RankedTerms([TermTable()]).count == 0)
    #expect(try RankedTerms([TermTable(), TermTable()]).count == 0)
  }
}
