// swift-tools-version: 6.2
import PackageDescription

// One target a stage: the folders under Sources, read from the bottom of this list to the top,
// are the way of the data (ARCHITECTURE.md walks it).

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func stage(_ name: String, on dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  of name: String, on dependencies: [Target.Dependency] = [], excluding files: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.byName(name: name), "VerbatimTestSupport"] + dependencies,
    exclude: files, swiftSettings: settings)
}

// Only `Scripts/fuzz` links libFuzzer; else `fuzz` reads past findings again.
let fuzzerSettings: [SwiftSetting] =
  Context.environment["VERBATIM_FUZZER"] == nil ? [] : [.define("FUZZER")]

let fuzzed: [Target.Dependency] = [
  "VerbatimCorpus", "VerbatimDigest", "VerbatimIngest", "VerbatimAnalysis", "VerbatimIndex",
  "VerbatimQuery", "VerbatimThemes", "VerbatimZip", "VerbatimQuotes", "VerbatimLint",
  "VerbatimStudy",
  "VerbatimTestSupport",
]

let package = Package(
  name: "verbatim",
  products: [
    .executable(name: "verbatim", targets: ["verbatim"]),
    .library(
      name: "Verbatim",
      targets: [
        "VerbatimCorpus", "VerbatimAnalysis", "VerbatimIngest", "VerbatimIndex", "VerbatimQuery",
        "VerbatimThemes", "VerbatimStatistics", "VerbatimExtract", "VerbatimQuotes",
        "VerbatimReport", "VerbatimStudy", "VerbatimLint",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries, each behind a module of its own.
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CLibStemmer", providers: [.apt(["libstemmer-dev"])]),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),

    // What Swift cannot call of the C library.
    .systemLibrary(name: "CProcess"),

    // Vector comparisons that end in a mask of bits.
    .target(name: "CVectors"),

    // The nouns, and what proves bytes.
    stage("VerbatimCorpus", on: []),
    stage("VerbatimDigest", on: ["VerbatimCorpus", "CLibCrypto", "CXXHash"]),
    stage("VerbatimFiles", on: ["CProcess"]),
    stage("VerbatimZip", on: ["VerbatimFiles", "CZlib"]),

    // Sources become sessions and turns.
    stage("VerbatimXML", on: ["CLibXML2", "CVectors"]),
    stage("VerbatimIngest", on: ["VerbatimCorpus", "VerbatimDigest", "VerbatimXML", "CVectors"]),

    // Turns become tokens, tokens a segment.
    stage("VerbatimAnalysis", on: ["VerbatimCorpus", "CLibStemmer", "CVectors"]),
    stage(
      "VerbatimIndex",
      on: ["VerbatimCorpus", "VerbatimDigest", "VerbatimFiles", "VerbatimAnalysis", "CVectors"]),

    // What may say who somebody is: finders over a text, which know no study.
    stage("VerbatimLint", on: ["VerbatimCorpus", "VerbatimDigest", "VerbatimAnalysis"]),

    // Formulas, which know no corpus.
    stage("VerbatimStatistics", on: []),

    // Queries become hits, hits extracts, extracts a report.
    stage("VerbatimQuery", on: ["VerbatimCorpus", "VerbatimAnalysis", "VerbatimIndex"]),
    stage(
      "VerbatimExtract",
      on: [
        "VerbatimCorpus", "VerbatimAnalysis", "VerbatimDigest", "VerbatimStatistics",
        "VerbatimIndex", "VerbatimQuery",
      ]),
    stage(
      "VerbatimQuotes",
      on: [
        "VerbatimCorpus", "VerbatimDigest", "VerbatimFiles", "VerbatimXML", "VerbatimZip",
        "VerbatimAnalysis", "VerbatimIndex", "VerbatimQuery", "VerbatimExtract",
      ]),
    stage(
      "VerbatimReport",
      on: [
        "VerbatimCorpus", "VerbatimStatistics", "VerbatimExtract", "VerbatimQuotes", "VerbatimZip",
      ]),

    // What people made: codebook and codings.
    stage(
      "VerbatimThemes",
      on: [
        "VerbatimCorpus", "VerbatimDigest", "VerbatimXML", "CLibCrypto",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"), "Yams",
      ]),

    // The folder on disk, and the command.
    stage(
      "VerbatimStudy",
      on: [
        "CProcess",
        "VerbatimCorpus", "VerbatimDigest", "VerbatimFiles", "VerbatimIngest", "VerbatimAnalysis",
        "VerbatimIndex", "VerbatimQuery", "VerbatimStatistics", "VerbatimExtract", "VerbatimThemes",
        "VerbatimXML", "VerbatimZip", "VerbatimQuotes", "VerbatimLint",
        "Yams",
      ]),
    stage(
      "VerbatimCLI",
      on: [
        "VerbatimCorpus", "VerbatimFiles", "VerbatimZip", "VerbatimXML", "VerbatimIngest",
        "VerbatimIndex", "VerbatimAnalysis", "VerbatimQuery", "VerbatimStatistics",
        "VerbatimExtract", "VerbatimQuotes",
        "VerbatimThemes", "VerbatimStudy", "VerbatimReport", "VerbatimLint", "CProcess",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "verbatim", dependencies: ["VerbatimCLI"], swiftSettings: settings),

    // Tests.
    .target(
      name: "VerbatimTestSupport",
      dependencies: [
        "VerbatimCorpus", "VerbatimAnalysis", "VerbatimDigest", "VerbatimIndex", "VerbatimQuery",
        "CVectors",
      ],
      path: "Tests/VerbatimTestSupport", swiftSettings: settings),
    .target(
      name: "FuzzTargets", dependencies: fuzzed, path: "Tests/FuzzTargets", swiftSettings: settings),
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzer",
      swiftSettings: settings + fuzzerSettings),
    tests(of: "VerbatimCorpus"),
    tests(of: "VerbatimDigest", on: ["VerbatimCorpus"]),
    tests(of: "VerbatimFiles"),
    tests(of: "VerbatimZip", on: ["VerbatimFiles", "CZlib"]),
    tests(of: "VerbatimXML", on: ["CVectors"]),
    tests(
      of: "VerbatimIngest", on: ["VerbatimCorpus", "VerbatimDigest", "VerbatimXML", "CVectors"]),
    tests(of: "VerbatimAnalysis", on: ["VerbatimCorpus", "CVectors"]),
    tests(
      of: "VerbatimIndex",
      on: ["VerbatimCorpus", "VerbatimAnalysis", "VerbatimDigest", "CVectors"],
      excluding: ["Fixtures"]),
    tests(
      of: "VerbatimQuery",
      on: ["VerbatimCorpus", "VerbatimAnalysis", "VerbatimDigest", "VerbatimIndex"]),
    tests(of: "VerbatimStatistics"),
    tests(of: "VerbatimLint", on: ["VerbatimCorpus", "VerbatimDigest"]),
    tests(
      of: "VerbatimThemes",
      on: [
        "VerbatimCorpus", "VerbatimDigest", "VerbatimXML",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    tests(
      of: "VerbatimExtract",
      on: [
        "VerbatimCorpus", "VerbatimAnalysis", "VerbatimDigest", "VerbatimIndex", "VerbatimQuery",
        "VerbatimStatistics",
      ]),
    tests(
      of: "VerbatimQuotes",
      on: [
        "VerbatimCorpus", "VerbatimAnalysis", "VerbatimDigest", "VerbatimIndex", "VerbatimExtract",
        "VerbatimXML", "VerbatimZip",
      ]),
    tests(
      of: "VerbatimReport", on: ["VerbatimCorpus", "VerbatimExtract", "VerbatimZip", "VerbatimXML"]),
    tests(
      of: "VerbatimStudy",
      on: [
        "VerbatimCorpus", "VerbatimDigest", "VerbatimFiles", "VerbatimIngest", "VerbatimAnalysis",
        "VerbatimIndex", "VerbatimQuery", "VerbatimStatistics", "VerbatimExtract", "VerbatimThemes",
        "VerbatimXML", "VerbatimZip", "VerbatimQuotes", "VerbatimLint", "FuzzTargets", "fuzz",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], excluding: ["Findings", "Safety/Faults/FaultyDisk.c"]),
    tests(of: "VerbatimCLI", on: ["VerbatimStudy", "verbatim"]),
  ]
)
