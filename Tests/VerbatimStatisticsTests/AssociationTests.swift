import Testing
import VerbatimStatistics

/// Values of `statistics.md` §2, each to its printed precision.
@Suite("Association in a 2 × 2 table has its published values")
struct AssociationTests {
  static func isNear(_ score: Score, _ value: Double, places: Int) -> Bool {
    guard case .value(let found) = score else { return false }
    let unit = (0..<places).reduce(1.0) { unit, _ in unit / 10 }
    return (found - value).magnitude <= unit / 2 * 1.000_001
  }

  static let swiss = ContingencyTable(both: 110, firstOnly: 2442, secondOnly: 111, neither: 29114)

  @Test("\"the swiss\": G² 270.72 (Dunning 1993)")
  func swiss() {
    #expect(Self.isNear(Self.swiss.score(.logLikelihood), 270.72, places: 2))
    #expect(Self.isNear(Self.swiss.score(.logLikelihood), 270.7219, places: 4))
  }

  @Test("\"new companies\": t 0.999932 (Manning and Schütze 1999)")
  func newCompanies() {
    let table = ContingencyTable(together: 8, first: 15828, second: 4675, total: 14_307_668)
    #expect(Self.isNear(table.score(.tScore), 0.999932, places: 6))
  }

  @Test("\"Ayatollah Ruhollah\": MI 18.38 (Manning and Schütze 1999)")
  func ayatollah() {
    let table = ContingencyTable(together: 20, first: 42, second: 20, total: 14_307_668)
    #expect(Self.isNear(table.score(.mutualInformation), 18.38, places: 2))
    #expect(Self.isNear(table.score(.mutualInformation), 18.37797, places: 5))
  }

  @Test("\"of course\": ΔP 0.032 and 0.697 (Gries 2013), and every other measure")
  func ofCourse() {
    // 5610 times together; the cells of the others are given apart.
    let table = ContingencyTable(
      both: 5610, firstOnly: 168_938, secondOnly: 2257, neither: 10_233_063)
    #expect(Self.isNear(table.score(.deltaPSecond), 0.032, places: 3))
    #expect(Self.isNear(table.score(.deltaPSecond), 0.0319196, places: 7))
    #expect(Self.isNear(table.score(.deltaPFirst), 0.697, places: 3))
    #expect(Self.isNear(table.score(.deltaPFirst), 0.6968645, places: 7))
    for (measure, value, places) in [
      (AssociationMeasure.mutualInformation, 5.41037, 5), (.mutualInformation3, 30.31794, 5),
      (.tScore, 73.13878, 5), (.zScore, 476.96854, 5), (.logDice, 9.97692, 5),
      (.logLikelihood, 36693.85, 2),
    ] {
      #expect(Self.isNear(table.score(measure), value, places: places), "\(measure.name)")
    }
  }

  @Test("critical values of χ² with one degree of freedom, and back")
  func criticalValues() throws {
    for (probability, value) in [(0.05, 3.84), (0.01, 6.63), (0.001, 10.83), (0.0001, 15.13)] {
      let critical = try #require(ChiSquare.criticalValue(probability: probability))
      // 15.1367 is printed cut, not rounded.
      #expect((critical - value).magnitude < 0.0075)
      let back = try #require(ChiSquare.probability(of: critical))
      #expect((back - probability).magnitude < probability * 1e-9)
      let many = try #require(
        ChiSquare.bonferroniCriticalValue(probability: probability * 50, tests: 50))
      #expect((many - critical).magnitude < 1e-9)
    }
    #expect(ChiSquare.probability(of: 0) == 1)
    for wrong in [0, 1, -1, Double.nan, .infinity] {
      #expect(ChiSquare.criticalValue(probability: wrong) == nil)
    }
    #expect(ChiSquare.probability(of: -1) == nil && ChiSquare.probability(of: .nan) == nil)
    #expect(ChiSquare.bonferroniCriticalValue(probability: 0.05, tests: 0) == nil)
  }
}

