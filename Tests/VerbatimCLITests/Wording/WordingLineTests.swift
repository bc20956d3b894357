import Glibc
import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimQuery
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy
import VerbatimThemes
import VerbatimXML

@testable import VerbatimCLI

@Suite("Wording: the line of an error")
struct WordingLineTests {
  /// An error and the line that a person reads.
  struct Sample: Sendable, CustomTestStringConvertible {
    var error: any Error
    var line: String

    init(_ error: any Error, _ line: String) {
      self.error = error
      self.line = line
    }

    var testDescription: String { line }
  }

  @Test("each kind of error has its sentence", arguments: samples)
  func sentence(sample: Sample) {
    #expect(Wording.lines(for: sample.error) == [sample.line])
  }

  private static func tei(_ kind: TEIProblem) -> IngestProblem {
    IngestProblem(path: "fg2.xml", line: 12, column: 3, kind: kind)
  }

  private static func text(_ kind: PlainTextProblem, line: Int? = nil) -> IngestProblem {
    IngestProblem(path: "fg1.txt", line: line, kind: kind)
  }

  private static func json(_ kind: JSONLinesProblem) -> IngestProblem {
    IngestProblem(path: "all.jsonl", line: 7, column: 20, kind: kind)
  }

  static let samples: [Sample] = files + sources + study + themes + queries + benches + quotes

  private static let files: [Sample] = [
    Sample(
      FileProblem(operation: .open, path: "fg9.xml", errno: ENOENT),
      "fg9.xml: cannot be opened: no such file or folder; check the spelling and where you are"),
    Sample(
      FileProblem(operation: .write, path: "s/study.json", errno: ENOSPC),
      "s/study.json: cannot be written: the disk, or your share of it, is full; make room and give "
        + "the command again"),
    Sample(
      FileProblem(operation: .read, path: "corpus", errno: EISDIR),
      "corpus: cannot be read: the system says \"Is a directory\" (error 21)"),
    Sample(
      IndexProblem(file: "ab.segment", kind: .checksum(section: "TEXT")),
      "index/ab.segment: the part TEXT is not what was written: the file is damaged; "
        + "`verbatim check --repair` builds the index anew from the sources"),
    Sample(
      IndexProblem(file: "manifest", kind: .newer(version: 3, supported: 1)),
      "index/manifest: of format 3, and this version of Verbatim reads up to 1; install a newer "
        + "Verbatim"),
  ]

  private static let quotes: [Sample] = [
    Sample(
      ManuscriptProblem(path: "p.md", kind: .notUTF8(line: 3, column: 7)),
      "p.md:3:7: a byte that is no UTF-8; save the file as UTF-8"),
    Sample(
      ManuscriptProblem(path: "p.docx", kind: .part(name: "word/document.xml", line: 2)),
      "p.docx: the part \"word/document.xml\" cannot be read (line 2); open it in Word and save it anew"
    ),
    Sample(
      QuoteLockFailure(path: "p.lock", problem: .changed),
      "p.lock: was changed since it was written; write the lock anew, edit nothing in it"),
    Sample(
      QuoteKeyProblem.readableByOthers(path: "s/keys/quotes.key"),
      "s/keys/quotes.key: others may read the key; make it yours alone: chmod 600 s/keys/quotes.key"
    ),
  ]

  private static let sources: [Sample] = [
    Sample(
      tei(.xml(.mismatchedTag)),
      "fg2.xml:12:3: an end tag fits no open element; close what was opened last"),
    Sample(
      tei(.xml(.invalidUTF8(declared: false))),
      "fg2.xml:12:3: bytes that are no UTF-8, and no encoding is declared; give --encoding "
        + "windows-1252 or save it as UTF-8"),
    Sample(
      tei(.notTEI(root: "book")),
      "fg2.xml:12:3: the document is a <book>, where TEI or teiCorpus was expected"),
    Sample(
      tei(.undeclaredSpeaker(id: "P9")),
      "fg2.xml:12:3: the speaker \"P9\" is not declared; add a <person> with this xml:id"),
    Sample(
      XMLProblem(line: 1, kind: .truncated),
      "XML:1: the file ends in the middle of an element; copy or export it again"),
    Sample(
      text(.mixedFamilies(chosen: .inline, other: .columns, otherLine: 40), line: 40),
      "fg1.txt:40: two forms of label, P1: … and (line 40) P1, tab, text; say which one with "
        + "family: A or family: D in the settings (--settings)"),
    Sample(
      text(.encodingUnresolved(offsets: [12], macRomanLikely: true)),
      "fg1.txt: neither UTF-8 nor Windows-1252 (byte 12); an old Macintosh file, it seems: say "
        + "encoding: macintosh in the settings (--settings)"),
    Sample(
      text(.similarLabels(label: "P 1", other: "P1"), line: 9),
      "fg1.txt:9: the labels \"P 1\" and \"P1\" are nearly alike and count as two people; join them "
        + "under labels.map in the settings if they are one"),
    Sample(
      json(.wrongType(key: "turn", expected: .number)),
      "all.jsonl:7:20: the value of \"turn\" does not fit; expected a number"),
    Sample(
      json(.sessionReturns(session: "fg1", lastLine: 3)),
      "all.jsonl:7:20: the session \"fg1\" ended on line 3 and goes on here; keep the lines of a "
        + "session together"),
    Sample(
      SettingsProblem.unknownKey("labels.acept", known: PlainTextSettings.keys),
      "there is no setting \"labels.acept\"; did you mean labels.accept?"),
    Sample(
      SettingsProblem.badValue(key: "header.endLine", expected: ["<line number>"]),
      "the setting \"header.endLine\" has a value that does not fit; expected line number"),
  ]

