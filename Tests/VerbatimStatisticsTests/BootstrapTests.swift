import Testing
import VerbatimStatistics

@Suite("Resampling")
struct BootstrapTests {
  @Test("SplitMix64 gives the numbers of its published implementation")
  func splitMix() {
    var generator = SplitMix64(seed: 1_234_567)
    let published: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    for number in published { #expect(generator.next() == number) }
  }

  @Test("choices are within their bound and even")
  func choices() {
    var generator = SplitMix64(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.next(below: 7)] += 1 }
    // Seven standard deviations around 10,000.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 650 }, "\(counts)")
    #expect(generator.next(below: 1) == 0 && generator.next(below: 0) == 0)
    #expect(generator.next(below: -4) == 0)
    #expect(generator.shuffled(Array(0..<50)).sorted() == Array(0..<50))
  }

  private func mean(_ values: [Double]) -> ([Int]) -> [Double?] {
    { times in
      let sum = zip(values, times).reduce(0) { $0 + $1.0 * Double($1.1) }
      return [sum / Double(times.reduce(0, +)), nil]
    }
  }

  @Test("the same seed gives the same interval, another seed another")
  func seeds() throws {
    let values = (0..<50).map { Double($0 * $0 % 17) }
    func interval(_ seed: UInt64) throws -> BootstrapInterval {
      try Bootstrap(resamples: 500, seed: seed).intervals(drawing: 50, of: mean(values))[0].get()
    }
    #expect(try interval(7) == interval(7))
    #expect(try interval(7) != interval(8))
  }

  @Test("the interval of a mean is about two standard errors on either side")
  func standardError() throws {
    let values = (0..<200).map { Double($0 * 7919 % 101) }
    let mean = values.reduce(0, +) / 200
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200
    let error = (variance / 200).squareRoot()
    let interval = try Bootstrap(resamples: 4000, seed: 1)
      .intervals(drawing: 200, of: self.mean(values))[0].get()
    #expect(abs(interval.lower - (mean - 1.96 * error)) < 0.2 * error)
    #expect(abs(interval.upper - (mean + 1.96 * error)) < 0.2 * error)
    #expect(interval.undefined == 0)
  }

  @Test("a statistic without values has no interval")
  func unstable() {
    let results = Bootstrap(resamples: 20).intervals(drawing: 3, of: mean([1, 2, 3]))
    #expect(results[1] == .failure(.unstable))
    let nothing = Bootstrap().intervals(drawing: 0) { _ in [nil] }
    #expect(nothing == [.failure(.noUnits)])
  }

  @Test("quantiles are R's type 7")
  func quantiles() {
    let values = [1.0, 2, 3, 4, 10]
    #expect(Quantile.of(values, 0) == 1 && Quantile.of(values, 1) == 10)
    #expect(Quantile.of(values, 0.5) == 3)
    // R: quantile(c(1,2,3,4,10), c(.025,.9)) is 1.1 and 7.6.
    #expect(abs(Quantile.of(values, 0.025) - 1.1) < 1e-12)
    #expect(abs(Quantile.of(values, 0.9) - 7.6) < 1e-12)
    #expect(Quantile.of([], 0.5) == 0 && Quantile.of([4], 0.9) == 4)
  }
}
