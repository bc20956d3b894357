import Benchmark
import Workloads

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .peakMemoryResident], maxDuration: .milliseconds(500))
  guard let comparisons = try? Comparison.all() else {
    Benchmark("the inputs") { $0.error("the shipped corpus could not be read") }
    return
  }
  // Several comparisons may have one peer.
  var names: Set<String> = []
  for workload in comparisons.flatMap({ [$0.subject, $0.peer] })
  where names.insert(workload.name).inserted {
    Benchmark(workload.name) { _ in blackHole(try workload.run()) }
  }
}
