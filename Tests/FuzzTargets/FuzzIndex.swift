import Foundation
import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimQuery
import VerbatimStudy
import VerbatimTestSupport

/// A small index of two segments, to be asked everything.
final class FuzzIndex: Sendable {
  static let shared = Result { try FuzzIndex() }

  let index: Index
  let fields: Set<String>
  let schema: CQLSchema

  private init() throws {
    let folder = try FuzzFolder.make()
    var random = SeededGenerator(seed: 7)
    var transcripts = RandomCorpus.transcripts(sessions: 4, turns: 30, using: &random)
    RandomAnnotations.add(to: &transcripts, using: &random)
    index = try TestIndex.index(
      [Array(transcripts[..<2]), Array(transcripts[2...])], in: folder)
    fields = try QueryFields.known(in: index.segments)
    schema = try CQLSchema.known(in: index.segments)
  }

  /// Counts, and looks at the first hits. A query that takes long is stopped as Ctrl-C would.
  func search(_ query: QueryNode) throws {
    let options = QueryOptions(interruption: Interruption(timeout: .seconds(2)))
    _ = try Search.count(query, in: index.segments, options: options)
    var search = try Search(query, in: index.segments, options: options)
    var turns = 0
    while turns < 200, try search.nextTurn() != nil { turns += 1 }
  }

  /// A segment of a few turns, with layers of annotation.
  static func segment() throws -> [UInt8] {
    var random = SeededGenerator(seed: 11)
    var transcripts = RandomCorpus.transcripts(sessions: 2, turns: 3, using: &random)
    RandomAnnotations.add(to: &transcripts, layers: [.lemma, .pos], using: &random)
    return try TestIndex.image(transcripts).bytes
  }

  /// Opens, checks and reads what a search reads, whatever the check says.
  static func readSegment(_ input: [UInt8]) throws -> Bool {
    var bytes = input
    Segment.repairChecksums(&bytes)
    let segment = try Segment(copying: bytes, file: "fuzz")
    let problems = segment.check()
    var decoded = DecodedTurn()
    for turn in 0..<min(segment.turnCount, 50) {
      _ = segment.decode(turn, into: &decoded)
      _ = try? segment.details(ofTurn: turn)
    }
    for session in 0..<min(segment.sessionCount, 10) { _ = try? segment.transcript(session) }
    for query in try queries.get() {
      guard var search = try? Search(query, in: [segment]) else { continue }
      var turns = 0
      while turns < 50, (try? search.nextTurn()) ?? nil != nil { turns += 1 }
      _ = try? Search.count(query, in: [segment])
    }
    return problems.isEmpty
  }

  private static let queries = Result {
    try [
      "the", "t*", "\"you and\" OR trust~1", "the NEAR/3 you", "the AND you -role:moderator",
      "cql:{[pos=\"NOUN\"] []{0,2} [lemma=\"go\"]}", "yes THEN no", "speaker:P1 sex:F",
      "/.*ed/ [hospital]",
    ].map {
      try SimpleQueryParser.parse($0, knownFields: ["sex"], schema: nil)
    }
  }
}

/// An empty study that is asked what it would take of a project.
final class FuzzStudy: @unchecked Sendable {
  static let shared = Result { try FuzzStudy() }

  private let writer: StudyWriter
  private let path: String

  private init() throws {
    let folder = try FuzzFolder.make()
    let study = try Study.create(at: folder + "/study")
    writer = try StudyWriter(study, command: "fuzz", actor: "fuzz")
    path = folder + "/x.qdpx"
  }

  /// True where the project could be taken whole. One thread at a time.
  func plan(_ project: [UInt8]) throws -> Bool {
    try Data(project).write(to: URL(fileURLWithPath: path))
    var options = ExchangeOptions()
    options.isDryRun = true
    return try writer.importProject(qdpx: path, options).isComplete
  }
}

/// A folder that goes when the process ends well.
enum FuzzFolder {
  nonisolated(unsafe) private static var folders: [String] = []
  private static let lock = NSLock()

  static func make() throws -> String {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("verbatim-fuzz-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    lock.withLock {
      if folders.isEmpty {
        atexit {
          for folder in FuzzFolder.folders { try? FileManager.default.removeItem(atPath: folder) }
        }
      }
      folders.append(url.path)
    }
    return url.path
  }
}