@Suite("Association measures obey their algebra")
struct AssociationIdentityTests {
  private static func tables(_ seed: UInt64) -> [ContingencyTable] {
    var state = seed
    func next(_ limit: UInt64) -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33 % limit)
    }
    return (0..<200).map { number in
      let limit: UInt64 = number % 4 == 0 ? 3 : 1000
      return ContingencyTable(
        both: next(limit), firstOnly: next(limit), secondOnly: next(limit), neither: next(100_000))
    }
  }

  private static func close(_ a: Score, _ b: Score) -> Bool {
    switch (a, b) {
    case (.value(let x), .value(let y)):
      (x - y).magnitude <= 1e-9 * max(1, x.magnitude, y.magnitude)
    case (.refused, .refused): true
    default: false
    }
  }

  @Test(
    "what does not ask which comes first is the same for the table turned round", arguments: 0..<5)
  func symmetry(seed: Int) {
    for table in Self.tables(UInt64(seed)) {
      for measure in AssociationMeasure.allCases
      where ![.deltaPFirst, .deltaPSecond, .zBerryRogghe].contains(measure) {
        #expect(
          Self.close(table.score(measure), table.transposed.score(measure)),
          "\(measure.name) \(table)")
      }
      #expect(Self.close(table.score(.deltaPFirst), table.transposed.score(.deltaPSecond)))
    }
  }

  @Test("no measure is ever no number", arguments: 0..<5)
  func finite(seed: Int) {
    var tables = Self.tables(UInt64(seed))
    tables += [
      ContingencyTable(both: 0, firstOnly: 0, secondOnly: 0, neither: 0),
      ContingencyTable(both: 1, firstOnly: 0, secondOnly: 0, neither: 0),
      ContingencyTable(both: 3, firstOnly: -1, secondOnly: 2, neither: 10),
      ContingencyTable(both: .nan, firstOnly: 1, secondOnly: 1, neither: 1),
      ContingencyTable(both: 1, firstOnly: .infinity, secondOnly: 1, neither: 1),
      ContingencyTable(both: 1e300, firstOnly: 1e300, secondOnly: 1e300, neither: 1e300),
      ContingencyTable(together: 5, first: 0, second: 5, total: 100),
    ]
    for table in tables {
      for measure in AssociationMeasure.allCases {
        if case .value(let value) = table.score(measure) {
          #expect(value.isFinite, "\(measure.name) \(table)")
        }
      }
    }
  }

  @Test("ten times as much of everything leaves what is relative, and multiplies what is not")
  func scale() {
    for table in Self.tables(7) {
      let more = ContingencyTable(
        both: table.both * 10, firstOnly: table.firstOnly * 10, secondOnly: table.secondOnly * 10,
        neither: table.neither * 10)
      for measure in [
        AssociationMeasure.mutualInformation, .dice, .logDice, .deltaPFirst, .deltaPSecond,
      ] {
        #expect(Self.close(table.score(measure), more.score(measure)), "\(measure.name)")
      }
      #expect(
        Self.close(
          .value((table.score(.logLikelihood).value ?? 0) * 10),
          .value(more.score(.logLikelihood).value ?? 0)))
    }
  }

  @Test("nothing more than expected is 0, and the sign is that of observed against expected")
  func independence() {
    let even = ContingencyTable(both: 10, firstOnly: 90, secondOnly: 40, neither: 360)
    for measure in [
      AssociationMeasure.logLikelihood, .mutualInformation, .tScore, .zScore, .zBerryRogghe,
      .deltaPFirst, .deltaPSecond,
    ] {
      #expect((even.score(measure).value ?? 1).magnitude < 1e-9, "\(measure.name)")
    }
    for table in Self.tables(11) where table.isValid && table.total > 0 {
      guard let likelihood = table.score(.logLikelihood).value,
        let delta = table.score(.deltaPSecond).value, delta.magnitude > 1e-9
      else { continue }
      #expect((likelihood < 0) == (delta < 0), "\(table)")
    }
  }

  @Test("MI² and MI³ are MI and one or two logarithms of what was observed")
  func powers() throws {
    for table in Self.tables(13) where table.both > 0 {
      let one = try #require(table.score(.mutualInformation).value)
      let two = try #require(table.score(.mutualInformation2).value)
      let three = try #require(table.score(.mutualInformation3).value)
      #expect((two - one - Logarithm.base2(table.both)).magnitude < 1e-9)
      #expect((three - two - Logarithm.base2(table.both)).magnitude < 1e-9)
      let z = try #require(table.score(.zScore).value)
      if let rogghe = table.score(.zBerryRogghe).value { #expect(rogghe.magnitude >= z.magnitude) }
    }
  }

  @Test("a measure says why it has no value")
  func refusals() {
    let never = ContingencyTable(together: 0, first: 5, second: 7, total: 100)
    #expect(never.score(.mutualInformation) == .refused(.neverTogether))
    #expect(never.score(.logDice) == .refused(.neverTogether))
    #expect(never.score(.tScore) == .refused(.neverTogether))
    #expect(never.score(.dice) == .value(0))
    let absent = ContingencyTable(together: 0, first: 5, second: 0, total: 100)
    #expect(absent.score(.zScore) == .refused(.nothingExpected))
    #expect(absent.score(.deltaPFirst) == .refused(.noSecond))
    #expect(absent.transposed.score(.deltaPSecond) == .refused(.noFirst))
    let overlapping = ContingencyTable(together: 9, first: 20, second: 7, total: 100)
    #expect(overlapping.score(.logLikelihood) == .refused(.notCounts))
    #expect(overlapping.score(.mutualInformation).value != nil)
    #expect(
      Self.tables(1)[0].score(.ell).value != nil || Self.tables(1)[0].score(.ell).refusal != nil)
    #expect(
      ContingencyTable(both: 0, firstOnly: 1, secondOnly: 1, neither: 9).score(.ell)
        == .refused(.expectationTooSmall))
  }

  @Test("ELL, BIC and the odds ratio are made of the cells as their formulas say")
  func derived() throws {
    let table = AssociationTests.swiss
    let likelihood = try #require(table.score(.logLikelihood).value)
    let bic = try #require(table.score(.bic).value)
    // ln 31777 = 10.36649…
    #expect((likelihood - bic - 10.366498).magnitude < 1e-5)
    let ell = try #require(table.score(.ell).value)
    // The smallest expected cell is 2552 · 221 / 31777 = 17.7484…, its logarithm 2.87629….
    #expect((ell - likelihood / (31777 * 2.876296)).magnitude < 1e-7)
    let odds = try #require(table.score(.oddsRatio).value)
    #expect((odds - 110.0 * 29114 / (2442 * 111)).magnitude < 1e-9)
    let empty = ContingencyTable(both: 0, firstOnly: 4, secondOnly: 2, neither: 10)
    #expect(empty.score(.oddsRatio) == .value(0.5 * 10.5 / (4.5 * 2.5)))
  }
}
