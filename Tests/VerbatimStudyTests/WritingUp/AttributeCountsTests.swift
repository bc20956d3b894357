import Testing
import VerbatimCorpus

@testable import VerbatimStudy

@Suite("Facts about people, counted so that nobody can be told by them")
struct AttributeCountsTests {
  @Test("no count is below five, and none follows from the others", arguments: 0..<200)
  func random(_ seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 7
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(below))
    }
    let kinds = 1 + next(12)
    let people = (0..<next(40)).map { _ -> String? in
      next(9) == 0 ? nil : next(2) == 0 ? "v\(next(kinds))" : "v0"
    }
    let counts = AttributeCounts("x", people)
    let shown = counts.values.reduce(0) { $0 + $1.people }
    #expect(shown + (counts.pooled?.people ?? 0) == people.count, "seed \(seed)")
    #expect(counts.values.allSatisfy { $0.people >= 5 }, "seed \(seed)")
    if let pooled = counts.pooled, !counts.values.isEmpty {
      #expect(pooled.people >= 5, "seed \(seed)")
    }
    for (value, count) in counts.values {
      let name: String? = value == AttributeCounts.unstated ? nil : value
      #expect(people.count { $0 == name } == count)
    }
  }

  @Test("years stand in decades, the earliest first; a few numbers stand as they are")
  func bands() {
    let years = (0..<30).map { String(1950 + $0) }
    #expect(
      AttributeCounts("born", years).values.map(\.value)
        == ["1950–1959", "1960–1969", "1970–1979"])
    let few = (0..<20).map { String($0 % 2) }
    #expect(AttributeCounts("children", few).values.map(\.value) == ["0", "1"])
    let mixed = years + ["about 1980"]
    #expect(AttributeCounts("born", mixed).pooled?.people == 31)
    #expect(AttributeCounts("born", years + ["99999999999999999999"]).values.isEmpty)
  }

  @Test("the shipped study: the totals of its README, small cells together")
  func shipped() throws {
    let test = try TestStudy()
    _ = try test.writer().importStudy(at: Checkout.corpus)
    let all = AttributeCounts.all(try TurnRegister(test.index()))
    #expect(all.map(\.name) == ["sex", "born", "education", "marital", "living", "employment"])
    #expect(all[0].values.map { "\($0.value) \($0.people)" } == ["F 17", "M 9"])
    #expect(all[2].values.map(\.people) == [11, 9, 6] && all[2].pooled == nil)
    #expect(all[1].values.first.map { "\($0.value) \($0.people)" } == "1950–1959 8")
    // Parents 1 and other 1 alone would follow from the rest: own home 10 goes with them.
    #expect(all[4].values.map { "\($0.value) \($0.people)" } == ["renting 14"])
    #expect(all[4].pooled?.values == 3 && all[4].pooled?.people == 12)
  }
}
