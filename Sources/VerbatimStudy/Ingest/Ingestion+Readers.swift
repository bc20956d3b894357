import Glibc
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// One reader a format: what it makes of a file is taken, or the file is rejected.
extension Ingestion {
  mutating func readTEI(
    _ file: SourceFile, _ item: SourceBatch.Item, _ fingerprint: Digest
  ) throws -> IngestSummary.Outcome {
    var teiOptions = TEIOptions()
    teiOptions.encoding = options.encoding
    teiOptions.assumesTEI = options.assumesTEI
    let files = IncludedFiles(root: item)
    let reading = try TEIReader(options: teiOptions, room: room).read(file) { files.read($0) }
    if let columns = reading.transcripts.last?.columns { room = columns.all.room }
    summary.warnings += reading.warnings
    for problem in reading.rejected {
      summary.files.append(.init(path: problem.path, outcome: .rejected(problem)))
    }
    let isRoot = !reading.included.isEmpty
    let options = self.options
    let corpus = isRoot ? self.fingerprint(ofCorpus: fingerprint, reading, files) : fingerprint
    return try take(reading.transcripts) { transcript in
      let source = transcript.session.source
      let included = isRoot ? files.files[source.path] : nil
      return Origin(
        format: "tei", content: .bytes(included?.bytes ?? file.bytes),
        fingerprint: isRoot ? Digest(sha256Of: corpus.bytes + source.digest.bytes) : fingerprint,
        root: isRoot && included != nil ? file : nil,
        settings: ReaderSettings(
          root: isRoot && included != nil ? file.digest.hex : nil, encoding: options.encoding,
          assumesTEI: options.assumesTEI))
    }
  }

  /// What the sessions of a corpus share: its own bytes, and those of the files that it includes and
  /// that are no sessions (lists of people, taxonomies).
  func fingerprint(
    ofCorpus root: Digest, _ reading: TEIReading, _ files: IncludedFiles
  ) -> Digest {
    let sessions = Set(reading.transcripts.map(\.session.source.path))
    var hash = SHA256()
    hash.update(root.hex)
    for path in reading.included where !sessions.contains(path) {
      hash.update("\n\(path)\n\(files.files[path]?.digest.hex ?? "")")
    }
    return hash.finish()
  }

  mutating func readText(
    _ file: SourceFile, _ fingerprint: Digest
  ) throws -> IngestSummary.Outcome {
    let (value, settings) = try textSettings(file.path)
    let reading = try PlainTextReader(settings: settings).read(file)
    summary.warnings += reading.warnings
    return try take([reading.transcript]) { _ in
      Origin(
        format: "text", content: .bytes(file.bytes), fingerprint: fingerprint, root: nil,
        settings: ReaderSettings(text: value))
    }
  }

  /// The settings for a file, as they were given and as the reader takes them.
  func textSettings(
    _ name: String
  ) throws(SettingsProblem) -> (value: SettingsValue?, settings: PlainTextSettings) {
    if let own = overlay.textSettings(ofFile: name)?.text {
      return (own, try PlainTextSettings(own))
    }
    guard let chosen = try PlainTextSettings.choose(for: name, among: textChoices) else {
      return (nil, PlainTextSettings())
    }
    let index = textChoices.firstIndex { $0.settings == chosen }
    return (index.map { options.textSettings[$0].settings }, chosen)
  }

  /// A file of JSON Lines is kept first, and read from what is kept: it is never in memory as a whole.
  mutating func readLines(_ item: SourceBatch.Item) throws -> IngestSummary.Outcome {
    if knownPaths.contains(item.name), let outcome = try unchangedLines(item) { return outcome }
    let stored = try writer.study.sources.add(fileAt: item.path, threads: options.threads)
    summary.sourceBytes += stored.size
    let fingerprint = self.fingerprint(item.name, stored.digest, .jsonLines)
    if let outcome = try knownOutcome(stored.digest, fingerprint, item) { return outcome }
    // A file is taken whole or not at all, and is read once: what was taken of it before an error is
    // taken back. So that this is possible, no segment has sessions of it beside others.
    if builder.textBytes + stored.size > SegmentPlan.mostBytes { try flush() }
    let before = self
    let mark = try builder.mark()
    do {
      var new = 0
      var replacements = 0
      let source = Source(path: item.name, digest: stored.digest)
      let stream = try writer.study.sources.stream(stored.digest)
      let read = try JSONLinesReader().read(source, nextPiece: { try stream.next() }) {
        transcript in
        let id = try id(of: transcript)
        if known[id] == nil { new += 1 } else { replacements += 1 }
        try take(
          transcript,
          Origin(
            format: "jsonl", content: .stored(stored.size), fingerprint: fingerprint, root: nil,
            settings: ReaderSettings()))
      }
      summary.warnings += read.warnings
      return .read(sessions: new, replaced: replacements)
    } catch {
      let isFlushed = written.count > before.written.count
      self = before
      if isFlushed {
        builder = try writer.builder(threads: options.threads)
      } else {
        try builder.keep(mark)
      }
      throw error
    }
  }

  /// The outcome of a file that the study may have: looking costs a digest and no copy.
  mutating func unchangedLines(
    _ item: SourceBatch.Item
  ) throws -> IngestSummary.Outcome? {
    var hash = SHA256()
    var size = 0
    let stream = try FileStream(item.path)
    while let piece = try stream.next() {
      hash.update(piece)
      size += piece.count
    }
    let digest = hash.finish()
    let fingerprint = self.fingerprint(item.name, digest, .jsonLines)
    guard let outcome = try knownOutcome(digest, fingerprint, item) else { return nil }
    summary.sourceBytes += size
    return outcome
  }
}

/// Files that a corpus file includes: only such as stand in its folder or below.
final class IncludedFiles {
  private(set) var files: [String: SourceFile] = [:]
  private let folder: String
  /// What the names of the batch begin with in that folder.
  private let prefix: String

  init(root: SourceBatch.Item) {
    folder = AtomicFile.split(root.path).folder
    let slash = root.name.lastIndex(of: "/")
    prefix = slash.map { String(root.name[...$0]) } ?? ""
  }

  /// - Parameter name: as the batch names files.
  func read(_ name: String) -> SourceFile? {
    guard name.hasPrefix(prefix),
      let real = realpath(folder + "/" + name.dropFirst(prefix.count), nil),
      let base = realpath(folder, nil)
    else { return nil }
    defer {
      free(real)
      free(base)
    }
    let path = String(cString: real)
    guard path.hasPrefix(String(cString: base) + "/"), let bytes = try? AtomicFile.read(path) else {
      return nil
    }
    let file = SourceFile(path: name, bytes: bytes)
    files[name] = file
    return file
  }
}
