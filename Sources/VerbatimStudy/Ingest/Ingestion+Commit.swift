import Glibc
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// What happens to the codings of a session whose source changed.
struct RebaseChanges {
  private(set) var report: RebaseReport
  private var moves: [(coding: Coding, turn: Int, span: Range<Int>?)] = []
  private var questions: [(kind: CodingQuestion.Kind, coding: Coding, words: String)] = []
  private var answered: [Coding] = []

  init(report: RebaseReport) {
    self.report = report
  }

  mutating func add(_ coding: Coding, _ outcome: CodingRebase.Outcome, words: String?) {
    var now = coding
    if let place = outcome.place {
      (now.turn, now.span) = place
      if now != coding { moves.append((coding, now.turn, now.span)) }
    }
    let place = RebaseReport.Place(theme: coding.theme, turn: now.turn)
    switch outcome {
    case .kept: report.kept += 1
    case .moved: report.moved += 1
    case .adjusted:
      report.adjusted.append(place)
      questions.append((.adjusted, now, words ?? ""))
    case .doubtful:
      report.doubtful.append(place)
      questions.append((.doubtful, now, words ?? ""))
    }
  }

  /// Settles an open question of the coding that was added last where the words that were coded stand
  /// again where it stands: a correction was taken back.
  mutating func answer(_ question: CodingQuestion, where rebase: CodingRebase) {
    var now = question.coding
    if let move = moves.last, move.coding == now { (now.turn, now.span) = (move.turn, move.span) }
    guard rebase.newWords(of: now) == question.words else { return }
    answered.append(now)
    questions.removeAll { $0.coding == now }
  }

  func apply(_ transaction: StudyTransaction) throws {
    // One may move to where another stands that moves as well: those whose place is free go first, and
    // what goes round in a circle goes by way of a place that no transcript has.
    var waiting = moves
    var count = -1
    while !waiting.isEmpty, waiting.count != count {
      count = waiting.count
      waiting = try waiting.filter {
        try !transaction.move($0.coding, turn: $0.turn, span: $0.span)
      }
    }
    var parked: [(coding: Coding, turn: Int, span: Range<Int>?)] = []
    for (number, move) in waiting.enumerated() {
      var aside = move.coding
      aside.turn = Int(Int32.max) + number
      _ = try transaction.move(move.coding, turn: aside.turn, span: aside.span)
      parked.append((aside, move.turn, move.span))
    }
    for move in parked {
      _ = try transaction.move(move.coding, turn: move.turn, span: move.span)
    }
    for question in questions {
      try transaction.ask(question.kind, about: question.coding, words: question.words)
    }
    for coding in answered { try transaction.settle(coding) }
  }
}

/// Segments are written, codings follow their words, and one commit makes it so.
extension Ingestion {
  mutating func flush() throws {
    guard builder.sessionCount > 0 else { return }
    try countWords()
    written.append(try writer.write(builder))
    builder = try writer.builder(threads: options.threads)
    countedWords = 0
    countedAnnotations = AnnotationCounts()
  }

  /// Takes the words of the sessions that came since the last call into the summary.
  mutating func countWords() throws {
    let now = try builder.tokenCount()
    summary.words += now - countedWords
    countedWords = now
    let annotations = try builder.annotationCounts()
    summary.annotations = summary.annotations + (annotations - countedAnnotations)
    countedAnnotations = annotations
  }

  /// Passes over the words of sessions that only move to another segment.
  mutating func skipWords() throws {
    countedWords = try builder.tokenCount()
    countedAnnotations = try builder.annotationCounts()
  }

  mutating func rebase(_ id: String, to transcript: Transcript) throws {
    let (old, questions) = try writer.database.read {
      (
        try $0.codings(CodingFilter(session: id), includingHidden: true),
        try $0.codingQuestions(includingHidden: true)
      )
    }
    guard let place = writer.index.find(id), !old.isEmpty else { return }
    let before = try before(id, writer.index.segments[place.segment].transcript(place.session))
    let rebase = CodingRebase(from: before, to: transcript)
    var changes = RebaseChanges(report: RebaseReport(session: id))
    let people = old.filter { $0.origin == .person }
    for (coding, outcome) in zip(people, rebase.outcomes(of: people)) {
      changes.add(coding, outcome, words: rebase.words(of: coding))
      if let question = questions.first(where: { $0.coding == coding }) {
        changes.answer(question, where: rebase)
      }
    }
    rebases.append(changes)
  }

