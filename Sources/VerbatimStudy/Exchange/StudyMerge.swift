import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

extension StudyWriter {
  /// Brings in what others made of the same transcripts in a study of their own: themes, coders, codings,
  /// memos, rules and saved queries, everything once. What the two say differently is reported, and stays
  /// as it is here. Sessions are the same by their bytes; codings of one in another version follow their
  /// words.
  ///
  /// Throws what opening the other study throws; then nothing is changed.
  public func importStudy(
    folder path: String, _ options: ExchangeOptions = ExchangeOptions()
  ) throws -> ExchangeReport {
    let other = Study.open(try StudyFolder.open(at: path))
    let database = try other.database()
    let index = try other.index(of: database)
    let content = try database.read { try StudyContent($0) }
    let queries = try database.read { try $0.savedQueries() }
    var incoming = IncomingProject()
    incoming.origin = "Verbatim"
    incoming.isExact = true
    incoming.name = content.name
    incoming.sharesSpeakers = index.manifest.sharesSpeakers
    incoming.codebook = content.codebook
    incoming.coders = content.coders
    incoming.rules = content.rules
    incoming.queries = queries
    var places: [String: Int] = [:]
    for record in content.sessions {
      guard let place = index.find(record.session.id) else { continue }
      var transcript = try index.segments[place.segment].transcript(place.session)
      transcript.session = record.session
      var source = IncomingSource(
        name: record.session.id, session: record.session.id, transcript: transcript)
      // What the transcripts carry themselves comes from them, with the themes.
      source.codings = (content.codingsBySession[record.session.id] ?? []).filter {
        $0.origin != .source
      }
      places[record.session.id] = incoming.sources.count
      incoming.sources.append(source)
    }
    for memo in content.memos {
      let subject: IncomingMemo.Subject? =
        switch memo.subject {
        case .study: .study
        case .theme(let id): .theme(id)
        case .session(let id): places[id].map { .source($0) }
        case .participant(let id, let label):
          places[id].map { .participant(source: $0, label: label) }
        }
      guard let subject else {
        incoming.findings.note(.memosWithoutPlace)
        continue
      }
      incoming.memos.append(
        IncomingMemo(
          subject: subject, author: memo.author, createdAt: memo.createdAt, text: memo.text))
    }
    let report = try take(
      incoming, into: try IncomingContext(self), path: path, options)
    if report.isDone, report.themesAdded > 0 { try refreshSourceCodings() }
    return report
  }
}
