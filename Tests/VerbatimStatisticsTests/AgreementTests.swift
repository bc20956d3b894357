import Testing
import VerbatimStatistics

/// A number as it is printed in its source.
func expect(
  _ result: AgreementResult, _ printed: Double, places: Int = 3,
  _ location: SourceLocation = #_sourceLocation
) {
  guard case .success(let value) = result else {
    Issue.record("\(result)", sourceLocation: location)
    return
  }
  var half = 0.5
  for _ in 0..<places { half /= 10 }
  // A printed number stands for all that round to it, the ends included.
  #expect(abs(value - printed) <= half * 1.000001, "\(value)", sourceLocation: location)
}

@Suite("Agreement: published examples")
struct AgreementExampleTests {
  @Test("Cohen 1960, p. 45")
  func cohen45() throws {
    let ratings = AgreementRatings(crossTable: [[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    let kappa = try ratings.cohenKappa().get()
    expect(.success(kappa.observed), 0.70, places: 2)
    expect(.success(kappa.expected), 0.41, places: 2)
    expect(.success(kappa.value), 0.491525, places: 6)
    expect(.success(kappa.maximum), 0.831)
    // Po (1 - Po) / (n (1 - Pe)²), written out.
    let squared = 0.7 * 0.3 / (200 * 0.59 * 0.59)
    expect(.success(kappa.standardError * kappa.standardError), squared, places: 12)
    expect(ratings.percentAgreement(), 0.70, places: 2)
  }

  @Test("Cohen 1960, p. 37")
  func cohen37() throws {
    let kappa = try AgreementRatings(crossTable: [[25, 12, 3], [13, 2, 15], [12, 16, 2]])
      .cohenKappa().get()
    expect(.success(kappa.observed), 0.29, places: 2)
    expect(.success(kappa.expected), 0.35, places: 2)
    expect(.success(kappa.value), -0.0923, places: 4)
  }

  @Test("Artstein & Poesio 2008, p. 558")
  func artstein558() {
    let ratings = AgreementRatings(crossTable: [[20, 10], [20, 50]])
    expect(ratings.percentAgreement(), 0.70, places: 2)
    expect(ratings.bennettS(), 0.40, places: 2)
    expect(ratings.scottPi(), 0.341)
    expect(ratings.cohenKappa().map(\.value), 0.347826, places: 6)
  }

  @Test("Artstein & Poesio 2008, p. 568")
  func artstein568() {
    let ratings = AgreementRatings(crossTable: [[46, 0, 0], [6, 32, 6], [0, 0, 10]])
    expect(ratings.percentAgreement(), 0.88, places: 2)
    expect(ratings.cohenKappa().map(\.value), 0.801325, places: 6)
    // Printed as .799 and .800: cut off behind the third place, not rounded.
    expect(ratings.scottPi().map { $0 - 0.0005 }, 0.799)
    expect(ratings.bennettS(), 0.82, places: 2)
    expect(ratings.krippendorffAlpha().map { $0.value - 0.0005 }, 0.800)
  }

  @Test("fifty proposals, two readers")
  func proposals() {
    expect(
      AgreementRatings(crossTable: [[20, 5], [10, 15]]).cohenKappa().map(\.value), 0.40, places: 2)
  }

  private static let patients = """
    444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 \
    144444 224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 \
    111155 224444 133333 555555
    """

  private var fleiss: [[Int?]] {
    Self.patients.split(separator: " ").map { $0.compactMap(\.wholeNumberValue).map { $0 - 1 } }
  }

  @Test("Fleiss 1971: thirty patients, six raters, five categories")
  func fleiss1971() throws {
    #expect(fleiss.count == 30 && fleiss.allSatisfy { $0.count == 6 })
    let kappa = try AgreementRatings(fleiss).fleissKappa().get()
    expect(.success(kappa.observed), 0.5556, places: 4)
    expect(.success(kappa.expected), 0.2199, places: 4)
    expect(.success(kappa.value), 0.430245, places: 6)
    // The paper's own values were worked out from proportions rounded to two and three places; the R
    // package irr gives the others for these data.
    let printed = [0.248, 0.248, 0.517, 0.470, 0.565]
    let exact = [0.245, 0.245, 0.520, 0.471, 0.566]
    for (category, (printed, exact)) in zip(kappa.byCategory, zip(printed, exact)) {
      expect(category, exact)
      #expect(abs(try category.get() - printed) < 0.0035)
    }
    expect(AgreementRatings([fleiss[1]]).percentAgreement(), 0.400)
  }

  @Test("ten subjects, fourteen raters, of whom only the counts are known")
  func tenSubjects() throws {
    let counts = [
      [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]
    let kappa = try AgreementRatings(categoryCounts: counts).fleissKappa().get()
    expect(.success(kappa.observed), 0.378)
    expect(.success(kappa.expected), 0.213)
    expect(.success(kappa.value), 0.209931, places: 6)
  }

  /// Units of signs, a rater each; `-` and `*` are missing.
  static func units(_ text: String) -> [[Int?]] {
    text.split(separator: " ").map { unit in
      unit.map { $0 == "-" || $0 == "*" ? nil : Int($0.asciiValue ?? 0) }
    }
  }

  @Test("Krippendorff 2004, p. 224: two coders, yes or no")
  func krippendorff224() throws {
    let alpha = try AgreementRatings(Self.units("10 11 01 00 00 01 00 01 00 00"))
      .krippendorffAlpha().get()
    expect(.success(alpha.observedDisagreement), 0.400)
    expect(.success(alpha.expectedDisagreement), 0.442)
    expect(.success(alpha.value), 0.095)
  }

  @Test("Krippendorff 2004, p. 227: two coders, three categories")
  func krippendorff227() throws {
    let alpha = try AgreementRatings(
      Self.units("aa ab bb bb bb bb bc cc cc cc cc cc")
    )
    .krippendorffAlpha().get()
    expect(.success(alpha.value), 0.734104, places: 6)
    expect(.success(alpha.observedDisagreement), 0.1667, places: 4)
    expect(.success(alpha.expectedDisagreement), 0.6268, places: 4)
  }

  static let fourCoders =
    units("BB-B LLPL PPPP PPPP LLLL BLPC CCCC BBLB LLLL -FFF --BB --P-")

  @Test("Krippendorff 2004, p. 230: four coders, ratings missing")
  func krippendorff230() throws {
    let alpha = try AgreementRatings(Self.fourCoders).krippendorffAlpha().get()
    #expect(alpha.values == 40)
    expect(.success(alpha.observedDisagreement), 0.200)
    expect(.success(alpha.expectedDisagreement), 0.779)
    expect(.success(alpha.value), 0.743421, places: 6)
  }

  @Test("three coders, fifteen units, most of them rated by two")
  func threeCoders() throws {
    let coders = [
      "* * * * * 3 4 1 2 1 1 3 3 * 3", "1 * 2 1 3 3 4 3 * * * * * * *",
      "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
    ].map { $0.split(separator: " ").map { Int($0) } }
    let units = (0..<15).map { unit in coders.map { $0[unit] } }
    let alpha = try AgreementRatings(units).krippendorffAlpha().get()
    #expect(alpha.values == 26)
    expect(.success(alpha.value), 0.691358, places: 6)
  }

  @Test("AC1 as the package irrCAC has it: 2 × 2, 3 × 3, and four raters with ratings missing")
  func gwet() {
    let skewed = AgreementRatings(crossTable: [[118, 5], [2, 0]])
    expect(skewed.gwetAC1(), 0.94078, places: 5)
    expect(skewed.cohenKappa().map(\.value), -0.02339, places: 5)
    expect(skewed.scottPi(), -0.02881, places: 5)
    let three = AgreementRatings(crossTable: [[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    expect(three.gwetAC1(), 0.84933, places: 5)
    expect(three.cohenKappa().map(\.value), 0.79641, places: 5)
    expect(three.scottPi(), 0.79624, places: 5)
    // Letters are far apart as numbers: only those that occur are categories here.
    let letters = Self.fourCoders.joined().compactMap { $0 }
    let order = Array(Set(letters)).sorted()
    let four = AgreementRatings(
      Self.fourCoders.map { unit in unit.map { $0.flatMap { order.firstIndex(of: $0) } } })
    expect(four.gwetAC1(), 0.77544, places: 5)
    expect(four.percentAgreement(), 0.81818, places: 5)
  }
}

@Suite("Agreement: what holds for any ratings")
struct AgreementRuleTests {
  private func random(
    _ seed: UInt64, raters: Int, categories: Int, missing: Bool = false
  ) -> [[Int?]] {
    var generator = SplitMix64(seed: seed)
    return (0..<40).map { _ in
      let truth = generator.next(below: categories)
      return (0..<raters).map { _ in
        if missing, generator.next(below: 5) == 0 { return nil }
        return generator.next(below: 3) > 0 ? truth : generator.next(below: categories)
      }
    }
  }

  @Test("units with equal decisions may be one row", arguments: 1...8 as ClosedRange<UInt64>)
  func rows(_ seed: UInt64) throws {
    let units = random(seed, raters: 2, categories: 3)
    var counts: [[Int?]: Int] = [:]
    for unit in units { counts[unit, default: 0] += 1 }
    let rows = counts.map { AgreementRatings.Row($0.key, count: $0.value) }
    let (one, other) = (AgreementRatings(units), AgreementRatings(rows: rows))
    expect(other.percentAgreement(), try one.percentAgreement().get(), places: 12)
    expect(other.cohenKappa().map(\.value), try one.cohenKappa().get().value, places: 12)
    expect(other.scottPi(), try one.scottPi().get(), places: 12)
    expect(other.gwetAC1(), try one.gwetAC1().get(), places: 12)
    expect(
      other.krippendorffAlpha().map(\.value), try one.krippendorffAlpha().get().value, places: 12)
    expect(other.fleissKappa().map(\.value), try one.fleissKappa().get().value, places: 12)
  }

  @Test("Fleiss' κ of two raters is Scott's π", arguments: 1...8 as ClosedRange<UInt64>)
  func fleissOfTwo(_ seed: UInt64) throws {
    let ratings = AgreementRatings(random(seed, raters: 2, categories: 4))
    expect(ratings.fleissKappa().map(\.value), try ratings.scottPi().get(), places: 12)
  }

  @Test("percent agreement is what a count of pairs says", arguments: 1...8 as ClosedRange<UInt64>)
  func pairs(_ seed: UInt64) throws {
    let units = random(seed, raters: 4, categories: 3, missing: true)
    var shares: [Double] = []
    var both = 0
    var any = 0
    for unit in units {
      let values = unit.compactMap { $0 }
      var agreeing = 0
      var all = 0
      for i in values.indices {
        for j in values.indices where i != j {
          all += 1
          if values[i] == values[j] { agreeing += 1 }
          if values[i] == 1 {
            any += 1
            if values[j] == 1 { both += 1 }
          }
        }
      }
      if all > 0 { shares.append(Double(agreeing) / Double(all)) }
    }
    let ratings = AgreementRatings(units)
    expect(
      ratings.percentAgreement(), shares.reduce(0, +) / Double(shares.count), places: 12)
    expect(ratings.specificAgreement(on: 1), Double(both) / Double(any), places: 12)
  }

  @Test("positive and negative agreement of two raters are 2a / (2a + b + c) and 2d / (2d + b + c)")
  func specific() {
    let ratings = AgreementRatings(crossTable: [[700, 30], [20, 50]])
    expect(ratings.specificAgreement(on: 1), 100.0 / 150, places: 12)
    expect(ratings.specificAgreement(on: 0), 1400.0 / 1450, places: 12)
    expect(ratings.prevalence(of: 1), 150.0 / 1600, places: 12)
  }

  @Test("where there is no value the reason is said, and never a number that is none")
  func undefined() {
    let nothing = AgreementRatings([])
    #expect(nothing.percentAgreement() == .failure(.noUnits))
    #expect(nothing.cohenKappa() == .failure(.noUnits))
    #expect(nothing.gwetAC1() == .failure(.noUnits))
    #expect(nothing.krippendorffAlpha() == .failure(.noUnits))
    #expect(nothing.fleissKappa() == .failure(.noUnits))
    let same = AgreementRatings(rows: [.init([0, 0], count: 50)], categories: 2)
    #expect(same.percentAgreement() == .success(1))
    #expect(same.cohenKappa() == .failure(.noVariation))
    #expect(same.scottPi() == .failure(.noVariation))
    #expect(same.krippendorffAlpha() == .failure(.noVariation))
    #expect(same.fleissKappa() == .failure(.noVariation))
    #expect(same.bennettS() == .success(1))
    #expect(same.gwetAC1() == .success(1))
    #expect(same.specificAgreement(on: 1) == .failure(.unused))
    let alone = AgreementRatings([[0], [1]])
    #expect(alone.percentAgreement() == .failure(.noPairs))
    #expect(alone.cohenKappa() == .failure(.notTwoRaters(found: 1)))
    #expect(alone.krippendorffAlpha() == .failure(.noPairs))
    #expect(alone.fleissKappa() == .failure(.unequalRatings))
    #expect(AgreementRatings([[0, 1, 0]]).cohenKappa() == .failure(.notTwoRaters(found: 3)))
    #expect(AgreementRatings([[0, 1], [0, nil]]).fleissKappa() == .failure(.unequalRatings))
    #expect(AgreementRatings([[0, nil], [nil, 1]]).cohenKappa() == .failure(.noPairs))
    #expect(AgreementRatings([[0, 0]]).bennettS() == .failure(.oneCategory))
    #expect(AgreementRatings([[0, 0]]).specificAgreement(on: 7) == .failure(.unused))
    #expect(AgreementRatings([[-3, 0]]).rows[0].values == [nil, 0])
  }
}
