import Testing
import VerbatimTestSupport

@testable import VerbatimQuery

@Suite("Words within an edit distance")
struct EditDistancePatternTests {
  /// Optimal string alignment, by its definition.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    for i in 0..<a.count {
      for j in 0..<b.count {
        var best = min(rows[i][j + 1] + 1, rows[i + 1][j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        rows[i + 1][j + 1] = best
      }
    }
    return rows[a.count][b.count]
  }

  @Test("are those of the definition, in a sorted walk as alone", arguments: [0, 1, 2, 3])
  func definition(limit: Int) {
    var generator = SeededGenerator(seed: UInt64(limit) + 5)
    let forms = Set(
      (0..<600).map { _ in
        (0..<Int.random(in: 0...7, using: &generator)).map { _ in
          UInt8.random(in: 0x61...0x63, using: &generator)
        }
      }
    ).sorted { $0.lexicographicallyPrecedes($1) }
    for word in forms.prefix(40) {
      let pattern = EditDistancePattern(String(decoding: word, as: UTF8.self), distance: limit)
      let walk = pattern.matcher()
      for form in forms {
        let wanted = Self.distance(word, form)
        #expect(walk.distance(of: form) == (wanted <= limit ? wanted : nil))
      }
    }
  }

  @Test("ignore case and diacritics, and know exchanged neighbours")
  func words() {
    let pattern = EditDistancePattern("Relaible", distance: 1)
    #expect(pattern.matcher().distance(of: Array("reliable".utf8)) == 1)
    #expect(pattern.matcher().distance(of: Array("relaible".utf8)) == 0)
    #expect(pattern.matcher().distance(of: Array("reliably".utf8)) == nil)
    #expect(
      EditDistancePattern("naïve", distance: 1).matcher().distance(of: Array("nave".utf8)) == 1)
  }
}
