import VerbatimReport
import VerbatimStudy
import VerbatimThemes
import VerbatimZip

/// What goes between programs.
extension Wording {
  static func words(_ problem: ZipProblem) -> String {
    let entry = problem.entry.map { "\(quoted($0)): " } ?? ""
    return entry + words(problem.kind)
  }

  private static func words(_ kind: ZipProblem.Kind) -> String {
    switch kind {
    case .notZip: "this is no zip archive, or one that was cut off; export it again"
    case .malformed(let field):
      "the archive contradicts itself (\(name(field))); export it again"
    case .severalVolumes: "the archive is spread over several files; export it as one"
    case .encrypted: "the archive is encrypted; unpack it with its password and pack it without one"
    case .unsupportedMethod(let method):
      "compressed by method \(method), which is not read; pack it with deflate"
    case .unsafeName: "the name leads out of the archive; nothing of it was read"
    case .symbolicLink: "a link stands in the archive; pack it without links"
    case .duplicateName: "two files of the archive have this name; export it again"
    case .overlapping: "two files of the archive share their bytes, as bombs do; nothing was read"
    case .contradictsDirectory:
      "the archive's directory says something else than the file; export it again"
    case .tooManyEntries(let found, let limit):
      "\(count(found, "file")) in the archive; at most \(limit) are read"
    case .entryTooLarge(let limit, _): "larger than \(size(limit)) unpacked; nothing was read"
    case .archiveTooLarge(let limit):
      "the archive's files are larger than \(size(limit)) together; nothing was changed"
    case .ratio(let limit):
      "grows more than \(limit) times when it is unpacked, as bombs do; nothing was changed"
    case .wrongSize: "has another size than the archive says; export it again"
    case .wrongChecksum: "has another checksum than the archive says: damaged; copy it again"
    case .badData: "its compressed bytes are damaged or cut off; copy it again"
    case .cannotBeWritten: "more than a zip archive holds (65,534 files, 4 GB); divide the study"
    }
  }

  static func words(_ problem: QDPXProblem) -> String {
    switch problem {
    case .noProject: "the archive holds no project: a file that ends in .qde is missing"
    case .severalProjects(let names):
      "the archive holds \(names.count) projects: \(list(names)); which is meant, nobody can tell"
    }
  }

  static func line(for problem: QualCoderProblem) -> String {
    switch problem {
    case .notFound(let path):
      at(path) + "there is no such file, or it cannot be opened; name the "
        + "project's folder, which ends in .qda"
    case .notADatabase(let path):
      at(path) + "no database, or a damaged one; let QualCoder make a backup and take that"
    case .missingTables(let tables):
      "data.qda: the tables \(list(tables)) are missing; is this a QualCoder project?"
    case .damaged(let table):
      "data.qda: a column is missing or holds what it should not (\(name(table))); open the project in "
        + "a new QualCoder, which brings it up to date"
    case .tooLarge(let table, let limit):
      "data.qda: the table \(name(table)) holds more than is read (\(limit)); divide the project"
    }
  }

  static func words(_ match: ExchangeReport.Match) -> String {
    switch match {
    case .same: "the same"
    case .rebased(let moved): moved > 0 ? "changed, \(moved) moved" : "changed"
    case .new: "new"
    case .refused: "not taken"
    }
  }

  static func words(_ text: IncomingText) -> String {
    guard text.matters else { return "any rule" }
    let unit =
      switch text.rule.unit {
      case .scalars: "code points"
      case .utf16: "UTF-16"
      case .bytes: "bytes"
      }
    guard text.hasCRLF else { return unit }
    return unit + (text.rule.newline == .one ? ", CRLF as 1" : ", CRLF as 2")
  }

  /// `12  events …` with what it is about.
  static func line(for finding: ExchangeFinding) -> String {
    let subject = finding.subject.flatMap { $0.isEmpty ? nil : " (\(name($0)))" } ?? ""
    return "\(finding.count.grouped): " + words(finding.kind) + subject
  }

