import Testing
import VerbatimStatistics

@Suite("Saturation")
struct SaturationTests {
  private let curve = SaturationCurve(newCodes: [12, 7, 4, 3, 2, 1, 0, 1, 0, 0])

  @Test("base, runs and thresholds of ten events")
  func guest() throws {
    let guest = try curve.guest(base: 4, run: 2).get()
    #expect(guest.baseCodes == 26)
    #expect(guest.runs.map(\.newCodes) == [3, 1, 1, 1, 0])
    #expect(guest.runs.map(\.events) == [5...6, 6...7, 7...8, 8...9, 9...10])
    for (run, percent) in zip(guest.runs, [11.54, 3.85, 3.85, 3.85, 0]) {
      expect(.success(100 * run.ratio), percent, places: 2)
    }
    #expect(guest.reached(at: 0.05) == 5)
    #expect(guest.reached(at: 0) == 8)
    #expect(guest.reached(at: -1) == nil)
    #expect(curve.cumulative == [12, 19, 23, 26, 28, 29, 29, 30, 30, 30])
  }

  @Test("too few events, or a base without codes, are said")
  func undefined() {
    #expect(curve.guest(base: 9, run: 2) == .failure(.tooFewEvents(found: 10, needed: 11)))
    #expect(curve.guest(base: .max, run: 2) == .failure(.tooFewEvents(found: 10, needed: .max)))
    #expect(SaturationCurve(newCodes: [0, 0, 3]).guest(base: 2, run: 1) == .failure(.emptyBase))
    #expect(
      SaturationCurve(events: []).guest(base: 1, run: 1)
        == .failure(.tooFewEvents(found: 0, needed: 2)))
  }

  @Test("a code is new where it is first seen")
  func events() {
    #expect(SaturationCurve(events: [[1, 2], [2], [], [3, 1]]).newCodes == [2, 0, 0, 1])
  }

  @Test("codes seen once and twice, and how many more there may be")
  func richness() {
    let richness = CodeRichness(events: [[1, 2, 3], [2, 4], [2, 3], [5]])
    #expect(richness == CodeRichness(events: [[5], [2, 3], [2, 4], [1, 2, 3]]))
    #expect(richness.observed == 5)
    #expect(richness.singletons == 3 && richness.doubletons == 1)
    // 5 + 9 / 2, and 5 + 3 · 2 / (2 · 2).
    #expect(richness.chao == 9.5)
    #expect(richness.chaoCorrected == 6.5)
    let none = CodeRichness(events: [[1], [2]])
    #expect(none.chao == nil)
    #expect(none.chaoCorrected == 3)
    #expect(CodeRichness(events: []).chaoCorrected == 0)
  }

  /// All orders, made otherwise.
  private func permutations(_ items: [Int]) -> [[Int]] {
    guard let last = items.last else { return [[]] }
    return permutations(Array(items.dropLast())).flatMap { order in
      (0...order.count).map { place in
        var copy = order
        copy.insert(last, at: place)
        return copy
      }
    }
  }

  @Test("all orders of few events: the band is that of a slow count of every one")
  func exhaustive() throws {
    let events: [Set<Int>] = [[1, 2, 3], [3, 4], [], [1, 5, 6, 7], [2, 8]]
    let orders = SaturationOrders(events: events, guest: (2, 1), thresholds: [0, 0.5])
    #expect(orders.orders == 120 && orders.seed == nil)
    var counts: [[Double]] = Array(repeating: [], count: 5)
    var reached: [[Double]] = [[], []]
    for order in permutations(Array(0..<5)) {
      var seen: Set<Int> = []
      var sizes: [Int] = []
      for (place, event) in order.enumerated() {
        seen.formUnion(events[event])
        sizes.append(seen.count)
        counts[place].append(Double(seen.count))
      }
      for (index, threshold) in [0, 0.5].enumerated() {
        for place in 2..<5 {
          let new = Double(sizes[place] - sizes[place - 1])
          guard sizes[1] > 0, new / Double(sizes[1]) <= threshold else { continue }
          reached[index].append(Double(place))
          break
        }
      }
    }
    for (band, values) in zip(orders.bands, counts.map { $0.sorted() }) {
      #expect(band.least == Int(values[0]) && band.most == Int(values[119]))
      #expect(band.median == (values[59] + values[60]) / 2)
      expect(.success(band.mean), values.reduce(0, +) / 120, places: 9)
      #expect(band.lower >= values[2] && band.lower <= values[3])
      #expect(band.upper >= values[116] && band.upper <= values[117])
    }
    for (found, values) in zip(orders.reached, reached.map { $0.sorted() }) {
      #expect(found.orders == values.count)
      let half = values.count / 2
      #expect(
        found.median
          == (values.isEmpty
            ? nil
            : values.count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2))
    }
  }

  @Test("many events: a seeded sample, the same for the same seed, ending where all are seen")
  func sampled() {
    let events = (0..<20).map { event in Set((0..<5).map { (event * event + $0 * 7) % 90 }) }
    let all = Set(events.joined()).count
    let one = SaturationOrders(events: events, samples: 300, seed: 9)
    #expect(one.orders == 300 && one.seed == 9)
    #expect(one == SaturationOrders(events: events, samples: 300, seed: 9))
    #expect(one != SaturationOrders(events: events, samples: 300, seed: 10))
    #expect(one.bands.last?.least == all && one.bands.last?.most == all)
    for (before, after) in zip(one.bands, one.bands.dropFirst()) {
      #expect(before.median <= after.median && before.lower <= after.lower)
    }
    #expect(SaturationOrders(events: []).bands.isEmpty)
  }
}
