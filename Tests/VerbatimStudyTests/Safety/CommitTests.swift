import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

@testable import VerbatimStudy

/// A commit writes sources and segments, then the database, then the manifest, then removes what is
/// dead. Each suite member builds what a kill between two of these leaves on disk.
@Suite("A commit that was cut off")
struct CommitTests {
  /// Two states of one study, one commit apart.
  struct States {
    let folder: TemporaryFolder
    var a: String { folder.path + "/a" }
    var b: String { folder.path + "/b" }
    var work: String { folder.path + "/work" }
    let stateA: StudyState
    let stateB: StudyState
    let sessionsA: [String: String]
    let sessionsB: [String: String]

    init() throws {
      let test = try TestStudy()
      try test.write("one.txt", Sample.text(Sample.turns(1)))
      try test.write("two.xml", Sample.tei(Sample.turns(2)))
      try test.ingest()
      let writer = try test.writer()
      try writer.setCodebook(Codebook(yaml: "themes: [{id: t, label: A, name: Trust}]"))
      for turn in [1, 5, 9] {
        try writer.addCoding(
          Coding(theme: "t", coder: "EO", session: "one", turn: turn, createdAt: .now()))
      }
      folder = try TemporaryFolder()
      try copyFolder(test.path, to: folder.path + "/a")
      var turns = Sample.turns(1)
      turns.insert(("P1", "A turn before the others."), at: 0)
      try test.write("one.txt", Sample.text(turns))
      try test.write("three.jsonl", Sample.lines("three", Sample.turns(3)))
      _ = try writer.ingest(SourceBatch([test.input]))
      try copyFolder(test.path, to: folder.path + "/b")
      stateA = try StudyState(folder.path + "/a")
      stateB = try StudyState(folder.path + "/b")
      sessionsA = try TestStudy.sessions(Study.open(StudyFolder.open(at: folder.path + "/a")))
      sessionsB = try TestStudy.sessions(Study.open(StudyFolder.open(at: folder.path + "/b")))
    }

    func open() throws -> Study { Study.open(try StudyFolder.open(at: work)) }

    /// Copies files of `b` over the working copy.
    func bring(_ path: String) throws {
      let from = b + "/" + path
      var isFolder: ObjCBool = false
      #expect(FileManager.default.fileExists(atPath: from, isDirectory: &isFolder))
      let names =
        isFolder.boolValue
        ? try FileManager.default.contentsOfDirectory(atPath: from).map { path + "/" + $0 } : [path]
      for name in names where !name.hasSuffix("/manifest") || path.hasSuffix("/manifest") {
        try? FileManager.default.removeItem(atPath: work + "/" + name)
        try FileManager.default.copyItem(atPath: b + "/" + name, toPath: work + "/" + name)
      }
    }
  }

  /// What a reader sees must be one of the two states, whole.
  private func reads(_ states: States, _ sessions: [String: String], _ place: Comment) throws {
    let study = try states.open()
    let database = try study.database()
    #expect(try TestStudy.sessions(study) == sessions, place)
    let index = try study.index(of: database)
    #expect(Set(index.sessions().map(\.id)) == Set(sessions.keys), place)
    let codings = try database.read { try $0.codings() }
    #expect(codings.map(\.turn) == (sessions == states.sessionsA ? [1, 5, 9] : [2, 6, 10]), place)
    // Without the database too.
    let plain = Set(try study.index().sessions().map(\.id))
    #expect(plain == Set(states.sessionsA.keys) || plain == Set(states.sessionsB.keys), place)
    // The check sees no more than an unfinished manifest.
    for finding in try StudyCheck(study).findings {
      guard case .manifest = finding else {
        Issue.record("\(place): \(finding)")
        continue
      }
    }
  }

  /// The next writer brings it to exactly one of the two states.
  private func mends(_ states: States, to state: StudyState, _ place: Comment) throws {
    do {
      let writer = try StudyWriter(states.open(), command: "test", actor: "t")
      _ = consume writer
    }
    #expect(try StudyState(states.work) == state, place)
    #expect(try StudyCheck(states.open()).findings.isEmpty, place)
  }

