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

  /// Sessions of one source by their ids, read in one go. Cost: two readings of the source, and memory for
  /// all that is asked for.
  func transcripts(of records: [SessionRecord]) throws -> [String: Transcript] {
    guard let first = records.first else { return [:] }
    _ = try study.sources.verify(first.session.source.digest)
    var found: [String: Transcript] = [:]
    try forEachTranscript(of: records) { found[$0.session.id] = $0 }
    return found
  }

  /// Sessions of one source, each when it is read; of JSON Lines only one is in memory at a time. The bytes
  /// are not proven to be those that were added: see ``SourceStore/verify(_:)``. Cost: one reading.
  func forEachTranscript(
    of records: [SessionRecord], _ body: (Transcript) throws -> Void
  ) throws {
    guard let first = records.first else { return }
    let source = first.session.source
    let settings = ReaderSettings(json: first.settings)
    let ids = Dictionary(
      records.map { ($0.ordinal, $0.session.id) }, uniquingKeysWith: { first, _ in first })
    var ordinal = 0
    func give(_ transcript: Transcript) throws {
      if let id = ids[ordinal] {
        var own = transcript
        own.session.id = id
        try body(own)
      }
      ordinal += 1
    }
    if first.format == "jsonl" {
      let stream = try study.sources.stream(source.digest)
      _ = try JSONLinesReader().read(source, nextPiece: { try stream.next() }, give)
    } else {
      try Self.transcripts(
        in: try study.sources.read(source.digest), at: source.path, format: first.format, settings
      ).forEach(give)
    }
  }

  /// What a reader makes of bytes, all of it in memory.
  static func transcripts(
    in bytes: [UInt8], at path: String, format: String, _ settings: ReaderSettings
  ) throws -> [Transcript] {
    let file = SourceFile(path: path, bytes: bytes)
    switch format {
    case "tei":
      let options = TEIOptions(encoding: settings.encoding, assumesTEI: settings.assumesTEI)
      return try TEIReader(options: options).read(file) { _ in nil }.transcripts
    case "text":
      let plain = try settings.text.map { try PlainTextSettings($0) } ?? PlainTextSettings()
      return [try PlainTextReader(settings: plain).read(file).transcript]
    case "jsonl":
      var found: [Transcript] = []
      var isRead = false
      // Safety: the reader is done with a piece before it asks for the next, within this closure.
      try bytes.withUnsafeBytes { piece in
        _ = try JSONLinesReader().read(
          Source(path: path, digest: file.digest),
          nextPiece: {
            defer { isRead = true }
            return isRead || piece.isEmpty ? nil : piece
          }, { found.append($0) })
      }
      return found
    default: return []
    }
  }
}
