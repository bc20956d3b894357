import Foundation
import Glibc
import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes

@testable import VerbatimStudy

/// A command that changes a study or writes files, in a folder that has all it needs.
struct WritingCommand: Sendable, CustomTestStringConvertible {
  /// As the command line knows it: `code add`.
  var name: String
  var arguments: [String]
  /// Commands that come before it.
  var before: [[String]] = []
  var input: String?
  /// Its exit code where nothing fails.
  var status: Int32 = 0
  /// What else is done to the study before it.
  var prepare: (@Sendable (Study) throws -> Void)?
  /// Made in several steps, each whole; where it was cut off, giving it again does the rest.
  var isStepwise = false

  var testDescription: String { arguments.joined(separator: " ") }

  init(
    _ name: String, _ further: [String] = [], before: [[String]] = [], input: String? = nil,
    status: Int32 = 0, isStepwise: Bool = false,
    prepare: (@Sendable (Study) throws -> Void)? = nil
  ) {
    self.name = name
    arguments = name.split(separator: " ").map(String.init) + further
    self.before = before
    self.input = input
    self.status = status
    self.isStepwise = isStepwise
    self.prepare = prepare
  }

  /// Stands for the number of the first coding that is in doubt.
  static let firstQuestion = "QUESTION"

  static let lock = ["quotes", "lock", "in/manuscript.md", "--output", "out/paper.lock"]

  /// Every command of the command line that writes, at least once; a test holds the list against the
  /// command line.
  static let all: [WritingCommand] = [
    WritingCommand("init", ["fresh"]),
    WritingCommand("import", ["in", "--study", "empty"], isStepwise: true),
    WritingCommand("import", ["project.qdpx", "--study", "empty"]),
    WritingCommand("import", ["codings.csv"]),
    WritingCommand("ingest", ["new/fg6.txt"]),
    WritingCommand("ingest", ["new/fg4.txt"]),
    WritingCommand("queries save", ["touch", "hug*"]),
    WritingCommand("queries remove", ["rules"]),
    WritingCommand("queries import", ["queries.txt"]),
    WritingCommand("quotes lock", ["in/manuscript.md", "--output", "out/paper.lock"], status: 1),
    WritingCommand(
      "quotes lock", ["--reissue", "--output", "out/paper.lock"],
      before: [lock, ["ingest", "new/fg4.txt"]], status: 1),
    WritingCommand(
      "quotes verify", ["in/manuscript.md", "--annotated", "out/checked.html"], status: 1),
    WritingCommand("codebook add", ["Touch", "--under", "A"]),
    WritingCommand("codebook edit", ["A/1", "--definition", "As it says."]),
    WritingCommand("codebook rename", ["A/1", "Other approaches"]),
    WritingCommand("codebook move", ["A/3/a", "--under", "B", "--at", "1"]),
    WritingCommand("codebook merge", ["A/1", "into", "A/2"]),
    WritingCommand("codebook split", ["B/2", "Rules that bend", "--query", "rule*", "--yes"]),
    WritingCommand("codebook retire", ["B/2"]),
    WritingCommand("codebook restore", ["B/2"], before: [["codebook", "retire", "B/2"]]),
    WritingCommand("code add", ["A/1", "fg1:5", "--memo", "Look again."]),
    WritingCommand("code remove", ["A/1", "fg1:3"]),
    WritingCommand("code bulk", ["A/1", "hug*", "--yes"]),
    WritingCommand("code next", ["hug*"], input: "1\ns\n1\nq\n"),
    WritingCommand("code undo"),
    WritingCommand("code rules add", ["touch", "A/1", "hug*"]),
    WritingCommand("code rules apply", ["bus"], before: [["code", "rules", "undo", "bus"]]),
    WritingCommand("code rules undo", ["bus"]),
    WritingCommand("code rules remove", ["bus"]),
    WritingCommand("code auto", ["bus"], before: [["code", "rules", "undo", "bus"]]),
    WritingCommand("code accept", ["bus", "--all"]),
    WritingCommand("code reject", ["bus", "--all"]),
    WritingCommand(
      "code settle", [firstQuestion, "--keep"],
      before: [["code", "add", "A/1", "fg4:1:77-96"], ["ingest", "new/fg4.txt"]]),
    WritingCommand("coders add", ["TS", "T. S."]),
    WritingCommand("coders rename", ["EO", "E. O."]),
    WritingCommand("coders default", ["MB"]),
    WritingCommand("matrix", ["--svg", "out/matrix.svg"]),
    WritingCommand("agreement", ["--svg", "out/agreement.svg", "--resamples", "10"]),
    WritingCommand("saturation", ["--svg", "out/saturation.svg"]),
    WritingCommand("export", ["--qdpx", "out/project.qdpx"]),
    WritingCommand(
      "export", ["--codebook", "out/c.yaml", "--qdc", "out/c.qdc", "--codings", "out/c.csv"]),
    WritingCommand("export", ["--csv", "out/tables"]),
    WritingCommand("report", ["--output", "out/report.docx"]),
    WritingCommand("coreq", ["--output", "out/coreq.md"]),
    WritingCommand("lint scan", ["--record"], status: 1),
    WritingCommand("lint names", ["names.txt"]),
    WritingCommand("lint names", ["--forget"], before: [["lint", "names", "names.txt"]]),
    WritingCommand(
      "check", ["--repair"], before: [["code", "add", "A/1", "fg1:6"]],
      prepare: { study in
        for name in try FileManager.default.contentsOfDirectory(atPath: study.folder.index)
        where name.hasSuffix(".segment") {
          try FileManager.default.removeItem(atPath: study.folder.index + "/" + name)
        }
      }),
    WritingCommand("compact", prepare: { try StudyWriter.scatter($0) }),
    WritingCommand("backup", ["out/backup"]),
    WritingCommand("withdraw", ["fg4/P2", "--yes"], before: [lock]),
    WritingCommand("withdraw", ["fg1/P2", "--mode", "remove", "--yes"], before: [lock]),
    WritingCommand("withdraw", ["fg4/P2", "--mode", "embargo", "--yes"]),
    WritingCommand(
      "withdraw", ["fg4/P2", "--mode", "embargo", "--lift", "--yes"],
      before: [["withdraw", "fg4/P2", "--mode", "embargo", "--yes"]]),
    WritingCommand("bench build", ["in/fg4.txt", "--study", "out/measured"]),
  ]