  @Test("behind the sources and segments: it is as before")
  func segmentsOnly() throws {
    let states = try States()
    try copyFolder(states.a, to: states.work)
    try states.bring("sources")
    try reads(states, states.sessionsA, "sources")
    try mends(states, to: states.stateA, "sources")
    try states.bring("sources")
    try states.bring("index")
    try reads(states, states.sessionsA, "segments")
    try mends(states, to: states.stateA, "segments")
  }

  @Test("with half a segment or half a source under a temporary name: it is as before")
  func temporaries() throws {
    let states = try States()
    try copyFolder(states.a, to: states.work)
    for name in [
      "index/.abc.segment.1f.tmp", "sources/.abc.22.tmp", ".study.json.3.tmp",
      "index/.manifest.9.tmp",
    ] {
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: states.work + "/" + name))
    }
    try reads(states, states.sessionsA, "temporaries")
    try mends(states, to: states.stateA, "temporaries")
  }

  @Test("behind the database: it is as after")
  func databaseOnly() throws {
    let states = try States()
    try copyFolder(states.a, to: states.work)
    try states.bring("sources")
    try states.bring("index")
    try states.bring("study.sqlite")
    try reads(states, states.sessionsB, "database")
    let study = try states.open()
    #expect(Set(try study.index().sessions().map(\.id)) == Set(states.sessionsA.keys))
    try mends(states, to: states.stateB, "database")
  }

  @Test("behind the manifest, with the dead files still there: it is as after")
  func deadFiles() throws {
    let states = try States()
    try copyFolder(states.a, to: states.work)
    try states.bring("sources")
    try states.bring("index")
    try states.bring("study.sqlite")
    try states.bring("index/manifest")
    try reads(states, states.sessionsB, "manifest")
    try mends(states, to: states.stateB, "manifest")
  }

  @Test("the same ingest after any cut gives the same study")
  func resumed() throws {
    let states = try States()
    for cut in 0...3 {
      try copyFolder(states.a, to: states.work)
      if cut > 0 { try states.bring("sources") }
      if cut > 1 { try states.bring("index") }
      if cut > 2 { try states.bring("study.sqlite") }
      let input = try TestStudy()
      var turns = Sample.turns(1)
      turns.insert(("P1", "A turn before the others."), at: 0)
      try input.write("one.txt", Sample.text(turns))
      try input.write("two.xml", Sample.tei(Sample.turns(2)))
      try input.write("three.jsonl", Sample.lines("three", Sample.turns(3)))
      let writer = try StudyWriter(states.open(), command: "test", actor: "t")
      _ = try writer.ingest(SourceBatch([input.input]))
      #expect(try StudyState(states.work) == states.stateB, "cut \(cut)")
    }
  }

  @Test("a study whose making was killed is made again or opens empty")
  func making() throws {
    let folder = try TemporaryFolder()
    _ = try StudyFolder.create(at: folder.path + "/s")
    // The marker is there, the database is not: no reader may trap.
    let study = Study.open(try StudyFolder.open(at: folder.path + "/s"))
    #expect(throws: StudyDatabaseError.self) { try study.database() }
    #expect(throws: (any Error).self) { try study.index() }
    #expect(throws: (any Error).self) {
      _ = try StudyWriter(study, command: "test", actor: "t")
    }
  }

  @Test("a reader that opened before a commit reads on, and sees the old state")
  func readerBefore() throws {
    let test = try TestStudy()
    try test.write("one.txt", Sample.text(Sample.turns(1)))
    try test.ingest()
    let database = try test.study.database()
    let index = try test.study.index(of: database)
    let before = try index.segments.map { try $0.transcript(0) }
    try test.write("one.txt", Sample.text(Sample.turns(2)))
    try test.ingest()
    #expect(try index.segments.map { try $0.transcript(0) } == before)
    #expect(index.segments.flatMap { $0.check() } == [])
    #expect(try test.extracts("\"in session 2\"").turnCount == 20)
  }
}