  private static let study: [Sample] = [
    Sample(
      StudyFolderProblem.noStudyAbove(path: "/home/eo"),
      "/home/eo: no study here or in a folder above; go to one, or name it with --study or "
        + "VERBATIM_STUDY"),
    Sample(
      StudyFolderProblem.noStudy(path: "my study"),
      "my study: no study here; make one with `verbatim init 'my study'`, or check --study"),
    Sample(
      StudyLockProblem.held(
        by: .init(host: "alpha", process: 4711, since: 1_763_888_400, command: "ingest")),
      "another command is writing to the study: `verbatim ingest`, process 4711 on alpha, since "
        + "2025-11-23 09:00:00 UTC; wait until it has ended, then try again"),
    Sample(
      SourceStoreProblem.damaged(Digest(sha256Of: Array("abc".utf8))),
      "sources/ba7816bf8f01cfea…: the stored copy of a source is not what was stored; restore it "
        + "from a backup"),
    Sample(
      StudyDescriptionProblem(
        kind: .unknownKey("sesions", known: ["sessions", "study"]), line: 4, column: 1),
      "study.yaml:4:1: the key \"sesions\" means nothing here; did you mean sessions?"),
    Sample(
      ImportProblem.description(
        path: "corpus/study.yaml", .init(kind: .duplicate(key: "id", value: "fg1"), line: 9)),
      "corpus/study.yaml:9: the id \"fg1\" occurs twice; give one of them another"),
    Sample(
      ImportProblem.codebookFormat(path: "codes.docx"),
      "codes.docx: no codebook that can be read; give YAML (.yaml) or REFI-QDA (.qdc)"),
    Sample(
      StudyDatabaseError.busy(path: "s/study.sqlite"),
      "s/study.sqlite: another program holds the database; wait until it has ended, then try again"),
    Sample(
      StudyDatabaseError.themesInUse([
        .init(id: "A/3", codings: 12), .init(id: "B", codings: 1, rules: 2),
      ]),
      "the codebook leaves out 2 themes in use: A/3 (12 codings), B (1 coding, 2 rules); keep them, "
        + "or remove the codings first"),
  ]

  private static let themes: [Sample] = [
    Sample(
      ThemeReferenceProblem.unknown("A/3/z", suggestions: ["A/3/a", "A/3/b"]),
      "there is no theme \"A/3/z\"; did you mean A/3/a or A/3/b?"),
    Sample(
      ThemeReferenceProblem.ambiguous("trust", paths: ["A/1", "B/2"]),
      "several themes have the name \"trust\"; say which: A/1 or B/2"),
    Sample(
      CodebookProblems([
        CodebookProblem(.unknownParent("A9", suggestions: ["A"]), theme: "x", line: 3)
      ]),
      "codebook:3: theme \"x\": there is no theme \"A9\" to stand below; did you mean A?"),
  ]

  private static let benches: [Sample] = [
    Sample(
      CollocateProblem.noPlace,
      "the query finds whole turns, around which nothing stands; give it a word or a phrase too"),
    Sample(
      BenchProblem.folderExists(path: "measured"),
      "measured: there already, and a measured study wants a folder of its own; name another"),
    Sample(
      BenchProblem.line(path: "q.tsv", line: 3, .noTab),
      "q.tsv:3: no tab in this line; write a class, a tab and a query"),
    Sample(
      BenchProblem.line(path: "q.tsv", line: 3, .noClass),
      "q.tsv:3: nothing stands before the tab; write a class there, any word"),
    Sample(
      BenchProblem.line(path: "q.tsv", line: 3, .noQuery),
      "q.tsv:3: nothing stands behind the tab; write a query there, or take the line away"),
    Sample(
      BenchProblem.line(path: "q.tsv", line: 3, .notUTF8),
      "q.tsv:3: this line is not UTF-8; save the file as UTF-8"),
    Sample(
      BenchProblem.noQueries(path: "q.tsv"),
      "q.tsv: holds no query; write lines of a class, a tab and a query"),
  ]

  private static let queries: [Sample] = [
    Sample(
      QueryError(range: 6..<7, kind: .numberExpected, expected: [.number]),
      "query, character 7: this is no whole number; expected a number"),
    Sample(
      AttributionTemplate.Failure.unknownPlaceholder("speeker", known: ["speaker", "group"]),
      "the attribution has {speeker}, which is no field and no approved attribute; did you mean "
        + "speaker?"),
    Sample(
      AttributionTemplate.Failure.unpairedBrace(offset: 0),
      "the attribution has a brace without its partner at character 1; write {{ or }} for a brace "
        + "itself"),
  ]
}
