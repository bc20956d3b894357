import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimIngest
import VerbatimQuery
import VerbatimThemes

@testable import VerbatimStudy

/// A study in a temporary folder, with a folder of transcripts beside it.
final class TestStudy {
  let folder: TemporaryFolder
  let study: Study

  var path: String { folder.path + "/study" }
  /// Where the transcripts stand.
  var input: String { folder.path + "/in" }

  init() throws {
    folder = try TemporaryFolder()
    study = try Study.create(at: folder.path + "/study")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/in", withIntermediateDirectories: true)
  }

  func write(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: input + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func writer() throws -> StudyWriter {
    try StudyWriter(study, command: "test", actor: "tester")
  }

  /// Ingests files of the input folder; the whole folder where none is named.
  @discardableResult
  func ingest(_ names: String..., options: IngestOptions = IngestOptions()) throws -> IngestSummary
  {
    let paths = names.isEmpty ? [input] : names.map { input + "/" + $0 }
    return try writer().ingest(SourceBatch(paths), options)
  }

  func index() throws -> Index {
    try study.index(of: study.database())
  }

  func extracts(_ query: String, _ request: ExtractRequest = ExtractRequest()) throws -> ExtractList
  {
    try Self.extracts(query, in: study, request)
  }

  static func extracts(
    _ query: String, in study: Study, _ request: ExtractRequest = ExtractRequest()
  ) throws -> ExtractList {
    let database = try study.database()
    let index = try study.index(of: database)
    let themes = try StudyThemes(database)
    let node = try SimpleQueryParser.parse(
      query, knownFields: QueryFields.known(in: index.segments))
    return try ExtractList(node, in: index, request, regions: themes, themes: themes)
  }

  func codings() throws -> [Coding] {
    try study.database().read { try $0.codings() }
  }

  /// Sessions with their digests: which state the study is in.
  func sessions() throws -> [String: String] { try Self.sessions(study) }

  static func sessions(_ study: Study) throws -> [String: String] {
    let records = try study.database().read { try $0.sessions() }
    return Dictionary(
      records.map { ($0.session.id, $0.session.source.digest.hex) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Everything that a check finds, as text for messages.
  func findings() throws -> [String] {
    try StudyCheck(study).findings.map { String(describing: $0) }
  }
}

/// The files of a folder by name, without those of folders in it.
func contents(_ folder: String) throws -> [String: Data] {
  var files: [String: Data] = [:]
  for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
    let path = folder + "/" + name
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
    else { continue }
    files[name] = try Data(contentsOf: URL(fileURLWithPath: path))
  }
  return files
}

/// Index, sources and the content of the database: what two equal studies share.
struct StudyState: Equatable {
  var index: [String: Data]
  var sources: [String: Data]
  var dump: String

  init(_ path: String) throws {
    index = try contents(path + "/index")
    sources = try contents(path + "/sources")
    let study = Study.open(try StudyFolder.open(at: path))
    dump = try study.database().read { try $0.canonicalDump() }
  }
}

/// Copies a folder; what stood at the target goes.
func copyFolder(_ from: String, to target: String) throws {
  try? FileManager.default.removeItem(atPath: target)
  try FileManager.default.copyItem(atPath: from, toPath: target)
}

/// Transcripts for tests, in the formats that readers take.
enum Sample {
  /// A label and words, a turn each.
  typealias Turns = [(String, String)]

  static func text(_ turns: Turns) -> String {
    turns.map { "\($0.0): \($0.1)\n" }.joined()
  }

  static func tei(_ turns: Turns, people: [String] = [], title: String = "Talk") -> String {
    let list = people.map { "<person xml:id=\"\($0)\" role=\"participant\"/>" }.joined()
    let body = turns.map { "      <u who=\"#\($0.0)\">\($0.1)</u>\n" }.joined()
    return """
      <TEI xmlns="http://www.tei-c.org/ns/1.0">
        <teiHeader><fileDesc><titleStmt><title>\(title)</title></titleStmt></fileDesc>
          <profileDesc><particDesc><listPerson>\(list)</listPerson></particDesc></profileDesc>
        </teiHeader>
        <text><body>
      \(body)  </body></text>
      </TEI>

      """
  }

  static func lines(_ session: String, _ turns: Turns) -> String {
    turns.map {
      "{\"session\": \"\(session)\", \"speaker\": \"\($0.0)\", \"text\": \"\($0.1)\"}\n"
    }.joined()
  }

  /// Turns of words from a small vocabulary: the same for the same number.
  static func turns(_ number: Int, count: Int = 20) -> Turns {
    let words = [
      "kettle", "trust", "worker", "listening", "bus", "coffee", "never", "always", "garden", "hug",
      "peer", "support", "quiet", "Tuesday", "letter", "house",
    ]
    return (0..<count).map { turn in
      let said = (0..<(5 + turn % 7)).map { words[(number * 7 + turn * 3 + $0 * $0) % words.count] }
      return ("P\(turn % 3 + 1)", said.joined(separator: " ") + " in session \(number).")
    }
  }
}

/// Folders of the checkout.
enum Checkout {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let corpus = root.appendingPathComponent("corpus").path

  /// The corpora that developers have beside the checkout.
  static let shared: String? = {
    let path =
      ProcessInfo.processInfo.environment["VERBATIM_SHARED"]
      ?? root.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: path + "/corpora") ? path : nil
  }()

  /// The command, which is built beside the tests.
  static let command: String? = {
    guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    let folder = URL(fileURLWithPath: own).deletingLastPathComponent()
    // Either the tests are a program of their own, or a bundle that another program loads.
    let built = root.appendingPathComponent(".build/debug")
    return [folder, built].map { $0.appendingPathComponent("verbatim").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()
}
