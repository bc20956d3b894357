import VerbatimCorpus

/// Reads a plain-text transcript by the rules of `plaintext.md`: the encoding, columns, the family
/// of labels, which labels are speakers, the header, the turns. Every decision is taken once for the
/// whole file, without chance, clock or locale, and stands in the report.
public struct PlainTextReader: Sendable {
  public var settings: PlainTextSettings

  public init(settings: PlainTextSettings = .init()) {
    self.settings = settings
  }

  /// - Throws: for a file without text, with an unresolved encoding, without turns, or with two
  ///   families of labels. Cost: linear in the file's size.
  public func read(_ file: SourceFile) throws(IngestProblem) -> PlainTextReading {
    let pass = ReadingPass(file, settings).run()
    if let error = pass.report.problems.first(where: { $0.isError }) { throw error }
    guard let transcript = pass.transcript else {
      throw IngestProblem(path: file.path, kind: PlainTextProblem.noTurns)
    }
    return PlainTextReading(transcript: transcript, report: pass.report)
  }

  /// What ``read(_:)`` would decide; also for a file that it rejects.
  public func report(_ file: SourceFile) -> PlainTextReport {
    ReadingPass(file, settings).run().report
  }
}

/// A transcript with the report on how it was read.
public struct PlainTextReading: Sendable {
  public var transcript: Transcript
  public var report: PlainTextReport
  public var warnings: [IngestProblem] { report.problems }
}

/// One walk through the steps of the note.
struct ReadingPass {
  let file: SourceFile
  let settings: PlainTextSettings
  let isMarkdown: Bool
  var gates: SanityGates
  var report: PlainTextReport
  var transcript: Transcript?

  init(_ file: SourceFile, _ settings: PlainTextSettings) {
    self.file = file
    self.settings = settings
    isMarkdown = Markdown.isMarkdown(path: file.path)
    gates = SanityGates(path: file.path)
    let name =
      file.path.hasPrefix("/") ? file.path.split(separator: "/").last.map(String.init) : nil
    report = PlainTextReport(
      file: name ?? file.path, digest: file.digest, settingsDigest: settings.digest)
  }

  consuming func run() -> ReadingPass {
    if let problem = read() {
      let line = problem.line
      report.problems = [IngestProblem(path: file.path, line: line, kind: problem.kind)]
    }
    report.problems += gates.warnings
    return self
  }

  private mutating func read() -> (kind: PlainTextProblem, line: Int?)? {
    // §4: bytes to lines.
    var text: DecodedText
    do {
      text = try DecodedText(file.bytes, encoding: settings.encoding)
    } catch {
      return (Self.problem(error), nil)
    }
    note(text)
    guard text.lines.contains(where: { !$0.isBlank }) else { return (.empty, nil) }
    if settings.layout != .auto {
      transcript = stated(text)
      return transcript == nil ? (.noTurns, nil) : nil
    }

    // Step 0: what is no line of the transcript.
    let declared = Header.markDeclared(&text, endLine: settings.headerEndLine)
    Columns.stripLineNumbers(&text, mode: settings.lineNumbers)
    if isMarkdown { Markdown.markLines(&text, from: declared) }
    dropLines(&text)
    dropEndMarks(&text)
    let furniture = settings.family == LabelFamily.none ? [] : Columns.furniture(text)

    // Steps 1 to 4.
    let lexicon = LabelLexicon(settings, listed: Header.listedLabels(text))
    var labels = FileLabels(text, lexicon: lexicon, settings: settings)
    if settings.headerEndLine == nil {
      Header.markFirstBlock(&text) { labels.isLabel($0) }
      labels.removeHeader(text)
    }
    let choice = FamilyChoice(
      labels.tables, labels.candidates, furniture: Set(furniture), override: settings.family)
    report.scores = choice?.scores ?? []
    report.family = choice?.family
    report.isFamilyOverridden = settings.family != nil
    guard let family = choice?.family else { return (.noTurns, nil) }
    if let rival = choice?.rival {
      labels.describe(family, in: text, lexicon, &report)
      let problem = PlainTextProblem.mixedFamilies(
        chosen: family, other: rival.family, otherLine: rival.line + 1)
      return (problem, rival.line + 1)
    }
    let chosen = ChosenLabels(family, labels, text, lexicon, settings)
    for index in furniture where text.lines[index].use == .text {
      if chosen.speaks(text, index) {
        gates.warn(
          .labelAsFurniture(label: text.string(text.lines[index].content), line: index + 1),
          line: index + 1)
      } else {
        text.lines[index].use = .dropped(.furniture)
      }
    }
    chosen.describe(text, &report)
    noteDropped(text)
    return assemble(text, chosen)
  }

  // MARK: Steps 5 and 6

  private mutating func assemble(
    _ text: DecodedText, _ chosen: ChosenLabels
  ) -> (kind: PlainTextProblem, line: Int?)? {
    let openings = chosen.openings(text, settings)
    let firstTurn = openings.list.first?.candidate.firstLine ?? text.lines.count
    let header = Header(text, firstTurn: firstTurn) { chosen.isAccepted(key: $0) }
    report.header = header.pairs.map { .init(key: $0.key, value: $0.value) }
    let scanner = SpeechScanner(settings: settings, isMarkdown: isMarkdown) {
      chosen.isSpeaker($0)
    }
    let assembly = TurnAssembly(text: text, scanner: scanner, eventLines: chosen.eventLines(text))
    let declared = text.lines.firstIndex { $0.use != .header } ?? 0
    var result = assembly.assemble(openings.list, from: declared, merging: settings.mergeAdjacent)
    if settings.inlineSpeakers == .split {
      result.turns = InlineSpeakers.split(result.turns, events: &result.events) {
        chosen.speakers(ofRaw: $0)
      }
    }
    guard !result.turns.isEmpty else { return (.noTurns, nil) }
    let words = result.turns.map { SanityGates.words($0.text) }
    note(result, words: words, openings.times, text)
    check(result.turns, words, header, text, openings.times, chosen)
    transcript = Transcript(
      session: SessionFacts(settings, header, chosen).session(
        of: file, turns: result.turns, isMarkdown ? text : nil),
      turns: result.turns, events: result.events)
    return nil
  }

  private mutating func check(
    _ turns: [Turn], _ words: [Int], _ header: Header, _ text: DecodedText, _ times: Times,
    _ chosen: ChosenLabels
  ) {
    gates.checkTurns(turns, words: words)
    gates.checkStart(
      unexplained: header.unexplained, lines: text.lines.lazy.filter { !$0.isBlank }.count)
    gates.checkTimes(times)
    gates.checkNames(report.labels, known: Set(settings.participants.keys))
    for (label, line) in header.labelLines {
      gates.warn(.labelInHeader(label: label, line: line), line: line)
    }
    for pair in chosen.similarLabels {
      gates.warn(.similarLabels(label: pair.label, other: pair.other), line: pair.line)
    }
    let first = (turns.first?.place.line ?? 1) - 1
    let unknown = UnknownLabels.lines(text, from: first) { chosen.isSpeaker($0) }
    if unknown.count > 1, unknown.count >= turns.count {
      let line = unknown[0] + 1
      gates.warn(.unknownLabels(count: unknown.count, turns: turns.count, line: line), line: line)
    }
    for suspect in chosen.suspectSeparators(text).prefix(20) {
      gates.warn(.suspectSeparator(label: suspect.label, line: suspect.line), line: suspect.line)
    }
  }
}
