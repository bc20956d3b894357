import Foundation
import GRDB
import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Codebooks, QualCoder, Taguette, colleagues' studies")
struct OtherExchangeTests {
  private let time = Timestamp(secondsSince1970: 0)

  private func study(_ id: String = "talk") throws -> TestStudy {
    let test = try TestStudy()
    try test.write(
      "\(id).txt",
      Sample.text([("P1", "I trust them a lot"), ("P2", "and I never did"), ("P1", "yes, yes")]))
    try test.ingest()
    return test
  }

  @Test("an exported .qdc gives its themes their own identities back, codings and name included")
  func codebook() throws {
    let test = try TestStudy.shipped()
    let before = try test.codebook()
    let path = try test.file("c.qdc", Array(before.qdc(origin: "verbatim 0.1").text.utf8))
    let writer = try test.writer()
    let back = try writer.codebook(from: path)
    #expect(back.themes == before.themes)
    #expect(back.name == before.name)
    let codings = try test.codings()
    try writer.setCodebook(back)
    #expect(try test.codebook().themes == before.themes)
    #expect(try test.codings().count == codings.count)
    // Without the study it came from, the GUIDs are all there is.
    #expect(try StudyWriter.codebook(at: path).themes.map(\.name) == before.themes.map(\.name))
    #expect(try StudyWriter.codebook(at: path).themes.map(\.id) != before.themes.map(\.id))
  }

