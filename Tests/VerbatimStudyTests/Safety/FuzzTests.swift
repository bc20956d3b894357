import Foundation
import FuzzTargets
import Testing
import VerbatimTestSupport

/// Seeded inputs that are nearly right, for everything that reads what comes from outside. A trap ends the
/// test process; `VERBATIM_FUZZ=seconds` goes on for as long with other seeds and leaves the input that is being
/// read in `verbatim-fuzz-TARGET` of the folder for temporary files. `Scripts/fuzz` looks for inputs that take
/// other ways through the code.
@Suite("No input ends the program")
struct FuzzTests {
  @Test("whatever is done to what is right, reading it ends", arguments: FuzzTarget.allCases)
  func inputs(target: FuzzTarget) throws {
    let seeds = try target.seeds()
    #expect(!seeds.isEmpty)
    let seconds = ProcessInfo.processInfo.environment["VERBATIM_FUZZ"].flatMap { Double($0) }
    let kept = seconds.map { _ in
      FileManager.default.temporaryDirectory.appendingPathComponent("verbatim-fuzz-\(target)")
    }
    let end = Date().addingTimeInterval(seconds ?? 0)
    var round: UInt64 = 0
    var accepted = 0
    // What is right is read, so that what is nearly right gets somewhere.
    for seed in seeds { #expect(target.read(seed), "\(target)") }
    let mutation = Mutation(seeds: seeds, words: target.words)
    while seconds == nil ? round < target.rounds : Date() < end {
      var random = SeededGenerator(seed: round &+ (seconds == nil ? 0 : 1_000_000))
      let input = mutation.next(&random)
      if let kept { try Data(input).write(to: kept) }
      if target.read(input) { accepted += 1 }
      round += 1
    }
    if let kept {
      print("\(target): \(round) inputs, \(accepted) of them read as right")
      try? FileManager.default.removeItem(at: kept)
    }
  }
}

extension FuzzTarget {
  /// Debug builds: each target a second or two.
  fileprivate var rounds: UInt64 {
    switch self {
    case .project, .segment: 60
    case .tei, .plainText, .codebookYAML, .studyYAML, .lint, .docx, .codebookQDC: 150
    case .markdown, .latex, .html, .manuscriptText, .jsonLines, .zip, .codingsJSONL: 400
    case .simpleSearch, .cqlSearch, .docxText, .codingsCSV: 400
    case .simpleQuery, .cql, .fcs, .expression, .savedQueries, .quoteLock, .manifest: 2000
    }
  }
}
