/// The curve of saturation in other orders of the same events: how much of it is the order's doing.
public struct SaturationOrders: Sendable, Equatable {
  /// What the curves have at one event.
  public struct Band: Sendable, Equatable {
    public var mean: Double
    public var median: Double
    /// 2.5 and 97.5 of a hundred orders are below.
    public var lower: Double
    public var upper: Double
    public var least: Int
    public var most: Int
  }

  /// Where orders meet a threshold of Guest's ratio.
  public struct Reached: Sendable, Equatable {
    public var threshold: Double
    /// Orders that meet it, and the median of the event at which they do.
    public var orders: Int
    public var median: Double?
  }

  /// `nil` where all orders were looked at.
  public var seed: UInt64?
  /// How many orders were looked at.
  public var orders: Int
  /// Of the cumulative number of codes, an event each.
  public var bands: [Band]
  public var reached: [Reached]
}

extension SaturationOrders {
  /// All orders are looked at up to this many events: 8! is 40,320.
  public static let exhaustiveLimit = 8

  /// - Parameters:
  ///   - events: The codes of each event.
  ///   - samples: How many random orders, where there are too many for all.
  ///   - base: See ``SaturationCurve/guest(base:run:)``; `nil` leaves thresholds out.
  /// Cost: orders times events times codes / 64.
  public init(
    events: [Set<Int>], samples: Int = 1000, seed: UInt64 = 1,
    guest: (base: Int, run: Int)? = nil, thresholds: [Double] = []
  ) {
    let sets = CodeBits.sets(of: events)
    var tally = OrderTally(events: events.count, guest: guest, thresholds: thresholds)
    if events.count <= Self.exhaustiveLimit {
      self.seed = nil
      var order = Array(events.indices)
      repeat { tally.add(CodeBits.newCodes(sets, in: order)) } while Self.advance(&order)
    } else {
      self.seed = seed
      var generator = SplitMix64(seed: seed)
      for _ in 0..<max(samples, 1) {
        tally.add(CodeBits.newCodes(sets, in: generator.shuffled(Array(events.indices))))
      }
    }
    orders = tally.orders
    bands = tally.bands
    reached = tally.reached
  }

  /// The next order in the order of a dictionary; false behind the last.
  private static func advance(_ order: inout [Int]) -> Bool {
    guard order.count > 1,
      let pivot = order.indices.dropLast().last(where: { order[$0] < order[$0 + 1] }),
      let larger = order.indices.last(where: { order[$0] > order[pivot] })
    else { return false }
    order.swapAt(pivot, larger)
    order[(pivot + 1)...].reverse()
    return true
  }
}

/// Codes as bits, for many orders of the same events.
private enum CodeBits {
  static func sets(of events: [Set<Int>]) -> [[UInt64]] {
    var numbers: [Int: Int] = [:]
    for code in events.joined().sorted() where numbers[code] == nil {
      numbers[code] = numbers.count
    }
    return events.map { codes in
      var words = [UInt64](repeating: 0, count: (numbers.count + 63) / 64)
      for code in codes {
        guard let number = numbers[code] else { continue }
        words[number >> 6] |= 1 << UInt64(number & 63)
      }
      return words
    }
  }

  static func newCodes(_ sets: [[UInt64]], in order: [Int]) -> [Int] {
    guard let first = sets.first else { return [] }
    var seen = [UInt64](repeating: 0, count: first.count)
    return order.map { event in
      var new = 0
      for (index, word) in sets[event].enumerated() {
        new += (word & ~seen[index]).nonzeroBitCount
        seen[index] |= word
      }
      return new
    }
  }
}

/// Counts curves.
private struct OrderTally {
  private(set) var orders = 0
  /// For each event, how many orders have how many codes by then.
  private var counts: [[Int: Int]]
  private var ends: [[Int: Int]]
  private let guest: (base: Int, run: Int)?
  private let thresholds: [Double]

  init(events: Int, guest: (base: Int, run: Int)?, thresholds: [Double]) {
    counts = Array(repeating: [:], count: events)
    ends = thresholds.map { _ in [:] }
    self.guest = guest
    self.thresholds = thresholds
  }

  mutating func add(_ newCodes: [Int]) {
    orders += 1
    let curve = SaturationCurve(newCodes: newCodes)
    for (event, count) in curve.cumulative.enumerated() { counts[event][count, default: 0] += 1 }
    guard let guest, case .success(let ratios) = curve.guest(base: guest.base, run: guest.run)
    else { return }
    for (index, threshold) in thresholds.enumerated() {
      if let end = ratios.reached(at: threshold) { ends[index][end, default: 0] += 1 }
    }
  }

  var bands: [SaturationOrders.Band] {
    counts.map { counts in
      let sorted = Self.sorted(counts)
      return SaturationOrders.Band(
        mean: sorted.reduce(0, +) / Double(max(sorted.count, 1)),
        median: Quantile.of(sorted, 0.5), lower: Quantile.of(sorted, 0.025),
        upper: Quantile.of(sorted, 0.975), least: counts.keys.min() ?? 0,
        most: counts.keys.max() ?? 0)
    }
  }

  var reached: [SaturationOrders.Reached] {
    zip(thresholds, ends).map { threshold, ends in
      let sorted = Self.sorted(ends)
      return SaturationOrders.Reached(
        threshold: threshold, orders: sorted.count,
        median: sorted.isEmpty ? nil : Quantile.of(sorted, 0.5))
    }
  }

  private static func sorted(_ counts: [Int: Int]) -> [Double] {
    counts.sorted { $0.key < $1.key }.flatMap { Array(repeating: Double($0.key), count: $0.value) }
  }
}
