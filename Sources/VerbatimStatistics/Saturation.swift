/// The codes of events in an order: how many are new in each, and when nothing more comes.
public struct SaturationCurve: Sendable, Equatable {
  /// Codes that no event before had, an event each.
  public let newCodes: [Int]
  /// Codes seen up to and with each event.
  public var cumulative: [Int] {
    var sum = 0
    return newCodes.map { count in
      sum += count
      return sum
    }
  }

  public init(newCodes: [Int]) {
    self.newCodes = newCodes.map { max($0, 0) }
  }

  /// - Parameter events: The codes of each event, in the order of the events.
  public init(events: [Set<Int>]) {
    var seen: Set<Int> = []
    newCodes = events.map { codes in
      let before = seen.count
      seen.formUnion(codes)
      return seen.count - before
    }
  }
}

/// Why there is no answer about saturation.
public enum SaturationProblem: Error, Sendable, Hashable {
  /// Base and run want more events than there are.
  case tooFewEvents(found: Int, needed: Int)
  /// No code in the events of the base: nothing to compare with.
  case emptyBase
}

/// New codes in runs of events, against those of the first events: Guest, Namey & Chen 2020,
/// PLoS ONE 15(5), e0232076.
public struct GuestRatios: Sendable, Equatable {
  public struct Run: Sendable, Equatable {
    /// Number of the run's first and last event, from 1.
    public var events: ClosedRange<Int>
    public var newCodes: Int
    public var ratio: Double
  }

  /// How many events the base has, and a run.
  public var base: Int
  public var run: Int
  /// Different codes of the base.
  public var baseCodes: Int
  /// Runs overlap: each begins one event later.
  public var runs: [Run]

  /// The last event before the first run whose ratio is not above a threshold: the *n* of `n⁺ʳ`.
  public func reached(at threshold: Double) -> Int? {
    runs.first { $0.ratio <= threshold }.map { $0.events.lowerBound - 1 }
  }
}

extension SaturationCurve {
  /// - Parameters:
  ///   - base: events of the base, at least 1.
  ///   - run: events of a run, at least 1.
  public func guest(base: Int, run: Int) -> Result<GuestRatios, SaturationProblem> {
    let base = max(base, 1)
    let run = max(run, 1)
    let (needed, overflow) = base.addingReportingOverflow(run)
    guard !overflow, newCodes.count >= needed else {
      return .failure(.tooFewEvents(found: newCodes.count, needed: overflow ? .max : needed))
    }
    let baseCodes = newCodes.prefix(base).reduce(0, +)
    guard baseCodes > 0 else { return .failure(.emptyBase) }
    let runs = (base...newCodes.count - run).map { start in
      let new = newCodes[start..<start + run].reduce(0, +)
      return GuestRatios.Run(
        events: start + 1...start + run, newCodes: new, ratio: Double(new) / Double(baseCodes))
    }
    return .success(GuestRatios(base: base, run: run, baseCodes: baseCodes, runs: runs))
  }
}

/// How many codes there may be that were not seen. Exploratory: it assumes that codes are met by chance.
public struct CodeRichness: Sendable, Equatable {
  /// Codes that were seen.
  public var observed: Int
  /// In exactly one event, and in exactly two.
  public var singletons: Int
  public var doubletons: Int

  /// - Parameter events: The codes of each event; their order does not matter.
  public init(events: [Set<Int>]) {
    var counts: [Int: Int] = [:]
    for codes in events { for code in codes { counts[code, default: 0] += 1 } }
    observed = counts.count
    singletons = counts.values.count { $0 == 1 }
    doubletons = counts.values.count { $0 == 2 }
  }

  /// Chao's lower bound, S + f₁² / (2 f₂); `nil` where no code is in exactly two events.
  public var chao: Double? {
    guard doubletons > 0 else { return nil }
    return Double(observed) + Double(singletons) * Double(singletons) / (2 * Double(doubletons))
  }

  /// The bias-corrected form, S + f₁ (f₁ − 1) / (2 (f₂ + 1)).
  public var chaoCorrected: Double {
    Double(observed) + Double(singletons) * Double(max(singletons - 1, 0))
      / (2 * Double(doubletons + 1))
  }
}
