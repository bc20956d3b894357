import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// How an import goes about.
public struct ExchangeOptions: Sendable {
  /// Goes on where something would be left behind.
  public var acceptsPartial = false
  /// Only reports.
  public var isDryRun = false
  public var positions = PositionRequest()

  public init() {}
}

extension StudyWriter {
  /// Brings in a REFI-QDA project: codebook, users, codings, notes, people, and the texts that the study
  /// does not have. In one commit, or not at all: where something of the file would be lost, nothing is
  /// changed unless `acceptsPartial` is set.
  ///
  /// Throws ``ZipProblem``, ``QDPXProblem``, ``CodebookProblems``, `FileProblem`; then nothing is changed.
  public func importProject(
    qdpx path: String, _ options: ExchangeOptions = ExchangeOptions()
  ) throws -> ExchangeReport {
    let study = try IncomingContext(self)
    let incoming = try QDAImport(
      path: path, into: study, options.positions, at: Timestamp.now()
    ).incoming
    return try take(incoming, into: study, path: path, options)
  }

  /// Plans, and does what was planned.
  func take(
    _ incoming: IncomingProject, into study: IncomingContext, path: String,
    _ options: ExchangeOptions
  ) throws -> ExchangeReport {
    let plan = try ImportPlan(
      incoming, into: study, path: AtomicFile.split(path).name,
      turns: { [index = self.index] id in
        guard let place = index.find(id) else { return [] }
        return try index.segments[place.segment].transcript(place.session).turns
      })
    var report = plan.report
    guard !options.isDryRun, report.isComplete || options.acceptsPartial else { return report }
    try commit(plan)
    report.isDone = true
    return report
  }

  private func commit(_ plan: ImportPlan) throws {
    let actor = self.actor
    let report = plan.report
    let changes: (StudyTransaction) throws -> Void = { transaction in
      try transaction.setCodebook(plan.codebook)
      for coder in plan.coders { try transaction.setCoder(coder) }
      for rule in plan.rules { try transaction.setRule(rule) }
      for query in plan.queries { try transaction.setSavedQuery(query) }
      let coders = Set(plan.codings.compactMap(\.coder))
      var journal = CodingJournal(
        transaction, .import, coder: coders.count == 1 ? coders.first : nil)
      _ = try journal.add(plan.codings)
      try journal.finish()
      for question in plan.questions {
        try transaction.ask(.adjusted, about: question.coding, words: question.words)
      }
      for memo in plan.memos { try transaction.addMemo(memo) }
      if let name = plan.name { try transaction.setSetting(Study.nameSetting, to: name) }
      try transaction.appendLog(
        actor: actor, action: "import",
        details: "{\"sessions\":\(plan.transcripts.count),\"themes\":\(report.themesAdded),"
          + "\"codings\":\(report.codingsAdded),\"memos\":\(report.memosAdded)}")
    }
    guard !plan.transcripts.isEmpty else {
      try database.transaction(changes)
      return
    }
    do {
      var options = IngestOptions()
      options.remembers = false
      var ingestion = try Ingestion(self, options)
      for new in plan.transcripts {
        let settings = ReaderSettings(text: new.settings)
        let file = new.transcript.session.source
        let fingerprint = Digest(
          sha256Of: Array("import 1\n\(file.digest.hex)\n\(settings.json)".utf8))
        try ingestion.take(
          new.transcript,
          Ingestion.Origin(
            format: "text", content: .bytes(new.bytes), fingerprint: fingerprint, root: nil,
            settings: settings))
      }
      _ = try ingestion.commit { transaction in
        if plan.sharesSpeakers {
          try transaction.setSetting(
            Study.speakersSetting, to: StudyDescription.Speakers.shared.rawValue)
        }
        try changes(transaction)
      }
    } catch {
      try? removeLeftOvers()
      throw error
    }
  }
}
