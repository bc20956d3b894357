import VerbatimCorpus
import VerbatimFiles
import VerbatimIngest
import VerbatimThemes

/// Reads sessions again from the stored sources, with the settings of the first time.
struct SourceReader {
  private let study: Study

  init(_ study: Study) {
    self.study = study
  }

  /// The session as its reader makes it from the stored bytes; `nil` where the reader no longer finds
  /// it. What `study.yaml` says of it is not laid over it.
  ///
  /// - Throws: ``SourceStoreProblem``, ``IngestProblem``, ``SettingsProblem``.
  func transcript(of record: SessionRecord) throws -> Transcript? {
    try transcripts(of: [record])[record.session.id]
  }

  /// Sessions of one source by their ids, read in one go. Cost: one reading of the source.
  func transcripts(of records: [SessionRecord]) throws -> [String: Transcript] {
    guard let first = records.first else { return [:] }
    let source = first.session.source
    func file() throws -> SourceFile {
      SourceFile(path: source.path, bytes: try study.sources.read(source.digest))
    }
    let settings = ReaderSettings(json: first.settings)
    let ids = Dictionary(
      records.map { ($0.ordinal, $0.session.id) }, uniquingKeysWith: { first, _ in first })
    var found: [String: Transcript] = [:]
    var ordinal = 0
    func keep(_ transcript: Transcript) {
      if let id = ids[ordinal] {
        found[id] = transcript
        found[id]?.session.id = id
      }
      ordinal += 1
    }
    switch first.format {
    case "tei":
      let options = TEIOptions(encoding: settings.encoding, assumesTEI: settings.assumesTEI)
      try TEIReader(options: options).read(try file()) { _ in nil }.transcripts.forEach(keep)
    case "text":
      let plain = try settings.text.map { try PlainTextSettings($0) } ?? PlainTextSettings()
      keep(try PlainTextReader(settings: plain).read(try file()).transcript)
    case "jsonl":
      _ = try study.sources.verify(source.digest)
      let stream = try study.sources.stream(source.digest)
      _ = try JSONLinesReader().read(source, nextPiece: { try stream.next() }, keep)
    default:
      break
    }
    return found
  }
}