  @Test("codings as JSON Lines come back the same, origins and times included")
  func jsonLines() throws {
    let test = try TestStudy.shipped()
    let database = try test.study.database()
    let lines = try StudyThemes(database).codingsJSONL(try test.index())
    let before = try test.codings()
    let writer = try test.writer()
    #expect(
      try writer.addCodings(jsonl: Array(lines.utf8), path: "x", coder: nil).known == before.count)
    try writer.database.transaction { _ = try $0.removeCodings(CodingFilter()) }
    let report = try writer.addCodings(jsonl: Array(lines.utf8), path: "x", coder: nil)
    #expect(report.problems.filter(\.isError) == [])
    #expect(try test.codings() == before)
    #expect(try StudyThemes(database).codingsJSONL(try test.index()) == lines)
  }

  @Test("what is wrong with a line of JSON is told by its line, and the others come in")
  func badLines() throws {
    let test = try study()
    let writer = try test.writer()
    try writer.setCodebook(try Codebook(themes: [Theme(id: "t", label: "1", name: "T")]))
    let lines = """
      {"session": "talk", "turn": 1, "theme": "t"}
      nonsense
      {"session": "talk", "turn": "one", "theme": "t"}
      {"session": "talk", "turn": 2.5, "theme": "t"}
      {"session": "talk", "turn": 9, "theme": "t"}
      {"session": "talk", "turn": 2, "theme": "t", "origin": "rule", "rule": "r"}
      {"session": "talk", "turn": 2, "theme": "t", "origin": "god"}
      {"session": "talk", "turn": 2, "start": 0, "end": 3, "quote": "but", "theme": "t"}
      [1]
      {"session": "talk", "turn": 2, "start": 0, "end": 3, "quote": "and", "theme": "1", "memo": "'=1"}
      """
    let report = try writer.addCodings(jsonl: Array(lines.utf8), path: "x", coder: "EO")
    #expect(report.added == 2)
    #expect(report.problems.map(\.line) == [2, 3, 4, 5, 6, 7, 8, 9])
    #expect(try test.codings().map(\.memo) == [nil, "'=1"])
  }

  // MARK: QualCoder

  private func qualCoder(_ test: TestStudy, _ change: (Database) throws -> Void = { _ in }) throws
    -> String
  {
    let folder = test.folder.path + "/project.qda"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: folder + "/data.qda")
    try queue.write { db in
      try db.execute(
        sql: """
          CREATE TABLE project (databaseversion text, date text, memo text, about text);
          INSERT INTO project VALUES ('v6', '2024-01-01 10:00:00', 'about the project', 'x');
          CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text,
            supercatid integer, unique(name));
          INSERT INTO code_cat VALUES (1, 'Feelings', 'ola', '2024-01-01 10:00:00', 'all of them', NULL),
            (2, 'Bad ones', 'ola', '2024-01-01 10:00:00', '', 1);
          CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text,
            date text, color text, unique(name));
          INSERT INTO code_name VALUES (7, 'Trust', 'to rely on', 1, 'ola', '2024-01-01', '#00FF00'),
            (8, 'Fear', '', 2, 'ola', '2024-01-01', 'red'), (9, 'Loose', '', NULL, 'ola', '', '#123456');
          CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text,
            owner text, date text, av_text_id integer, risid integer, unique(name));
          INSERT INTO source VALUES
            (1, 'talk.txt', 'P1: I trust them 😀 a lot' || char(10) || 'P2: and I never did' || char(10),
              NULL, 'a quiet day', 'ola', '2024-01-02 11:00:00', NULL, NULL),
            (2, 'photo.jpg', NULL, '/images/photo.jpg', '', 'ola', '', NULL, NULL);
          CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text,
            pos0 integer, pos1 integer, owner text, date text, memo text, avid integer, important integer,
            unique(cid,fid,pos0,pos1,owner));
          INSERT INTO code_text VALUES
            (1, 7, 1, 'trust them', 6, 16, 'ola', '2024-01-03 12:30:00', 'strong', NULL, NULL),
            (2, 8, 1, 'never did', 35, 44, 'kim', '2024-01-03 12:31:00', '', NULL, NULL);
          CREATE TABLE code_image (imid integer primary key, id integer);
          INSERT INTO code_image VALUES (1, 2);
          CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
          INSERT INTO cases VALUES (4, 'P1', 'the first', 'ola', '2024-01-01');
          CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer,
            pos1 integer, owner text, date text, memo text);
          INSERT INTO case_text VALUES (1, 4, 1, 0, 24, 'ola', '', '');
          CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text,
            caseOrFile text, valuetype text);
          CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text,
            id integer, date text, owner text);
          INSERT INTO attribute VALUES (1, 'born', 'case', '1955', 4, '', ''),
            (2, 'place', 'file', 'Oslo', 1, '', '');
          CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer,
            memo text, owner text, date text);
          INSERT INTO annotation VALUES (1, 1, 30, 33, 'who is meant?', 'kim', '2024-01-04 09:00:00');
          CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
          INSERT INTO journal VALUES (1, 'Day one', 'we began', '2024-01-01 10:00:00', 'ola');
          """)
      try change(db)
    }
    try queue.close()
    return folder
  }

  @Test(
    "a QualCoder project: codes and categories, codings by their owners, cases, memos; pictures told"
  )
  func qualCoder() throws {
    let test = try TestStudy()
    let path = try qualCoder(test)
    let refused = try test.writer().importProject(qualCoder: path)
    #expect(!refused.isDone)
    #expect(refused.losses.map(\.kind) == [.codedPictures])
    var options = ExchangeOptions()
    options.acceptsPartial = true
    let report = try test.writer().importProject(qualCoder: path, options)
    #expect(report.isDone)
    let codebook = try test.codebook()
    #expect(codebook.themes.map(\.name) == ["Feelings", "Bad ones", "Fear", "Trust", "Loose"])
    #expect(codebook.themes.map(\.isCodable) == [false, false, true, true, true])
    #expect(codebook.themes.first { $0.name == "Trust" }?.colour == "#00FF00")
    #expect(codebook.themes.first { $0.name == "Trust" }?.definition == "to rely on")
    let codings = try test.codings()
    #expect(codings.map(\.coder) == ["ola", "kim"])
    #expect(codings.map(\.turn) == [1, 2])
    #expect(codings.map(\.span) == [2..<12, 6..<15])
    #expect(codings[0].memo == "strong" && codings[0].createdAt.text == "2024-01-03T12:30:00Z")
    let session = try #require(try test.study.database().read { try $0.session("talk") }).session
    #expect(session.attributes["place"] == "Oslo")
    #expect(session.participants.first { $0.id == "P1" }?.attributes["born"] == "1955")
    #expect(
      Set(try test.memos().map(\.text)) == [
        "about the project", "a quiet day", "turn 2: who is meant?", "Day one\n\nwe began",
        "P1\n\nthe first",
      ])
    #expect(try test.findings() == [])
    let again = try test.writer().importProject(qualCoder: path, options)
    #expect(again.codingsAdded == 0 && again.codingsKnown == 2 && again.themesAdded == 0)
    #expect(again.sources.map(\.match) == [.same])
  }

  @Test("what is no QualCoder project, or a damaged or a hostile one, is refused; nothing changes")
  func badQualCoder() throws {
    let test = try TestStudy()
    let before = try StudyState(test.path)
    let none = try test.file("data.qda", Array("no database at all, not even nearly".utf8))
    #expect(throws: QualCoderProblem.self) { try test.writer().importProject(qualCoder: none) }
    #expect(throws: QualCoderProblem.self) {
      try test.writer().importProject(qualCoder: "/nowhere")
    }
    for sql in [
      "DROP TABLE code_text", "ALTER TABLE code_text RENAME COLUMN pos0 TO p",
      "UPDATE code_text SET pos0 = 'x'", "UPDATE code_name SET cid = 99 WHERE name = 'Trust'",
      "DROP TABLE source; CREATE VIEW source AS SELECT 1 AS id",
      "UPDATE code_text SET pos0 = 9223372036854775807, pos1 = -9223372036854775808",
      "UPDATE code_cat SET supercatid = 2 WHERE catid = 1", "DELETE FROM code_name",
    ] {
      let other = try TestStudy()
      let state = try StudyState(other.path)
      let path = try qualCoder(other) { try $0.execute(sql: sql) }
      let report = try? other.writer().importProject(qualCoder: path)
      #expect(report?.isDone != true, "\(sql)")
      #expect(try StudyState(other.path) == state)
    }
    #expect(try StudyState(test.path) == before)
  }

  // MARK: Taguette

  @Test("Taguette's highlights code what they quote; what stands nowhere or twice is told")
  func highlights() throws {
    let test = try study()
    let csv = """
      id,document,tag,content\r
      1,talk.txt,Trust,trust them\r
      2,talk.txt,Trust,"P1: I trust them a lot\nP2: and I never did"\r
      3,talk.txt,Fear,yes\r
      4,talk.txt,Fear,nobody said this\r
      5,talk.txt,,never\r
      6,other.txt,Trust,elsewhere\r

      """
    let path = try test.file("highlights.csv", Array(csv.utf8))
    #expect(TaguetteTable.kind(Array(csv.utf8)) == .highlights)
    let refused = try test.writer().importHighlights(taguette: path)
    #expect(!refused.isDone)
    #expect(
      Set(refused.losses.map(\.kind)) == [
        .ambiguousQuotes, .missingQuotes, .tags, .sessionsWithout,
      ])
    var options = ExchangeOptions()
    options.acceptsPartial = true
    let report = try test.writer().importHighlights(taguette: path, options)
    #expect(report.codingsAdded == 3)
    #expect(try test.codings().map(\.turn) == [1, 1, 2])
    #expect(try test.codings().map(\.span) == [nil, 2..<12, nil])
    #expect(try test.writer().importHighlights(taguette: path, options).codingsKnown == 3)
  }

  @Test("Taguette's tags become themes, once")
  func tags() throws {
    let test = try study()
    let csv = Array(
      "tag,description,number of highlights\r\nTrust,to rely on,3\r\nFear,,1\r\n".utf8)
    #expect(TaguetteTable.kind(csv) == .tags)
    #expect(TaguetteTable.kind(Array("session,turn,theme\r\n".utf8)) == nil)
    let path = try test.file("tags.csv", csv)
    #expect(try test.writer().importTags(taguette: path).themesAdded == 2)
    #expect(try test.codebook().themes.map(\.definition) == ["to rely on", nil])
    #expect(try test.writer().importTags(taguette: path).themesAdded == 0)
  }

  // MARK: Colleagues

  private func code(
    _ test: TestStudy, _ coder: String, _ theme: String, _ turn: Int, _ span: Range<Int>? = nil,
    memo: String? = nil
  ) throws {
    try test.writer().addCoding(
      Coding(
        theme: theme, coder: coder, session: "talk", turn: turn, span: span, memo: memo,
        createdAt: time))
  }

  @Test("two coders' studies become one: everything once, whoever is merged into whom")
  func merge() throws {
    func pair() throws -> (TestStudy, TestStudy) {
      let (one, two) = (try study(), try study())
      let shared = [Theme(id: "t", label: "1", name: "Trust")]
      try one.writer().setCodebook(
        try Codebook(themes: shared + [Theme(id: "a", label: "2", name: "Only one", position: 1)]))
      try two.writer().setCodebook(
        try Codebook(themes: shared + [Theme(id: "b", label: "2", name: "Only two", position: 1)]))
      try code(one, "EO", "t", 1, 2..<7)
      try code(one, "EO", "a", 2)
      try code(two, "MB", "t", 1, 2..<7)
      try code(two, "MB", "b", 3)
      try code(two, "EO", "t", 1, 2..<7)
      try two.writer().database.transaction {
        try $0.addMemo(Memo(subject: .theme("b"), author: "MB", createdAt: time, text: "why"))
        try $0.setSavedQuery(SavedQuery(name: "q", query: "trust*", savedAt: time))
      }
      return (one, two)
    }
    let (one, two) = try pair()
    let report = try one.writer().importStudy(folder: two.path)
    #expect(report.isDone && report.losses == [], "\(report.losses)")
    #expect(report.codingsAdded == 2 && report.codingsKnown == 1)
    #expect(report.themesAdded == 1 && report.themesKnown == 1)
    #expect(try one.memos().map(\.text) == ["why"])
    #expect(try one.study.database().read { try $0.savedQueries() }.map(\.name) == ["q"])
    let (third, fourth) = try pair()
    _ = try fourth.writer().importStudy(folder: third.path)
    func names(_ test: TestStudy) throws -> [String] {
      let codebook = try test.codebook()
      return try test.codings().map { coding in
        let span = coding.span.map { "\($0)" } ?? ""
        return
          "\(codebook.theme(id: coding.theme)?.name ?? "") \(coding.coder ?? "") \(coding.turn) \(span)"
      }.sorted()
    }
    #expect(try names(one) == names(fourth))
    let again = try one.writer().importStudy(folder: two.path)
    #expect(again.codingsAdded == 0 && again.memosAdded == 0 && again.themesAdded == 0)
    #expect(try one.findings() == [])
  }

  @Test(
    "what went out as a project and comes home as a study is known, the transcripts' own codings too"
  )
  func home() throws {
    let test = try TestStudy.shipped()
    let away = try TestStudy()
    _ = try away.take(try test.project())
    let before = try StudyState(test.path)
    let report = try test.writer().importStudy(folder: away.path)
    #expect(report.codingsAdded == 0)
    #expect(report.codingsKnown == (try test.codings().count))
    #expect(try StudyState(test.path).dump.contains("source:") == before.dump.contains("source:"))
  }

  @Test("what two studies say differently is told and stays as it is here")
  func conflicts() throws {
    let (one, two) = (try study(), try study())
    try one.writer().setCodebook(
      try Codebook(themes: [Theme(id: "t", label: "1", name: "Trust", definition: "here")]))
    try two.writer().setCodebook(
      try Codebook(themes: [Theme(id: "t", label: "1", name: "Trust", definition: "there")]))
    try code(one, "EO", "t", 1, memo: "mine")
    try code(two, "EO", "t", 1, memo: "yours")
    for (test, query) in [(one, "trust"), (two, "fear")] {
      try test.writer().database.transaction {
        try $0.setCoder(Coder(id: "EO", name: query))
        try $0.setRule(ThemeRule(id: "r", theme: "t", query: query, name: "r"))
        try $0.setSavedQuery(SavedQuery(name: "q", query: query, savedAt: time))
      }
    }
    let before = try StudyState(one.path)
    let refused = try one.writer().importStudy(folder: two.path)
    #expect(
      Set(refused.losses.map(\.kind)) == [
        .themesDiffer, .codingMemosDiffer, .coderNames, .rulesDiffer, .queriesDiffer,
      ])
    #expect(try StudyState(one.path) == before)
    var options = ExchangeOptions()
    options.acceptsPartial = true
    _ = try one.writer().importStudy(folder: two.path, options)
    #expect(try StudyState(one.path) == before)
  }

  @Test("sessions that the study does not have are told with the number of their codings")
  func otherSessions() throws {
    let (one, two) = (try study(), try study("other"))
    try two.writer().setCodebook(try Codebook(themes: [Theme(id: "t", label: "1", name: "Trust")]))
    try two.writer().addCoding(
      Coding(theme: "t", coder: "MB", session: "other", turn: 1, createdAt: time))
    // The same words under another name are the same session; other words are not.
    #expect(try one.writer().importStudy(folder: two.path).codingsAdded == 1)
    let three = try TestStudy()
    try three.write("x.txt", Sample.text([("P1", "nothing of this"), ("P2", "was said there")]))
    try three.ingest()
    let report = try three.writer().importStudy(folder: two.path)
    #expect(report.losses.map(\.kind) == [.sessionsWithout])
    #expect(!report.isDone)
  }

  @Test("tables of a study hold every coding, theme, session and person")
  func tables() throws {
    let test = try TestStudy.shipped()
    let tables = Dictionary(uniqueKeysWithValues: try StudyTables(test.study).files)
    func rows(_ name: String) -> Int {
      (tables[name] ?? "").components(separatedBy: "\r\n").count - 2
    }
    #expect(rows("themes.csv") == 9)
    #expect(rows("sessions.csv") == 5)
    #expect(rows("codings.csv") >= (try test.codings().count))
    #expect(rows("people.csv") >= 26)
  }
}
