import ArgumentParser
import Glibc
import VerbatimAnalysis
import VerbatimFiles
import VerbatimReport
import VerbatimStudy

struct BenchBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds a new study from transcripts and says what it cost.",
    discussion: """
      The study stays, for `verbatim bench query`. cpu_s is user and system time of all threads, \
      peak_bytes the most memory that the process held; index_bytes takes in the text, \
      sources_bytes are the copies of the files. --json gives one object with wall_s, cpu_s, \
      text_bytes, tokens, turns, index_bytes, sources_bytes, database_bytes and peak_bytes.

        verbatim bench build turns.jsonl --study /tmp/measured
        verbatim bench build turns.jsonl --study /tmp/measured --analyzer letters --json
      """)

  @Argument(help: "Files and folders, as for ingest.", completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp("The study to make: a folder that is not there yet.", valueName: "dir"))
  var study: String

  @Option(help: "How many threads build; the index is the same for any number.")
  var threads = 1

  @Option(help: "standard, or letters: runs of letters and numbers alone, as other engines do.")
  var analyzer = BenchAnalyzer.standard

  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads wants 1 to 256, not \(threads)")
    }
  }

  func run() throws {
    guard access(study, F_OK) != 0 else { throw BenchProblem.folderExists(path: study) }
    let start = ProcessCost()
    let made = try Study.create(at: study, analyzer: analyzer.analyzer)
    let writer = try StudyWriter(made, command: "bench", actor: Console.actor)
    var options = IngestOptions()
    options.threads = threads
    let summary = try writer.ingest(SourceBatch(paths), options) { Console.show($0) }
    let cost = ProcessCost().since(start)
    SetupReport.sayProblems(of: summary)
    format.writeRecord(
      Table(
        columns: [
          .init("wall_s", "wall s", .number), .init("cpu_s", "CPU s", .number),
          .init("text_bytes", "text bytes", .number), .init("tokens", "tokens", .number),
          .init("turns", "turns", .number), .init("index_bytes", "index bytes", .number),
          .init("sources_bytes", "sources bytes", .number),
          .init("database_bytes", "database bytes", .number),
          .init("peak_bytes", "peak bytes", .number),
        ],
        rows: [
          [
            .decimal(cost.wall, places: 3), .decimal(cost.cpu, places: 3),
            .integer(summary.textBytes), .integer(summary.words), .integer(summary.turns),
            .integer(try Self.bytes(inFolder: made.folder.index)),
            .integer(try Self.bytes(inFolder: made.folder.sources)),
            .integer(Self.bytes(ofFile: made.folder.database)), .integer(ProcessCost.peakBytes),
          ]
        ]))
    if summary.hasErrors || !summary.hasTranscripts { throw Outcome.failed }
  }

  private static func bytes(inFolder folder: String) throws -> Int {
    try AtomicFile.list(folder).reduce(0) { $0 + bytes(ofFile: folder + "/" + $1) }
  }

  private static func bytes(ofFile path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}

/// Which rules find the words of a measured study.
enum BenchAnalyzer: String, ExpressibleByArgument, CaseIterable {
  case standard, letters

  var analyzer: Analyzer {
    switch self {
    case .standard: .standard
    case .letters: .letters
    }
  }
}

/// Why nothing could be measured.
enum BenchProblem: Error, Equatable {
  /// A build wants a folder of its own, so that nothing of before is counted.
  case folderExists(path: String)
  /// A line of a file of queries; lines count from 1.
  case line(path: String, line: Int, Line)
  case query(path: String, line: Int, QueryFailure)
  case noQueries(path: String)

  enum Line: Equatable {
    case noTab, noClass, noQuery, notUTF8
  }
}

/// What the process has used so far: seconds by the clock and of its processors.
private struct ProcessCost {
  var wall: Double
  var cpu: Double

  init() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    wall = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    let usage = Self.usage
    cpu = [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
    }
  }

  func since(_ start: ProcessCost) -> ProcessCost {
    var cost = self
    cost.wall -= start.wall
    cost.cpu -= start.cpu
    return cost
  }

  static var peakBytes: Int { usage.ru_maxrss << 10 }

  private static var usage: rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }
}