  /// The session as it was: as the index has it, or, where that has not all of its words, as the source
  /// gives it.
  private func before(_ id: String, _ stored: Transcript) throws -> Transcript {
    guard embargo.isTouching(id),
      let record = try writer.database.read({ try $0.session(id) }),
      let raw = try SourceReader(writer.study).transcript(of: record)
    else { return stored }
    return record.transcript(
      from: raw,
      SessionMemory(json: try writer.database.read { try $0.setting(Study.sessionsSetting) }))
  }

  /// - Parameter further: what else belongs to the same commit; not called where nothing was read.
  mutating func commit(
    _ further: (StudyTransaction) throws -> Void = { _ in }
  ) throws -> IngestSummary {
    summary.speakers = speakers
    try builder.wait()
    guard !records.isEmpty else {
      // A file that was rejected half way has left its copy and its segments.
      try writer.removeLeftOvers()
      summary.repeatedLabels = try repeatedLabels()
      return summary
    }
    try countWords()
    var entries = written
    entries += try carryOver()
    try skipWords()
    entries += written.filter { !entries.contains($0) }
    let kept = entries
    let last = PendingSegment(builder, of: writer, isBeside: options.threads > 1)
    let records = self.records
    let codings = self.codings
    let rebases = self.rebases
    let embargo = self.embargo
    let taken = records.map(\.id)
    let details = LogObject.json([
      "files": summary.files.count, "sessions": records.count, "from": folders.sorted(),
    ])
    let actor = writer.actor
    try writer.study.sources.synchronize(added)
    try writer.commit(try kept + last.entries().filter { !kept.contains($0) }) { transaction in
      try transaction.replaceSessions(records.lazy.map(\.record))
      for session in taken {
        try transaction.removeCodings(CodingFilter(session: session, origin: .source))
      }
      for changes in rebases { try changes.apply(transaction) }
      try transaction.addCodings(codings)
      try transaction.setEmbargo(embargo)
      try transaction.appendLog(
        actor: actor, action: "ingest", details: details)
      try further(transaction)
    }
    summary.rebased = rebases.map(\.report)
    summary.layers = writer.index.layers().map { ($0.name, $0.tokenCount) }
    summary.repeatedLabels = try repeatedLabels()
    return summary
  }

  /// What stays of the live segments as they are. Those without the sessions that were replaced, and small
  /// ones (``SegmentMerge``), go into the new one; a study that fits one segment is built anew as one, which
  /// is the canonical state.
  mutating func carryOver() throws -> [Manifest.Entry] {
    let index = writer.index
    let isSmall = index.textByteCount + builder.textBytes < SegmentPlan.leastBytes
    let merged = Set(
      SegmentMerge.chosen(index.segments.map(\.textByteCount), incoming: builder.textBytes))
    var kept: [Manifest.Entry] = []
    for (number, segment) in index.segments.enumerated() {
      let ids = (0..<segment.sessionCount).map { segment.sessionID($0) }
      if !isSmall, !merged.contains(number), !ids.contains(where: { replaced.contains($0) }) {
        kept.append(index.manifest.entries[number])
        continue
      }
      for (session, id) in ids.enumerated() where !replaced.contains(id) {
        let entry = try segment.session(session)
        try builder.add(try segment.transcript(session), fingerprint: entry.fingerprint)
        if builder.textBytes >= SegmentPlan.mostBytes {
          try skipWords()
          try flush()
        }
      }
    }
    return kept
  }

  /// Labels that several sessions use, unless the study says that they are shared.
  func repeatedLabels() throws -> [(label: String, sessions: Int)] {
    if writer.index.manifest.sharesSpeakers { return [] }
    return try writer.database.read { try $0.repeatedLabels() }.sorted {
      $0.sessions != $1.sessions
        ? $0.sessions > $1.sessions : NaturalOrder.precedes($0.label, $1.label)
    }
  }
}
