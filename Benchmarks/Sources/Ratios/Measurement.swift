import Workloads

/// Both sides of a comparison in turns, so that what else the machine does falls on both.
struct Measurement {
  let comparison: Comparison
  /// Seconds a call, by round.
  private var subject: [Double] = []
  private var peer: [Double] = []

  private static let leastRounds = 7
  private static let mostRounds = 41
  private static let budget = Duration.seconds(2)
  /// A round of one side takes at least this, by calling it several times.
  private static let roundSeconds = 0.01

  init(_ comparison: Comparison) throws {
    self.comparison = comparison
    let clock = ContinuousClock()
    let subjectCalls = try Self.calls(comparison.subject, clock)
    let peerCalls = try Self.calls(comparison.peer, clock)
    let start = clock.now
    while subject.count < Self.leastRounds
      || subject.count < Self.mostRounds && clock.now - start < Self.budget
    {
      subject.append(try Self.seconds(comparison.subject, subjectCalls, clock))
      peer.append(try Self.seconds(comparison.peer, peerCalls, clock))
    }
  }

  /// How many calls fill a round; the first ones warm up.
  private static func calls(_ workload: Workload, _ clock: ContinuousClock) throws -> Int {
    _ = try workload.run()
    let once = try seconds(workload, 1, clock)
    return max(1, Int(roundSeconds / max(once, 1e-7)))
  }

  private static func seconds(
    _ workload: Workload, _ calls: Int, _ clock: ContinuousClock
  ) throws -> Double {
    let start = clock.now
    for _ in 0..<calls { _ = try workload.run() }
    return (clock.now - start) / .seconds(1) / Double(calls)
  }

  var row: String {
    let ratios = zip(subject, peer).map { $0 / $1 }.sorted()
    let cells = [
      comparison.subject.name, Self.rate(comparison.subject, subject),
      comparison.peer.name, Self.rate(comparison.peer, peer),
      Self.rounded(ratios[ratios.count / 2]),
      "\(Self.rounded(ratios[0]))–\(Self.rounded(ratios[ratios.count - 1]))",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  /// From the median round.
  private static func rate(_ workload: Workload, _ rounds: [Double]) -> String {
    let seconds = rounds.sorted()[rounds.count / 2]
    switch workload.amount {
    case .bytes(let count): return rounded(Double(count) / seconds / 1e6) + " MB/s"
    case .items(1, let noun): return rounded(seconds * 1e6) + " µs a " + noun
    case .items(let count, let noun):
      return rounded(seconds * 1e9 / Double(max(count, 1))) + " ns a " + noun
    }
  }

  /// Three significant figures; more in whole numbers.
  private static func rounded(_ value: Double) -> String {
    if value >= 100 { return "\(Int(value.rounded()))" }
    let scale: Double = value >= 10 ? 10 : value >= 1 ? 100 : 1000
    return "\((value * scale).rounded() / scale)"
  }
}