  /// Commands that must change nothing at all, with what they are given.
  static let reading: [(name: String, arguments: [String])] = [
    ("search", ["hug*"]), ("explain", ["hug*"]), ("extracts", ["--theme", "A"]), ("kwic", ["hug*"]),
    ("queries list", []), ("queries export", []), ("quotes list", ["--written"]), ("stats", []),
    ("freq", []),
    ("ngrams", []), ("collocates", ["hug*"]), ("cooccur", ["hug*", "door"]),
    ("keyness", ["role:participant", "role:moderator"]), ("dispersion", ["hug*"]), ("themes", []),
    ("codebook show", []), ("codebook history", []), ("codebook diff", ["1"]),
    ("code rules list", []), ("code rules show", ["bus"]), ("code review", []), ("coders list", []),
    ("negative", ["A/1"]), ("participation", []), ("lint people", []), ("log", []),
    ("bench query", ["--queries", "queries.tsv"]), ("manual", []),
    // The same commands, where they are not asked to write.
    ("quotes verify", ["in/manuscript.md"]), ("matrix", []), ("agreement", ["--resamples", "10"]),
    ("saturation", []), ("report", []), ("coreq", []), ("lint scan", []),
    ("lint files", ["report.docx"]),
    ("check", []),
    ("search", ["theme:A/1", "--format", "html"]), ("code next", ["hug*", "--list"]),
  ]

  // MARK: The folder in which they work

  /// What stands in the folder before any of them: the shipped corpus as a study, with something of
  /// everything that a study can hold.
  private static let base = Result { try makeBase() }

