import Testing
import VerbatimStatistics

/// Values of `statistics.md` §2, each to its printed precision.
@Suite("Frequencies in two corpora have their published comparison")
struct KeynessTableTests {
  private func near(_ score: Score, _ value: Double, _ places: Int) -> Bool {
    AssociationTests.isNear(score, value, places: places)
  }

  @Test("52 in 50,000 against 57 in 75,000 (Lancaster calculator tutorial)")
  func lancaster() {
    let table = KeynessTable(first: 52, firstSize: 50000, second: 57, secondSize: 75000)
    #expect(near(table.logLikelihood, 2.65, 2) && near(table.logLikelihood, 2.65171, 5))
    #expect(table.isOverused && !table.transposed.isOverused)
    #expect(near(table.fourCellLogLikelihood, 2.65406, 5))
    #expect(near(table.logRatio, 0.45251, 5))
    #expect(near(table.percentDifference, 36.842, 3))
    #expect(near(table.oddsRatio, 1.36880, 5))
    #expect(near(table.bic, -9.0844, 4))
  }

  @Test("100 in 10,000 against 50 in 20,000")
  func hundred() {
    let table = KeynessTable(first: 100, firstSize: 10000, second: 50, secondSize: 20000)
    #expect(near(table.logLikelihood, 69.31472, 5))
    #expect(table.expected.first == 50 && table.expected.second == 100)
    #expect(near(table.fourCellLogLikelihood, 69.69192, 5))
    #expect(near(table.logRatio, 2, 9))
    #expect(near(table.percentDifference, 300, 9))
    #expect(near(table.simpleMaths(smoothing: 100), 3.88462, 5))
    #expect(near(table.bic, 59.00577, 5))
  }

  @Test("10 in 50,000 against none in 75,000")
  func none() {
    let table = KeynessTable(first: 10, firstSize: 50000, second: 0, secondSize: 75000)
    #expect(near(table.logLikelihood, 18.32581, 5))
    #expect(near(table.logRatio, 4.90689, 5))
    #expect(table.percentDifference == .refused(.absentFromSecond))
    #expect(table.simpleMaths(smoothing: 1).value != nil)
  }

  private static let tables = (0..<300).map { number -> KeynessTable in
    let n = Double(number)
    return KeynessTable(
      first: (n * 7).truncatingRemainder(dividingBy: 41), firstSize: 100 + n * 13,
      second: (n * 11).truncatingRemainder(dividingBy: 29), secondSize: 90 + n * 17)
  }

  @Test("exchanging the corpora keeps how sure it is and turns the direction")
  func exchange() {
    for table in Self.tables where table.first + table.second > 0 {
      let other = table.transposed
      for measure in [KeynessMeasure.logLikelihood, .fourCellLogLikelihood, .bic, .ell] {
        let (a, b) = (table.score(measure), other.score(measure))
        #expect(a.value.map { ($0 - (b.value ?? .nan)).magnitude < 1e-9 } ?? (a == b))
      }
      let ratios = (table.logRatio.value ?? .nan, other.logRatio.value ?? .nan)
      #expect((ratios.0 + ratios.1).magnitude < 1e-9)
      #expect(!(table.isOverused && other.isOverused))
      if table.isOverused, table.second > 0 {
        #expect(ratios.0 > 0)
        #expect(table.percentDifference.value ?? 0 > 0)
        #expect(table.simpleMaths(smoothing: 10).value ?? 0 > 1)
      }
    }
  }

  @Test("two cells say nearly what four cells say where words are rare")
  func cells() throws {
    for table in Self.tables where table.first + table.second > 0 {
      let rare = KeynessTable(
        first: table.first, firstSize: table.firstSize * 1e6, second: table.second,
        secondSize: table.secondSize * 1e6)
      let two = try #require(rare.logLikelihood.value)
      let four = try #require(rare.fourCellLogLikelihood.value)
      #expect((two - four).magnitude < 1e-4 * max(1, two))
    }
  }

  @Test("ELL is of two cells, and refused where too little is expected")
  func ell() throws {
    let table = KeynessTable(first: 100, firstSize: 10000, second: 50, secondSize: 20000)
    let ell = try #require(table.ell.value)
    // ln 50 = 3.912023…
    #expect((ell - 69.314718 / (30000 * 3.912023)).magnitude < 1e-9)
    #expect(
      KeynessTable(first: 1, firstSize: 10, second: 0, secondSize: 90).ell
        == .refused(.expectationTooSmall))
  }

  @Test("an empty corpus, a word that nobody says and what are no counts are refused")
  func refused() {
    let empty = KeynessTable(first: 0, firstSize: 0, second: 3, secondSize: 10)
    let nothing = KeynessTable(first: 0, firstSize: 10, second: 0, secondSize: 10)
    let wrong = KeynessTable(first: -1, firstSize: 10, second: .nan, secondSize: 10)
    for measure in KeynessMeasure.allCases {
      #expect(empty.score(measure) == .refused(.emptyCorpus), "\(measure.name)")
      #expect(wrong.score(measure) == .refused(.notCounts), "\(measure.name)")
      if case .value(let value) = nothing.score(measure) { #expect(value.isFinite) }
    }
    #expect(nothing.logRatio == .refused(.absentFromBoth))
    #expect(nothing.percentDifference == .refused(.absentFromBoth))
    #expect(nothing.simpleMaths(smoothing: 0) == .refused(.notCounts))
  }
}
