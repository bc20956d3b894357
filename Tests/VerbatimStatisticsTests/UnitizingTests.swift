import Testing
import VerbatimStatistics

@Suite("Agreement on stretches")
struct UnitizingTests {
  /// Begin and length.
  private func ranges(_ pairs: [(Int, Int)], from start: Int = 0) -> [Range<Int>] {
    pairs.map { $0.0 - start..<$0.0 - start + $0.1 }
  }

  @Test("Krippendorff 2004, p. 254: α_U of two codes and of both together")
  func krippendorff254() throws {
    let c = UnitizedContinuum(
      length: 300,
      coders: [
        ranges([(225, 70), (370, 30)], from: 150),
        ranges([(220, 80), (355, 20), (400, 20)], from: 150),
      ])
    let k = ranges([(180, 60), (300, 50)], from: 150)
    let first = try c.alphaU().get()
    expect(.success(first.observedDisagreement), 0.0144, places: 4)
    expect(.success(first.expectedDisagreement), 0.0532, places: 4)
    expect(.success(first.value), 0.7286, places: 4)
    let second = try UnitizedContinuum(length: 300, coders: [k, k]).alphaU().get()
    #expect(second.value == 1)
    // Printed .8591, made of rounded numbers.
    expect(
      .success(try UnitizingAlpha.pooled([first, second]).get().value), 0.8587, places: 4)
    expect(
      .success(try UnitizingAlpha.pooled([first, second]).get().value), 0.859, places: 3)
  }

  @Test("its differences are squares: 50, 850 and 400 for that example's pairs")
  func differences() throws {
    func difference(_ one: [(Int, Int)], _ other: [(Int, Int)]) throws -> Double {
      let continuum = UnitizedContinuum(
        length: 300, coders: [ranges(one, from: 150), ranges(other, from: 150)])
      // Do is twice the sum over m (m − 1) L², m being 2.
      return try continuum.alphaU().get().observedDisagreement * 300 * 300
    }
    #expect(abs(try difference([(225, 70)], [(220, 80)]) - 50) < 1e-9)
    #expect(abs(try difference([(370, 30)], [(355, 20)]) - 850) < 1e-9)
    #expect(abs(try difference([], [(400, 20)]) - 400) < 1e-9)
  }

  @Test("Krippendorff 1995, p. 57: observed disagreement of code A")
  func krippendorff57() throws {
    let continuum = UnitizedContinuum(
      length: 24, coders: [ranges([(2, 8), (14, 6)]), ranges([(4, 4), (15, 2)])])
    expect(.success(try continuum.alphaU().get().observedDisagreement), 0.03125, places: 5)
  }

  @Test("without stretches, coders or a continuum it says so")
  func undefined() {
    #expect(UnitizedContinuum(length: 9, coders: [[], []]).alphaU() == .failure(.unused))
    #expect(UnitizedContinuum(length: 9, coders: [[0..<2]]).alphaU() == .failure(.noPairs))
    #expect(UnitizedContinuum(length: 0, coders: [[], []]).alphaU() == .failure(.noUnits))
    #expect(
      UnitizedContinuum(length: 9, coders: [[0..<4, 2..<5], []]).alphaU()
        == .failure(.invalidUnits))
    #expect(
      UnitizedContinuum(length: 9, coders: [[7..<10], []]).alphaU() == .failure(.invalidUnits))
    #expect(
      UnitizedContinuum(length: 1, coders: [[0..<1], [0..<1]]).alphaU() == .failure(.noVariation))
    #expect(UnitizingAlpha.pooled([]) == .failure(.noUnits))
  }

  @Test("stretches of one coder that overlap become one, those that touch stay two")
  func merging() {
    #expect(
      UnitizedContinuum.merged([5..<8, 0..<2, 2..<4, 7..<9, 6..<7, 3..<3])
        == [0..<2, 2..<4, 5..<9])
  }

  @Test("precision, recall and F1, exact and by overlap")
  func match() {
    let first = [0..<5, 10..<15, 20..<25]
    let second = [0..<5, 12..<18]
    let exact = SpanMatch(first, second, by: .exact)
    expect(exact.precision, 1.0 / 2)
    expect(exact.recall, 1.0 / 3)
    expect(exact.f1, 2.0 / 5)
    let overlap = SpanMatch(first, second, by: .overlap)
    expect(overlap.precision, 1)
    expect(overlap.recall, 2.0 / 3)
    expect(overlap.f1, 4.0 / 5)
    let turned = SpanMatch(second, first, by: .overlap)
    #expect(turned.precision == overlap.recall && turned.recall == overlap.precision)
    #expect(turned.f1 == overlap.f1)
    #expect(SpanMatch([], first, by: .exact).recall == .failure(.unused))
    #expect(SpanMatch([], first, by: .exact).precision == .success(0))
    #expect(SpanMatch([], [], by: .overlap).f1 == .failure(.unused))
    // A long stretch is found once, by one of the two short ones.
    #expect(SpanMatch([0..<9], [0..<3, 5..<8], by: .overlap).f1 == .success(2.0 / 3))
  }

  @Test("pairs by overlap are as many as any choice of pairs can be")
  func largest() {
    var generator = SplitMix64(seed: 5)
    func random() -> [Range<Int>] {
      UnitizedContinuum.merged(
        (0..<generator.next(below: 5)).map { _ in
          let begin = generator.next(below: 20)
          return begin..<begin + 1 + generator.next(below: 6)
        })
    }
    /// Tries every choice.
    func best(_ one: ArraySlice<Range<Int>>, _ other: [Range<Int>]) -> Int {
      guard let head = one.first else { return 0 }
      var most = best(one.dropFirst(), other)
      for (index, range) in other.enumerated() where head.overlaps(range) {
        var rest = other
        rest.remove(at: index)
        most = max(most, 1 + best(one.dropFirst(), rest))
      }
      return most
    }
    for _ in 0..<300 {
      let (one, other) = (random(), random())
      #expect(SpanMatch(one, other, by: .overlap).firstFound == best(one[...], other))
    }
  }
}
