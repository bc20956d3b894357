// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds Verbatim builds the benchmark library.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let verbatim = Target.Dependency.product(name: "Verbatim", package: "verbatim")

let package = Package(
  name: "verbatim-benchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [
    .package(name: "verbatim", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "BareLoops"),
    .target(name: "Workloads", dependencies: [verbatim, "BareLoops"], swiftSettings: settings),
    .executableTarget(
      name: "Ratios", dependencies: [verbatim, "Workloads"], swiftSettings: settings),
    .executableTarget(
      name: "VerbatimBenchmarks",
      dependencies: [verbatim, "Workloads", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/VerbatimBenchmarks",
      swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