  private static func words(_ kind: ExchangeFinding.Kind) -> String {
    switch kind {
    case .events: "laughter, pauses and other events: the format has no place for them"
    case .times: "turns with times: texts without a recording have none"
    case .marks: "marked stretches (unclear, emphasis, overlap …): the words stay, the marks do not"
    case .turnFacts: "facts and names of turns: the format has no place for them"
    case .turnLanguages: "turns of another language: the words stay, the language does not"
    case .sourceFiles: "sources as they were given: their words go as plain text"
    case .oldPaths: "paths that themes had before: the format has no place for them"
    case .labels: "labels of themes with blanks, or longer than 24 letters: shortened"
    case .codebookName: "the codebook's own name: the project's stands for it"
    case .savedQueries: "saved queries: the format has no place for them"
    case .log: "entries of the log: they are the study's own"
    case .history:
      "versions of the codebook and verdicts on rules' codings: they are the study's own"
    case .questions: "questions about codings whose words were corrected: they are the study's own"
    case .codingsOutside:
      "codings that stand on no words of their session; verbatim check names them"
    case .sharedUserNames: "users whose names were joined"
    case .forbiddenCharacters: "characters that XML or a text file forbids: U+FFFD stands for them"
    case .astralCharacters:
      "text with characters that programs count as one or as two; if codings stand wrongly there: "
        + "--qdpx-unit utf16"
    case .carriageReturns: "text with carriage returns, which programs count differently"
    case .repeatedAttributes: "people or sessions with two values of one fact: others may show one"
    case .emptySessions: "session without a turn: its text is empty"
    case .wrongNamespace:
      "namespace that is not REFI-QDA's 1.0; it was read by the names of elements"
    case .invalidGUID: "identities that are no GUIDs: kept as they are"
    case .duplicateGUID: "elements with the identity of another: the first was kept"
    case .duplicateSelection: "selections with the identity of another: both were kept"
    case .missingAttribute: "elements without an identity: left out"
    case .unknownReference: "references to what is not in the project"
    case .invalidNumber: "positions that are no numbers"
    case .positionsOutside: "codings past the end of their text, or inside of a character"
    case .contradictedNames:
      "codings whose selection is named by other words than stand there; --qdpx-unit and "
        + "--qdpx-newline say how positions are counted"
    case .betweenTurns: "codings on no words of a turn (a label, a heading, a text that is missing)"
    case .sourceMissing: "text that the archive does not hold"
    case .sourceOutside: "text outside of the archive: never opened"
    case .sourceWithoutText: "source without plain text; export it as plain text"
    case .sourceUnreadable: "text that is neither UTF-8 nor UTF-16"
    case .sourceNotPlain: "pictures, recordings and PDFs: only their texts are read"
    case .codedPictures: "codings of pictures, recordings and pages"
    case .codedSources: "codings of sources or cases as a whole: here turns are coded"
    case .commentedSelections: "comments on words that are not coded: they became memos"
    case .codeSets: "sets of codes or notes"
    case .links: "links between things of the project"
    case .graphs: "graphs"
    case .unknownElements: "elements that say nothing here"
    case .codingsOfGroupingCodes: "codings of themes that only group others: kept"
    case .invalidCodes: "codes without a name, an identity or a proper colour: mended"
    case .doubtfulCodings: "codings whose words the study's version does not have, or not once"
    case .adjustedCodings:
      "codings whose words changed in the study's version: brought in; `verbatim code review` asks"
    case .sessionsWithout: "codings of a session that the study does not have; ingest it first"
    case .factsOfKnownSessions:
      "facts of people or sessions that the study does not have: not added"
    case .themesDiffer: "theme that says something else here: this study's stays"
    case .themesRelabelled: "theme with a label that is taken: it got another"
    case .rulesDiffer: "rule, with its codings, that asks something else here: this study's stays"
    case .coderNames: "coder with another name here: this study's stays"
    case .memosWithoutPlace: "memos on what did not come in"
    case .caseSelections: "cases that are stretches of a text and no speaker of it"
    case .ambiguousQuotes: "quotations that stand in a session more than once"
    case .missingQuotes: "quotations that stand in no turn"
    case .speakersSetting: "the other shares speakers between sessions, this study does not"
    case .codingMemosDiffer: "codings with another note here: this study's stays"
    case .queriesDiffer: "saved query that asks something else here: this study's stays"
    case .tags: "highlights without a tag"
    }
  }
}