  private static func makeBase() throws -> [String: [UInt8]] {
    let place = try MemoryFolder()
    let root = place.path + "/root"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for name in ["out", "new"] {
      try FileManager.default.createDirectory(
        atPath: root + "/" + name, withIntermediateDirectories: true)
    }
    try copyFolder(Checkout.corpus, to: root + "/in")
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: root + "/" + name))
    }
    let group = try String(contentsOfFile: root + "/in/fg4.txt", encoding: .utf8)
    let corrected = group.replacingOccurrences(of: "recorder is running", with: "recorder runs")
      .replacingOccurrences(of: "half a biscuit", with: "one half of a biscuit")
    try #require(corrected != group)
    try write("new/fg4.txt", corrected)
    try write("new/fg6.txt", "Moderator: One more?\n\nP1: One more, yes. Hugs and all.\n")
    try write("queries.txt", "@bus = bus OR train\n@door = door*\n")
    try write("queries.tsv", "word\thug*\n")
    try write("names.txt", "Brigid\nNoel Harte\n")
    try write(
      "codings.csv", "session,turn,theme,coder\nfg1,9,A/2,EO\nfg2,11,A/1,EO\nfg4,7,B/2,EO\n")
    for arguments in [
      ["init", "study"], ["init", "empty"], ["import", "in"], ["coders", "default", "EO"],
      ["code", "rules", "add", "bus", "B/2", "bus OR train"], ["code", "auto", "bus"],
      ["queries", "save", "rules", "/rules?/ OR allowed"],
      ["code", "add", "A/1", "fg1:3", "--memo", "A note."],
      ["export", "--qdpx", "project.qdpx"], ["report", "--output", "report.docx"],
    ] {
      try run(arguments, in: root, 0)
    }
    return try DiskModel.files(in: root)
  }

  private static func run(_ arguments: [String], in root: String, _ status: Int32) throws {
    let started = try FaultyDisk.start(arguments, in: root)
    let error = started.error.fileHandleForReading.readDataToEndOfFile()
    started.process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: started.output)
    try #require(
      started.process.terminationStatus == status,
      "\(arguments): \(String(decoding: error, as: UTF8.self))")
  }

  /// A folder to work in, ready for the command, and all that stands in it.
  ///
  /// - Parameter root: where it is to be; else in a temporary folder.
  func folder(
    at wanted: String? = nil
  ) throws -> (place: MemoryFolder, root: String, files: [String: [UInt8]]) {
    let place = try MemoryFolder()
    let root = wanted ?? place.path + "/root"
    try DiskModel.write(try Self.base.get(), to: root)
    for arguments in before {
      try Self.run(arguments, in: root, arguments == Self.lock ? 1 : 0)
    }
    if let prepare {
      try prepare(Study.open(try StudyFolder.open(at: root + "/study")))
    }
    return (place, root, try DiskModel.files(in: root))
  }

  /// What it is given in its folder.
  func arguments(in root: String) throws -> [String] {
    guard arguments.contains(Self.firstQuestion) else { return arguments }
    let study = Study.open(try StudyFolder.open(at: root + "/study"))
    let question = try #require(try study.database().read { try $0.codingQuestions() }.first)
    return arguments.map { $0 == Self.firstQuestion ? String(question.number) : $0 }
  }

  /// The study that it works on, by its place in the folder.
  var study: String {
    switch name {
    case "init": "fresh"
    case "bench build": "out/measured"
    default: arguments.contains("empty") ? "empty" : "study"
    }
  }
}

/// A folder that is gone when the test ends, in memory where there is room for it: what is synchronised
/// there waits for no disk.
final class MemoryFolder {
  /// Without links.
  let path: String

  init() throws {
    var shared = "/dev/shm"
    if access(shared, W_OK | X_OK) != 0 { shared = FileManager.default.temporaryDirectory.path }
    path =
      (shared as NSString).resolvingSymlinksInPath + "/verbatim-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

extension StudyWriter {
  /// A segment for each session, which is not the canonical state.
  static func scatter(_ study: Study) throws {
    let writer = try StudyWriter(study, command: "test", actor: "tester")
    var entries: [Manifest.Entry] = []
    for (_, place) in writer.index.sessions() {
      let segment = writer.index.segments[place.segment]
      let builder = try writer.builder(threads: 1)
      try builder.add(
        try segment.transcript(place.session),
        fingerprint: try segment.session(place.session).fingerprint)
      entries.append(try writer.write(builder))
    }
    try writer.commit(entries) { _ in }
  }
}
