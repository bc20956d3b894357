import Foundation
import Testing
import VerbatimStatistics

@Suite("Dispersion")
struct DispersionTests {
  private static func parts(_ frequencies: [Int], _ sizes: [Int]) -> [Dispersion.Part] {
    zip(frequencies, sizes).map { Dispersion.Part(frequency: $0, size: $1) }
  }

  @Test("the word a in five parts, as Gries 2008 prints it")
  func gries() throws {
    let found = Dispersion(Self.parts([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]))
    #expect(found.partCount == 5)
    #expect(found.frequency == 15)
    #expect(found.size == 50)
    #expect(found.range == 5)
    for (value, printed, places) in [
      (found.juillandD, 0.785, 3), (found.carrollD2, 0.938, 3), (found.rosengrenS, 0.95, 2),
      (found.dp, 0.18, 2), (found.dpNorm, 0.2195, 4), (found.klDivergence, 0.137, 3),
    ] {
      let tolerance = 0.5 * pow(10, -Double(places))
      #expect(abs(try value.get() - printed) <= tolerance, "\(value) is not \(printed)")
    }
    // To more places, computed from the printed data.
    #expect(abs(try found.juillandD.get() - 0.78515) < 5e-6)
    #expect(abs(try found.carrollD2.get() - 0.93792) < 5e-6)
    #expect(abs(try found.rosengrenS.get() - 0.94982) < 5e-6)
    #expect(abs(try found.klDivergence.get() - 0.13697) < 5e-6)
  }

  @Test("Juilland's D is of relative frequencies, not of raw counts")
  func relative() throws {
    let raw = Dispersion(Self.parts([1, 2, 3, 4, 5], [10, 10, 10, 10, 10]))
    #expect(abs(try raw.juillandD.get() - 0.7643) < 5e-5)
  }

  @Test("what is spread as the sizes are is even by every measure")
  func even() throws {
    let found = Dispersion(Self.parts([3, 6, 9], [100, 200, 300]))
    for value in [found.juillandD, found.carrollD2, found.rosengrenS] {
      #expect(abs(try value.get() - 1) < 1e-12)
    }
    for value in [found.dp, found.dpNorm, found.klDivergence] {
      #expect(abs(try value.get()) < 1e-12)
    }
  }

  @Test("what stands in the smallest part alone is uneven by every measure")
  func uneven() throws {
    let found = Dispersion(Self.parts([0, 7, 0, 0], [100, 100, 100, 100]))
    #expect(found.range == 1)
    #expect(abs(try found.juillandD.get()) < 1e-12)
    #expect(try found.carrollD2.get() == 0)
    #expect(abs(try found.rosengrenS.get() - 0.25) < 1e-12)
    #expect(try found.dp.get() == 0.75)
    #expect(try found.dpNorm.get() == 1)
    #expect(try found.klDivergence.get() == 2)
  }

  @Test("a value that is undefined says why")
  func undefined() throws {
    let none = Dispersion(Self.parts([0, 0], [5, 6]))
    #expect(none.juillandD == .failure(.noOccurrences))
    #expect(none.dp == .failure(.noOccurrences))
    #expect(none.range == 0)
    let one = Dispersion(Self.parts([4], [50]))
    #expect(one.juillandD == .failure(.onePart))
    #expect(one.carrollD2 == .failure(.onePart))
    #expect(one.dpNorm == .failure(.onePart))
    #expect(one.dp == .success(0))
    #expect(one.rosengrenS == .success(1))
    #expect(Dispersion([]).rosengrenS == .failure(.noParts))
    #expect(Dispersion(Self.parts([0], [0])).klDivergence == .failure(.noParts))
  }

  @Test("a part without words changes nothing")
  func empty() {
    #expect(
      Dispersion(Self.parts([1, 0, 4], [10, 0, 30])) == Dispersion(Self.parts([1, 4], [10, 30])))
  }
}

@Suite("Shares and summaries")
struct GiniTests {
  /// The definition: every pair's difference.
  private static func pairwise(_ shares: [Int]) -> Double {
    var differences = 0.0
    for left in shares { for right in shares { differences += Double(abs(left - right)) } }
    let mean = Double(shares.reduce(0, +)) / Double(shares.count)
    return differences / (2 * Double(shares.count * shares.count) * mean)
  }

  @Test("Gini is the mean difference of all pairs over twice the mean")
  func pairs() throws {
    for shares in [
      [1], [1, 1, 1], [0, 0, 10], [3, 1, 2], [5, 0, 120, 44, 44, 7], [1634, 2, 3],
    ] {
      #expect(abs(try Gini(shares).value.get() - Self.pairwise(shares)) < 1e-12)
    }
    #expect(Gini([0, 0, 0, 8]).value == .success(0.75))
    #expect(Gini([2, 2]).value == .success(0))
  }

  @Test("nobody, and nothing to share, have no Gini")
  func undefined() {
    #expect(Gini([]).value == .failure(.nobody))
    #expect(Gini([0, 0]).value == .failure(.nothingToShare))
  }

  @Test("mean, median and greatest")
  func summary() {
    let odd = Summary([9, 1, 5])
    #expect((odd.count, odd.sum, odd.greatest) == (3, 15, 9))
    #expect(odd.mean == 5)
    #expect(odd.median == 5)
    #expect(Summary([4, 1, 2, 9]).median == 3)
    #expect(Summary([]).mean == nil)
    #expect(Summary([]).greatest == nil)
  }
}
