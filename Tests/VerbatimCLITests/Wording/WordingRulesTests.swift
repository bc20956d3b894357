import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics
import VerbatimThemes
import VerbatimXML
import VerbatimZip

@testable import VerbatimCLI
@testable import VerbatimStudy

/// Every case of every error, with names from a hostile file, against the rules of the style.
@Suite("Wording: rules that every line keeps")
struct WordingRulesTests {
  /// An escape sequence, an order mark, a line end, and very many letters.
  private static let evil = "\u{1B}[31m\u{202E}\n" + String(repeating: "ж", count: 3000)
  private static let many = (1...30).map { "\($0)" + evil }
  private static let numbers = Array(1...30)

  private func check(_ lines: [String], _ comment: String = "") {
    #expect(!lines.isEmpty)
    for line in lines {
      let isSafe = line.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control && $0 != "\u{202E}"
      }
      #expect(isSafe, "\(line)")
      #expect(line.unicodeScalars.count <= 1200, "\(line)")
      #expect(line.last != "." && line.last != "\n", "\(line)")
      #expect(!line.contains("Problem") && !line.contains("Optional"), "\(line)")
      #expect(line.contains(";") || line.contains(": "), "no remedy or detail: \(line)")
    }
  }

  /// With names as people give them, a line fits three rows of a terminal.
  private func checkLength(_ lines: [String]) {
    for line in lines { #expect(line.unicodeScalars.count <= 250, "\(line)") }
  }

  private func check<Kind>(_ make: (String, [String]) -> [Kind], _ lines: (Kind) -> [String]) {
    for kind in make(Self.evil, Self.many) { check(lines(kind)) }
    for kind in make("P07", ["fg1", "fg2"]) { checkLength(lines(kind)) }
  }

  private func check<Kind: ReaderProblem>(reader make: (String, [String]) -> [Kind]) {
    check(make) {
      [Wording.line(for: IngestProblem(path: "fg2.xml", line: 1, column: 2, kind: $0))]
    }
    for kind in make(Self.evil, Self.many) {
      check([Wording.line(for: IngestProblem(path: "a\u{7}\n.xml", kind: kind))])
    }
  }

  @Test("lists that lint reads and names that it keeps")
  func lint() {
    let path = "a\u{7}\u{202E}\n.txt"
    let problems: [LintProblem] = [
      .notText(path: path), .noNames(path: path), .keyMissing(path: path), .namesDamaged,
      .tooManyNames(path: path, limit: 9),
    ]
    for problem in problems {
      check(Wording.lines(for: problem))
      checkLength(Wording.lines(for: problem))
    }
  }

  @Test("archives, projects and what an exchange leaves behind")
  func exchange() {
    check({ (name: String, _) -> [ZipProblem.Kind] in
      [
        .notZip, .malformed(name), .severalVolumes, .encrypted, .unsupportedMethod(12), .unsafeName,
        .symbolicLink, .duplicateName, .overlapping, .contradictsDirectory,
        .tooManyEntries(found: 9, limit: 3), .entryTooLarge(limit: 1 << 20, actual: true),
        .archiveTooLarge(limit: 1 << 30), .ratio(limit: 200), .wrongSize, .wrongChecksum, .badData,
        .cannotBeWritten,
      ]
    }) { Wording.lines(for: ZipProblem($0, entry: Self.evil)) }
    check({ (name: String, many: [String]) -> [QDPXProblem] in
      [.noProject, .severalProjects(many)]
    }) { Wording.lines(for: $0) }
    check({ (name: String, many: [String]) -> [QualCoderProblem] in
      [
        .notFound(path: "a\u{7}\n.qda"), .notADatabase(path: "a\u{7}\n.qda"), .missingTables(many),
        .damaged(table: name),
        .tooLarge(table: name, limit: 3),
      ]
    }) { Wording.lines(for: $0) }
    check({ (name: String, _) -> [ExchangeFinding] in
      var findings = ExchangeFindings()
      for kind in ExchangeFinding.Kind.allCases { findings.note(kind, name, count: 12) }
      return findings.all
    }) { [Wording.line(for: $0)] }
    #expect(Wording.words(IncomingText()) == "any rule")
  }

  @Test("TEI and XML")
  func tei() {
    check(reader: { (name: String, _) -> [TEIProblem] in
      let kinds: [XMLProblem.Kind] = [
        .empty, .notXML, .truncated, .mismatchedTag, .duplicateAttribute, .undeclaredPrefix,
        .invalidCharacter, .malformed(code: 5), .undeclaredEntity(name: name),
        .externalEntity(name: name), .parameterEntity(name: name), .entityLoop,
        .entityExpansion(limit: 1 << 20), .doctypeRefused, .tooDeep(limit: 256),
        .tooLarge(bytes: .max, limit: 1 << 30), .invalidUTF8(declared: true),
        .invalidUTF8(declared: false), .invalidBytes(encoding: name),
        .unsupportedEncoding(name: name),
      ]
      return kinds.map(TEIProblem.xml) + [
        .notTEI(root: name), .unknownNamespace(found: name), .noTurns(root: name, elsewhere: 0),
        .noTurns(root: name, elsewhere: 3), .turnTooLong(limit: 1 << 24), .nameTooLong(limit: 1000),
        .missingComponents(found: 0, expected: 4), .missingComponent(href: name),
        .includeOutside(href: name), .unsupportedInclude(href: name), .includeCycle(href: name),
        .includeTooDeep(href: name, limit: 8), .declarationIgnored(declared: name, used: name),
        .controlBytesInLatin1(count: 2), .undeclaredSpeaker(id: name),
        .noParticipants(speakers: 1), .unattributedTurns(count: 1), .unknownElement(name: name),
        .otherNamespace(name: name), .nestedTurn, .severalReadings, .unresolvedGlyph(name: name),
        .duplicateID(id: name), .unresolvedSpan(target: name), .undeclaredTheme(id: name),
        .timelineCycle(id: name), .hyphensAtBreaks(count: 1), .eventsInBrackets(count: 9),
        .undecidedBrackets(count: 9), .textOutsideTurns, .reconstructedSpaces, .overlappingJoin,
        .includeInText(href: name), .durationInMonths(value: name),
      ]
    })
  }

  @Test("plain text and its settings")
  func plainText() {
    check(reader: { (name: String, _) -> [PlainTextProblem] in
      [
        .empty, .malformedText(encoding: .utf16LE, offset: 3),
        .encodingUnresolved(offsets: Self.numbers, macRomanLikely: true),
        .encodingUnresolved(offsets: [1], macRomanLikely: false), .binary(offset: 3), .noTurns,
        .assumedWindows1252(offsets: Self.numbers, lines: []),
        .assumedWindows1252(offsets: [4], lines: Self.numbers), .doubleEncoded,
        .manyLabels(count: 60), .dominantLabel(label: name, percent: 93), .longTurn(words: 20_000),
        .unexplainedStart(lines: 40, percent: 30), .timesNotMonotonic(lines: Self.numbers),
        .possibleRealName(label: name), .similarLabels(label: name, other: name),
        .suspectSeparator(label: name, line: 3), .labelInHeader(label: name, line: 3),
        .labelAsFurniture(label: name, line: 3),
      ]
        + LabelFamily.allCases.map { .mixedFamilies(chosen: .inline, other: $0, otherLine: 3) }
    })
    check({ name, names -> [SettingsProblem] in
      [
        .unknownKey(name, known: names), .unknownKey("label", known: PlainTextSettings.keys),
        .badValue(key: name, expected: names), .badValue(key: "", expected: ["<map>"]),
        .badValue(key: "family", expected: LabelFamily.allCases.map(\.rawValue)),
        .duplicateKey(name), .ambiguous(path: "a.txt", globs: Array(names.prefix(2))),
      ]
    }) { Wording.lines(for: $0) }
  }

  @Test("rigour")
  func rigour() {
    check({ name, names -> [RigourProblem] in
      [
        .unknownCoder(name, known: names), .unknownCoder(name, known: []),
        .unknownSession(name, known: names), .unknownAttribute(name, known: names),
        .tooFewCoders([]), .tooFewCoders([name]), .oneCoder(name, others: names),
        .tooManyCoders(limit: 32),
        .noSharedSession(names), .orderRepeats(name), .orderLacks(names),
      ]
    }) { Wording.lines(for: $0) }
  }

  @Test("JSON Lines")
  func jsonLines() {
    check(reader: { (name: String, _) -> [JSONLinesProblem] in
      let expectations: [JSONExpectation] = [
        .object, .key, .colon, .commaOrClosingBrace, .value, .string, .number, .closingQuote,
        .digit, .endOfLine, .scalar,
      ]
      return expectations.map(JSONLinesProblem.expected) + [
        .controlCharacter(9), .invalidEscape, .loneSurrogate, .invalidUTF8, .duplicateKey(name),
        .missingKey(name), .wrongType(key: name, expected: .scalar), .emptyValue(key: name),
        .outOfRange(key: name), .tooLong(key: name, limit: 1000), .needsSpeaker(key: name),
        .sessionReturns(session: name, lastLine: 3), .groupChanges(session: name, firstLine: 3),
        .noTurns, .turnNumbers(session: name, lines: 3), .endsBeforeStart(session: name, lines: 1),
        .personChanges(session: name, speaker: name, key: name, lines: 2),
      ]
    })
  }

  @Test("the index, the study's folder, lock, sources and database")
  func study() {
    let digest = Digest(sha256Of: [])
    check({ name, names -> [any Error] in
      let file = FileProblem(operation: .lock, path: "s/lock", errno: 9999)
      let kinds: [IndexProblem.Kind] = [
        .truncated(expected: 100, found: 1), .foreign, .newer(version: 2, supported: 1),
        .missingSection(name), .checksum(section: name), .invalid(section: name, invariant: 3),
        .roundTrip(session: name, turn: 3), .analyzer(found: name), .missingFile,
        .limit(name, .max),
      ]
      let uses = names.map { StudyDatabaseError.Use(id: $0, codings: 3, rules: 1) }
      let database: [StudyDatabaseError] = [
        .notFound(path: "s"), .alreadyExists(path: "s"), .notADatabase(path: "s"),
        .corrupt(path: "s"), .damaged(column: name), .notAStudy(path: "s", applicationID: 1),
        .newerVersion(path: "s", found: 9, supported: 1),
        .olderVersion(path: "s", found: 1, supported: 2), .busy(path: "s"),
        .cannotOpen(path: "s", code: 14), .readOnly(path: "s"), .diskFull(path: "s"),
        .inputOutput(path: "s", code: 10), .unknownTheme(name), .unknownSession(name),
        .unknownRule(name), .invalidSpan(session: name, turn: 3), .invalidJSON, .themesInUse(uses),
        .sessionsInUse(uses), .rulesInUse(uses),
        .invalidCodebook(CodebookProblems([CodebookProblem(.cycle, theme: name)])),
        .sqlite(code: 1),
      ]
      let folder: [StudyFolderProblem] = [
        .noStudy(path: "s"), .noStudyAbove(path: "s"), .notEmpty(path: "s"), .isStudy(path: "s"),
        .newerVersion(path: "s", found: 2, known: 1), .badMarker(path: "s"), .file(file),
      ]
      let lock: [StudyLockProblem] = [
        .held(by: nil), .file(file),
        .held(by: .init(host: name, process: -1, since: .max, command: name)),
      ]
      let sources: [SourceStoreProblem] = [.missing(digest), .damaged(digest), .file(file)]
      let indexed: [any Error] = kinds.map { IndexProblem(file: "", kind: $0) }
      let conflict = SessionConflict(session: name, known: name, found: name)
      return indexed + database + folder + lock + sources + [conflict]
    }) { Wording.lines(for: $0) }
  }

  @Test("descriptions, codebooks, references and attributions")
  func descriptions() {
    check({ name, names -> [any Error] in
      let description: [StudyDescriptionProblem.Kind] = [
        .notUTF8, .notYAML(name), .notYAML(""), .tooLarge, .unknownKey(name, known: names),
        .missingKey(name), .duplicate(key: name, value: name), .duplicate(key: name, value: ""),
        .wrongType(key: name, expected: .text), .wrongType(key: "", expected: .list),
        .wrongType(key: name, expected: .map), .badValue(key: name, expected: names),
      ]
      let codebook: [CodebookProblem.Kind] = [
        .emptyID, .invalidID, .duplicateID, .emptyName, .nameTooLong(limit: 1000), .emptyLabel,
        .invalidLabel(name),
        .duplicateLabel(name, parent: name), .duplicateLabel(name, parent: nil),
        .unknownParent(name, suggestions: []), .unknownParent(name, suggestions: names), .cycle,
        .invalidColour(name), .controlCharacter, .tooDeep(limit: 64), .tooManyThemes(limit: 9),
        .tooLarge(bytes: .max, limit: 1), .notUTF8(byte: 3), .syntax(name), .xml(.truncated),
        .duplicateKey(name), .unknownKey(name, known: names, suggestion: nil),
        .unknownKey(name, known: names, suggestion: name), .missingKey(name),
        .wrongType(key: name, expected: .text), .wrongType(key: name, expected: .boolean),
        .wrongType(key: name, expected: .list), .wrongType(key: name, expected: .mapping),
        .aliasRefused, .notACodebook(root: name), .notACodebook(root: nil), .missingGUID,
        .invalidGUID(name),
      ]
      let shown: [any Error] = description.map { StudyDescriptionProblem(kind: $0, line: 1) }
      return shown + [
        ImportProblem.codebook(
          path: "c.yaml", CodebookProblems(codebook.map { CodebookProblem($0, line: 3) })),
        ImportProblem.codebook(path: "c.yaml", CodebookProblems([])),
        ImportProblem.textSettings(path: "study.yaml", line: 9, .duplicateKey(name)),
        ThemeReferenceProblem.unknown(name, suggestions: names),
        ThemeReferenceProblem.unknown(name, suggestions: []),
        ThemeReferenceProblem.ambiguous(name, paths: names),
        AttributionTemplate.Failure.unknownPlaceholder(name, known: names),
        AttributionTemplate.Failure.unpairedBrace(offset: 3),
      ]
    }) { Wording.lines(for: $0) }
  }

  @Test("tables of codings, findings and rebased codings")
  func codings() {
    check({ name, names -> [CodingProblem.Kind] in
      [
        .notUTF8(byte: 3), .unterminatedQuote, .missingColumns(names, known: names),
        .unknownColumn(name, known: names, suggestion: nil), .repeatedColumn(name),
        .fieldCount(found: 1, expected: 8), .emptyField(column: name), .notANumber(column: name),
        .unknownTheme(name, suggestions: names), .ambiguousTheme(name, paths: names),
        .themeNotCodable(name), .themeRetired(name), .unknownTurn(session: name, turn: 3),
        .quoteMissing(session: name, turn: 3), .quoteRepeated(session: name, turn: 3, times: 2),
        .quoteDiffers(session: name, turn: 3), .spanOutOfRange(session: name, turn: 3, length: 1),
        .repeats(line: 3),
      ]
    }) { [Wording.line(for: CodingProblem(line: 2, kind: $0), path: "c.csv")] }
    check({ name, names -> [StudyCheck.Finding] in
      [
        .index(IndexProblem(file: "a.segment", kind: .foreign)), .segmentName(file: "a.segment"),
        .source(.missing(Digest(sha256Of: []))), .database(.integrity(name)),
        .database(.danglingReference(table: name, count: 1)), .log(.unreadable(seq: 1)),
        .log(.changed(seq: 1)), .log(.broken(seq: 1)), .log(.gap(before: 1)),
        .log(.anchorMissing(seq: 1)), .turn(session: name, turn: 3), .unreadable(session: name),
        .sessions(missing: names, surplus: names), .manifest, .conflictCopy(path: name),
        .conflictCopy(path: "study (conflicted copy).sqlite"),
        .database(.codebookHistory(version: 3)),
      ]
    }) { Wording.lines(for: $0) }
    check({ name, names -> [RebaseReport] in
      [
        RebaseReport(
          session: name, kept: 1, moved: 2, adjusted: names.map { .init(theme: $0, turn: 4) },
          doubtful: names.map { .init(theme: $0, turn: 3) })
      ]
    }) { [Wording.line(for: $0)] }
  }

  @Test("what cannot be measured")
  func benches() {
    for name in ["q\u{1B}\n.tsv", "queries.tsv"] {
      let failure = QueryFailure(query: "a", error: QueryError(range: 0..<1, kind: .onlyNegative))
      let lines: [BenchProblem.Line] = [.noTab, .noClass, .noQuery, .notUTF8]
      let problems: [BenchProblem] =
        lines.map { .line(path: name, line: 2, $0) }
        + [.folderExists(path: name), .noQueries(path: name)]
        + [.query(path: name, line: 2, failure)]
      for problem in problems {
        let sentence = Array(Wording.lines(for: problem as any Error).prefix(1))
        check(sentence)
        checkLength(sentence)
      }
    }
  }

  @Test("what cannot be counted, and measures without a value")
  func counting() {
    for problem in [CollocateProblem.noPlace, .noWord] {
      check(Wording.lines(for: problem))
      checkLength(Wording.lines(for: problem))
    }
    let reasons = Score.Refusal.allCases.map { Wording.words($0) }
    #expect(Set(reasons).count == reasons.count)
    for reason in reasons { #expect(!reason.isEmpty && reason.last != ".") }
  }

  @Test("files that are no transcript")
  func notTranscripts() {
    let reasons: [NotTranscript] = [
      .empty, .image, .recording, .archive, .binary, .table, .settings, .qualitativeData, .json,
      .webPage, .unread("vtt"), .unread(Self.evil),
    ]
    for reason in reasons {
      check([Wording.line(for: .passedOver(reason), path: "a\u{1B}.bin") ?? ""])
    }
    for document in ConvertibleDocument.allCases {
      check([Wording.line(for: .convertible(document), path: "a\u{1B}\n.doc") ?? ""])
    }
  }
}
